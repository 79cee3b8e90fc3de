package formview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// mode is what a cell lets people do.
type mode int

const (
	reading mode = iota
	editing
	locked // empty, and somebody else's to fill
)

// style is how a cell's label stands.
type style int

const (
	inHead  style = iota // in a well, the value beside it
	beside               // left of the value
	above                // over the value: a phone
	without              // not at all: the section's name says it
)

// cell is one field on the sheet, or one column in a row of a table.
type cell struct {
	v     *View
	field *form.Field
	spot  Spot
	kind  kind
	mode  mode
	blank bool // read, and there is nothing

	well   *canvas.Rectangle
	name   *widgets.Paragraph
	value  *widgets.Paragraph
	hint   *widgets.Paragraph
	lock   *canvas.Rectangle
	sign   *canvas.Image
	editor editor
	extra  fyne.CanvasObject // a quiet button beside the input
	wrong  []*fault

	style      style
	x, y, w, h float32
	shown      []fyne.CanvasObject
}

func newCell(v *View, field *form.Field, spot Spot, m mode) *cell {
	c := &cell{v: v, field: field, spot: spot, kind: kindOf(field), mode: m, blank: v.isBlank(spot, m)}
	c.well = fillRect(v.theme.Well, 0)
	c.name = widgets.NewParagraph(v.speech.Label(field.Label), c.nameLevel()).Muted()
	c.hint = widgets.NewParagraph("", theme.Secondary).Faint()
	switch {
	case m == editing && c.kind.edit != nil:
		c.editor = c.kind.edit(c)
	case m == locked:
		c.lock = frame(v.theme.Well, v.theme.Line, v.theme.Hairline(), theme.RadiusSheet)
		c.sign = newIcon("lock", v.theme.Ink3, 18)
		c.value = widgets.NewParagraph("", theme.Secondary).Muted()
	case c.kind.read != nil && !c.blank:
		c.editor = c.kind.read(c)
	default:
		c.value = widgets.NewParagraph("", theme.Body)
	}
	if c.editor != nil {
		v.quietly(func() { c.editor.show(v.value(spot)) })
	}
	return c
}

// isBlank tells whether a cell is read and has nothing to show: a dash does for any type.
func (v *View) isBlank(spot Spot, m mode) bool { return m == reading && form.Empty(v.value(spot)) }

func (c *cell) nameLevel() theme.Level {
	if c.mode == editing && !c.v.cfg.Phone && c.spot.Row == "" {
		return theme.Body
	}
	return theme.Secondary
}

// renew takes over what the form says now.
func (c *cell) renew() {
	s := c.v.state[c.spot]
	c.name.SetRuns(c.nameRuns(s.demanded)...)
	switch {
	case c.mode == locked:
		c.value.SetText(c.v.cfg.Words.T("formview.locked", c.v.speech.Who(c.v.cfg.Form, s.who)))
	case c.value != nil:
		c.value.SetText(c.said())
	case c.mode == reading && c.editor != nil:
		c.editor.show(c.v.value(c.spot))
	}
	if r, ok := c.editor.(interface{ renew() }); ok {
		r.renew()
	}
	c.hint.SetText(c.hintText())
	c.blame(s.problems)
}

func (c *cell) nameRuns(demanded bool) []widgets.Run {
	name := widgets.Run{Text: c.v.speech.Label(c.field.Label)}
	if demanded && form.Empty(c.v.value(c.spot)) {
		return []widgets.Run{name, {Text: "\u00a0*", Bold: true}}
	}
	return []widgets.Run{name}
}

func (c *cell) said() string {
	if c.field.Type == form.Lookup {
		if text := c.lookedUp(); text != "" {
			return text
		}
		return "—"
	}
	if c.field.Editor == Registers {
		if text := c.changedRegisters(); text != "" {
			return text
		}
	}
	if text := c.v.speech.Value(c.field, c.v.value(c.spot)); text != "" {
		return withUnit(text, c.field.Unit)
	}
	return "—"
}

// everything is all that is wrong in the cell, its rows included.
func (c *cell) everything() []form.Problem {
	all := append([]form.Problem(nil), c.v.state[c.spot].problems...)
	if t, ok := c.editor.(*tableEditor); ok {
		all = append(all, t.problems()...)
	}
	return all
}

// missing tells whether the cell is demanded and empty.
func (c *cell) missing() bool {
	return c.mode == editing && c.v.state[c.spot].demanded && form.Empty(c.v.value(c.spot))
}

// hintText is what helps to fill the field: its own hint, its limits, the last value.
func (c *cell) hintText() string {
	if c.mode != editing {
		return ""
	}
	var parts []string
	if last := c.lastText(); last != "" {
		parts = append(parts, c.v.cfg.Words.T("formview.last", last))
	}
	if limits := c.limits(); limits != "" {
		parts = append(parts, limits)
	}
	if hint := c.v.speech.Label(c.field.Hint); hint != "" {
		parts = append(parts, hint)
	}
	return strings.Join(parts, c.v.cfg.Words.Label("，", ", "))
}

func (c *cell) lastText() string {
	if c.v.cfg.Last == nil || c.spot.Row != "" || !form.Empty(c.v.value(c.spot)) && !isNumber(c.field.Type) {
		return ""
	}
	switch c.field.Type {
	case form.Note, form.Table, form.Photos, form.SignType, form.Checklist, form.File, form.Secret, form.DateTime, form.DateType, form.TimeType:
		return ""
	}
	last := c.v.cfg.Last(c.field.Name)
	if form.Empty(last) || form.Equal(last, c.v.value(c.spot)) {
		return ""
	}
	return withUnit(c.v.speech.Value(c.field, last), c.field.Unit)
}

func isNumber(t form.FieldType) bool {
	return t == form.Integer || t == form.Decimal || t == form.Money
}

func (c *cell) blame(problems []form.Problem) {
	same := len(problems) == len(c.wrong)
	for i := range problems {
		same = same && c.wrong[i].is(c.v, problems[i])
	}
	if !same {
		c.wrong = nil
		for _, p := range problems {
			c.wrong = append(c.wrong, newFault(c.v, p))
		}
	}
	if c.editor != nil {
		c.editor.mark(len(problems) > 0)
	}
}

// changed is called by the editor when a value is put in.
func (c *cell) changed(value any) { c.v.put(c.spot, value, "", true) }

// mistyped is called by the editor when what is typed is no value.
func (c *cell) mistyped(text string) { c.v.put(c.spot, nil, text, false) }

func (c *cell) left() {
	if c.v.cfg.OnLeave != nil {
		c.v.cfg.OnLeave(c.spot)
	}
}

// half tells whether the cell takes half a row of a wide sheet.
func (c *cell) half(width float32) bool {
	if c.mode == editing && c.editor != nil {
		if c.kind.block {
			return false
		}
		room := width - c.v.names - 3*theme.SpaceCell
		if w := c.editor.wide(); w > room || w == 0 && room < c.leastRoom() {
			return false
		}
	}
	if c.mode == reading && !c.blank && !c.fitsHalf(width) {
		return false
	}
	if c.editor != nil {
		return c.kind.half
	}
	return c.kind.half || c.mode == reading && (c.blank || !c.kind.block) && c.field.Type != form.Note
}

// fitsHalf tells whether what is read stands on one line in half a row.
func (c *cell) fitsHalf(width float32) bool {
	const sign = 24 // that a name leads on
	return c.v.measure(c.v.speech.Value(c.field, c.v.value(c.spot)), theme.Body)+sign <= width-c.v.names-3*theme.SpaceCell
}

// leastRoom is what an input that takes what there is must have to be read: a name with
// the signs around it, an address, a number.
func (c *cell) leastRoom() float32 {
	scale := c.v.theme.Scale()
	switch {
	case c.extra != nil:
		return 180*scale + c.extra.MinSize().Width
	case c.field.Type == form.RefType, c.field.Type == form.Person:
		return 250 * scale
	}
	return 180 * scale
}

func (c *cell) objects() []fyne.CanvasObject { return c.shown }

func withUnit(text, unit string) string {
	if unit == "" || text == "" {
		return text
	}
	return text + "\u00a0" + unit
}

// fault is one problem under an input.
type fault struct {
	problem form.Problem
	note    *widgets.Problem
}

func newFault(v *View, p form.Problem) *fault {
	what, do := v.speech.Problem(p)
	f := &fault{problem: p, note: widgets.NewProblem(what, do)}
	if p.Warn {
		f.note = widgets.NewNote(theme.Warn, "circle-alert", what, do)
	}
	return f
}

func (f *fault) is(v *View, p form.Problem) bool {
	return f.problem.Key == p.Key && v.speech.Sentence(f.problem) == v.speech.Sentence(p)
}
