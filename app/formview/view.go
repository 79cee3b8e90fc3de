// Package formview draws any record of any form, for reading and for filling in: the
// sections of the paper form as cells, each field by its type, problems under their
// fields. It keeps what is typed and tells who made it; it saves nothing. Begin at New;
// kind.go lists the field types, one file each.
package formview

import (
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
)

// Config says what a View draws and whom it tells.
type Config struct {
	Form   *form.Form
	Record *form.Record // a copy of its values is kept
	// Ask draws only these fields, to be filled by whoever sees them: an action's dialog.
	Ask      []form.Ask
	ReadOnly bool

	Env    func(*form.Record) *form.Env
	Source Source
	Words  *words.Words
	Now    func() time.Time

	Phone bool // labels above, sections under each other
	Dense bool // a pointer: lower rows
	// Scrolled: whoever shows the view says by SetInView what is seen of it.
	Scrolled bool
	Head     *Head
	// Loose tells whether nothing is demanded yet: no section is called complete then.
	Loose func() bool

	// Due says what the next step would be refused for, most of it as not filled in: what
	// is starred, marked missing and returned by Due is this and nothing else. Nil: what the
	// creation of the record would be refused for; of a dialog, nothing.
	Due func(env *form.Env) []form.Problem
	// Last returns what a field was the last time, nil when it was not.
	Last func(field string) any
	// Signer is the name first proposed under a signature.
	Signer func() string

	OnChange func(Spot)
	OnLeave  func(Spot)
	OnOpen   func(formName string, id form.ID)
	// OnResize is called when the height has changed by itself.
	OnResize func()
	// Behind runs work off the UI thread and what it returns on it; nil runs both at once.
	Behind func(work func() (done func()))
	// PickFile lets a person choose a file; images only or any.
	PickFile func(images bool, then func(name string, r io.ReadCloser))
	// Seal shuts a secret for the server; nil where its key is not known.
	Seal func(secret string) (string, error)
	// OnError is told what the machine could not do.
	OnError func(doing string, err error)
}

// View draws one record. Its methods are called on the UI thread.
type View struct {
	widget.BaseWidget
	cfg    Config
	theme  *theme.Theme
	speech Speech

	rec     *form.Record
	due     []form.Problem  // what the next step is refused for
	typed   map[Spot]string // what is typed and is no value
	refused []form.Problem  // from outside; each goes when its field changes, a rule's when any does

	paper paper
	head  *head
	parts []*part
	cells map[Spot]*cell
	state map[Spot]cellState

	alone map[string]bool // fields that are the only one of their section
	names float32         // width of the label column
	side  float32         // width of the sections' cells
	at    Spot            // where somebody types

	keepings  []*keeping
	contested []Spot // written by two

	width, height float32
	seen, drawn   span // of the height
	partial       bool // not all of it is drawn
	flat          []fyne.CanvasObject
	quiet         bool // values are put in from outside: nobody is told
}

// New draws a record.
func New(cfg Config) *View {
	v := &View{
		cfg: cfg, theme: theme.Current(), typed: map[Spot]string{}, cells: map[Spot]*cell{}, state: map[Spot]cellState{},
		speech: Speech{Words: cfg.Words, Lib: cfg.Env(cfg.Record).Lib, Names: cfg.Source, Now: cfg.Now},
	}
	v.ExtendBaseWidget(v)
	v.keep(cfg.Record)
	v.paper = newPaper(v.theme)
	if cfg.Head != nil {
		v.head = newHead(v, *cfg.Head)
	}
	v.judge()
	v.compose()
	return v
}

func (v *View) keep(rec *form.Record) {
	own := *rec
	own.Values = form.Clone(rec.Values)
	if own.Values == nil {
		own.Values = form.Values{}
	}
	v.rec = &own
}

// Record returns the record as it is typed now; it may be changed by the caller no more
// than by anybody.
func (v *View) Record() *form.Record { return v.rec }

// Values returns a copy of what is typed now, values only.
func (v *View) Values() form.Values { return form.Clone(v.rec.Values) }

// Typed returns what is typed and is no value of its field, such as a half-written date.
func (v *View) Typed() map[Spot]string { return v.typed }

// SetTyped puts such texts back where they were.
func (v *View) SetTyped(typed map[Spot]string) {
	for spot, text := range typed {
		v.typed[spot] = text
	}
	v.Redraw()
	for spot, text := range typed {
		if c := v.cells[spot]; c != nil {
			if e, ok := c.editor.(interface{ showText(string) }); ok {
				v.quietly(func() { e.showText(text) })
			}
		}
	}
}

// SetRecord puts another state of the record in place; fields that are being typed into
// and are not in the way keep their cursor.
func (v *View) SetRecord(rec *form.Record) {
	v.keep(rec)
	v.typed = map[Spot]string{}
	v.Redraw()
	v.quietly(func() {
		for spot, c := range v.cells {
			if c.editor != nil {
				c.editor.show(v.value(spot))
			}
		}
	})
	v.rearrange()
}

// SetProblems shows refusals at their fields until those change; one by a rule of the form
// until anything does.
func (v *View) SetProblems(problems []form.Problem) {
	v.refused = problems
	v.Redraw()
}

// SetContested marks fields that two people wrote, until it is said otherwise.
func (v *View) SetContested(spots []Spot) {
	if len(spots) == 0 && len(v.contested) == 0 {
		return
	}
	v.contested = spots
	v.Redraw()
}

// Problems returns everything that is wrong now: what was typed and is no value, rules
// that do not hold, and refusals from outside.
func (v *View) Problems() []form.Problem {
	var all []form.Problem
	for _, p := range v.parts {
		for _, c := range p.cells {
			all = append(all, c.everything()...)
		}
	}
	return append(all, v.state[Spot{}].problems...)
}

// Set puts a value into a field as if it were typed.
func (v *View) Set(field string, value any) {
	c := v.cells[Spot{Field: field}]
	if c == nil {
		return
	}
	if c.editor != nil {
		v.quietly(func() { c.editor.show(value) })
	}
	v.put(c.spot, value, "", true)
}

// Redraw judges and draws everything again.
func (v *View) Redraw() {
	v.judge()
	v.compose()
	v.rearrange()
}

// Focus puts the cursor into a field; it tells whether there was one.
func (v *View) Focus(spot Spot) bool {
	return v.FocusOn(fyne.CurrentApp().Driver().CanvasForObject(v), spot)
}

// FocusOn does the same on a canvas that has not drawn the view yet, as a new dialog's.
func (v *View) FocusOn(cv fyne.Canvas, spot Spot) bool {
	c := v.cells[spot]
	if c == nil || c.editor == nil {
		return false
	}
	target := c.editor.focus()
	if target == nil {
		return false
	}
	if cv != nil {
		cv.Focus(target)
	}
	return true
}

// PlaceOf is where a field begins, from the top of the view.
func (v *View) PlaceOf(spot Spot) (y, height float32, ok bool) {
	c := v.cells[spot]
	if c == nil && spot.Row != "" {
		c = v.cells[Spot{Field: spot.Field}]
	}
	if c == nil {
		return 0, 0, false
	}
	return c.y, c.h, true
}

// put takes over a value that was typed; with ok false, the text is no value.
func (v *View) put(spot Spot, value any, text string, ok bool) {
	if v.quiet {
		return
	}
	if ok {
		delete(v.typed, spot)
	} else {
		v.typed[spot] = text
		value = nil
	}
	v.write(spot, value)
	v.forget(spot)
	v.Redraw()
	if v.cfg.OnChange != nil {
		v.cfg.OnChange(spot)
	}
}

func (v *View) write(spot Spot, value any) {
	if spot.Row != "" {
		rows, _ := form.CloneValue(v.rec.Values[spot.Field]).([]form.Row)
		for i := range rows {
			if rows[i].ID == spot.Row {
				put(rows[i].Values, spot.Column, value)
			}
		}
		put(v.rec.Values, spot.Field, rows)
		return
	}
	put(v.rec.Values, spot.Field, value)
}

func put(to form.Values, name string, value any) {
	if form.Empty(value) {
		delete(to, name)
		return
	}
	to[name] = value
}

// value is what stands at a spot.
func (v *View) value(spot Spot) any {
	if spot.Row == "" {
		return v.rec.Values[spot.Field]
	}
	rows, _ := v.rec.Values[spot.Field].([]form.Row)
	for _, row := range rows {
		if row.ID == spot.Row {
			return row.Values[spot.Column]
		}
	}
	return nil
}

// forget drops the refusals about a spot, those about the record as a whole, and those by
// a rule of the form, which may hang on any field.
func (v *View) forget(spot Spot) {
	var left []form.Problem
	for _, p := range v.refused {
		if at := SpotOf(p); p.Label == nil && at != spot && at.Field != "" && (at.Field != spot.Field || at.Row != "") {
			left = append(left, p)
		}
	}
	v.refused = left
}

func (v *View) quietly(do func()) {
	was := v.quiet
	v.quiet = true
	do()
	v.quiet = was
}

func (v *View) failed(doing string, err error) {
	if v.cfg.OnError != nil {
		v.cfg.OnError(doing, err)
	}
}

// Offer puts a value into a field nobody has filled, without telling anybody.
func (v *View) Offer(field string, value any) {
	put(v.rec.Values, field, value)
	if c := v.cells[Spot{Field: field}]; c != nil && c.editor != nil {
		v.quietly(func() { c.editor.show(value) })
	}
	v.Redraw()
}
