package formtest

import (
	"encoding/binary"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"fieldline/forms/form"
)

// Play is a world with a clock in which people act. What they do is judged by the forms
// and kept; a refusal the test did not ask for fails it.
type Play struct {
	*World
	Now  time.Time
	Told []form.Told // everything anybody has been told, in order

	tb   testing.TB
	made uint64
}

// New begins a play on the morning of Monday 2026-11-23, 09:00 in Shanghai.
func New(tb testing.TB, lib *form.Library) *Play {
	return &Play{World: NewWorld(lib), Now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), tb: tb}
}

// Parse reads a library from the text of its files, by name.
func Parse(tb testing.TB, files map[string]string, named ...form.Named) *form.Library {
	tb.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	lib, err := form.Parse(fsys, named...)
	if err != nil {
		tb.Fatalf("parse library: %v", err)
	}
	return lib
}

// ID returns a new id; ids are in the order in which they are made.
func (p *Play) ID() form.ID {
	p.made++
	var id form.ID
	binary.BigEndian.PutUint64(id[:8], uint64(p.Now.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], p.made)
	id[6] = 0x70
	id[8] |= 0x80
	return id
}

// Wait moves the clock on.
func (p *Play) Wait(d time.Duration) { p.Now = p.Now.Add(d) }

// Person makes a person who holds roles at all sites.
func (p *Play) Person(name string, roles ...string) form.ID {
	return p.PersonAt(name, form.ID{}, roles...)
}

// PersonAt makes a person who holds roles at one site.
func (p *Play) PersonAt(name string, site form.ID, roles ...string) form.ID {
	id := p.ID()
	if p.Lib.Form("person") == nil {
		for _, role := range roles {
			p.Post(id, role, site)
		}
		return id
	}
	var posts []form.Row
	for i, role := range roles {
		row := form.Row{ID: form.RowID(id, "posts", i), Values: form.Values{"role": role, "from": form.Date("2020-01-01")}}
		if site != (form.ID{}) {
			row.Values["site"] = form.Ref{Form: "site", ID: site}
		}
		posts = append(posts, row)
	}
	p.Put(&form.Record{ID: id, Form: "person", State: p.Lib.Form("person").Start(), CreatedAt: p.Now,
		Values: form.Values{"name": name, "posts": posts}})
	return id
}

// Deputy enters one person as another's deputy from today on.
func (p *Play) Deputy(of, deputy form.ID) {
	p.tb.Helper()
	rec := p.Get("person", of)
	rec.Values["deputies"] = []form.Row{{ID: deputy.String(), Values: form.Values{
		"person": deputy, "from": p.Lib.Calendar.Day(p.Now)}}}
	p.Put(rec)
}

// Get returns a record that must be there.
func (p *Play) Get(formName string, id form.ID) *form.Record {
	p.tb.Helper()
	rec, err := p.Record(formName, id)
	if err != nil {
		p.tb.Fatalf("%s %s: %v", formName, id, err)
	}
	return rec
}

// One returns the only record of a form whose ref column points to a record.
func (p *Play) One(formName, via string, id form.ID) *form.Record {
	p.tb.Helper()
	found := p.where(formName, func(rec *form.Record) bool {
		for _, to := range rec.Refs(via) {
			if to == id {
				return true
			}
		}
		return false
	})
	if len(found) != 1 {
		p.tb.Fatalf("%s with %s %s: %d records, not one", formName, via, id, len(found))
	}
	return found[0]
}

// Env is what a screen of a person judges a record in.
func (p *Play) Env(person form.ID, rec *form.Record) *form.Env {
	return &form.Env{Lib: p.Lib, World: p.World, Self: rec, Me: person, Now: p.Now}
}

// As returns a person as one who acts.
func (p *Play) As(person form.ID) *Actor { return &Actor{play: p, id: person} }

// System acts as the calendar and the clock do.
func (p *Play) System() *Actor { return &Actor{play: p} }

// Actor does things in a play.
type Actor struct {
	play     *Play
	id       form.ID
	overrode map[string]string
	seen     string
}

// Overriding returns the same person going on in spite of a warning, for a reason.
func (a *Actor) Overriding(check, reason string) *Actor {
	c := *a
	c.overrode = map[string]string{check: reason}
	return &c
}

// Seeing returns the same person acting on what is seen in an earlier state.
func (a *Actor) Seeing(state string) *Actor {
	c := *a
	c.seen = state
	return &c
}

// Create makes a record and returns its id.
func (a *Actor) Create(formName string, values form.Values) form.ID {
	a.play.tb.Helper()
	id := a.play.ID()
	a.must("create "+formName, a.do(func(e *form.Evaluation) error {
		return e.Create(form.Input{Ref: form.Ref{Form: formName, ID: id}, Values: values})
	}))
	return id
}

// Set writes values into a record.
func (a *Actor) Set(formName string, id form.ID, values form.Values) {
	a.play.tb.Helper()
	a.must("set "+formName, a.set(formName, id, values))
}

// Act lets an action happen, with what its dialog asks for.
func (a *Actor) Act(formName string, id form.ID, action string, asked ...form.Values) {
	a.play.tb.Helper()
	a.must(action+" "+formName, a.act(formName, id, action, asked))
}

// Add appends a row to a table or to the amendments.
func (a *Actor) Add(formName string, id form.ID, table string, values form.Values) {
	a.play.tb.Helper()
	a.must("add to "+formName+" "+table, a.add(formName, id, table, values))
}

// Remind makes a deadline's step.
func (a *Actor) Remind(formName string, id form.ID, deadline string, step int) {
	a.play.tb.Helper()
	due, _ := a.play.Get(formName, id).Values[deadline+"_due"].(time.Time)
	a.must("remind "+formName+" "+deadline, a.do(func(e *form.Evaluation) error {
		return e.Remind(form.Ref{Form: formName, ID: id}, deadline, step, due)
	}))
}

// NoCreate is a creation that must be refused; it returns why.
func (a *Actor) NoCreate(formName string, values form.Values) []form.Problem {
	a.play.tb.Helper()
	return a.refused("create "+formName, a.do(func(e *form.Evaluation) error {
		return e.Create(form.Input{Ref: form.Ref{Form: formName, ID: a.play.ID()}, Values: values})
	}))
}

// NoSet is a change that must be refused.
func (a *Actor) NoSet(formName string, id form.ID, values form.Values) []form.Problem {
	a.play.tb.Helper()
	return a.refused("set "+formName, a.set(formName, id, values))
}

// NoAct is an action that must be refused.
func (a *Actor) NoAct(formName string, id form.ID, action string, asked ...form.Values) []form.Problem {
	a.play.tb.Helper()
	return a.refused(action+" "+formName, a.act(formName, id, action, asked))
}

// NoAdd is a row that must be refused.
func (a *Actor) NoAdd(formName string, id form.ID, table string, values form.Values) []form.Problem {
	a.play.tb.Helper()
	return a.refused("add to "+formName, a.add(formName, id, table, values))
}

func (a *Actor) set(formName string, id form.ID, values form.Values) error {
	return a.do(func(e *form.Evaluation) error {
		return e.Set(form.Input{Ref: form.Ref{Form: formName, ID: id}, Values: values, Seen: a.seen})
	})
}

func (a *Actor) act(formName string, id form.ID, action string, asked []form.Values) error {
	in := form.Input{Ref: form.Ref{Form: formName, ID: id}, Action: action, Seen: a.seen}
	if len(asked) > 0 {
		in.Values = asked[0]
	}
	return a.do(func(e *form.Evaluation) error { return e.Act(in) })
}

func (a *Actor) add(formName string, id form.ID, table string, values form.Values) error {
	row := form.Row{ID: a.play.ID().String(), Values: values}
	return a.do(func(e *form.Evaluation) error {
		return e.Add(form.Input{Ref: form.Ref{Form: formName, ID: id}, Table: table, Row: row})
	})
}

// do judges one operation and keeps what it changes.
func (a *Actor) do(what func(*form.Evaluation) error) error {
	p := a.play
	e := form.Begin(form.Given{
		Lib: p.Lib, World: p.World, Op: p.ID(), Me: a.id, Now: p.Now, Overrode: a.overrode,
	})
	if err := what(e); err != nil {
		return err
	}
	touched, err := e.Touched()
	if err != nil {
		return err
	}
	for _, t := range touched {
		p.Put(t.After)
	}
	p.Told = append(p.Told, e.Told()...)
	return nil
}

func (a *Actor) must(what string, err error) {
	a.play.tb.Helper()
	var refusal *form.Refusal
	if errors.As(err, &refusal) {
		a.play.tb.Fatalf("%s: %s", what, Sentences(refusal.Problems))
	}
	if err != nil {
		a.play.tb.Fatalf("%s: %v", what, err)
	}
}

func (a *Actor) refused(what string, err error) []form.Problem {
	a.play.tb.Helper()
	var refusal *form.Refusal
	if !errors.As(err, &refusal) {
		a.play.tb.Fatalf("%s: not refused (%v)", what, err)
		return nil
	}
	return refusal.Problems
}
