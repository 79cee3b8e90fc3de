package formview

import (
	"fieldline/forms/form"
)

// cellState is what the form says about a spot at the moment.
type cellState struct {
	shown    bool
	writable bool
	who      []form.Who // who may, when I may not
	demanded bool
	problems []form.Problem
}

// judge asks the form about every field: shown, writable, demanded, wrong.
func (v *View) judge() {
	f, env := v.cfg.Form, v.cfg.Env(v.rec)
	if err := f.Recompute(env); err != nil {
		v.failed(v.cfg.Words.T("formview.computing"), err)
	}
	v.due = v.dueNow(env)
	lacking := map[Spot]bool{}
	for _, p := range v.due {
		if p.Key == form.KeyRequired {
			lacking[SpotOf(p)] = true
		}
	}
	v.state = map[Spot]cellState{}
	for _, field := range f.Fields() {
		s := v.judgeField(env, field)
		s.demanded = s.writable && lacking[Spot{Field: field.Name}]
		v.state[Spot{Field: field.Name}] = s
		if field.Type == form.Table && s.shown && s.writable {
			v.judgeRows(env, field, lacking)
		}
	}
	for _, p := range f.Hints(env) {
		v.blame(p)
	}
	for _, p := range v.refused {
		v.blame(p)
	}
	for _, spot := range v.contested {
		v.blame(form.Problem{Form: f.Name, Field: dotted(spot), Row: spot.Row, Key: "formview.conflict.here", Warn: true})
	}
	for spot := range v.typed {
		if spot == v.at {
			continue // half a date is no fault while it is typed
		}
		v.blame(form.Problem{Form: f.Name, Field: dotted(spot), Row: spot.Row, Key: v.unreadable(spot)})
	}
}

func (v *View) judgeField(env *form.Env, field *form.Field) cellState {
	f := v.cfg.Form
	if v.cfg.Ask != nil {
		for _, ask := range v.cfg.Ask {
			if ask.Field == field.Name {
				return cellState{shown: f.AskedFor(env, field), writable: true}
			}
		}
		return cellState{}
	}
	s := cellState{shown: f.Visible(env, field)}
	if !s.shown {
		return s
	}
	if !v.cfg.ReadOnly {
		s.writable, s.who = f.Writable(env, field)
	}
	return s
}

// judgeRows asks the same for every column of every row.
func (v *View) judgeRows(env *form.Env, table *form.Field, lacking map[Spot]bool) {
	rows, _ := v.rec.Values[table.Name].([]form.Row)
	for _, row := range rows {
		for _, c := range table.Columns {
			spot := Spot{table.Name, row.ID, c.Name}
			v.state[spot] = cellState{shown: v.cfg.Form.VisibleRow(env, c, row), writable: true, demanded: lacking[spot]}
		}
	}
}

// dueNow is what the next step would be refused for.
func (v *View) dueNow(env *form.Env) []form.Problem {
	switch {
	case v.cfg.Due != nil:
		return v.cfg.Due(env)
	case v.cfg.ReadOnly || v.cfg.Ask != nil:
		return nil
	}
	return v.cfg.Form.Due(env, nil, nil)
}

// blame puts a problem at its spot; one about a field that is not drawn is about the
// record as a whole.
func (v *View) blame(p form.Problem) {
	spot := SpotOf(p)
	if !v.state[Spot{Field: spot.Field}].shown {
		spot = Spot{}
	}
	s := v.state[spot]
	for _, known := range s.problems {
		if known.Key == p.Key {
			return
		}
	}
	s.problems = append(s.problems, p)
	v.state[spot] = s
}

// keyNoneFound is said where there is nothing to choose from.
const keyNoneFound = "formview.none_found"

// unreadable is the problem of a text that is no value of its field's type.
func (v *View) unreadable(spot Spot) string {
	if c := v.cells[spot]; c != nil {
		if e, ok := c.editor.(*refEditor); ok && e.none {
			return keyNoneFound
		}
	}
	if f := v.fieldAt(spot); f != nil && f.Type != "" {
		if key := "formview.unreadable." + string(f.Type); v.cfg.Words.Has(key) {
			return key
		}
	}
	return form.KeyBadValue
}

func (v *View) fieldAt(spot Spot) *form.Field {
	f := v.cfg.Form.Field(spot.Field)
	if f == nil || spot.Column == "" {
		return f
	}
	return columnOf(f, spot.Column)
}

func columnOf(table *form.Field, name string) *form.Field {
	for _, c := range table.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func dotted(s Spot) string {
	if s.Column == "" {
		return s.Field
	}
	return s.Field + "." + s.Column
}
