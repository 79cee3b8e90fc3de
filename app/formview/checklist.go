package formview

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// checklistKind is the items of a list, each done or not, and if not, why.
func checklistKind() kind {
	return kind{
		block: true,
		say: func(s Speech, f *form.Field, v any) string {
			rows, _ := v.([]form.Row)
			done, of := 0, 0
			for _, row := range rows {
				if yes, _ := row.Values["done"].(bool); yes {
					done++
				}
			}
			for _, w := range s.Lib.Words(f) {
				if w.Retired == 0 && w.Until == "" || holdsWord(rows, w.Word) {
					of++
				}
			}
			return s.Words.T("formview.done_of", done, of)
		},
		edit: func(c *cell) editor { return newChecklist(c, false) },
		read: func(c *cell) editor { return newChecklist(c, true) },
	}
}

// checklistEditor keeps one row for each item that was answered; the id of a row comes
// from the item, so that two devices answer the same one.
type checklistEditor struct {
	c     *cell
	items []*checkItem
	grid  grid
}

type checkItem struct {
	word  string
	check *widgets.Check
	why   *widgets.Button
	note  *widgets.Paragraph
	asks  bool
}

func newChecklist(c *cell, fixed bool) *checklistEditor {
	e := &checklistEditor{c: c, grid: grid{v: c.v}}
	for _, w := range c.offered() {
		item := &checkItem{word: w.Word, note: widgets.NewParagraph("", theme.Secondary).Muted()}
		item.check = widgets.NewCheck(c.v.speech.Label(w.Label), false, func(on bool) { e.set(w.Word, "done", on) })
		if fixed {
			item.check.Disable()
		} else {
			item.why = widgets.NewQuietIcon("message", c.v.cfg.Words.T("formview.why_not"), func() { e.explain(item) })
		}
		e.items = append(e.items, item)
	}
	return e
}

// set writes one column of an item's row.
func (e *checklistEditor) set(word, column string, value any) {
	v := e.c.v
	rows, _ := form.CloneValue(v.value(e.c.spot)).([]form.Row)
	at := slices.IndexFunc(rows, func(r form.Row) bool { return r.Values["item"] == word })
	if at < 0 {
		id := form.KeyedRowID(form.Ref{Form: v.cfg.Form.Name, ID: v.rec.ID}, e.c.field.Name, word)
		rows = append(rows, form.Row{ID: id, Values: form.Values{"item": word, "done": false}})
		at = len(rows) - 1
	}
	rows[at].Values[column] = value
	if form.Empty(value) {
		delete(rows[at].Values, column)
	}
	e.show(rows)
	e.c.changed(rows)
	e.c.left()
}

// explain asks why an item was not done.
func (e *checklistEditor) explain(item *checkItem) {
	w := e.c.v.cfg.Words
	input := widgets.NewInput(widgets.InputOptions{Label: w.T("formview.why_not"), Lines: 3, Text: item.note.Text()})
	var closeIt func()
	content := widgets.Column(theme.SpaceButtons, widgets.NewParagraph(item.check.Label(), theme.Body).Muted(), input)
	closeIt = e.c.v.overlay(w.T("formview.why_not"), content, &answer{w.T("common.done"), func() {
		closeIt()
		e.set(item.word, "note", input.Text())
	}})
}

func (e *checklistEditor) show(v any) {
	rows, _ := v.([]form.Row)
	answered := len(rows) > 0
	for _, item := range e.items {
		done, note := false, ""
		for _, row := range rows {
			if row.Values["item"] == item.word {
				done, _ = row.Values["done"].(bool)
				note = stringOf(row.Values["note"])
			}
		}
		item.check.SetChecked(done)
		item.note.SetText(note)
		item.asks = item.why != nil && !done && answered
	}
}

func (e *checklistEditor) arrange(x, y, w float32) float32 {
	return e.grid.arrange(x, y, w, len(e.items), 280,
		func(i int, w float32) float32 {
			item := e.items[i]
			h := item.check.HeightFor(w - item.room())
			if item.note.Text() != "" {
				h += item.note.HeightFor(w-36) + 8
			}
			return h
		},
		func(i int, x, y, w, h float32) {
			item := e.items[i]
			own := item.check.HeightFor(w - item.room())
			if item.note.Text() == "" {
				own = h
			} else {
				nh := item.note.HeightFor(w - 36)
				place(item.note, x+36, y+own-6, w-36, nh)
			}
			place(item.check, x, y, w-item.room(), own)
			if item.asks {
				place(item.why, x+w-40, y+(own-theme.Target)/2, theme.Target, theme.Target)
			}
		})
}

// room is kept for the button that asks why.
func (i *checkItem) room() float32 {
	if i.asks {
		return theme.Target - 4
	}
	return 0
}

func (e *checklistEditor) bleeds() bool  { return true }
func (e *checklistEditor) wide() float32 { return 0 }
func (e *checklistEditor) mark(bool)     {}

func (e *checklistEditor) focus() fyne.Focusable {
	for _, item := range e.items {
		if !item.check.Checked() && !item.check.Disabled() {
			return item.check
		}
	}
	return nil
}

func (e *checklistEditor) objects() []fyne.CanvasObject {
	all := slices.Clone(e.grid.shown)
	for _, item := range e.items {
		all = append(all, item.check)
		if item.note.Text() != "" {
			all = append(all, item.note)
		}
		if item.asks {
			all = append(all, item.why)
		}
	}
	return all
}
