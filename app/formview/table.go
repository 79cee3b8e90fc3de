package formview

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/google/uuid"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// tableKind is rows of columns. To fill, each row is a block of its own: what it is about
// at the left, what is put in at the right; to read, they stand in a grid.
func tableKind() kind {
	return kind{
		block: true,
		say: func(s Speech, _ *form.Field, v any) string {
			rows, _ := v.([]form.Row)
			return s.Words.T("formview.rows", len(rows))
		},
		edit: func(c *cell) editor { return newTable(c) },
		read: func(c *cell) editor { return newTableReader(c) },
	}
}

// adding is the row of what is still typed to make a new row; it belongs to no row yet.
const adding = "+"

type tableEditor struct {
	c     *cell
	rows  []*tableRow
	known map[string]*tableRow
	open  map[string]bool // rows that show all their columns
	scan  *refEditor      // adds a row by scanning or searching a record
	add   *widgets.Button
	hair  []*canvas.Rectangle
	used  int
	shown []fyne.CanvasObject
}

func newTable(c *cell) *tableEditor {
	e := &tableEditor{c: c, known: map[string]*tableRow{}, open: map[string]bool{}}
	w := c.v.cfg.Words
	switch first := e.first(); {
	case first == nil:
		e.add = widgets.NewButton(widgets.Quiet, "plus", w.T("formview.add_row"), func() { e.append(nil) })
	case first.Type == form.RefType && first.CanScan || first.Type == form.Person:
		e.scan = e.newAdder(first)
	case first.Type == form.Choice:
		e.add = widgets.NewButton(widgets.Quiet, "plus", w.T("formview.add_one", c.v.speech.Label(first.Label)), func() { e.offer(first) })
	default:
		e.add = widgets.NewButton(widgets.Quiet, "plus", w.T("formview.add_row"), func() { e.append(nil) })
	}
	if e.add != nil && !c.v.cfg.Phone {
		c.extra = e.add
	}
	return e
}

// first is the column that says what a row is about.
func (e *tableEditor) first() *form.Field {
	for _, c := range e.c.field.Columns {
		if c.Retired == 0 && c.Calc == nil && c.Type != form.Lookup {
			return c
		}
	}
	return nil
}

// newAdder is an input below the rows: what is scanned or picked there becomes a row.
func (e *tableEditor) newAdder(first *form.Field) *refEditor {
	pseudo := &cell{v: e.c.v, field: first, spot: Spot{e.c.field.Name, adding, first.Name}, kind: kindOf(first), mode: editing}
	forms, value := first.Forms, func(rec *form.Record) any { return form.Ref{Form: rec.Form, ID: rec.ID} }
	if first.Type == form.Person {
		forms, value = []string{"person"}, func(rec *form.Record) any { return rec.ID }
	}
	adder := newRef(pseudo, forms, value)
	adder.adds = true
	adder.taken = func(v any) {
		delete(e.c.v.typed, pseudo.spot)
		if form.Empty(v) {
			e.c.v.Redraw()
			return
		}
		e.c.v.quietly(func() { adder.input.SetText("") })
		adder.side.Set("list", "")
		adder.side.OnTapped(adder.browse)
		e.append(form.Values{first.Name: v})
	}
	return adder
}

// offer lets people pick the word a new row is about; those in use come last.
func (e *tableEditor) offer(first *form.Field) {
	v := e.c.v
	used := map[any]bool{}
	rows, _ := v.value(e.c.spot).([]form.Row)
	for _, row := range rows {
		used[row.Values[first.Name]] = true
	}
	v.pick(picking{
		title: v.speech.Label(first.Label),
		options: func(search string) []option {
			var fresh, again []option
			env := v.cfg.Env(v.rec)
			for _, w := range env.Lib.Words(first) {
				o := option{key: w.Word, title: v.speech.Label(w.Label)}
				if v.cfg.Form.MayPick(env, first, w.Word) != form.Yes || !matches(o.title, search) {
					continue
				}
				if used[w.Word] {
					again = append(again, o)
				} else {
					fresh = append(fresh, o)
				}
			}
			return append(fresh, again...)
		},
		take: func(o option) { e.append(form.Values{first.Name: o.key}) },
	})
}

// append adds a row with its defaults and what is known of it.
func (e *tableEditor) append(known form.Values) {
	v, table := e.c.v, e.c.field
	id := uuid.Must(uuid.NewV7()).String()
	if key, ok := known[table.Key]; ok && table.Key != "" {
		id = form.KeyedRowID(form.Ref{Form: v.cfg.Form.Name, ID: v.rec.ID}, table.Name, v.speech.Any(key))
	}
	rows, _ := form.CloneValue(v.value(e.c.spot)).([]form.Row)
	if slices.ContainsFunc(rows, func(r form.Row) bool { return r.ID == id }) {
		v.Redraw()
		return
	}
	row := v.cfg.Form.NewRow(v.cfg.Env(v.rec), table, id)
	for name, value := range known {
		row.Values[name] = value
	}
	e.c.changed(append(rows, row))
	e.c.left()
	for _, r := range e.rows {
		if r.id == id {
			r.begin()
		}
	}
}

func (e *tableEditor) drop(id string) {
	rows, _ := form.CloneValue(e.c.v.value(e.c.spot)).([]form.Row)
	for spot := range e.c.v.typed {
		if spot.Field == e.c.field.Name && spot.Row == id {
			delete(e.c.v.typed, spot)
		}
	}
	e.c.changed(slices.DeleteFunc(rows, func(r form.Row) bool { return r.ID == id }))
	e.c.left()
}

func (e *tableEditor) show(any) { e.sync(true) }

// renew takes over the rows as they are now; inputs of rows that stay keep their cursor.
func (e *tableEditor) renew() { e.sync(false) }

func (e *tableEditor) sync(values bool) {
	rows, _ := e.c.v.value(e.c.spot).([]form.Row)
	e.rows = nil
	known := map[string]*tableRow{}
	for _, row := range rows {
		r := e.known[row.ID]
		if r == nil {
			r = newTableRow(e, row.ID)
		}
		known[row.ID] = r
		r.renew(row, values)
		e.rows = append(e.rows, r)
	}
	for id, r := range e.known {
		if known[id] == nil {
			r.forget()
		}
	}
	e.known = known
}

// problems are those of all rows.
func (e *tableEditor) problems() []form.Problem {
	var all []form.Problem
	for _, r := range e.rows {
		for _, c := range r.cells {
			all = append(all, e.c.v.state[c.spot].problems...)
		}
	}
	return all
}

// missing counts what the rows still want.
func (e *tableEditor) missing() int {
	n := 0
	for _, r := range e.rows {
		n += r.missing()
	}
	return n
}

func (e *tableEditor) arrange(x, y, w float32) float32 {
	e.shown, e.used = e.shown[:0], 0
	at, hair := y, e.c.v.theme.Hairline()
	for i, r := range e.rows {
		if i > 0 {
			e.line(x, at, w, hair)
		}
		at += r.arrange(x, at, w)
		e.shown = append(e.shown, r.shown...)
	}
	if e.full() {
		return at - y
	}
	atFoot := e.scan != nil || e.c.extra == nil || e.c.style != beside // else it stands beside the label
	if len(e.rows) > 0 && atFoot {
		e.line(x, at, w, hair)
	}
	if e.scan != nil {
		at += 10 + e.scan.arrange(x+theme.SpaceCell, at+10, min(w-2*theme.SpaceCell, 420)) + 10
		e.shown = append(e.shown, e.scan.objects()...)
		return at - y
	}
	if !atFoot {
		return at - y
	}
	size := e.add.MinSize()
	place(e.add, x+2, at, size.Width, size.Height)
	e.shown = append(e.shown, e.add)
	return at + size.Height - y
}

func (e *tableEditor) full() bool { return e.c.field.Max > 0 && len(e.rows) >= e.c.field.Max }

func (e *tableEditor) line(x, y, w, h float32) {
	if e.used == len(e.hair) {
		e.hair = append(e.hair, fillRect(e.c.v.theme.Line, 0))
	}
	place(e.hair[e.used], x, y, w, h)
	e.shown = append(e.shown, e.hair[e.used])
	e.used++
}

func (e *tableEditor) bleeds() bool                 { return true }
func (e *tableEditor) wide() float32                { return 0 }
func (e *tableEditor) objects() []fyne.CanvasObject { return e.shown }
func (e *tableEditor) mark(bool)                    {}

func (e *tableEditor) focus() fyne.Focusable {
	for _, r := range e.rows {
		for _, c := range r.cells {
			if c.missing() && c.editor != nil {
				return c.editor.focus()
			}
		}
	}
	if e.scan != nil {
		return e.scan.focus()
	}
	return e.add
}
