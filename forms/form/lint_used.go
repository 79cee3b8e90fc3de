package form

import (
	"slices"
	"strings"
)

// written refuses fields that nobody and nothing ever writes (rule 31).
func (l *linter) written() {
	set := map[string]map[string]bool{}
	mark := func(f *Form, name string) {
		if f == nil {
			return
		}
		if set[f.Name] == nil {
			set[f.Name] = map[string]bool{}
		}
		set[f.Name][name] = true
	}
	for _, f := range l.lib.Forms {
		for _, a := range f.Actions {
			for _, ask := range a.Ask {
				mark(f, ask.Field)
			}
			for _, s := range a.Then {
				target := f.stepTarget(s)
				for _, as := range s.Set {
					mark(target, as.Field)
				}
				for _, name := range append(slices.Clone(s.Copy), s.Add) {
					mark(target, name)
				}
			}
		}
		for _, e := range f.Every {
			for _, as := range e.Set {
				mark(l.lib.forms[e.Open], as.Field)
			}
		}
		if f.Import != nil {
			for _, path := range f.Import.Columns {
				mark(f, splitPath(path)[0])
			}
		}
	}
	for _, f := range l.lib.Forms {
		if slices.ContainsFunc(f.Create, func(w Who) bool { return w.Kind == WhoSystem }) {
			continue // the server begins one with whatever it knows
		}
		for _, field := range f.Fields() {
			byHand := len(field.By) > 0 && !field.System
			if !byHand && field.Calc == nil && field.Default == nil && field.Type != Lookup && field.Retired == 0 && !set[f.Name][field.Name] {
				l.fail(field.Pos, "field %s: nobody ever writes it", field.Name)
			}
		}
	}
}

// used warns of settings that nobody reads and lists that no field uses (rule 50).
func (l *linter) used() {
	settings, lists := map[string]bool{}, map[string]bool{}
	for _, f := range l.lib.Forms {
		for _, e := range f.exprs {
			for _, s := range l.lib.Settings {
				if strings.Contains(e.Source, s.ID) {
					settings[s.ID] = true
				}
			}
		}
		for _, d := range f.Deadlines {
			for _, id := range d.settings() {
				id, _, _ = strings.Cut(id, ".")
				settings[id] = true
			}
		}
		for _, field := range f.allFields() {
			lists[field.List] = true
		}
	}
	for _, s := range l.lib.Settings {
		if !settings[s.ID] {
			l.warn(s.Pos, "setting %s is read nowhere", s.ID)
		}
	}
	for _, c := range l.lib.Choices {
		if !lists[c.Name] {
			l.warn(c.Pos, "choice list %s is used nowhere", c.Name)
		}
	}
}

// settings names the settings and parts that give a deadline its lengths.
func (d *Deadline) settings() []string {
	var ids []string
	if w := d.length(); w != nil && w.Setting != "" {
		ids = append(ids, w.Setting)
	}
	for _, s := range d.Steps {
		if s.Setting != "" {
			ids = append(ids, s.Setting)
		}
	}
	return ids
}
