package apptest

import (
	"context"
	"sync"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// StillSync syncs nothing; its state is what a test sets.
type StillSync struct {
	store *device.Store

	mu    sync.Mutex
	state client.State
	tell  map[int]func(client.State)
	next  int
	Woken int

	// OnSync is what a round does.
	OnSync func(context.Context) error
	// OnProve is what the server answers when the two sides are compared, Seen the
	// devices it knows, Told what it tells of records; Away is why it does not.
	OnProve func(context.Context) error
	Seen    []protocol.DeviceSeen
	Told    map[form.Ref][]protocol.Past
	Away    error
	// Secrets are what the server has of secrets, by reference, Reasons why they were read.
	Secrets map[string]string
	Reasons []string
	// AsksAgain says that it reads none before a second sign-in.
	AsksAgain bool
	// Carries is what this device would be given along, Carrying whether it has it, Looks
	// why it was looked at.
	Carries  []protocol.Carried
	Carrying bool
	Looks    []string
	// OnHandIn is what the server says to a rescue file.
	OnHandIn func(content []byte) (*protocol.RescueReply, error)
}

// State returns what was set.
func (s *StillSync) State() client.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// Reached notes that the server was heard, as a round of the client does.
func (s *StillSync) Reached() error { return s.store.Vault().Contacted() }

// OnState tells of what is set.
func (s *StillSync) OnState(f func(client.State)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tell == nil {
		s.tell = map[int]func(client.State){}
	}
	n := s.next
	s.next++
	s.tell[n] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.tell, n)
	}
}

// Set changes the state.
func (s *StillSync) Set(change func(*client.State)) {
	s.mu.Lock()
	change(&s.state)
	st := s.state
	var all []func(client.State)
	for _, f := range s.tell {
		all = append(all, f)
	}
	s.mu.Unlock()
	for _, f := range all {
		f(st)
	}
}

// count brings what waits and whether the two sides differ into the state, as the client
// does after every change.
func (s *StillSync) count() {
	read := func() {
		pending, needYou, err := s.store.Counts(context.Background())
		differs, unread := s.store.Differs(context.Background())
		if err == nil && unread == nil {
			s.Set(func(st *client.State) { st.Pending, st.NeedYou, st.Differs = pending, needYou, differs })
		}
	}
	read()
	s.store.Watch(func(ch device.Change) {
		if ch.Outbox || ch.Proof {
			read()
		}
	})
}

// SignIn lets in who says "right", and mends what stopped syncing.
func (s *StillSync) SignIn(_ context.Context, _, password string) error {
	if password != "right" {
		return protocol.NewProblem(protocol.WrongPassword, "")
	}
	s.Set(func(st *client.State) { st.Problem = nil })
	return nil
}

// Wake counts how often it was called.
func (s *StillSync) Wake() { s.Woken++ }

// Run waits for the end.
func (s *StillSync) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Sync does what a test says, else nothing.
func (s *StillSync) Sync(ctx context.Context) error {
	if s.OnSync != nil {
		return s.OnSync(ctx)
	}
	return nil
}
