package world

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"fieldline/forms/form"
)

// dice are one step's: whatever is left to chance in a step is thrown with them, so that
// a step does the same when others before it are left out.
type dice struct{ *rand.Rand }

func newDice(seed, of uint64) dice { return dice{rand.New(rand.NewPCG(seed, of))} }

// in tells whether something happens that happens once in n times.
func (d dice) in(n int) bool { return d.IntN(n) == 0 }

// between is a length of time.
func (d dice) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)+1))
}

// Read fills in random bytes, as keys and tokens are made of.
func (d dice) Read(p []byte) (int, error) {
	for i := 0; i < len(p); i += 8 {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], d.Uint64())
		copy(p[i:], word[:])
	}
	return len(p), nil
}

// id draws an id as a UUIDv7 would be at a time.
func (d dice) id(at time.Time) form.ID {
	var id form.ID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|d.Uint64()&0x0fff) //nolint:gosec // a time after 1970
	binary.BigEndian.PutUint64(id[8:], d.Uint64())
	id[6] = 0x70 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// pick draws one of several.
func pick[T any](d dice, all []T) T { return all[d.IntN(len(all))] }
