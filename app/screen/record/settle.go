package record

import (
	"context"
	"maps"

	"fieldline/app/formview"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// write is the part of an operation that saves what is typed and valid; without one,
// there is nothing to save.
func (s *session) write(v *formview.View, without map[string]bool) (acts.Part, bool) {
	s.note(v)
	changed := s.changed(v)
	for name := range changed {
		if without[name] {
			delete(changed, name)
		}
	}
	if s.fresh {
		return acts.Part{Kind: acts.Create, Form: s.form.Name, ID: s.id, Values: s.toCreate(v, without)}, true
	}
	if len(changed) == 0 {
		return acts.Part{}, false
	}
	part := acts.Part{Kind: acts.Set, Form: s.form.Name, ID: s.id, Values: changed, Base: s.rev}
	part.Was = acts.Replaced(s.form, changed, s.was)
	return part, true
}

// toCreate are the values a new record is made with: all but what comes by itself; nil for
// a default that somebody emptied.
func (s *session) toCreate(v *formview.View, without map[string]bool) form.Values {
	values, env := v.Values(), s.envOf(v.Record())
	for _, f := range s.form.Fields() {
		if f.Calc != nil || f.Type == form.Lookup || without[f.Name] || s.comesByItself(env, f, values[f.Name]) {
			delete(values, f.Name)
		}
	}
	for name := range values {
		if s.form.Field(name) == nil {
			delete(values, name)
		}
	}
	for name := range s.emptied {
		values[name] = nil // said, so that its default does not come by itself
	}
	return values
}

// comesByItself tells whether a field has its default, which somebody else than this person
// is to write.
func (s *session) comesByItself(env *form.Env, f *form.Field, value any) bool {
	if f.Default == nil || !f.System && !form.Equal(value, s.begun[f.Name]) {
		return false
	}
	writes, _ := s.form.Writable(env, f)
	return !writes
}

// settle makes one operation of what is typed and valid. What the forms refuse stays
// typed, as a draft, and comes back as problems. A new record whose start state is no
// draft is only made when that is asked for.
func (s *session) settle(ctx context.Context, v *formview.View, asked bool) ([]form.Problem, error) {
	if !s.dirty(v) && (!s.fresh || !asked) {
		return nil, s.keep(ctx, v, v.Where().String())
	}
	if s.fresh && !asked && !s.startsAsDraft() {
		return nil, s.keep(ctx, v, v.Where().String())
	}
	without := unfinished(v)
	var refused []form.Problem
	for range 2 {
		w, some := s.work(v, without)
		if !some {
			break
		}
		done, err := s.store.Perform(ctx, w.Work)
		if err != nil {
			return nil, err
		}
		if done.Fate != acts.Refused {
			return refused, s.settled(ctx, v, w)
		}
		refused = append(refused, done.Problems...)
		if s.fresh || !narrow(without, done.Problems) {
			break
		}
	}
	return refused, s.keep(ctx, v, v.Where().String())
}

// work is an operation to be made of what is typed, and what stays beside it.
type work struct {
	device.Work
	without map[string]bool // fields that stay typed
	typed   form.Values     // everything as it was typed then
}

// work puts what is typed and valid into one operation; false when there is nothing.
func (s *session) work(v *formview.View, without map[string]bool) (work, bool) {
	w := work{without: maps.Clone(without), typed: v.Values()}
	part, some := s.write(v, without)
	if some {
		w.Parts = []acts.Part{part}
	}
	w.Typed = s.left(v, without)
	return w, some
}

// narrow leaves out the fields that were refused; it tells whether there were any.
func narrow(without map[string]bool, problems []form.Problem) bool {
	found := false
	for _, p := range problems {
		if field := formview.SpotOf(p).Field; field != "" && !without[field] {
			without[field], found = true, true
		}
	}
	return found
}

// left is what stays typed beside an operation: what is not in it.
func (s *session) left(v *formview.View, without map[string]bool) *device.Draft {
	d := s.draftOf(v, v.Where().String())
	maps.DeleteFunc(d.Values, func(name string, _ any) bool { return !without[name] })
	s.withStranded(&d)
	return &d
}

// settled takes over the record as it is after an operation, and shows it with what was
// left out of it or typed since.
func (s *session) settled(ctx context.Context, v *formview.View, w work) error {
	rec, err := s.store.Record(ctx, s.form.Name, s.id)
	if err != nil {
		return err
	}
	mine := form.Values{}
	if v != nil {
		now := v.Record().Values
		for _, f := range s.form.Fields() {
			if f.Calc == nil && (w.without[f.Name] || !form.Equal(w.typed[f.Name], now[f.Name])) {
				mine[f.Name] = now[f.Name]
			}
		}
	}
	s.base, s.fresh, s.draft = rec, false, device.Draft{}
	s.env = s.store.Env(ctx, nil)
	s.source.forget()
	was := s.was
	s.was, s.rev = form.Values{}, 0
	if v == nil {
		return nil
	}
	s.show(v, mine)
	for name := range mine {
		if old, ok := was[name]; ok {
			s.was[name] = old
		}
	}
	if s.dirty(v) {
		s.note(v)
	}
	return nil
}
