package apptest

import (
	"sync"
	"time"
)

// Loop is the thread that draws, where there is no driver to have one: what others hand
// over by Do is run by whoever calls Until or Settle.
type Loop struct {
	mu    sync.Mutex
	calls []func()
	more  chan struct{}
	held  time.Duration // by the longest call since it was asked
}

// NewLoop returns a loop without anything to do.
func NewLoop() *Loop { return &Loop{more: make(chan struct{}, 1)} }

// Do hands f over; it is run later, in order.
func (l *Loop) Do(f func()) {
	l.mu.Lock()
	l.calls = append(l.calls, f)
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// Settle runs all that was handed over, and what that hands over in turn.
func (l *Loop) Settle() {
	for {
		l.mu.Lock()
		calls := l.calls
		l.calls = nil
		l.mu.Unlock()
		if len(calls) == 0 {
			return
		}
		for _, f := range calls {
			begun := time.Now()
			f()
			l.held = max(l.held, time.Since(begun))
		}
	}
}

// Held is how long the longest call since it was asked kept everything else from being drawn.
func (l *Loop) Held() time.Duration {
	held := l.held
	l.held = 0
	return held
}

// Until runs what is handed over until a condition holds, and tells whether it came to
// hold within the time.
func (l *Loop) Until(holds func() bool, within time.Duration) bool {
	end := time.NewTimer(within)
	defer end.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		l.Settle()
		if holds() {
			return true
		}
		select {
		case <-l.more:
		case <-look.C:
		case <-end.C:
			l.Settle()
			return holds()
		}
	}
}

// Quiet runs what is handed over until nothing was for a time.
func (l *Loop) Quiet(still time.Duration) {
	for {
		l.Settle()
		select {
		case <-l.more:
		case <-time.After(still):
			return
		}
	}
}
