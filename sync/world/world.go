// Package world plays histories of tablets and an office against the real server, device
// and client: a clock that only moves when it says so, a network that loses, cuts, delays
// and doubles, disks in memory whose power fails between any two statements, older copies
// that come back to life, backups that are restored. One seed is one history, step for
// step; after each step and at rest an oracle holds the promises of sync/README.md against
// what is there. Begin with NewCompany and Play.
package world

import (
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"fieldline/forms/form"
)

// Options of a history. The zero Options plays the seed as it is.
type Options struct {
	Steps int // how many; zero is 200
	// Only leaves out all steps but these, to make a history that fails smaller.
	Only    []int
	Verbose bool // keep what happens as text
}

// Failure is a promise that was not kept.
type Failure struct {
	Invariant string // of sync/README.md: I1 to I17
	Step      int    // -1: at rest
	What      string
}

// Report is what became of a history.
type Report struct {
	Seed       uint64
	Steps      int
	Operations int
	Messages   int
	Faults     int // messages that failed, power cuts, restores, clones
	Statements int // of SQL
	Trace      uint64
	Events     []string // with Options.Verbose
	Played     []int    // steps
	Failure    *Failure // nil: all promises were kept
}

// World is one history while it is played.
type World struct {
	company *Company
	chaos   chaos
	seed    uint64
	dir     string
	rack    *rack
	now     time.Time
	step    int
	dice    dice
	ids     dice
	random  dice
	office  *office
	tablets []*tablet
	held    []*message
	healed  bool // at rest: nothing fails any more
	verbose bool
	events  []string

	operations, messages, faults int
	trace                        uint64
	failure                      *Failure
	typed                        []*typed
	saved                        []*saved
	byOp                         map[form.ID]*saved
	secrets                      []secret
	words                        int // typed so far in this step
}

// Play plays the history of a seed. An error is the world's own: what a history finds is
// the report's Failure.
func Play(c *Company, seed uint64, opts Options) (_ *Report, err error) {
	if opts.Steps == 0 {
		opts.Steps = 200
	}
	w := &World{company: c, seed: seed, now: morning(), chaos: drawChaos(seed, opts.Steps), verbose: opts.Verbose, byOp: map[form.ID]*saved{}}
	r := &Report{Seed: seed}
	defer func() { err = errors.Join(err, w.end()) }()
	w.roll(0)
	if err := c.begin(w); err != nil {
		return r, err
	}
	for n := range opts.Steps {
		if opts.Only != nil && !slices.Contains(opts.Only, n) {
			continue
		}
		w.guarded(n, w.play)
		r.Steps++
		r.Played = append(r.Played, n)
		if w.failure != nil {
			break
		}
	}
	if w.failure == nil {
		w.guarded(-1, w.rest)
	}
	r.Operations, r.Messages, r.Faults, r.Statements = w.operations, w.messages, w.faults, w.rack.total
	r.Trace, r.Events, r.Failure = w.trace, w.events, w.failure
	return r, nil
}

// guarded plays a step; a panic or an error in it is a promise not kept.
func (w *World) guarded(n int, step func() error) {
	defer func() {
		if r := recover(); r != nil {
			w.fail("panic", "%v\n%s", r, debug.Stack())
		}
	}()
	w.step = n
	w.roll(n + 2)
	if err := step(); err != nil {
		w.fail("error", "%v", err)
	}
	w.mark("step", uint64(n+1), uint64(w.rack.total)) //nolint:gosec // counts
}

// roll takes the dice of a step.
func (w *World) roll(n int) {
	of := uint64(n) * 4 //nolint:gosec // a count
	w.dice, w.ids, w.random = newDice(w.seed, of+1), newDice(w.seed, of+2), newDice(w.seed, of+3)
	w.words = 0
}

func (w *World) clock() time.Time { return w.now }

func (w *World) newID() form.ID { return w.ids.id(w.now) }

// fail notes the first promise that was not kept.
func (w *World) fail(invariant, format string, args ...any) {
	if w.failure == nil {
		w.failure = &Failure{invariant, w.step, fmt.Sprintf(format, args...)}
		w.note("FAILED %s: %s", invariant, w.failure.What)
	}
}

// note keeps what happens for a person, where one will read it.
func (w *World) note(format string, args ...any) {
	if w.verbose {
		w.events = append(w.events, fmt.Sprintf("%3d %s  ", w.step, w.now.Format("Mon 15:04:05"))+fmt.Sprintf(format, args...))
	}
}

// mark takes what happens into the trace: the same seed has the same trace.
func (w *World) mark(what string, n ...uint64) {
	h := fnv.New64a()
	var b [8]byte
	put := func(v uint64) {
		for i := range b {
			b[i] = byte(v >> (8 * i))
		}
		h.Write(b[:])
	}
	put(w.trace)
	h.Write([]byte(what))
	for _, v := range n {
		put(v)
	}
	w.trace = h.Sum64()
}

// end closes everything and throws the history's folder away.
func (w *World) end() error {
	var errs []error
	for _, tb := range w.tablets {
		if tb.store != nil {
			if err := tb.store.Close(); err != nil && !tb.disk().dead && w.failure == nil {
				errs = append(errs, err)
			}
		}
	}
	if w.office != nil && w.office.srv != nil {
		w.office.disk().mend()
		if err := w.office.close(); err != nil && w.failure == nil {
			errs = append(errs, err)
		}
	}
	if w.rack != nil {
		errs = append(errs, w.rack.close())
	}
	if w.dir != "" {
		errs = append(errs, os.RemoveAll(w.dir))
	}
	return errors.Join(errs...)
}

func (f *Failure) String() string {
	return fmt.Sprintf("%s at step %d: %s", f.Invariant, f.Step, f.What)
}

// Story is a report as a person reads it.
func (r *Report) Story() string {
	var b strings.Builder
	for _, e := range r.Events {
		b.WriteString(e)
		b.WriteByte('\n')
	}
	return b.String()
}
