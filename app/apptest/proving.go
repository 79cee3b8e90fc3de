package apptest

import (
	"context"
	"io"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Prove does what a test has the server answer; without that nothing is learnt.
func (s *StillSync) Prove(ctx context.Context) error {
	if s.OnProve == nil {
		return nil
	}
	return s.OnProve(ctx)
}

// Unsent tells what of the installation was not sent.
func (s *StillSync) Unsent(ctx context.Context) (client.Rescued, error) {
	return client.Unsent(ctx, s.store.Dir(), s.store.Vault())
}

// Rescue writes what a test says.
func (s *StillSync) Rescue(ctx context.Context, w io.Writer) (client.Rescued, error) {
	done, err := s.Unsent(ctx)
	if err == nil {
		_, err = io.WriteString(w, "sealed")
	}
	return done, err
}

// HandIn takes a rescue file of another device.
func (s *StillSync) HandIn(_ context.Context, r io.Reader) (*protocol.RescueReply, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return s.OnHandIn(content)
}

// Devices are what a test has the server know.
func (s *StillSync) Devices(context.Context) (protocol.DevicesReply, error) {
	return protocol.DevicesReply{Devices: s.Seen}, nil
}

// TakeAlong gives what a test has, for whoever signed in again.
func (s *StillSync) TakeAlong(_ context.Context, _ string, _ form.ID, reason string) error {
	if s.Away != nil {
		return s.Away
	}
	if s.AsksAgain {
		return protocol.NewProblem(protocol.SignInAgain, "")
	}
	s.Reasons, s.Carrying = append(s.Reasons, reason), true
	return nil
}

// Carried is what was taken along of a record and still counts.
func (s *StillSync) Carried(formName string, id form.ID) (all []protocol.Carried, _ error) {
	for _, one := range s.Carries {
		if s.Carrying && one.Form == formName && one.ID == id && s.store.Now().Before(one.Until) {
			all = append(all, one)
		}
	}
	return all, nil
}

// LookAt opens it for a reason.
func (s *StillSync) LookAt(formName string, id form.ID, reason string) ([]protocol.Carried, error) {
	all, err := s.Carried(formName, id)
	if err == nil && len(all) == 0 {
		err = client.ErrNotCarried
	}
	if err == nil {
		s.Looks = append(s.Looks, reason)
	}
	return all, err
}

// Confirm lets in who says "right", a second time.
func (s *StillSync) Confirm(_ context.Context, password string) error {
	if s.Away != nil {
		return s.Away
	}
	if password != "right" {
		return protocol.NewProblem(protocol.WrongPassword, "")
	}
	s.AsksAgain = false
	return nil
}

// Reveal reads a secret for whoever gives a reason.
func (s *StillSync) Reveal(_ context.Context, _ form.Ref, _, secret, reason string) (string, error) {
	if s.AsksAgain {
		return "", protocol.NewProblem(protocol.SignInAgain, "")
	}
	s.Reasons = append(s.Reasons, reason)
	return s.Secrets[secret], s.Away
}

// History is what a test has the server tell of a record.
func (s *StillSync) History(_ context.Context, formName string, id form.ID) (protocol.HistoryReply, error) {
	return protocol.HistoryReply{Entries: s.Told[form.Ref{Form: formName, ID: id}]}, s.Away
}

// Receive has the server say that it took the journal up to an operation and, where it
// counted its log, how many it found there.
func (r *Ready) Receive(ctx context.Context, upto, counted int64) error {
	store := r.App.Store()
	head, err := store.HeadOf(ctx, upto)
	if err != nil {
		return err
	}
	got := device.Receipt{Incarnation: store.SyncState().Incarnation, From: 1, Upto: upto, Count: upto, Head: head, Received: r.Now}
	reply := device.Reply{Epoch: "test", Cursor: "2", Through: 70, Upto: upto, Head: []byte("head"), Receipt: got, BackedUp: r.BackedUp}
	if err := store.ApplyReply(ctx, reply); err != nil {
		return err
	}
	digest, err := store.Digest(ctx) // of what is confirmed now
	if err != nil {
		return err
	}
	reply.Digest = &digest
	if err := store.ApplyReply(ctx, reply); err != nil {
		return err
	}
	got.Count = counted
	return store.TakeProof(ctx, device.Counted{Receipt: got})
}
