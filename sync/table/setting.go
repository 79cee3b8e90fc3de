package table

import (
	"fmt"
	"strings"
	"time"

	"fieldline/forms/form"
)

// Setting returns the value of a setting or of one of its parts ("SET-09.major") valid at
// a time: the record of form setting for that site, else one for all sites, else the
// library's default, form.ErrNotHere where it has none. Of several the one that came into
// force last holds.
func (w *World) Setting(id string, site form.ID, at time.Time) (any, error) {
	name, part, _ := strings.Cut(id, ".")
	def := w.Tables.lib.Setting(name)
	if def == nil {
		return nil, fmt.Errorf("setting %s: the library has none", id)
	}
	changed, err := w.Register.records(w, "setting", &w.Register.settings)
	if err != nil {
		return nil, err
	}
	today := w.Tables.lib.Calendar.Day(at)
	var best *form.Record
	var bestValue any
	for _, rec := range changed {
		from, _ := rec.Values["valid_from"].(form.Date)
		if rec.Values["key"] != id || from > today || siteOf(rec) != (form.ID{}) && siteOf(rec) != site {
			continue
		}
		if best != nil && !overrules(rec, best) {
			continue
		}
		text, _ := rec.Values["value"].(string)
		if v, err := def.Read(text); err == nil { // the form refuses any other
			best, bestValue = rec, v
		}
	}
	switch {
	case best != nil:
		return bestValue, nil
	case part == "":
		return def.Value, nil
	}
	v, ok := def.Parts[part]
	if !ok {
		return nil, fmt.Errorf("setting %s: it has no part %s: %w", name, part, form.ErrNotHere)
	}
	return v, nil
}

func siteOf(rec *form.Record) form.ID {
	ref, _ := rec.Values["branch"].(form.Ref)
	return ref.ID
}

// overrules tells whether a changed setting goes before another that also applies.
func overrules(a, b *form.Record) bool {
	if here, there := siteOf(a) != (form.ID{}), siteOf(b) != (form.ID{}); here != there {
		return here
	}
	from, _ := a.Values["valid_from"].(form.Date)
	than, _ := b.Values["valid_from"].(form.Date)
	return from > than || from == than && a.CreatedAt.After(b.CreatedAt)
}
