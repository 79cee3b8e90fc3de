package formview

import (
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// refKind points to a record: found by typing its name, number or pinyin initials, or by
// scanning; only what the form allows is offered.
func refKind() kind {
	return kind{
		half: true,
		edit: func(c *cell) editor {
			return newRef(c, c.field.Forms, func(rec *form.Record) any { return form.Ref{Form: rec.Form, ID: rec.ID} })
		},
		read: func(c *cell) editor { return newLink(c) },
	}
}

// refSigns is the width of the signs around the name in the input.
const refSigns = 100

const (
	unmarked    = -1 // no row is what Enter takes
	suggestMost = 5  // rows below an input
	searchMost  = 60 // records asked for, of which some may not be picked
)

// refEditor is an input with what fits below it.
type refEditor struct {
	c     *cell
	forms []string
	value func(*form.Record) any

	input *widgets.Input
	whole *widgets.Paragraph // all of a name that is too long for the input
	side  *widgets.Button
	found []*form.Record
	rows  []*widgets.ListRow
	at    int          // of rows: what Enter takes
	open  bool         // suggestions are shown
	cut   bool         // the name is too long for the input
	taken func(any)    // what was picked, or nothing
	half  func(string) // a text that is nobody yet

	adds   bool             // what is found becomes a row: the input has no cell to say what is wrong
	unmet  *widgets.Problem // nothing is called like what was entered
	missed bool
	none   bool // nothing fits what was entered
}

func newRef(c *cell, forms []string, value func(*form.Record) any) *refEditor {
	e := &refEditor{c: c, forms: forms, value: value}
	w := c.v.cfg.Words
	e.side = widgets.NewQuietIcon("list", w.T("common.choose"), e.browse).Small()
	icon, hint := "search", "formview.search_as"
	if c.field.CanScan {
		icon, hint = "scan", "formview.scan_as"
	}
	e.input = widgets.NewInput(widgets.InputOptions{
		Label: c.v.speech.Label(c.field.Label), Icon: icon, Placeholder: w.T(hint), Trailing: e.side,
	})
	e.whole = widgets.NewParagraph("", theme.Secondary).Muted()
	e.input.OnChanged = e.typed
	e.input.OnEnter = e.replace
	e.input.OnLeave = e.leave
	e.input.OnSubmit(e.submit)
	e.input.OnKey(e.walk)
	e.taken, e.half = c.changed, c.mistyped
	e.unmet = widgets.NewProblem("", "")
	return e
}

func (e *refEditor) typed(text string) {
	if e.c.v.quiet {
		return
	}
	e.c.v.at = e.c.spot
	text = strings.TrimSpace(text)
	e.missed = false
	e.leadToList()
	e.suggest(text)
	if text == "" {
		e.taken(nil)
		return
	}
	e.half(text)
}

// suggest finds what fits the text, and marks what Enter takes: what is called exactly so,
// else the first, but not of what is scanned, where half a number is another one.
func (e *refEditor) suggest(text string) {
	e.found = nil
	if text != "" {
		e.found = e.find(text, suggestMost)
	}
	e.none = text != "" && len(e.found) == 0
	e.rows, e.at = e.rows[:0], e.exact(text)
	for i, rec := range e.found {
		data := widgets.RowData{Title: e.c.v.speech.NameOf(rec), Subtitle: e.c.v.speech.Detail(rec), Selected: i == e.at}
		e.rows = append(e.rows, widgets.NewListRow(data, true, func() { e.take(rec) }))
	}
	e.open = len(e.rows) > 0
}

func (e *refEditor) exact(text string) int {
	text = e.said(text)
	for i, rec := range e.found {
		if strings.EqualFold(rec.Number, text) || strings.EqualFold(e.c.v.speech.NameOf(rec), text) {
			return i
		}
	}
	if e.c.field.CanScan {
		return unmarked
	}
	return 0
}

// said is what a text is looked for as: of a label the serial number on it, else that of the goods.
func (e *refEditor) said(text string) string {
	if said := code.Parse(text).Bearer(); e.c.field.CanScan && said != "" {
		return said
	}
	return plain(text)
}

// walk marks another row with the arrow keys, for Enter to take.
func (e *refEditor) walk(key fyne.KeyName) bool {
	if !e.open || key != fyne.KeyDown && key != fyne.KeyUp {
		return false
	}
	by := 1
	if key == fyne.KeyUp {
		by = -1
	}
	e.at = min(max(0, e.at+by), len(e.rows)-1)
	for i, row := range e.rows {
		row.Mark(i == e.at)
	}
	return true
}

func (e *refEditor) find(text string, most int) []*form.Record {
	v := e.c.v
	if v.cfg.Source == nil {
		return nil
	}
	env := v.envAt(e.c.spot)
	var all []*form.Record
	for _, name := range e.forms {
		found, err := v.cfg.Source.Find(name, e.said(text), searchMost)
		if err != nil {
			v.failed(v.cfg.Words.T("formview.searching"), err)
			return all
		}
		for _, rec := range found {
			if len(all) < most && v.cfg.Form.MayPick(env, e.c.field, rec) == form.Yes {
				all = append(all, rec)
			}
		}
	}
	return all
}

// submit takes what is marked.
func (e *refEditor) submit(text string) {
	if e.at != unmarked && e.at < len(e.found) {
		e.take(e.found[e.at])
		return
	}
	e.leave(text)
	e.input.SelectAll() // the next scan takes its place
}

// replace marks the name of what is picked: what is typed or scanned next takes its place,
// and is not written behind it.
func (e *refEditor) replace() {
	if _, bad := e.c.v.typed[e.c.spot]; !bad && e.input.Text() != "" {
		e.input.SelectAll()
	}
}

func (e *refEditor) take(rec *form.Record) {
	e.open, e.found, e.rows = false, nil, nil
	e.c.v.at = Spot{}
	value := e.value(rec)
	e.c.v.quietly(func() { e.show(value) })
	e.taken(value)
	e.c.left()
	if e.input.Focused() {
		e.replace()
	}
}

func (e *refEditor) leave(text string) {
	if e.c.v.quiet {
		return
	}
	e.c.v.at = Spot{}
	if text = plain(text); text != "" && e.adds && len(e.found) == 0 {
		e.unmet.Set(Divide(e.c.v.cfg.Words.T("formview.nothing_called", text)))
		e.missed = true
	}
	if _, bad := e.c.v.typed[e.c.spot]; bad {
		e.c.v.Redraw() // the suggestions stay: a tap on one has just taken the cursor away
	}
	e.c.left()
}

// browse shows everything that may be picked, to search in.
func (e *refEditor) browse() {
	v := e.c.v
	v.pick(picking{
		title: v.speech.Label(e.c.field.Label),
		options: func(search string) []option {
			var options []option
			for _, rec := range e.find(search, searchMost) {
				options = append(options, option{key: rec, title: v.speech.NameOf(rec), sub: v.speech.Detail(rec)})
			}
			return options
		},
		take: func(o option) {
			if rec, ok := o.key.(*form.Record); ok {
				e.take(rec)
			}
		},
	})
}

func (e *refEditor) show(v any) {
	formName, id, filled := pointed(v)
	if _, bad := e.c.v.typed[e.c.spot]; !filled && bad {
		return
	}
	if !filled {
		e.input.SetText("")
		e.leadToList()
		return
	}
	e.input.SetText(e.c.v.speech.Name(formName, id))
	e.side.Set("chevron-right", "")
	e.side.OnTapped(func() { e.c.v.openRecord(formName, id) })
}

// leadToList makes the sign at the right offer all that may be picked, while nothing is.
func (e *refEditor) leadToList() {
	e.side.Set("list", "")
	e.side.OnTapped(e.browse)
}

func (e *refEditor) showText(text string) { e.input.SetText(text) }

func (e *refEditor) arrange(x, y, w float32) float32 {
	h := max(theme.Target, e.input.MinSize().Height)
	place(e.input, x, y, w, h)
	if e.cut = !e.open && e.c.v.measure(e.input.Text(), theme.Body) > w-refSigns*e.c.v.theme.Scale(); e.cut {
		e.whole.SetText(e.input.Text())
		high := e.whole.HeightFor(w)
		place(e.whole, x, y+h+2, w, high)
		h += 2 + high
	}
	if e.missed {
		high := e.unmet.HeightFor(w)
		place(e.unmet, x, y+h+6, w, high)
		h += 6 + high
	}
	if e.open {
		h += 4
		for _, row := range e.rows {
			own := row.MinSize().Height
			place(row, x, y+h, w, own)
			h += own
		}
	}
	return h
}

func (e *refEditor) wide() float32         { return 0 }
func (e *refEditor) focus() fyne.Focusable { return e.input.Focusable() }
func (e *refEditor) mark(wrong bool)       { e.input.SetProblem(wrong) }

func (e *refEditor) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{e.input}
	if e.cut {
		all = append(all, e.whole)
	}
	if e.missed {
		all = append(all, e.unmet)
	}
	if e.open {
		for _, row := range e.rows {
			all = append(all, row)
		}
	}
	return all
}

// pointed is the record a value points to.
func pointed(v any) (formName string, id form.ID, filled bool) {
	switch v := v.(type) {
	case form.Ref:
		return v.Form, v.ID, v.ID != form.ID{}
	case form.ID:
		return "person", v, v != form.ID{}
	}
	return "", form.ID{}, false
}

func (v *View) openRecord(formName string, id form.ID) {
	if v.cfg.OnOpen != nil {
		v.cfg.OnOpen(formName, id)
	}
}

// envAt is what an expression at a spot is evaluated in.
func (v *View) envAt(spot Spot) *form.Env {
	env := v.cfg.Env(v.rec)
	if spot.Row != "" {
		rows, _ := v.rec.Values[spot.Field].([]form.Row)
		for _, row := range rows {
			if row.ID == spot.Row {
				env.It = row
			}
		}
	}
	return env
}
