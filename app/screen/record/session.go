package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// session is one record while somebody reads it or types into it: what is stored, what
// was there when typing began, and what becomes of what is typed.
type session struct {
	store    *device.Store
	form     *form.Form
	id       form.ID
	fresh    bool // not created yet
	foreign  bool // no longer this person's; here because of work that is not settled
	base     acts.Record
	begun    form.Values     // of a fresh record, before anybody typed
	emptied  map[string]bool // fields with a default that somebody emptied: they stay so
	was      form.Values     // what typed fields held when they were first changed
	rev      int64           // on which typing began; 0: nothing is typed
	draft    device.Draft
	handed   device.Draft // the draft as this session read or wrote it last
	stranded device.Draft // what of it can no longer be filled in
	env      *form.Env
	source   *source
	lasts    map[string]any // of the last record of the same subject, read once
}

// openSession reads a record with its draft; one that is not here begins anew when it
// may be created by hand.
func openSession(ctx context.Context, deps screen.Deps, formName string, id form.ID, values form.Values) (*session, error) {
	lib := deps.Store.Library()
	f := lib.Form(formName)
	if f == nil {
		return nil, fmt.Errorf("open %s: %w", formName, device.ErrNotFound)
	}
	s := &session{store: deps.Store, form: f, id: id, was: form.Values{}, emptied: map[string]bool{}}
	s.source = newSource(deps)
	s.env = s.store.Env(ctx, nil)
	rec, err := s.store.Record(ctx, formName, id)
	switch {
	case errors.Is(err, device.ErrNotFound):
		if err := s.begin(ctx, values); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		s.base = rec
		if s.foreign, err = s.store.Left(ctx, formName, id); err != nil {
			return nil, err
		}
	}
	draft, err := s.store.Draft(ctx, formName, id)
	if err != nil && !errors.Is(err, device.ErrNotFound) {
		return nil, err
	}
	s.draft, s.handed, s.stranded = draft, draft, nothingTyped()
	if s.hasDraft() {
		s.rev = draft.Base
		maps.Copy(s.was, draft.Was)
	}
	if !s.fresh && !s.foreign {
		s.strand()
	}
	for name, v := range draft.Values {
		s.noteEmptied(name, v)
	}
	return s, nil
}

// begin makes a new record with its defaults. Without values, without a draft and with an
// id that was not drawn just now it is a record that is simply not here.
func (s *session) begin(ctx context.Context, values form.Values) error {
	_, err := s.store.Draft(ctx, s.form.Name, s.id)
	if err != nil && !errors.Is(err, device.ErrNotFound) {
		return err
	}
	if err != nil && values == nil && !s.justDrawn() || !s.form.MayStart(s.env) {
		return fmt.Errorf("open %s %s: %w", s.form.Name, s.id, device.ErrNotFound)
	}
	rec, err := s.form.New(s.env, s.id, values)
	if err != nil {
		return fmt.Errorf("begin %s: %w", s.form.Name, err)
	}
	s.fresh = true
	s.base = acts.Record{Record: *rec, Version: s.form.Version}
	s.begun = form.Clone(rec.Values)
	return nil
}

// justDrawn tells whether the id was made within the last minute, for a new record.
func (s *session) justDrawn() bool {
	if s.id.Version() != 7 {
		return false // derived, or nobody's
	}
	sec, nano := s.id.Time().UnixTime()
	age := s.store.Now().Sub(time.Unix(sec, nano))
	return age > -time.Minute && age < time.Minute
}

func (s *session) hasDraft() bool { return len(s.draft.Values) > 0 || len(s.draft.Raw) > 0 }

// envOf is what the forms judge a record in, at the time now.
func (s *session) envOf(rec *form.Record) *form.Env {
	env := *s.env
	env.Self, env.Now = rec, s.store.Now()
	return &env
}

// typed is the record with the draft laid over it.
func (s *session) typed() *form.Record { return s.over(s.draft.Values) }

// over is the stored record with values laid over it.
func (s *session) over(values form.Values) *form.Record {
	rec := s.base.Record
	rec.Values = form.Clone(rec.Values)
	if rec.Values == nil {
		rec.Values = form.Values{}
	}
	lay(rec.Values, values)
	return &rec
}

func lay(on, over form.Values) {
	for name, v := range over {
		if form.Empty(v) {
			delete(on, name)
		} else {
			on[name] = v
		}
	}
}

// changed returns the fields a person changed, nil where one was emptied.
func (s *session) changed(v *formview.View) form.Values {
	base := s.base.Values
	if s.fresh {
		base = s.begun
	}
	diff := form.Values{}
	now := v.Record().Values
	for _, f := range s.form.Fields() {
		if f.Calc != nil || f.Type == form.Lookup {
			continue
		}
		if !form.Equal(base[f.Name], now[f.Name]) {
			diff[f.Name] = now[f.Name]
		}
	}
	return diff
}

// unfinished are the fields in which a text stands that is no value.
func unfinished(v *formview.View) map[string]bool {
	fields := map[string]bool{}
	for spot := range v.Typed() {
		if !spot.IsNewRow() {
			fields[spot.Field] = true
		}
	}
	return fields
}

// dirty tells whether anything is typed that is not saved.
func (s *session) dirty(v *formview.View) bool {
	return len(s.changed(v)) > 0 || len(unfinished(v)) > 0
}

// note remembers what fields held when they were first changed, for the operation.
func (s *session) note(v *formview.View) {
	keep := func(name string) {
		if _, known := s.was[name]; !known {
			s.was[name] = s.base.Values[name]
		}
	}
	for name := range s.changed(v) {
		keep(name)
		for _, mate := range s.form.Field(name).Whole() {
			keep(mate.Name)
		}
	}
	if s.rev == 0 {
		s.rev = s.base.Rev
	}
}

// draftOf is what is typed now, to be kept.
func (s *session) draftOf(v *formview.View, focus string) device.Draft {
	d := device.Draft{Form: s.form.Name, ID: s.id, Values: form.Clone(s.changed(v)), Was: form.Clone(s.was), Raw: map[string]string{}, Focus: focus, Base: s.rev}
	for spot, text := range v.Typed() {
		d.Raw[spot.String()] = text
	}
	s.withStranded(&d)
	if s.fresh {
		d.Values = form.Clone(s.begun)
		maps.Copy(d.Values, s.changed(v)) // nil where one was emptied
	}
	s.handed = d
	return d
}

// draftCame tells whether a draft lies there that was not written here, such as that of
// an act that was taken back; while somebody types there is only his own.
func (s *session) draftCame(ctx context.Context, v *formview.View) (bool, error) {
	if s.dirty(v) {
		return false, nil
	}
	d, err := s.store.Draft(ctx, s.form.Name, s.id)
	if errors.Is(err, device.ErrNotFound) {
		return false, nil
	}
	same := func(a, b any) bool { return form.Equal(a, b) }
	return err == nil && !(maps.EqualFunc(d.Values, s.handed.Values, same) && maps.Equal(d.Raw, s.handed.Raw)), err
}

// keep writes the draft; with nothing typed there is none.
func (s *session) keep(ctx context.Context, v *formview.View, focus string) error {
	if !s.dirty(v) && !s.isStranded() {
		return s.store.DropDraft(ctx, s.form.Name, s.id)
	}
	s.note(v)
	return s.store.SaveDraft(ctx, s.form.Name, s.id, s.draftOf(v, focus))
}

// show puts the stored record on a view, with values of one's own laid over it.
func (s *session) show(v *formview.View, mine form.Values) {
	typed := maps.Clone(v.Typed())
	v.SetRecord(s.over(mine))
	v.SetTyped(typed)
	v.SetNumber(s.base.Number, s.id.String())
}

// renew reads the record again and shows what others changed; what is typed stays.
func (s *session) renew(ctx context.Context, v *formview.View) error {
	s.env = s.store.Env(ctx, nil)
	s.source.forget()
	s.lasts = nil
	rec, err := s.store.Record(ctx, s.form.Name, s.id)
	if errors.Is(err, device.ErrNotFound) && s.fresh {
		v.Redraw()
		return nil
	}
	if err != nil {
		return err
	}
	if s.foreign, err = s.store.Left(ctx, s.form.Name, s.id); err != nil {
		return err
	}
	if !s.fresh && rec.Rev == s.base.Rev && rec.State == s.base.State && rec.Number == s.base.Number {
		v.Redraw()
		return nil
	}
	mine := s.changed(v)
	if len(mine) > 0 {
		s.note(v) // what was there when typing began, before it is replaced
	}
	s.base, s.fresh = rec, false
	s.show(v, mine)
	return nil
}

// loose tells whether nothing is demanded yet: a draft that is not made.
func (s *session) loose() bool { return s.fresh && s.startsAsDraft() }

func (s *session) startsAsDraft() bool { return s.isDraft(s.form.Start()) }

func (s *session) isDraft(state string) bool {
	st := s.form.State(state)
	return st != nil && st.Draft
}

// noteEmptied remembers that a field of a new record was emptied, against its default.
func (s *session) noteEmptied(field string, value any) {
	f := s.form.Field(field)
	if !s.fresh || f == nil || f.Default == nil {
		return
	}
	if form.Empty(value) {
		s.emptied[field] = true
	} else {
		delete(s.emptied, field)
	}
}

// fillDefaults lets defaults of a new record follow what is picked, as its creation will;
// those of a record whose state is still a draft follow the field that was changed.
func (s *session) fillDefaults(v *formview.View, changed string) {
	if !s.fresh && !s.isDraft(s.base.State) {
		return
	}
	env := s.envOf(v.Record())
	for _, f := range s.form.Fields() {
		if f.Default == nil || s.emptied[f.Name] || !form.Empty(v.Record().Values[f.Name]) && !s.cameWith(v, f, changed) {
			continue
		}
		if !s.fresh && (f.Name == changed || !v.Writes(f.Name) || !follows(f.Default, changed)) {
			continue
		}
		value, answer, err := f.Default.Eval(env)
		if err != nil || answer != form.Yes || form.Empty(value) || slices.Contains([]form.FieldType{form.Table, form.Photos, form.Secret}, f.Type) {
			continue // creating the record fills it, or the office does; a secret's reference nobody writes himself
		}
		v.Offer(f.Name, value)
		if s.fresh {
			s.begun[f.Name] = value
		}
	}
}

// cameWith tells whether a field of a new record still has the default that came with another
// field, which was changed: the customer of an order follows when another order is chosen.
func (s *session) cameWith(v *formview.View, f *form.Field, changed string) bool {
	return s.fresh && f.Name != changed && follows(f.Default, changed) && form.Equal(v.Record().Values[f.Name], s.begun[f.Name])
}

// follows tells whether a default is read from a field, or from what it points to.
func follows(e *form.Expr, field string) bool {
	return slices.ContainsFunc(e.Paths(), func(path []string) bool { return len(path) > 0 && path[0] == field })
}
