package formview

import (
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// tableRow is one row that is filled in.
type tableRow struct {
	e     *tableEditor
	id    string
	row   form.Row
	cells []*cell // every column that is written by hand, shown or not
	title *widgets.RowTitle
	drop  *widgets.Button
	hint  *widgets.Paragraph
	shown []fyne.CanvasObject
}

func newTableRow(e *tableEditor, id string) *tableRow {
	r := &tableRow{e: e, id: id}
	w := e.c.v.cfg.Words
	r.title = widgets.NewRowTitle(func() { r.toggle() })
	r.drop = widgets.NewQuietIcon("x", w.T("formview.drop_row"), func() { e.drop(id) })
	r.hint = widgets.NewParagraph("", theme.Secondary).Faint()
	for _, column := range e.c.field.Columns {
		if column.Calc != nil || column.Type == form.Lookup || column.Retired > 0 {
			continue
		}
		spot := Spot{e.c.field.Name, id, column.Name}
		c := newCell(e.c.v, column, spot, editing)
		if t, ok := c.editor.(typed); ok {
			t.field().SetPlaceholder(e.c.v.speech.Label(column.Label))
		}
		e.c.v.cells[spot] = c
		r.cells = append(r.cells, c)
	}
	return r
}

// forget takes the row's cells off the view.
func (r *tableRow) forget() {
	for _, c := range r.cells {
		delete(r.e.c.v.cells, c.spot)
	}
}

// toggle shows all columns of the row, or only what matters.
func (r *tableRow) toggle() {
	r.e.open[r.id] = !r.e.open[r.id]
	r.e.c.v.Redraw()
}

// begin puts the cursor into the first column that wants something.
func (r *tableRow) begin() {
	for _, c := range r.cells {
		if form.Empty(c.v.value(c.spot)) && c.v.state[c.spot].shown && r.inline(c) {
			c.v.Focus(c.spot)
			return
		}
	}
}

func (r *tableRow) renew(row form.Row, values bool) {
	r.row = row
	for _, c := range r.cells {
		if values && c.editor != nil {
			c.editor.show(c.v.value(c.spot))
		}
		c.renew()
		if c.field.Name == valueColumn && isMeasuring(r.e.c.field) {
			if t, ok := c.editor.(typed); ok {
				t.field().SetUnit(stringOf(row.Values[unitColumn]))
			}
		}
	}
	first := r.e.first()
	said, details := r.said(first), r.details(first)
	if said == "" { // its first column is empty: what else it says names it
		said, details = details, ""
	}
	r.title.Set(said, details)
	r.hint.SetText("")
	if isMeasuring(r.e.c.field) {
		r.hint.SetText(r.e.measureHint(row))
		r.markMeasured()
	}
}

// said names what the row is about.
func (r *tableRow) said(first *form.Field) string {
	if first == nil {
		return ""
	}
	text := r.e.c.v.speech.Value(first, r.row.Values[first.Name])
	if first.Type == form.RefType {
		if op := r.operation(); op != "" {
			return op + "\u2002" + text
		}
	}
	return text
}

// operation is the word for what is done with the record a row is about: 换下 D4-2511.
func (r *tableRow) operation() string {
	choices := r.choiceCells()
	if len(choices) < 2 || r.e.open[r.id] {
		return ""
	}
	return r.e.c.v.speech.Value(choices[0].field, r.row.Values[choices[0].field.Name])
}

func (r *tableRow) choiceCells() []*cell {
	var all []*cell
	for _, c := range r.cells {
		if c.field.Type == form.Choice && c.field != r.e.first() {
			all = append(all, c)
		}
	}
	return all
}

// details are the columns that are filled and not in view, on a quiet line; for a row
// about a record, what tells that record from others.
func (r *tableRow) details(first *form.Field) string {
	s := r.e.c.v.speech
	var parts []string
	if first != nil && s.Names != nil {
		if formName, id, ok := pointed(r.row.Values[first.Name]); ok {
			if rec, err := s.Names.Record(formName, id); err == nil {
				parts = append(parts, s.Detail(rec))
			}
		}
	}
	for _, column := range r.e.c.field.Columns { // a verdict that was worked out
		if column.Calc != nil && column.Type == form.Choice && !form.Empty(r.row.Values[column.Name]) {
			parts = append(parts, s.Value(column, r.row.Values[column.Name]))
		}
	}
	for _, c := range r.cells {
		if c.field == first || r.inline(c) {
			continue
		}
		if op := r.operation(); op != "" && c == r.choiceCells()[0] {
			continue
		}
		if said := s.Value(c.field, r.row.Values[c.field.Name]); said != "" {
			parts = append(parts, s.named(c.field, withUnit(said, c.field.Unit)))
		}
	}
	return strings.Join(parts, s.Words.Label("，", ", "))
}

// inline tells whether a column stands in view to be filled: what is wanted or wrong,
// the last judgement, a measured value; with the row opened, everything.
func (r *tableRow) inline(c *cell) bool {
	v := r.e.c.v
	state := v.state[c.spot]
	if !state.shown {
		return false
	}
	first, filled := r.e.first(), !form.Empty(r.row.Values[c.field.Name])
	_, typed := v.typed[c.spot]
	if c.field == first && filled && !typed && (c.field.Type == form.RefType || c.field.Type == form.Choice || c.field.Type == form.Person || !r.e.open[r.id]) {
		return false // the title says it
	}
	switch {
	case r.e.open[r.id], len(state.problems) > 0, typed, v.at == c.spot, r.hasFocus(c):
		return true
	case !filled:
		return true
	case c.field.Name == valueColumn && isMeasuring(r.e.c.field), c.field.Type == form.YesNo:
		return true
	}
	choices := r.choiceCells()
	if c.field.Type == form.Choice && len(choices) > 0 && choices[len(choices)-1] == c {
		_, segments := c.editor.(*segmentEditor)
		return segments
	}
	return false
}

func (r *tableRow) hasFocus(c *cell) bool {
	e, ok := c.editor.(typed)
	return ok && e.field().Focused()
}

func (r *tableRow) missing() int {
	n := 0
	for _, c := range r.cells {
		if c.missing() && c.v.state[c.spot].shown {
			n++
		}
	}
	return n
}

// rowTop is the space over and under what stands in a row.
const rowTop = 8

// arrange places the row: title at the left, inputs at the right in as many lines as
// they need, faults below them.
func (r *tableRow) arrange(x, y, w float32) float32 {
	r.shown = r.shown[:0]
	if r.e.c.v.cfg.Phone || w < 520 {
		return r.arrangeNarrow(x, y, w)
	}
	const pad = theme.SpaceCell
	var cells []*cell
	for _, c := range r.cells {
		if r.inline(c) {
			cells = append(cells, c)
		}
	}
	right := x + w - theme.Target
	place(r.drop, right, y+rowTop, theme.Target, theme.Target)
	r.shown = append(r.shown, r.drop)
	left, titled := x+pad, r.title.Label() != ""
	share := min(max(w*0.3, 150), 260)
	switch {
	case isMeasuring(r.e.c.field):
		share = r.e.c.v.names
	case len(cells) == 1 && cells[0].rightward(): // nothing else stands between them
		share = max(share, right-left-r.widthOf(cells[0], w)-2*gap)
	}
	at := float32(0)
	if titled {
		if len(cells) == 0 {
			share = right - left - theme.SpaceButtons
		}
		at = r.title.HeightFor(share)
		place(r.title, left, y+rowTop+max(0, (theme.Target-at)/2), share, at)
		r.shown = append(r.shown, r.title)
		left += share + gap
	}
	bottom := r.flow(cells, left, y+rowTop, right-left-theme.SpaceButtons)
	for _, c := range cells {
		c.shown = c.shown[:0]
		bottom = c.putFaults(left, bottom, right-left)
		r.shown = append(r.shown, c.shown...)
	}
	return max(bottom-y, at+rowTop, theme.Target+rowTop) + rowTop
}

// flow sets inputs side by side; what does not fit begins a new line. The last line ends
// at the right when it holds only segments, as judgements do.
func (r *tableRow) flow(cells []*cell, x, y, w float32) float32 {
	at, top, high := x, y, float32(0)
	for i, c := range cells {
		lw, cw := r.labelWidth(c), r.widthOf(c, w)
		if lw > 0 && isMeasuring(r.e.c.field) && at+cw > x+w {
			lw, cw = 0, cw-lw // beside the value that it judges it does without
		}
		if at > x && at+cw > x+w {
			at, top, high = x, top+high+theme.SpaceButtons, 0
		}
		px := at
		if c.rightward() && i == len(cells)-1 && at+cw <= x+w {
			px = x + w - cw
		}
		if lw > 0 {
			h := c.name.HeightFor(lw)
			place(c.name, px, top+(theme.Target-h)/2, lw, h)
			r.shown = append(r.shown, c.name)
		}
		h := c.editor.arrange(px+lw, top, cw-lw)
		c.x, c.y, c.w, c.h = px, top, cw, h
		r.shown = append(r.shown, c.editor.objects()...)
		high = max(high, h)
		at += cw + theme.SpaceButtons
		if c.field.Name == valueColumn && r.hint.Text() != "" {
			hw := r.e.c.v.measure(r.hint.Text(), theme.Secondary) + 2
			if at+hw <= x+w {
				hh := r.hint.HeightFor(hw)
				place(r.hint, at, top+(theme.Target-hh)/2, hw, hh)
				r.shown = append(r.shown, r.hint)
				at += hw + gap
			}
		}
	}
	return top + high
}

// labelWidth is room for the label left of what does not explain itself: yes or no, and
// notes, whose hint is gone once something is written.
func (r *tableRow) labelWidth(c *cell) float32 {
	if c.field.Type == form.YesNo || c.field.Type == form.Note {
		return c.natural() + gap
	}
	return 0
}

func (r *tableRow) widthOf(c *cell, w float32) float32 {
	want := c.editor.wide()
	switch {
	case c.field.Name == valueColumn && isMeasuring(r.e.c.field):
		want = 150 * r.e.c.v.theme.Scale()
	case c.field.Type == form.Note:
		want = w
	case want == 0:
		want = 240 * r.e.c.v.theme.Scale()
	}
	return min(want+r.labelWidth(c), w)
}

// arrangeNarrow: a phone. The title, then each input under its label.
func (r *tableRow) arrangeNarrow(x, y, w float32) float32 {
	const pad = theme.SpaceSheets
	at := y + 6
	if r.title.Label() != "" {
		tw := w - pad - theme.Target
		h := max(r.title.HeightFor(tw), theme.Target-8)
		place(r.title, x+pad, at, tw, h)
		r.shown = append(r.shown, r.title)
		place(r.drop, x+w-theme.Target, at-4, theme.Target, theme.Target)
		at += h
	} else {
		place(r.drop, x+w-theme.Target, at-4, theme.Target, theme.Target)
	}
	r.shown = append(r.shown, r.drop)
	for _, c := range r.cells {
		if !r.inline(c) {
			continue
		}
		if _, segments := c.editor.(*segmentEditor); segments {
			c.shown = c.shown[:0]
			c.x, c.y, c.w = x, at, w
			c.h = c.editor.arrange(x+pad, at+4, w-2*pad) + 4
			c.shown = append(c.shown, c.editor.objects()...)
			at = c.putFaults(x+pad, at+c.h, w-2*pad) + 6
		} else {
			if c.field.Name == valueColumn {
				c.hint.SetText(r.hint.Text())
			}
			at += c.arrange(x, at, w, above)
		}
		r.shown = append(r.shown, c.shown...)
	}
	return at + 6 - y
}
