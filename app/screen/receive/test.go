package receive

import (
	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// test says below the scan what is to be tested of a dialer, and takes the verdict there: all
// of it in order, or its page for anything else. The next dialer is scanned at once.
func (s *Screen) test(c code.Code, test *form.Record) {
	w, items := s.Deps.Words, screen.TestItems(s.lot.env, test)
	extent := w.T("receive.full")
	if test.Get(library.QualityTestExtent) == library.ExtentIsCritical {
		extent = w.T("receive.must")
	}
	s.pass = func() { s.passes(c, test, items) }
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: w.T("receive.to_test"), Note: extent + w.Label("：", ": ") + screen.SayItems(w, items), Asks: true},
		widgets.NewButton(widgets.Filled, "check", w.T("tally.all_pass"), s.pass),
		widgets.NewButton(widgets.Outlined, "x", w.T("receive.fails"), func() { s.Deps.Nav.Act(library.QualityTest, test.ID, library.QualityTestFail) }),
		widgets.NewButton(widgets.Outlined, "clipboard-check", w.T("receive.one_by_one"), func() { s.Deps.Nav.Open(library.QualityTest, test.ID) }))
}

// passes writes down that every item was tested and in order.
func (s *Screen) passes(c code.Code, test *form.Record, items []form.ChoiceWord) {
	if s.Saving() {
		return
	}
	s.pass = nil
	s.Do("receive.doing.test", screen.PassTest(test.ID, items), func(problems []form.Problem) {
		s.Refuse(screen.Scan{Code: c.Serial, Outcome: screen.Unheard}, problems)
	}, func(record.Outcome) {
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: s.Deps.Words.T("receive.passed")})
		s.Refresh()
	})
}
