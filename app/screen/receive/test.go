package receive

import (
	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// asking is a test whose verdict is asked for below the scan.
type asking struct {
	serial string
	test   form.ID
	pass   func()
}

// test says below the scan what is to be tested of a dialer, and takes the verdict there: all
// of it in order, or its page for anything else. The next dialer is scanned at once.
func (s *Screen) test(c code.Code, test *form.Record) {
	w, items := s.Deps.Words, screen.TestItems(s.lot.env, test)
	extent := w.T("receive.full")
	if test.Get(library.QualityTestExtent) == library.ExtentIsCritical {
		extent = w.T("receive.must")
	}
	s.asks = &asking{c.Serial, test.ID, func() { s.passes(c, test, items) }}
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: w.T("receive.to_test"), Note: extent + w.Label("：", ": ") + screen.SayItems(w, items), Asks: true},
		widgets.NewButton(widgets.Filled, "check", w.T("tally.all_pass"), s.asks.pass),
		widgets.NewButton(widgets.Outlined, "x", w.T("receive.fails"), func() { s.Deps.Nav.Act(library.QualityTest, test.ID, library.QualityTestFail) }),
		widgets.NewButton(widgets.Outlined, "clipboard-check", w.T("receive.one_by_one"), func() { s.Deps.Nav.Open(library.QualityTest, test.ID) }))
}

// passes writes down that every item was tested and in order.
func (s *Screen) passes(c code.Code, test *form.Record, items []form.ChoiceWord) {
	if s.Saving() {
		return
	}
	s.asks = nil
	s.Perform("receive.doing.test", screen.PassTest(test.ID, items), func(problems []form.Problem) {
		s.Refuse(screen.Scan{Code: c.Serial, Outcome: screen.Unheard}, problems)
	}, func(done device.Done) {
		w := s.Deps.Words
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Word: w.T("receive.passed")})
		s.Deps.Nav.Toast(w.T("receive.passed_of", c.Serial), func() {
			s.Undo(done.Op, func() {
				s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Repeated, Word: w.T("receive.to_test"), Note: w.T("receive.untested")})
				s.Refresh()
			})
		})
		s.Refresh()
	})
}

// tested says of a dialer that is scanned once more what its test came to, and leads to it.
func (s *Screen) tested(c code.Code, unit form.ID, test *form.Record) {
	w := s.Deps.Words
	state := s.Speech().State(s.Deps.Store.Library().Form(library.QualityTest), test.State)
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Repeated, Word: w.T("receive.tested_as", state), ID: unit},
		widgets.NewButton(widgets.Outlined, "clipboard-check", w.T("receive.open_test"), func() { s.Deps.Nav.Open(library.QualityTest, test.ID) }))
}

// judged says what became of the test that was asked for, where its verdict was given
// elsewhere: it failed, or somebody went through its page.
func (s *Screen) judged() {
	if s.asks == nil {
		return
	}
	for _, t := range s.lot.tests {
		if t.ID != s.asks.test || t.State == library.QualityTestToTest {
			continue
		}
		sc := screen.Scan{Code: s.asks.serial, Outcome: screen.Misplaced, Word: s.Speech().State(s.Deps.Store.Library().Form(library.QualityTest), t.State)}
		if t.State == library.QualityTestPassed {
			sc.Outcome, sc.Word = screen.Counted, s.Deps.Words.T("receive.passed")
		}
		s.asks = nil
		s.Tally.Note(sc)
		return
	}
}
