package receive

import (
	"strings"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// demanded are the items that a test asks for: all of a dialer of the sample, of the others
// what is critical (dialer.md 6.2). What is missing the form says when the test is passed.
func (s *Screen) demanded(test *form.Record) []form.ChoiceWord {
	var items []form.ChoiceWord
	f := s.Deps.Store.Library().Form(library.QualityTest)
	field, env := f.Field(library.QualityTestItems), *s.lot.env
	env.Self = test
	for _, item := range env.Lib.Words(field) {
		if f.MayPick(&env, field, item.Word) != form.Yes {
			continue
		}
		critical := item.Word == library.InspectionIsLabel || item.Word == library.InspectionIsPowerUp || item.Word == library.InspectionIsEmergency
		if critical || test.Get(library.QualityTestExtent) != library.ExtentIsCritical {
			items = append(items, item)
		}
	}
	return items
}

// test says below the scan what is to be tested of a dialer, and takes the verdict there: all
// of it in order, or its page for anything else. The next dialer is scanned at once.
func (s *Screen) test(c code.Code, test *form.Record) {
	w, items := s.Deps.Words, s.demanded(test)
	var names []string
	for _, item := range items {
		names = append(names, w.Label(item.Label.Zh, item.Label.En))
	}
	extent := w.T("receive.full")
	if test.Get(library.QualityTestExtent) == library.ExtentIsCritical {
		extent = w.T("receive.must")
	}
	s.pass = func() { s.passes(c, test, items) }
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: w.T("receive.to_test"), Note: extent + w.Label("：", ": ") + strings.Join(names, w.Label("、", ", "))},
		widgets.NewButton(widgets.Filled, "check", w.T("receive.all_pass"), s.pass),
		widgets.NewButton(widgets.Outlined, "x", w.T("receive.fails"), func() { s.Deps.Nav.Act(library.QualityTest, test.ID, library.QualityTestFail) }),
		widgets.NewButton(widgets.Outlined, "clipboard-check", w.T("receive.one_by_one"), func() { s.Deps.Nav.Open(library.QualityTest, test.ID) }))
}

// passes writes down that every item was tested and in order.
func (s *Screen) passes(c code.Code, test *form.Record, items []form.ChoiceWord) {
	if s.Saving() {
		return
	}
	var rows []form.Row
	for _, item := range items {
		id := form.KeyedRowID(form.Ref{Form: library.QualityTest, ID: test.ID}, library.QualityTestItems, item.Word)
		rows = append(rows, form.Row{ID: id, Values: form.Values{"item": item.Word, "done": true}})
	}
	s.pass = nil
	s.Do("receive.doing.test", []record.Part{
		{Kind: record.Set, Form: library.QualityTest, ID: test.ID, Values: form.Values{library.QualityTestItems: rows}},
		{Kind: record.Act, Form: library.QualityTest, ID: test.ID, Action: library.QualityTestPass},
	}, func(problems []form.Problem) {
		s.Refuse(screen.Scan{Code: c.Serial, Outcome: screen.Unheard}, problems)
	}, func(record.Outcome) {
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: s.Deps.Words.T("receive.passed")})
		s.Refresh()
	})
}
