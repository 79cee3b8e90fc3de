// Package formtest lets a test play through forms: a World in memory, and a Play in which
// people create records and act on them at a time the test sets. Begin with New.
package formtest

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"fieldline/forms/form"
)

// World keeps records in memory. It is complete, as a server is, until Incomplete is
// set; Hide takes single records away, as a device lacks them.
type World struct {
	Lib        *form.Library
	Incomplete bool
	LastPull   time.Time // when an incomplete world last had all that is meant for it

	records  map[form.Ref]*form.Record
	hidden   map[form.Ref]bool
	posts    map[form.ID][]form.Post // where the library has no form person
	settings map[string]any
	missing  map[string]bool // attachments that have not arrived
}

// NewWorld returns an empty world.
func NewWorld(lib *form.Library) *World {
	return &World{
		Lib: lib, records: map[form.Ref]*form.Record{}, hidden: map[form.Ref]bool{},
		posts: map[form.ID][]form.Post{}, settings: map[string]any{}, missing: map[string]bool{},
	}
}

// Clone returns a world with copies of the same records, people and settings.
func (w *World) Clone() *World {
	c := NewWorld(w.Lib)
	c.Incomplete, c.LastPull = w.Incomplete, w.LastPull
	for _, rec := range w.records {
		c.Put(rec)
	}
	for id, posts := range w.posts {
		c.posts[id] = slices.Clone(posts)
	}
	maps.Copy(c.hidden, w.hidden)
	maps.Copy(c.settings, w.settings)
	maps.Copy(c.missing, w.missing)
	return c
}

// Put stores a record as it is; one that is laid over the library changes Lib.
func (w *World) Put(rec *form.Record) {
	w.records[form.Ref{Form: rec.Form, ID: rec.ID}] = copied(rec)
	if !slices.Contains(form.LaidForms(), rec.Form) {
		return
	}
	var laid []*form.Record
	for _, name := range form.LaidForms() {
		laid = append(laid, w.All(name)...)
	}
	w.Lib = w.Lib.With(laid)
}

// Hide makes a record one that is not here; Show brings it back.
func (w *World) Hide(ref form.Ref) { w.hidden[ref] = true }

// Show brings a hidden record back.
func (w *World) Show(ref form.Ref) { delete(w.hidden, ref) }

// Post lets a person hold a role at a site, zero for all.
func (w *World) Post(person form.ID, role string, site form.ID) {
	w.posts[person] = append(w.posts[person], form.Post{Role: role, Site: site})
}

// Set lays a value over a setting of the library ("SET-09" or "SET-09.major").
func (w *World) Set(id string, value any) { w.settings[id] = value }

// Missing makes an attachment one whose bytes have not arrived.
func (w *World) Missing(sha256 string) { w.missing[sha256] = true }

// All returns every record of a form that is here, by id.
func (w *World) All(formName string) []*form.Record {
	return w.where(formName, func(*form.Record) bool { return true })
}

// Complete tells whether what is not here does not exist.
func (w *World) Complete() bool { return !w.Incomplete }

// Pulled returns when everything last was here, as LastPull says.
func (w *World) Pulled() time.Time { return w.LastPull }

// Record returns a copy of a record.
func (w *World) Record(formName string, id form.ID) (*form.Record, error) {
	ref := form.Ref{Form: formName, ID: id}
	rec := w.records[ref]
	if rec == nil || w.hidden[ref] {
		return nil, form.ErrNotHere
	}
	return copied(rec), nil
}

// Related returns the records whose ref column points to one.
func (w *World) Related(formName, via string, id form.ID) ([]*form.Record, error) {
	return w.where(formName, func(rec *form.Record) bool { return slices.Contains(rec.Refs(via), id) }), nil
}

// Matching returns the records with these values, in one of the states.
func (w *World) Matching(formName string, columns []string, values []any, states []string) ([]*form.Record, error) {
	return w.where(formName, func(rec *form.Record) bool {
		if len(states) > 0 && !slices.Contains(states, rec.State) {
			return false
		}
		for i, c := range columns {
			if !form.Equal(rec.Get(c), values[i]) {
				return false
			}
		}
		return true
	}), nil
}

// People returns who holds a role: by the register if the library has one, and by Post.
func (w *World) People(role string, site form.ID, at time.Time) ([]form.ID, error) {
	var people []form.ID
	if w.Lib.Form("person") != nil {
		for _, rec := range w.All("person") {
			if rec.Holds(w.Lib, role, site, at) {
				people = append(people, rec.ID)
			}
		}
	}
	for id, posts := range w.posts {
		if slices.Contains(people, id) {
			continue
		}
		for _, p := range posts {
			if p.Role == role && (site == form.ID{} || p.Site == form.ID{} || p.Site == site) {
				people = append(people, id)
				break
			}
		}
	}
	slices.SortFunc(people, func(a, b form.ID) int { return bytes.Compare(a[:], b[:]) })
	return people, nil
}

// Setting returns the value laid over a setting, else the library's own.
func (w *World) Setting(id string, _ form.ID, _ time.Time) (any, error) {
	if v, ok := w.settings[id]; ok {
		return v, nil
	}
	return Default(w.Lib, id)
}

// Default returns the library's value of "SET-09" or of its part "SET-09.major".
func Default(lib *form.Library, id string) (any, error) {
	for _, s := range lib.Settings {
		if s.ID == id {
			return s.Value, nil
		}
		if v, ok := s.Parts[partOf(s.ID, id)]; ok {
			return v, nil
		}
	}
	return nil, form.ErrNotHere
}

func partOf(setting, id string) string {
	if len(id) > len(setting) && id[:len(setting)] == setting && id[len(setting)] == '.' {
		return id[len(setting)+1:]
	}
	return ""
}

// Arrived tells whether the bytes of an attachment are here.
func (w *World) Arrived(sha256 string) (bool, error) { return !w.missing[sha256], nil }

func (w *World) where(formName string, fits func(*form.Record) bool) []*form.Record {
	var found []*form.Record
	for ref, rec := range w.records {
		if ref.Form == formName && !w.hidden[ref] && fits(rec) {
			found = append(found, copied(rec))
		}
	}
	slices.SortFunc(found, func(a, b *form.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return found
}

func copied(rec *form.Record) *form.Record {
	c := *rec
	c.Values = form.Clone(rec.Values)
	return &c
}
