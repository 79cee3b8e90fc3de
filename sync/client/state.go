package client

import (
	"sync"
	"time"

	"fieldline/sync/protocol"
)

// Phase is the one thing the sync badge shows.
type Phase string

// The phases, worst first: of several that hold, the earlier is shown (look of the badge).
const (
	NeedsYou Phase = "needs_you"  // a refusal, a conflict, a sign-in, two sides that differ: a person has to act
	TooOld   Phase = "too_old"    // the last success lies too far back
	Offline  Phase = "offline"    // the server cannot be reached; neutral
	Syncing  Phase = "syncing"    // a round is under way
	ToSend   Phase = "to_send"    // saved here, not yet sent
	UpToDate Phase = "up_to_date" // everything is there and here
)

// State is what is known about syncing; Phase makes one word of it.
type State struct {
	Online      bool // the last round reached the server
	Running     bool
	Done, Total int  // changes and operations of a round that shows progress; 0, 0 otherwise
	Pending     int  // cards that wait to be sent
	NeedYou     int  // refused, parked and conflicting ones, and those of which a file cannot be sent
	Differs     bool // the proof says that the server has not the same as this device
	Uploads     int  // attachments that wait to be sent
	LastSuccess time.Time
	Stale       bool // LastSuccess lies further back than allowed
	// Problem stops syncing until a person acts: sign-in, certificate, lost device,
	// another server; or tells that the device may only send. Nothing saved is touched by it.
	Problem *protocol.Problem
}

// Phase returns the worst that holds.
func (s State) Phase() Phase {
	switch {
	case s.NeedYou > 0 || s.Differs || s.Problem != nil:
		return NeedsYou
	case s.Stale:
		return TooOld
	case !s.Online && !s.Running:
		return Offline
	case s.Running && s.Total > 0:
		return Syncing
	case s.Pending > 0 || s.Uploads > 0:
		return ToSend
	}
	return UpToDate
}

// board keeps the state and tells those who watch it.
type board struct {
	mu       sync.Mutex
	state    State
	watchers map[int]func(State)
	next     int
}

func (b *board) get() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

// set changes the state and announces it, outside the lock, if it differs.
func (b *board) set(change func(*State)) {
	b.mu.Lock()
	before := b.state
	change(&b.state)
	after := b.state
	var tell []func(State)
	if before != after {
		for _, w := range b.watchers {
			tell = append(tell, w)
		}
	}
	b.mu.Unlock()
	for _, w := range tell {
		w(after)
	}
}

func (b *board) watch(w func(State)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.watchers == nil {
		b.watchers = map[int]func(State){}
	}
	id := b.next
	b.next++
	b.watchers[id] = w
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.watchers, id)
	}
}
