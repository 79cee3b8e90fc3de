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
		v.failed("compute", err)
	}
	v.state = map[Spot]cellState{}
	for _, field := range f.Fields() {
		s := v.judgeField(env, field)
		v.state[Spot{Field: field.Name}] = s
		if field.Type == form.Table && s.shown && s.writable {
			v.judgeRows(env, field)
		}
	}
	for _, p := range f.Hints(env) {
		v.blame(p)
	}
	for _, p := range v.refused {
		v.blame(p)
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
				return cellState{shown: f.AskedFor(env, field), writable: true, demanded: !ask.Optional}
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
	s.demanded = s.writable && f.Demanded(env, field)
	return s
}

// judgeRows asks the same for every column of every row.
func (v *View) judgeRows(env *form.Env, table *form.Field) {
	rows, _ := v.rec.Values[table.Name].([]form.Row)
	for _, row := range rows {
		own := *env
		own.It = row
		for _, c := range table.Columns {
			s := cellState{shown: v.cfg.Form.VisibleRow(env, c, row), writable: true}
			if d := c.Required; d != nil && s.shown {
				s.demanded = d.Always || v.holds(&own, d.When)
			}
			v.state[Spot{table.Name, row.ID, c.Name}] = s
		}
	}
}

func (v *View) holds(env *form.Env, e *form.Expr) bool {
	if e == nil {
		return false
	}
	answer, err := e.Holds(env)
	if err != nil {
		v.failed("evaluate", err)
	}
	return answer == form.Yes
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

// unreadable is the problem of a text that is no value of its field's type.
func (v *View) unreadable(spot Spot) string {
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
