package demo

import (
	"container/heap"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// story is the company while it is made: what lies ahead of it and what it remembers of
// its records, so that nothing is read back. Acts follow one another in time; the first
// that fails ends it.
type story struct {
	ctx     context.Context
	srv     *server.Server
	lib     *form.Library
	cfg     Config
	company Company

	r      *rand.Rand
	ids    *rand.Rand
	last   int64 // milliseconds of the last id
	nth    uint16
	clock  *clock
	now    time.Time
	agenda agenda
	err    error

	size     size
	days     []form.Date // worked ones, with some beyond the end
	worked   map[form.Date]int
	names    map[string]bool
	phones   int
	admin    *person
	manager  *person
	finance  *person
	branches []*branch
	pictures []string // SHA-256 of signatures
	vouchers int
	quarter  string // of which the purchases are counted
	spent    int64
}

// clock is the server's while the story is told.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time     { return time.UnixMilli(c.ms.Load()) }
func (c *clock) turn(now time.Time) { c.ms.Store(now.UnixMilli()) }

func newStory(ctx context.Context, srv *server.Server, cfg Config) *story {
	s := &story{
		ctx: ctx, srv: srv, lib: srv.Library(), cfg: cfg, clock: &clock{}, names: map[string]bool{}, worked: map[form.Date]int{},
		r: rand.New(rand.NewPCG(cfg.Seed, 1)), ids: rand.New(rand.NewPCG(cfg.Seed, 2)),
		company: Company{Day: cfg.Day},
	}
	s.size = sizeOf(cfg.Scale)
	s.layDays()
	return s
}

// tell tells the story from the first day to the evening before today.
func (s *story) tell() error {
	s.found()
	for n, day := range s.days {
		if s.err != nil || day >= s.cfg.Day {
			break
		}
		for _, b := range s.branches {
			b.openDay(day)
		}
		s.closeDay(day)
		s.runUntil(s.at(day, 23, 0))
		if s.cfg.Progress != nil {
			s.cfg.Progress(Progress{Day: day, Days: n + 1, Of: s.worked[s.cfg.Day], Operations: s.company.Operations})
		}
	}
	return s.err
}

// closeDay lets the server's clock do what is due, at noon and late in the evening.
func (s *story) closeDay(day form.Date) {
	for _, hour := range []int{12, 18, 22} {
		s.when(s.at(day, hour, 50), s.tick)
	}
}

func (s *story) tick() {
	if s.err != nil {
		return
	}
	if err := s.srv.Tick(s.ctx); err != nil {
		s.err = fmt.Errorf("on %s: %w", s.today(), err)
	}
}

// act is something that lies ahead.
type act struct {
	at time.Time
	n  int // as it was put down, where two are due at once
	do func()
}

type agenda struct {
	acts []act
	n    int
}

func (a *agenda) Len() int { return len(a.acts) }
func (a *agenda) Less(i, j int) bool {
	if !a.acts[i].at.Equal(a.acts[j].at) {
		return a.acts[i].at.Before(a.acts[j].at)
	}
	return a.acts[i].n < a.acts[j].n
}
func (a *agenda) Swap(i, j int) { a.acts[i], a.acts[j] = a.acts[j], a.acts[i] }
func (a *agenda) Push(x any)    { a.acts = append(a.acts, x.(act)) }
func (a *agenda) Pop() any {
	last := a.acts[len(a.acts)-1]
	a.acts = a.acts[:len(a.acts)-1]
	return last
}

// when puts something on the agenda, some seconds after the minute as life has it.
func (s *story) when(at time.Time, do func()) {
	at = at.Truncate(time.Minute).Add(time.Duration(s.r.IntN(60_000)) * time.Millisecond)
	if at.Before(s.now) {
		at = s.now.Add(time.Second)
	}
	s.agenda.n++
	heap.Push(&s.agenda, act{at, s.agenda.n, do})
}

// after puts something on the agenda that begins within some minutes.
func (s *story) after(least, most int, do func()) { s.when(s.now.Add(s.minutes(least, most)), do) }

// runUntil does what is due before a time.
func (s *story) runUntil(end time.Time) {
	for s.err == nil && s.agenda.Len() > 0 && s.agenda.acts[0].at.Before(end) {
		if err := s.ctx.Err(); err != nil {
			s.err = err
			return
		}
		next := heap.Pop(&s.agenda).(act)
		s.now = next.at
		s.clock.turn(s.now)
		next.do()
	}
}

// do submits what a person does now in one go; nobody is the system. It returns the
// operation's id, by which a repeated effect names what it opens.
func (s *story) do(who *person, parts ...record.Part) form.ID {
	return s.insist(who, nil, parts...)
}

// insist is do in spite of warnings.
func (s *story) insist(who *person, overrode []record.Override, parts ...record.Part) form.ID {
	op := record.Operation{ID: s.newID(), At: s.now, Parts: parts, Overrode: overrode}
	if who != nil {
		op.Actor = who.id
	}
	if s.err != nil || len(parts) == 0 {
		return op.ID
	}
	for i := range parts {
		if f := s.lib.Form(parts[i].Form); f != nil {
			parts[i].Version = f.Version
		}
	}
	res, err := s.srv.Submit(s.ctx, op)
	switch {
	case err != nil:
		s.err = fmt.Errorf("on %s: %w", s.lib.Calendar.Day(s.now), err)
	case res.Fate != record.Applied:
		s.err = fmt.Errorf("on %s %s is %s: %s", s.lib.Calendar.Day(s.now), describe(who, parts), res.Fate, sentences(res.Problems))
	}
	s.company.Operations++
	return op.ID
}

// describe names what somebody does, the first acts of it.
func describe(who *person, parts []record.Part) string {
	var acts []string
	for _, p := range parts {
		acts = append(acts, strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Form, p.Kind, p.Action)))
	}
	if len(acts) > 8 {
		acts = append(acts[:8], fmt.Sprintf("%d more", len(parts)-8))
	}
	if who == nil {
		return "the system's " + strings.Join(acts, ", ")
	}
	return fmt.Sprintf("what %s (%s) does (%s)", who.name, who.role, strings.Join(acts, ", "))
}

func sentences(problems []form.Problem) string {
	var all []string
	for _, p := range problems {
		text := p.Key
		if p.Label != nil {
			text += " " + p.Label.Zh
		}
		all = append(all, fmt.Sprintf("%s %s %s: %s %v", p.Form, p.ID, p.Field, text, p.Args))
	}
	return strings.Join(all, "; ")
}

// newID makes an id in the order of time, the same for the same seed.
func (s *story) newID() form.ID {
	ms := s.now.UnixMilli()
	if ms == s.last {
		s.nth++
	} else {
		s.last, s.nth = ms, 0
	}
	var id form.ID
	binary.BigEndian.PutUint64(id[:8], uint64(ms)<<16|0x7000|uint64(s.nth&0x0fff))
	binary.BigEndian.PutUint64(id[8:], s.ids.Uint64()&0x3fffffffffffffff|0x8000000000000000)
	return id
}

// create is a part that makes a record under an id.
func create(formName string, id form.ID, values form.Values) record.Part {
	return record.Part{Kind: record.Create, Form: formName, ID: id, Values: values}
}

// set is a part that writes values over empty ones.
func set(formName string, id form.ID, state string, values form.Values) record.Part {
	return record.Part{Kind: record.Set, Form: formName, ID: id, State: state, Values: values}
}

// perform is a part that lets an action happen on a record seen in a state.
func perform(formName string, id form.ID, state, action string, values form.Values) record.Part {
	return record.Part{Kind: record.Act, Form: formName, ID: id, State: state, Action: action, Values: values}
}

// opened is the id of what a step opens, again those of one that opens a new one each
// time it is done.
func opened(source form.Ref, key string, again form.ID) form.ID {
	return form.DerivedID(source, key, "", again)
}

func ref(formName string, id form.ID) form.Ref { return form.Ref{Form: formName, ID: id} }

// rows gives rows of a table their ids.
func (s *story) rows(cells ...form.Values) []form.Row {
	rows := make([]form.Row, len(cells))
	for i, c := range cells {
		rows[i] = form.Row{ID: s.newID().String(), Values: c}
	}
	return rows
}
