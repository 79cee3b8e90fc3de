package client

import (
	"math/rand/v2"
	"time"
)

// backoff spaces the tries of a client whose server does not answer: full jitter between
// nothing and a bound that doubles, so that a thousand tablets do not come back at once.
type backoff struct {
	least, most time.Duration
	bound       time.Duration
	draw        func(int64) int64
}

func newBackoff() *backoff {
	return &backoff{least: 2 * time.Second, most: 15 * time.Minute, draw: rand.Int64N}
}

// next returns how long to wait before the next try; after is what the server asked for.
func (b *backoff) next(after time.Duration) time.Duration {
	b.bound = min(max(2*b.bound, b.least), b.most)
	return max(time.Duration(b.draw(int64(b.bound))), after)
}

// asked is how long a server asked to be left alone, in seconds, as far as it may.
func (b *backoff) asked(seconds int) time.Duration {
	return time.Duration(min(max(seconds, 0), int(b.most/time.Second))) * time.Second
}

// reset forgets earlier failures: an answer came, the network changed or a person asked.
func (b *backoff) reset() { b.bound = 0 }
