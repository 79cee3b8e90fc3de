package server

import (
	"sync"
	"time"
)

// limiter gives each sender a bucket of tokens that fills steadily.
type limiter struct {
	mu sync.Mutex
	of map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

// rate is how much a sender may ask for; a burst of nothing bounds nobody.
type rate struct {
	burst  float64
	second float64 // tokens that come back each second
}

// mostBuckets bounds the memory that senders can take; full buckets are forgotten first.
const mostBuckets = 10000

func newLimiter() *limiter { return &limiter{of: map[string]*bucket{}} }

// take spends one token of a sender, or answers how long it is to wait for the next.
func (l *limiter) take(who string, now time.Time, r rate) (wait time.Duration) {
	if r.burst <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.of[who]
	if b == nil {
		if len(l.of) >= mostBuckets {
			l.forget(now, r)
		}
		b = &bucket{tokens: r.burst, at: now}
		l.of[who] = b
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.tokens = min(r.burst, b.tokens+passed*r.second)
	}
	b.at = now
	if b.tokens < 1 {
		return time.Duration((1 - b.tokens) / r.second * float64(time.Second))
	}
	b.tokens--
	return 0
}

func (l *limiter) forget(now time.Time, r rate) {
	for who, b := range l.of {
		if b.tokens+now.Sub(b.at).Seconds()*r.second >= r.burst {
			delete(l.of, who)
		}
	}
	for who := range l.of { // all of them busy: any will do
		if len(l.of) < mostBuckets {
			break
		}
		delete(l.of, who)
	}
}
