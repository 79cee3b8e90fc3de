package world

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// recordAt is a record as one side has it.
type recordAt struct{ record.Record }

// canonical writes a record as one text, but for what only one side keeps.
func (r *recordAt) canonical(f *form.Form, without ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s rev %d state %s number %s site %s made %s by %s changed %s by %s", r.ID, r.Rev, r.State, r.Number, r.Site,
		r.CreatedAt.UTC().Format("2006-01-02T15:04:05.000"), r.CreatedBy, r.UpdatedAt.UTC().Format("2006-01-02T15:04:05.000"), r.UpdatedBy)
	names := make([]string, 0, len(r.Values))
	for name := range r.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := f.Column(name)
		if c == nil || form.Empty(r.Values[name]) || slices.Contains(without, name) {
			continue
		}
		b.WriteString(" " + name + "=")
		b.Write(c.Encode(r.Values[name]))
	}
	return b.String()
}

// eachRecord visits every record of the office.
func (w *World) eachRecord(r record.Reader, visit func(f *form.Form, rec recordAt) error) error {
	for _, f := range w.office.srv.Library().Forms {
		for _, c := range w.cells(w.office.disk(), "SELECT id FROM "+f.Name+" ORDER BY id") {
			var id form.ID
			copy(id[:], bytesOf(c))
			rec, err := r.Stored(f.Name, id)
			if err != nil {
				return err
			}
			if err := visit(f, recordAt{rec}); err != nil {
				return err
			}
		}
	}
	return nil
}

// projection is what a person is to see, reckoned from the forms alone.
func (w *World) projection(who form.ID) (map[form.Ref]string, error) {
	srv := w.office.srv
	lib := srv.Library()
	want := map[form.Ref]string{}
	err := srv.Read(ctx, func(r record.Reader) error {
		me, err := r.Stored("person", who)
		if err != nil {
			return err
		}
		held := me.Posts(lib, w.now)
		hears := func(s form.Scope) bool {
			switch {
			case s.Anyone:
				return true
			case s.Person != (form.ID{}):
				return s.Person == who
			}
			return slices.ContainsFunc(held, func(p form.Post) bool {
				return p.Role == s.Role && (s.Site == (form.ID{}) || p.Site == (form.ID{}) || p.Site == s.Site)
			})
		}
		show := func(ref form.Ref) error {
			rec, err := r.Stored(ref.Form, ref.ID)
			if errors.Is(err, form.ErrNotHere) {
				return nil
			}
			if err != nil {
				return err
			}
			f := lib.Form(ref.Form)
			var hidden []string
			for _, field := range f.Fields() {
				env := &form.Env{Lib: lib, World: r, Self: &rec.Record, Now: w.now}
				readers, few, err := f.Readers(env, &rec.Record, field)
				if err != nil {
					return err
				}
				if few && !slices.ContainsFunc(readers, hears) {
					hidden = append(hidden, field.Name)
				}
			}
			at := recordAt{rec}
			want[ref] = at.canonical(f, hidden...)
			return nil
		}
		return w.eachRecord(r, func(f *form.Form, rec recordAt) error {
			env := &form.Env{Lib: lib, World: r, Self: &rec.Record.Record, Now: w.now}
			scopes, err := f.Scopes(env, &rec.Record.Record)
			if err != nil {
				return err
			}
			if w.left(lib, f, &rec.Record) {
				scopes = slices.DeleteFunc(scopes, func(s form.Scope) bool { return s.Person != (form.ID{}) })
			}
			if !slices.ContainsFunc(scopes, hears) {
				return nil
			}
			refs, err := f.Carried(env, &rec.Record.Record)
			if err != nil {
				return err
			}
			for _, ref := range append(refs, form.Ref{Form: f.Name, ID: rec.ID}) {
				if err := show(ref); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return want, err
}

// left tells whether a record has left the tablets of single people by its age.
func (w *World) left(lib *form.Library, f *form.Form, rec *record.Record) bool {
	state := f.State(rec.State)
	if state == nil || state.Open() {
		return false
	}
	length := f.Leave
	if length == "" {
		length = "90 d"
	}
	l, err := form.ParseLength(length)
	if err != nil {
		w.fail("error", "%v", err)
		return false
	}
	at, ok := rec.Values[rec.State+"_at"].(time.Time)
	if !ok {
		at = rec.UpdatedAt
	}
	return !w.now.Before(lib.Calendar.Add(at, l))
}

// lookAtViews compares what each tablet shows with what its person is to see (I3, I9).
func (w *World) lookAtViews() error {
	for _, tb := range w.tablets {
		if tb.life == gone {
			continue
		}
		id := tb.store.Identity().Device
		if w.text(w.office.disk(), "SELECT state FROM device WHERE id = ?", id[:]) != string(server.DeviceActive) {
			continue
		}
		want, err := w.projection(tb.person)
		if err != nil {
			return err
		}
		if err := w.compare(tb, want); err != nil || w.failure != nil {
			return err
		}
	}
	return nil
}

// compare holds a tablet against a projection. Records that left and have a case that
// waits for a person stay pinned (R6).
func (w *World) compare(tb *tablet, want map[form.Ref]string) error {
	lib := w.office.srv.Library()
	if have := tb.store.Library(); have.SHA256 != lib.SHA256 {
		w.fail("I14", "tablet %d works with library %.12s, the office with %.12s", tb.n, have.SHA256, lib.SHA256)
		return nil
	}
	for _, f := range lib.Forms {
		ids, err := tb.ids(f.Name)
		if err != nil {
			return err
		}
		for _, id := range ids {
			ref := form.Ref{Form: f.Name, ID: id}
			rec, err := tb.store.Record(ctx, f.Name, id)
			if err != nil {
				return err
			}
			at := recordAt{rec}
			have := at.canonical(f)
			is, wanted := want[ref]
			delete(want, ref)
			switch {
			case !wanted:
				if w.number(tb.disk(), "SELECT count(*) FROM pinned AS p JOIN answer AS a ON a.form = p.form AND a.rec = p.id AND a.resolved IS NULL WHERE p.form = ? AND p.id = ?", f.Name, id[:]) == 0 {
					w.fail("I9", "tablet %d still has %s %s", tb.n, f.Name, id)
				}
			case have != is:
				w.fail("I3", "tablet %d shows %s\n%s\nthe office has\n%s", tb.n, f.Name, have, is)
			}
		}
	}
	for _, f := range lib.Forms {
		for ref := range want {
			if ref.Form == f.Name {
				w.fail("I3", "tablet %d lacks %s %s", tb.n, ref.Form, ref.ID)
			}
		}
	}
	return nil
}
