package record

import (
	"errors"
	"slices"

	"fieldline/forms/form"
)

// merger joins what an operation writes with what others wrote since its base, by the
// rule of each field (forms/README.md 6).
type merger struct {
	*application
	part      Part
	joined    bool
	conflicts []Conflict
}

// of returns the merging of one part's values.
func (m *merger) of(p Part) func(*form.Record, *form.Field, any) (any, bool, error) {
	return func(rec *form.Record, field *form.Field, mine any) (any, bool, error) {
		m.part = p
		return m.field(rec, field, mine)
	}
}

func (m *merger) field(rec *form.Record, field *form.Field, mine any) (any, bool, error) {
	base, theirs := m.part.Was[field.Name], rec.Values[field.Name]
	// What an earlier part of this very operation has written is no other's.
	stored := m.view.stored[form.Ref{Form: rec.Form, ID: rec.ID}].Values[field.Name]
	if whole := field.Whole(); whole != nil {
		return mine, true, m.unchanged(rec, whole)
	}
	if form.Equal(base, theirs) || form.Equal(base, stored) {
		return mine, true, nil
	}
	if form.Equal(mine, theirs) {
		return nil, false, nil
	}
	if field.Merge == "exclusive" {
		p, err := m.claims(form.KeyOneHolder, rec, field, mine, theirs)
		if err != nil {
			return nil, false, err
		}
		return nil, false, &form.Refusal{Problems: []form.Problem{p}}
	}
	if form.Equal(mine, base) {
		return nil, false, nil
	}
	switch field.Merge {
	case "text":
		if joined, ok := joinText(text(base), text(mine), text(theirs)); ok {
			m.joined = true
			return joined, true, nil
		}
		c := Conflict{Base: base, Mine: mine, Theirs: theirs}
		_, err := m.writer(rec, field, &c)
		m.conflict(rec, field, c)
		return nil, false, err
	case "union":
		v, err := m.union(rec, field, base, mine, theirs)
		m.joined = true
		return v, true, err
	}
	c := Conflict{Base: base, Mine: mine, Theirs: theirs}
	keep, err := m.precedence(rec, field, &c)
	m.conflict(rec, field, c)
	return mine, keep, err
}

// unchanged refuses what is written on values that others have replaced since: fields
// that are one value are compared and set together. Those that both made the same are.
func (m *merger) unchanged(rec *form.Record, whole []*form.Field) error {
	before := m.view.stored[form.Ref{Form: rec.Form, ID: rec.ID}].Values
	var problems []form.Problem
	for _, f := range whole {
		was, theirs := m.part.Was[f.Name], before[f.Name]
		mine, written := m.part.Values[f.Name]
		if !written {
			mine = was
		}
		if form.Equal(was, theirs) || form.Equal(was, rec.Values[f.Name]) || form.Equal(mine, theirs) {
			continue
		}
		p, err := m.claims(form.KeyOneHolder, rec, f, mine, theirs)
		if err != nil {
			return err
		}
		problems = append(problems, p)
	}
	if len(problems) > 0 {
		return &form.Refusal{Problems: problems}
	}
	return nil
}

// seenAs returns what is told of a field that an action decides on where others have
// replaced the value that was seen.
func (m *merger) seenAs(p Part) func(*form.Record, *form.Field) (*form.Problem, error) {
	return func(rec *form.Record, field *form.Field) (*form.Problem, error) {
		m.part = p
		seen := p.Upon[field.Name]
		stored := m.view.stored[form.Ref{Form: rec.Form, ID: rec.ID}].Values[field.Name]
		if form.Equal(seen, stored) || form.Equal(seen, rec.Values[field.Name]) {
			return nil, nil
		}
		problem, err := m.claims(form.KeyNotAsSeen, rec, field, seen, stored)
		return &problem, err
	}
}

// claims is the refusal that shows both values, whose theirs is, when and where it was
// written.
func (m *merger) claims(key string, rec *form.Record, field *form.Field, mine, theirs any) (form.Problem, error) {
	var c Conflict
	known, err := m.writer(rec, field, &c)
	column := m.lib.Form(rec.Form).Column(field.Name)
	args := map[string]any{"mine": column.Encode(mine), "theirs": column.Encode(theirs)}
	if known {
		args["who"], args["at"], args["where"] = c.Them.By, c.Them.At, c.Them.Device
	}
	return form.Problem{Form: rec.Form, ID: rec.ID, Field: field.Name, Key: key, Args: args}, err
}

// Replaced returns the values that an operation's values are written on, as a record has
// them: of each field, and of those that are compared and set with it.
func Replaced(f *form.Form, values, rec form.Values) form.Values {
	was := form.Values{}
	keep := func(name string) {
		if v := rec[name]; !form.Empty(v) {
			was[name] = v
		}
	}
	for name := range values {
		keep(name)
		if f == nil || f.Field(name) == nil {
			continue
		}
		for _, mate := range f.Field(name).Whole() {
			keep(mate.Name)
		}
	}
	return was
}

// DecidedOn returns the values of a record that an action decides on, as they are seen.
func DecidedOn(a *form.Action, rec form.Values) form.Values {
	if a == nil || len(a.Upon) == 0 {
		return nil
	}
	seen := form.Values{}
	for _, name := range a.Upon {
		if v := rec[name]; !form.Empty(v) {
			seen[name] = v
		}
	}
	return seen
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// precedence lets the writer win who is named earlier among the field's writers, else
// the first to arrive.
func (m *merger) precedence(rec *form.Record, field *form.Field, c *Conflict) (mine bool, err error) {
	known, err := m.writer(rec, field, c)
	if err != nil || !known {
		return false, err
	}
	f := m.lib.Form(rec.Form)
	env := &form.Env{Lib: m.lib, World: m.view, Self: rec, Me: m.op.Actor, Now: m.op.At}
	mineRank, err := f.Precedence(env, field, m.op.Actor)
	if err != nil {
		return false, err
	}
	theirRank, err := f.Precedence(env, field, c.Them.By)
	c.Mined = err == nil && mineRank < theirRank
	return c.Mined, err
}

// writer notes by which act theirs came to be; where that is not kept, it is taken for the
// record's last change, and nobody's precedence is known.
func (m *merger) writer(rec *form.Record, field *form.Field, c *Conflict) (known bool, err error) {
	c.Them, err = m.view.Writer(rec.Form, rec.ID, field.Name, m.part.Base)
	if errors.Is(err, form.ErrNotHere) {
		c.Them = Writing{By: rec.UpdatedBy, At: rec.UpdatedAt}
		return false, nil
	}
	return err == nil, err
}

func (m *merger) conflict(rec *form.Record, field *form.Field, c Conflict) {
	c.Form, c.ID, c.Column = rec.Form, rec.ID, field.Name
	m.conflicts = append(m.conflicts, c)
}

// union joins lists by their members: what either side added stays, what one side took
// away unchanged goes. Their order is settled when they are stored.
func (m *merger) union(rec *form.Record, field *form.Field, base, mine, theirs any) (any, error) {
	switch field.Type {
	case form.People:
		b, _ := base.([]form.ID)
		mi, _ := mine.([]form.ID)
		t, _ := theirs.([]form.ID)
		return joinSets(b, mi, t), nil
	case form.Choices:
		b, _ := base.([]string)
		mi, _ := mine.([]string)
		t, _ := theirs.([]string)
		return joinSets(b, mi, t), nil
	}
	return m.rows(rec, field, rowsOf(base), rowsOf(mine), rowsOf(theirs))
}

func joinSets[T comparable](base, mine, theirs []T) []T {
	var joined []T
	for _, v := range theirs {
		if !slices.Contains(base, v) || slices.Contains(mine, v) {
			joined = append(joined, v)
		}
	}
	for _, v := range mine {
		if !slices.Contains(base, v) && !slices.Contains(joined, v) {
			joined = append(joined, v)
		}
	}
	return joined
}

func rowsOf(v any) []form.Row {
	rows, _ := v.([]form.Row)
	return rows
}

// rows joins tables by row id. A row that one side removed and the other changed stays.
func (m *merger) rows(rec *form.Record, field *form.Field, base, mine, theirs []form.Row) ([]form.Row, error) {
	b, mi, t := byID(base), byID(mine), byID(theirs)
	var joined []form.Row
	for _, row := range theirs {
		was, had := b[row.ID]
		own, kept := mi[row.ID]
		switch {
		case kept:
			cells, err := m.cells(rec, field, row.ID, was.Values, own.Values, row.Values)
			if err != nil {
				return nil, err
			}
			joined = append(joined, form.Row{ID: row.ID, Values: cells})
		case !had || !sameCells(field, was, row):
			joined = append(joined, row)
		}
	}
	for _, row := range mine {
		if _, there := t[row.ID]; there {
			continue
		}
		if was, had := b[row.ID]; !had || !sameCells(field, was, row) {
			joined = append(joined, row)
		}
	}
	return joined, nil
}

func byID(rows []form.Row) map[string]form.Row {
	m := make(map[string]form.Row, len(rows))
	for _, row := range rows {
		m[row.ID] = row
	}
	return m
}

func sameCells(field *form.Field, a, b form.Row) bool {
	return form.EqualValues(entered(field, a.Values), entered(field, b.Values))
}

// entered leaves out the cells that are calculated.
func entered(field *form.Field, cells form.Values) form.Values {
	out := form.Clone(cells)
	for _, c := range field.Columns {
		if c.Calc != nil {
			delete(out, c.Name)
		}
	}
	return out
}

func (m *merger) cells(rec *form.Record, field *form.Field, row string, base, mine, theirs form.Values) (form.Values, error) {
	joined := entered(field, theirs)
	if joined == nil {
		joined = form.Values{}
	}
	names := map[string]bool{}
	for name := range entered(field, base) {
		names[name] = true
	}
	for name := range entered(field, mine) {
		names[name] = true
	}
	for _, name := range sortedNames(names) {
		b, mi, t := base[name], mine[name], theirs[name]
		if form.Equal(mi, b) || form.Equal(mi, t) {
			continue
		}
		keep := form.Equal(b, t)
		if !keep {
			c := Conflict{Row: row, Cell: name, Base: b, Mine: mi, Theirs: t}
			var err error
			if keep, err = m.precedence(rec, field, &c); err != nil {
				return nil, err
			}
			m.conflict(rec, field, c)
		}
		if keep && form.Empty(mi) {
			delete(joined, name)
		} else if keep {
			joined[name] = mi
		}
	}
	return joined, nil
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
