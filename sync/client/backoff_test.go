package client

import (
	"math"
	"testing"
	"time"
)

func TestBackoff_growsToItsBoundAndForgets(t *testing.T) {
	b := newBackoff()
	b.draw = func(n int64) int64 { return n - 1 }

	var last time.Duration
	for range 4 {
		next := b.next(0)
		if next <= last {
			t.Fatalf("waits %v after %v", next, last)
		}
		last = next
	}
	for range 20 {
		last = b.next(0)
	}
	if last >= b.most || last < b.most-time.Second {
		t.Errorf("at last waits %v, want just under %v", last, b.most)
	}
	if got := b.next(time.Hour); got != time.Hour {
		t.Errorf("waits %v although the server asked for an hour", got)
	}

	b.reset()
	if got := b.next(0); got >= b.least {
		t.Errorf("after an answer waits %v, want under %v", got, b.least)
	}
	for seconds, want := range map[int]time.Duration{-1: 0, 0: 0, 7: 7 * time.Second, math.MaxInt: b.most} {
		if got := b.asked(seconds); got != want {
			t.Errorf("asked for %d s waits %v, not %v", seconds, got, want)
		}
	}
}
