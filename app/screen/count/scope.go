package count

import (
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// scope is what a count is of: a shelf, a model, both, or neither for the whole store. What
// was short in the books has a model counted wherever it lies (BR-14).
type scope struct{ shelf, model string }

func scopeOf(count *record.Record) scope {
	shelf, _ := count.Get(library.StockCountShelf).(string)
	model, _ := count.Get(library.StockCountModel).(string)
	return scope{shelf, model}
}

// say names it on the desk.
func (s *Screen) say(of scope) string {
	w := s.Deps.Words
	switch {
	case of == scope{}:
		return w.T("count.whole")
	case of.model == "":
		return of.shelf
	case of.shelf == "":
		return of.model
	}
	return of.shelf + w.Label("，", ", ") + of.model
}

// expected are the rows of the dialers that the books say are there. Who was written off is
// looked for no more.
func (of scope) expected(env *form.Env, id form.ID) ([]form.Row, error) {
	columns, values := []string{library.DialerUnitPlace}, []any{library.PlaceIsWarehouse}
	if of.shelf != "" {
		columns, values = append(columns, library.DialerUnitShelf), append(values, of.shelf)
	}
	if of.model != "" {
		columns, values = append(columns, library.DialerUnitModel), append(values, of.model)
	}
	units, err := env.World.Matching(library.DialerUnit, columns, values, nil)
	if err != nil {
		return nil, err
	}
	count := form.Ref{Form: library.StockCount, ID: id}
	var rows []form.Row
	for _, u := range units {
		if u.Get(library.DialerUnitLost) == true {
			continue
		}
		serial, _ := u.Get(library.DialerUnitSerial).(string)
		rows = append(rows, form.Row{ID: form.KeyedRowID(count, library.StockCountLines, serial), Values: form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowUnit: form.Ref{Form: library.DialerUnit, ID: u.ID}, library.StockCountLinesRowExpected: true,
		}})
	}
	return rows, nil
}

// begin makes a count of a shelf, or of the whole store, with what the books say is there.
func (s *Screen) begin(of scope) {
	id := s.Deps.Store.NewID()
	screen.Lookup(s.ScanDesk, func(env *form.Env) ([]form.Row, error) { return of.expected(env, id) }, func(rows []form.Row) {
		count := form.Values{}
		if of.shelf != "" {
			count[library.StockCountShelf] = of.shelf
		}
		if len(rows) > 0 {
			count[library.StockCountLines] = rows
		}
		s.Do("count.doing.begin", []record.Part{{Kind: record.Create, Form: library.StockCount, ID: id, Values: count}}, s.Refused, func(out record.Outcome) {
			s.At.ID = id
			s.show(s.open, &out.Changes[0].After) // the next scan is of it
			s.Refresh()
			s.Tally.Focus()
		})
	})
}

// expect writes into a count that was begun elsewhere, on its page or because the books were
// short, what they say is there; a count of gifts alone has no scope.
func (s *Screen) expect() {
	of, id := scopeOf(s.count), s.count.ID
	if s.count.State != library.StockCountCounting || of == (scope{}) || s.lines.expected > 0 || s.laid == id {
		return
	}
	s.laid = id // also where nothing is expected
	s.InTurn(func() {
		screen.Lookup(s.ScanDesk, func(env *form.Env) ([]form.Row, error) { return of.expected(env, id) }, func(rows []form.Row) {
			if len(rows) == 0 || s.count == nil || s.count.ID != id {
				return
			}
			there, _ := s.count.Get(library.StockCountLines).([]form.Row)
			s.Do("count.doing.begin", []record.Part{{Kind: record.Set, Form: library.StockCount, ID: id, Values: form.Values{library.StockCountLines: over(there, rows)}}}, s.Refused,
				func(out record.Outcome) { s.show(s.open, &out.Changes[0].After) })
		})
	})
}

// over lays what is expected over the rows of a count: what was found stays found.
func over(there, expected []form.Row) []form.Row {
	rows := append([]form.Row(nil), there...)
	at := map[string]int{}
	for i, row := range rows {
		at[row.ID] = i
	}
	for _, row := range expected {
		if i, listed := at[row.ID]; listed {
			values := form.Clone(rows[i].Values)
			values[library.StockCountLinesRowExpected] = true
			rows[i].Values = values
			continue
		}
		rows = append(rows, row)
	}
	return rows
}
