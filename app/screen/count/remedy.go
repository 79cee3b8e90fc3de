package count

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// remedies is the column of a count that says what to do about a difference (MC-3).
func (s *Screen) remedies() *form.Field {
	columns := s.Deps.Store.Library().Form(library.StockCount).Field(library.StockCountLines).Columns
	return columns[slices.IndexFunc(columns, func(c *form.Field) bool { return c.Name == library.StockCountLinesRowRemedy })]
}

// choose asks what to do about dialers that differ from the books; one answer for all of them.
func (s *Screen) choose(title string, serials []string) {
	inBooks := !slices.ContainsFunc(serials, func(serial string) bool { return !is(s.lines.rows[serial], library.StockCountLinesRowExpected) })
	var closeIt func()
	var rows []fyne.CanvasObject
	column := s.remedies()
	for _, word := range s.Deps.Store.Library().Words(column) {
		if word.Retired > 0 || word.Word == library.CountRemedyIsWriteOff && !inBooks { // the books have nothing to write off
			continue
		}
		rows = append(rows, widgets.NewListRow(widgets.RowData{Title: s.Speech().Word(column, word.Word), Chevron: true}, true, func() {
			closeIt()
			s.remedy(serials, word.Word)
		}))
	}
	closeIt = s.Deps.Nav.Dialog(screen.Dialog{Title: title, Content: widgets.Rows(rows...)})
}

// remedy writes down what to do about dialers.
func (s *Screen) remedy(serials []string, word string) {
	id := s.count.ID
	s.InTurn(func() {
		if s.count == nil || s.count.ID != id {
			return
		}
		s.Do("count.doing.count", s.saying(serials, word), s.Refused, func(out record.Outcome) {
			s.show(s.open, &out.Changes[len(out.Changes)-1].After)
			s.Tally.Focus()
		})
	})
}

// few is of how many dialers something is said row by row; each row is judged with the whole
// count, so that of more it is said once for the whole table.
const few = 50

// saying is the change by which the same is said of dialers.
func (s *Screen) saying(serials []string, word string) []record.Part {
	part := record.Part{Form: library.StockCount, ID: s.count.ID}
	if len(serials) > few {
		rows, _ := s.count.Get(library.StockCountLines).([]form.Row)
		part.Kind, part.Values = record.Set, form.Values{library.StockCountLines: saidOf(rows, serials, word)}
		return []record.Part{part}
	}
	part.Kind, part.Table = record.Add, library.StockCountLines
	var parts []record.Part
	for _, serial := range serials {
		part.Row = form.Row{Values: form.Values{library.StockCountLinesRowSerial: serial, library.StockCountLinesRowRemedy: word}}
		parts = append(parts, part)
	}
	return parts
}

// saidOf are the rows of a count with what is to be done about some of the dialers.
func saidOf(rows []form.Row, serials []string, word string) []form.Row {
	of := map[string]bool{}
	for _, serial := range serials {
		of[serial] = true
	}
	out := slices.Clone(rows)
	for i, row := range out {
		if of[serialOf(row)] {
			out[i].Values = form.Clone(row.Values)
			out[i].Values[library.StockCountLinesRowRemedy] = word
		}
	}
	return out
}

// further is how many differences more are shown at a time: all of them are drawn anew at
// each scan, and there may be ten thousand.
const further = 50

// differences are the dialers of one kind that differ from the books, the first of them and
// as many as were asked for: a tap says what to do about one, the line above about all of
// which nothing was said, the row below shows others.
func (s *Screen) differences(head, icon string, tone theme.Tone, serials []string, asked *int) []fyne.CanvasObject {
	if len(serials) == 0 {
		return nil
	}
	w, column := s.Deps.Words, s.remedies()
	counting := s.count.State == library.StockCountCounting
	var rows []fyne.CanvasObject
	shown := min(len(serials), screen.ScansMost+*asked)
	for _, serial := range serials[:shown] {
		row := widgets.RowData{Icon: icon, IconTone: tone, Title: serial, Chevron: true}
		switch remedy, _ := s.lines.rows[serial].Values[library.StockCountLinesRowRemedy].(string); {
		case remedy != "":
			row.Chip, row.ChipIcon, row.ChipTone = s.Speech().Word(column, remedy), "check", theme.Go
		case s.asked: // before, what was not scanned yet owes nothing
			row.Chip, row.ChipIcon, row.ChipTone = w.T("count.owed"), "circle-alert", theme.Warn
		}
		rows = append(rows, widgets.NewListRow(row, true, func() {
			if counting {
				s.choose(serial, []string{serial})
				return
			}
			s.page()
		}))
	}
	if rest := len(serials) - shown; rest > 0 {
		rows = append(rows, widgets.NewListRow(widgets.RowData{Icon: "chevron-down", Title: w.T("count.rest", rest)}, true, func() {
			*asked += further
			s.draw()
			s.Tally.Focus()
		}))
	}
	above := []fyne.CanvasObject{widgets.Grow(widgets.NewText(head, theme.Body).Bold().Truncate())}
	if owing := s.lines.owingOf(serials); counting && len(owing) > 1 {
		text := w.T("count.same", len(owing))
		above = append(above, widgets.NewLink(theme.Accent, "checks", text, func() { s.choose(text, owing) }).Target())
	}
	return []fyne.CanvasObject{widgets.Row(theme.SpaceButtons, above...), widgets.SheetPad(0, widgets.Rows(rows...))}
}

// page opens the record of the count.
func (s *Screen) page() { s.Deps.Nav.Open(library.StockCount, s.count.ID) }
