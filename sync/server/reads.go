package server

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// reads says, for a library, which audiences and carried records depend on values of
// other records: when one of those changes, these are reckoned anew (forms/README.md 8).
type reads struct {
	byForm map[string][]trigger
	own    map[string]map[string]bool // columns of a form that its own audience and carry begin with
	posts  map[string]bool            // forms whose audience is read off people's posts
	few    map[string][]*form.Field   // fields that only some of the audience get
	roles  map[string]bool            // who gets those, by post
	others bool                       // or otherwise than by post
}

// trigger: when column of a record changes, the hops lead from it to the records whose
// audience or carry reads it.
type trigger struct {
	column string
	hops   []hop
}

// hop leads from a record to others: to those its ref column names, or to those of a
// form whose column via points to it.
type hop struct {
	ref       string
	form, via string
}

func newReads(lib *form.Library) *reads {
	r := &reads{byForm: map[string][]trigger{}, own: map[string]map[string]bool{}, posts: map[string]bool{}, few: map[string][]*form.Field{}, roles: map[string]bool{}}
	for _, f := range lib.Forms {
		r.own[f.Name] = map[string]bool{}
		for _, field := range f.Fields() {
			if len(field.Eyes()) > 0 {
				r.few[f.Name] = append(r.few[f.Name], field)
				r.eyes(field)
			}
		}
		for _, who := range f.Audience {
			switch who.Kind {
			case form.WhoSuperior, form.WhoGroup, form.WhoUnit:
				r.posts[f.Name] = true
			}
			if who.Path != "" {
				r.path(lib, f, strings.Split(who.Path, "."), nil, 4)
			}
		}
		for _, path := range f.Carry {
			r.path(lib, f, strings.Split(path, "."), nil, 4)
		}
	}
	return r
}

// eyes notes who gets a field that only some get.
func (r *reads) eyes(field *form.Field) {
	for _, who := range field.Eyes() {
		if who.Kind == form.WhoRole {
			r.roles[who.Role] = true
		} else {
			r.others = true
		}
	}
}

// seeing is a digest of what decides which of those fields a person gets: of two that
// differ one may get what the other does not. Empty where that is nothing.
func (r *reads) seeing(who *person) string {
	var words []string
	for _, p := range who.posts {
		if r.roles[p.Role] || r.others {
			words = append(words, p.Role+p.Site.String())
		}
	}
	if r.others {
		words = append(words, who.unit)
		for _, id := range who.ids {
			words = append(words, id.String())
		}
	}
	if len(words) == 0 {
		return ""
	}
	slices.Sort(words)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(words), " ")))
	return hex.EncodeToString(sum[:8])
}

// path walks a path from a form and notes what is read beyond the record itself; back
// leads from a record of f to the one whose path it is.
func (r *reads) path(lib *form.Library, f *form.Form, names []string, back []hop, depth int) {
	if f == nil || len(names) == 0 || depth == 0 {
		return
	}
	name, rest := names[0], names[1:]
	if rel := f.Relation(name); rel != nil {
		hops := append([]hop{{ref: rel.Via}}, back...)
		r.note(rel.Of, rel.Via, hops)
		r.path(lib, lib.Form(rel.Of), rest, hops, depth-1)
		return
	}
	field := f.Field(name)
	switch {
	case field == nil:
		if c := f.Column(name); c != nil && c.Type == form.Person { // a stamp
			r.onward(lib, f, name, []string{"person"}, rest, back, depth)
		}
	case field.Type == form.Lookup:
		r.path(lib, f, append(strings.Split(field.Path, "."), rest...), back, depth-1)
	case field.Type == form.Table && len(rest) > 0:
		i := slices.IndexFunc(field.Columns, func(c *form.Field) bool { return c.Name == rest[0] })
		if i >= 0 {
			r.onward(lib, f, name+"."+rest[0], leadsTo(field.Columns[i]), rest[1:], back, depth)
		}
	default:
		r.onward(lib, f, name, leadsTo(field), rest, back, depth)
	}
}

func leadsTo(field *form.Field) []string {
	if field.Type == form.Person || field.Type == form.People {
		return []string{"person"}
	}
	return field.Forms
}

func (r *reads) onward(lib *form.Library, f *form.Form, column string, targets, rest []string, back []hop, depth int) {
	root, _, _ := strings.Cut(column, ".")
	if len(back) > 0 {
		r.note(f.Name, root, back)
	} else {
		r.own[f.Name][root] = true
	}
	for _, target := range targets {
		r.path(lib, lib.Form(target), rest, append([]hop{{form: f.Name, via: column}}, back...), depth-1)
	}
}

func (r *reads) note(formName, column string, hops []hop) {
	column, _, _ = strings.Cut(column, ".")
	for _, t := range r.byForm[formName] {
		if t.column == column && slices.Equal(t.hops, hops) {
			return
		}
	}
	r.byForm[formName] = append(r.byForm[formName], trigger{column, hops})
}

// dependent is a record that an operation did not touch but whose audience it may have
// changed.
type dependent struct {
	k   int64
	rec record.Record
}

// mayReachOthers tells whether a change can have moved who reads the record or what it
// carries, by what the record itself holds.
func (t *turn) mayReachOthers(c *record.Change) bool {
	f := t.lib.Form(c.After.Form)
	if c.Before == nil || t.reads.posts[f.Name] || c.Before.Site != c.After.Site || t.aged(f, c.Before) != t.aged(f, &c.After) {
		return true
	}
	own := t.reads.own[f.Name]
	for name := range c.Written {
		if own[name] {
			return true
		}
	}
	return false
}

// dependents returns the records to be reckoned anew because of what others hold: those
// that were not touched, and which of the touched ones.
func (t *turn) dependents(w *world, changes []record.Change, touched *deltas) ([]dependent, map[form.Ref]bool, error) {
	var seen map[form.Ref]bool
	var all []dependent
	for i := range changes {
		c := &changes[i]
		for _, tr := range t.reads.byForm[c.After.Form] {
			if _, written := c.Written[tr.column]; !written {
				continue
			}
			starts := []*form.Record{&c.After.Record}
			if c.Before != nil {
				starts = append(starts, &c.Before.Record)
			}
			refs, err := hopTo(w, starts, tr.hops)
			if err != nil {
				return nil, nil, err
			}
			for _, ref := range refs {
				if seen[ref] {
					continue
				}
				if seen == nil {
					seen = map[form.Ref]bool{}
				}
				seen[ref] = true
				k, err := t.key(ref)
				if err != nil {
					return nil, nil, err
				}
				if k == 0 || touched.at(spot{t.formN[ref.Form], k}) != nil {
					continue
				}
				rec, err := w.Stored(ref.Form, ref.ID)
				if err != nil {
					return nil, nil, err
				}
				all = append(all, dependent{k, rec})
			}
		}
	}
	return all, seen, nil
}

// hopTo follows hops from records; where a step needs the records themselves and not
// only their ids they are read.
func hopTo(w *world, starts []*form.Record, hops []hop) ([]form.Ref, error) {
	at := starts
	var refs []form.Ref
	for i, h := range hops {
		refs = refs[:0]
		for j := range at {
			if h.ref != "" {
				refs = append(refs, refsOf(at[j], h.ref)...)
				continue
			}
			recs, err := w.Related(h.form, h.via, at[j].ID)
			if err != nil {
				return nil, err
			}
			for _, rec := range recs {
				refs = append(refs, form.Ref{Form: rec.Form, ID: rec.ID})
			}
		}
		if i == len(hops)-1 {
			break
		}
		at = nil
		for _, ref := range refs {
			rec, err := sharing{w}.Record(ref.Form, ref.ID)
			if err != nil {
				continue // a ref to what is not there leads nowhere
			}
			at = append(at, rec)
		}
	}
	return refs, nil
}

// refsOf returns what a column, or the column of a table's rows, points to.
func refsOf(rec *form.Record, column string) []form.Ref {
	name, cell, nested := strings.Cut(column, ".")
	values := []any{rec.Values[name]}
	if nested {
		rows, _ := rec.Values[name].([]form.Row)
		values = values[:0]
		for _, row := range rows {
			values = append(values, row.Values[cell])
		}
	}
	var refs []form.Ref
	for _, v := range values {
		switch v := v.(type) {
		case form.Ref:
			refs = append(refs, v)
		case form.ID:
			refs = append(refs, form.Ref{Form: "person", ID: v})
		}
	}
	return refs
}
