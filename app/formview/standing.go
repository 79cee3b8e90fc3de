package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// Standing is how far a section is.
type Standing struct {
	Name string
	Mark widgets.SectionMark
}

// Standings returns how far each section is that is being filled, in the order of the form.
func (v *View) Standings() []Standing {
	var all []Standing
	for _, p := range v.parts {
		if mark, _ := p.standing(); mark != widgets.NoMark && p.name() != "" {
			all = append(all, Standing{p.name(), mark})
		}
	}
	return all
}

// Due returns what the next step would be refused for, in the order of the form: what is
// not filled in, with form.KeyRequired, and what is filled in and must be mended.
func (v *View) Due() []form.Problem { return v.due }

// Label is what people call a spot: a field's label; in a table, what its row is about.
func (v *View) Label(spot Spot) string {
	field := v.cfg.Form.Field(spot.Field)
	if field == nil {
		return ""
	}
	if spot.Row != "" {
		rows, _ := v.rec.Values[spot.Field].([]form.Row)
		for _, row := range rows {
			if row.ID != spot.Row || len(field.Columns) == 0 {
				continue
			}
			if said := v.speech.Value(field.Columns[0], row.Values[field.Columns[0].Name]); said != "" {
				return said
			}
		}
	}
	if field.Section != nil && v.alone[field.Name] {
		return v.speech.Label(field.Section.Label)
	}
	return v.speech.Label(field.Label)
}

// Speech is what the view says values with.
func (v *View) Speech() Speech { return v.speech }

// Writes tells whether the person can fill a field now.
func (v *View) Writes(field string) bool { return v.state[Spot{Field: field}].writable }

// FirstToFill is the first field the person can fill, "" for none.
func (v *View) FirstToFill() string {
	for _, p := range v.parts {
		for _, c := range p.cells {
			if c.mode == editing && c.editor != nil && v.Writes(c.spot.Field) {
				return c.spot.Field
			}
		}
	}
	return ""
}

// Where is the spot that has the cursor, the zero Spot for none.
func (v *View) Where() Spot {
	cv := fyne.CurrentApp().Driver().CanvasForObject(v)
	if cv == nil || cv.Focused() == nil {
		return Spot{}
	}
	for spot, c := range v.cells {
		if c.editor != nil && c.editor.focus() == cv.Focused() {
			return spot
		}
	}
	return Spot{}
}
