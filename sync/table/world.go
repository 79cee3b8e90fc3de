package table

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// World is a form.World over the tables: what an evaluation sees of the records. It
// belongs to one goroutine at a time, as its DB does.
type World struct {
	Context  context.Context
	Tables   *Tables
	DB       DB
	Register *Register
	// Whole is true where every record of the organisation is: on the server.
	Whole bool
}

// NewWorld returns a world over tables. A register may be shared by worlds that see the
// same people and settings.
func NewWorld(ctx context.Context, t *Tables, db DB, register *Register, whole bool) *World {
	return &World{Context: ctx, Tables: t, DB: db, Register: register, Whole: whole}
}

// Complete tells whether what is not here does not exist.
func (w *World) Complete() bool { return w.Whole }

// Pulled is never: only a device knows when its last pull ended, and says so itself.
func (w *World) Pulled() time.Time { return time.Time{} }

// Stored returns the record as it is now, or form.ErrNotHere.
func (w *World) Stored(formName string, id form.ID) (record.Record, error) {
	rec, err := w.Tables.Get(w.Context, w.DB, formName, id)
	if errors.Is(err, ErrUnknownForm) {
		return rec, form.ErrNotHere
	}
	return rec, err
}

// Record returns a record, or form.ErrNotHere.
func (w *World) Record(formName string, id form.ID) (*form.Record, error) {
	rec, err := w.Stored(formName, id)
	if err != nil {
		return nil, err
	}
	return &rec.Record, nil
}

// Related returns the records of a form whose ref column via points to id.
func (w *World) Related(formName, via string, id form.ID) ([]*form.Record, error) {
	recs, err := w.Tables.Related(w.Context, w.DB, formName, via, id)
	return pointers(recs), err
}

// Matching returns the records of a form whose columns have these values.
func (w *World) Matching(formName string, columns []string, values []any, states []string) ([]*form.Record, error) {
	recs, err := w.Tables.Matching(w.Context, w.DB, formName, columns, values, states)
	return pointers(recs), err
}

// People returns who holds a role at a site (zero: any) on the day of a time, by the posts
// of the people register, in the order they were entered. The list is shared and must not
// be changed.
func (w *World) People(role string, site form.ID, at time.Time) ([]form.ID, error) {
	post := postOn{role, site, w.Tables.lib.Calendar.Day(at)}
	if ids, known := w.Register.holders(post); known {
		return ids, nil
	}
	people, err := w.Persons()
	if err != nil {
		return nil, err
	}
	var ids []form.ID
	for _, p := range people {
		if p.Holds(w.Tables.lib, role, site, at) {
			ids = append(ids, p.ID)
		}
	}
	w.Register.hold(post, people, slices.Clip(ids))
	return ids, nil
}

// Persons returns the records of form person, in the order they were entered. They are
// shared and must not be changed.
func (w *World) Persons() ([]*form.Record, error) {
	return w.Register.records(w, "person", &w.Register.people)
}

// Library returns the library with what people have changed of its choice lists and its
// calendar laid over it.
func (w *World) Library() (*form.Library, error) {
	r := w.Register
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.library != nil {
		return r.library, nil
	}
	var changed []*form.Record
	for _, name := range form.LaidForms() {
		recs, err := w.every(name)
		if err != nil {
			return nil, err
		}
		changed = append(changed, recs...)
	}
	r.library = w.Tables.lib.With(changed)
	return r.library, nil
}

// Register keeps what every judgement asks for and few operations change: the records of
// the forms person and setting, and the library with those of the forms that are laid over
// it. Forget it after a write to one of them, and after a transaction that was taken back.
// The zero Register is ready.
type Register struct {
	mu       sync.Mutex
	people   []*form.Record
	settings []*form.Record
	library  *form.Library
	posts    map[postOn][]form.ID // who holds them, of the people above
}

// postOn is a role at a site on a day.
type postOn struct {
	role string
	site form.ID
	day  form.Date
}

// mostPosts bounds how many posts are kept: those of a few days.
const mostPosts = 1000

func (r *Register) holders(p postOn) (ids []form.ID, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids, known = r.posts[p]
	return ids, known
}

// hold keeps who holds a post, unless the register was forgotten meanwhile.
func (r *Register) hold(p postOn, of []*form.Record, ids []form.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(of) == 0 || len(r.people) == 0 || &of[0] != &r.people[0] {
		return
	}
	if len(r.posts) >= mostPosts {
		clear(r.posts)
	}
	if r.posts == nil {
		r.posts = map[postOn][]form.ID{}
	}
	r.posts[p] = ids
}

// Forget makes the register read anew.
func (r *Register) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.people, r.settings, r.library, r.posts = nil, nil, nil, nil
}

// Holds tells whether records of that form are kept in the register.
func (r *Register) Holds(formName string) bool {
	return formName == "person" || formName == "setting" || slices.Contains(form.LaidForms(), formName)
}

func (r *Register) records(w *World, formName string, kept *[]*form.Record) ([]*form.Record, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *kept != nil {
		return *kept, nil
	}
	recs, err := w.every(formName)
	if err != nil {
		return nil, err
	}
	*kept = slices.Grow(recs, 1)
	return *kept, nil
}

// every returns all records of a form, none of one that the library has not.
func (w *World) every(formName string) ([]*form.Record, error) {
	if w.Tables.Table(formName) == nil {
		return nil, nil
	}
	recs, err := w.Tables.Matching(w.Context, w.DB, formName, nil, nil, nil)
	return pointers(recs), err
}

func pointers(recs []record.Record) []*form.Record {
	out := make([]*form.Record, len(recs))
	for i := range recs {
		out[i] = &recs[i].Record
	}
	return out
}
