package device

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Env returns what a screen judges a record in: the records around it as they are now,
// the person and the corrected time. It remembers what it has read, so that judging at
// every keystroke costs little; take a new one when Watch tells of a change. rec is the
// record as typed so far, or nil.
func (s *Store) Env(ctx context.Context, rec *record.Record) *form.Env {
	env := &form.Env{Lib: s.Library(), World: s.view(ctx), Me: s.Identity().Person, Now: s.Now()}
	if rec != nil {
		env.Self = &rec.Record
	}
	return env
}

// view is a form.World for screens.
type view struct {
	ctx context.Context
	s   *Store

	mu       sync.Mutex
	register *table.Register
	answers  map[string]answerOnce
}

// answerOnce is what was answered to a question once.
type answerOnce struct {
	recs []*form.Record
	err  error
}

func (s *Store) view(ctx context.Context) *view {
	return &view{ctx: ctx, s: s, register: &table.Register{}, answers: map[string]answerOnce{}}
}

// Complete is false: what is not here may exist elsewhere.
func (v *view) Complete() bool { return false }

// Pulled returns when the last pull ended, zero while one is under way.
func (v *view) Pulled() time.Time { return v.s.known.Load().pulled() }

// ask answers a question from memory or from the database. Records are copied, as an
// evaluation may change what it gets.
func (v *view) ask(question string, read func(w *table.World) ([]*form.Record, error)) ([]*form.Record, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	known, ok := v.answers[question]
	if !ok {
		known.err = v.s.read(v.ctx, func(r *reader) error {
			var err error
			known.recs, err = read(table.NewWorld(r.ctx, r.tables, r.db, v.register, false))
			return err
		})
		if known.err == nil || isNotHere(known.err) {
			v.answers[question] = known
		}
	}
	recs := make([]*form.Record, len(known.recs))
	for i, rec := range known.recs {
		c := *rec
		c.Values = form.Clone(rec.Values)
		recs[i] = &c
	}
	return recs, known.err
}

func (v *view) Record(formName string, id form.ID) (*form.Record, error) {
	recs, err := v.ask("record "+formName+" "+id.String(), func(w *table.World) ([]*form.Record, error) {
		rec, err := w.Record(formName, id)
		if err != nil {
			return nil, err
		}
		return []*form.Record{rec}, nil
	})
	if err != nil {
		return nil, err
	}
	return recs[0], nil
}

func (v *view) Related(formName, via string, id form.ID) ([]*form.Record, error) {
	return v.ask("related "+formName+" "+via+" "+id.String(), func(w *table.World) ([]*form.Record, error) {
		return w.Related(formName, via, id)
	})
}

func (v *view) Matching(formName string, columns []string, values []any, states []string) ([]*form.Record, error) {
	return v.ask(fmt.Sprintf("matching %s %v %v %v", formName, columns, values, states), func(w *table.World) ([]*form.Record, error) {
		return w.Matching(formName, columns, values, states)
	})
}

func (v *view) People(role string, site form.ID, at time.Time) (ids []form.ID, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	err = v.s.read(v.ctx, func(r *reader) error {
		ids, err = table.NewWorld(r.ctx, r.tables, r.db, v.register, false).People(role, site, at)
		return err
	})
	return ids, err
}

func (v *view) Setting(id string, site form.ID, at time.Time) (value any, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	err = v.s.read(v.ctx, func(r *reader) error {
		value, err = table.NewWorld(r.ctx, r.tables, r.db, v.register, false).Setting(id, site, at)
		return err
	})
	return value, err
}

func sortDues(all []Due) {
	slices.SortStableFunc(all, func(a, b Due) int { return a.At.Compare(b.At) })
}
