package bench

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/formview"
	"fieldline/app/label"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// step is something that can be done with a unit.
type step struct {
	icon, label string
	do          func()
}

// panelParts show what was scanned last in large, with its state and its next steps.
func (s *Screen) panelParts() []fyne.CanvasObject {
	w := s.deps.Words
	switch {
	case s.unit != nil:
		return []fyne.CanvasObject{widgets.Sheet(s.unitPanel(s.unit))}
	case s.last != nil && s.last.result == unknown:
		return []fyne.CanvasObject{widgets.Sheet(s.unknownPanel(s.last.code))}
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("scan", w.T("bench.wait"), w.T("bench.wait_why")))}
}

// unknownPanel offers to register a serial number that nobody knows; what bears none is
// answered.
func (s *Screen) unknownPanel(text string) fyne.CanvasObject {
	w := s.deps.Words
	parts := []fyne.CanvasObject{
		widgets.Row(theme.SpaceButtons, widgets.NewIcon("circle-x", 22, theme.Stop), widgets.NewText(w.T("bench.unknown"), theme.Body).Bold().Tone(theme.Stop), widgets.Space()),
		widgets.NewParagraph(text, theme.Scan).Bold(),
	}
	c := code.Parse(text)
	if c.Serial == "" {
		return widgets.Column(theme.SpaceIcon, append(parts, widgets.NewParagraph(w.T("tally.no_serial"), theme.Body).Muted())...)
	}
	return widgets.Column(theme.SpaceIcon, append(parts, widgets.NewParagraph(w.T("bench.unknown_why"), theme.Body).Muted(),
		widgets.Row(theme.SpaceButtons, widgets.NewButton(widgets.Filled, "package-plus", w.T("bench.register"), func() {
			s.deps.Nav.New(library.DialerUnit, form.Values{library.DialerUnitSerial: c.Registered()})
		}), widgets.Space()))...)
}

func (s *Screen) unitPanel(u *unit) fyne.CanvasObject {
	w, lib := s.deps.Words, s.deps.Store.Library()
	f := lib.Form(library.DialerUnit)
	speech := formview.Speech{Words: w, Lib: lib, Names: u.env.World, Now: s.deps.Now}
	look := screen.StateLook(f, u.rec.State)
	head, icon, tone, at := w.T("bench.this"), "phone-forward", theme.Accent, ""
	if s.last != nil && s.last.id == u.rec.ID {
		head, icon, tone, at = w.T("bench.just"), "circle-check", theme.Go, w.Clock(s.last.at)
		if s.last.result == twice {
			head, icon, tone = w.T("bench.twice"), "copy", theme.Warn
		}
	}
	serial, _ := u.rec.Get(library.DialerUnitSerial).(string)
	parts := []fyne.CanvasObject{
		widgets.Row(theme.SpaceButtons, widgets.NewIcon(icon, 20, tone), widgets.NewText(head, theme.Body).Bold().Tone(tone), widgets.Space(), widgets.NewText(at, theme.Note).Muted()),
		widgets.NewParagraph(serial, theme.Scan).Bold(),
		widgets.Row(theme.SpaceButtons, widgets.NewChip(look.Tone, look.Icon, speech.State(f, u.rec.State)), widgets.Grow(widgets.NewText(s.line(u, speech), theme.Secondary).Muted().Truncate())),
	}
	var facts []fyne.CanvasObject
	for _, name := range []string{library.DialerUnitShelf, library.DialerUnitHolder, library.DialerUnitOrder, library.DialerUnitCustomer, library.DialerUnitReason} {
		field := f.Field(name)
		v := u.rec.Get(name)
		if field == nil || form.Empty(v) {
			continue
		}
		facts = append(facts, widgets.Pad(4, 0, 4, 0, widgets.TopRow(theme.SpaceIcon,
			widgets.Fixed(88*theme.Current().Scale(), 0, widgets.NewText(speech.Label(field.Label), theme.Secondary).Muted().Truncate()),
			widgets.Grow(widgets.NewParagraph(speech.Value(field, v), theme.Body)))))
	}
	if len(u.tests) > 0 {
		t := u.tests[len(u.tests)-1]
		tf := lib.Form(library.QualityTest)
		direction := speech.Value(tf.Field(library.QualityTestDirection), t.Get(library.QualityTestDirection))
		facts = append(facts, widgets.Pad(4, 0, 4, 0, widgets.TopRow(theme.SpaceIcon,
			widgets.Fixed(88*theme.Current().Scale(), 0, widgets.NewText(w.T("bench.last_test"), theme.Secondary).Muted().Truncate()),
			widgets.Grow(widgets.NewParagraph(w.T("bench.test_line", direction, speech.State(tf, t.State), w.When(t.UpdatedAt, s.deps.Now())), theme.Body)))))
	}
	if len(facts) > 0 {
		parts = append(parts, widgets.Rule(), widgets.Column(0, facts...))
	}
	parts = append(parts, s.buttons(u))
	return widgets.Column(theme.SpaceIcon, parts...)
}

// line says model, lot and warranty.
func (s *Screen) line(u *unit, speech formview.Speech) string {
	w := s.deps.Words
	model, _ := u.rec.Get(library.DialerUnitModel).(string)
	lot, _ := u.rec.Get(library.DialerUnitLot).(string)
	warranty, _ := u.rec.Get(library.DialerUnitWarrantyTo).(form.Date)
	text := model
	if lot != "" {
		text += w.Label("，", ", ") + w.T("bench.lot", lot)
	}
	if warranty != "" {
		text += w.Label("，", ", ") + w.T("bench.warranty", string(warranty))
	}
	return text
}

// buttons are the next steps, the first filled.
func (s *Screen) buttons(u *unit) fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for i, st := range s.steps(u) {
		kind := widgets.Outlined
		if i == 0 {
			kind = widgets.Filled
		}
		buttons = append(buttons, widgets.NewButton(kind, st.icon, st.label, st.do))
	}
	return widgets.Flow(theme.SpaceButtons, buttons...)
}

// steps are what the unit's state asks for, then what its form allows, then its page.
func (s *Screen) steps(u *unit) []step {
	w, id := s.deps.Words, u.rec.ID
	var all []step
	ref := form.Ref{Form: library.DialerUnit, ID: id}
	switch u.rec.State {
	case library.DialerUnitAwaitingInspection:
		all = append(all, s.testSteps(u, library.DirectionIsIn)...)
	case library.DialerUnitInStock:
		all = append(all, s.configStep(u), s.testSteps(u, library.DirectionIsRegular)[0])
	case library.DialerUnitConfigured:
		if !u.tested(library.DirectionIsOut, u.programmedAt()) {
			all = append(all, s.testSteps(u, library.DirectionIsOut)...)
		}
		all = append(all, step{"user", w.T("bench.allot"), func() {
			s.deps.Nav.New(library.Allotment, form.Values{library.AllotmentUnits: []form.Row{{
				ID: s.deps.Store.NewID().String(), Values: form.Values{library.AllotmentUnitsRowUnit: ref},
			}}})
		}})
	}
	if u.slip != nil {
		slip := u.slip.ID
		all = append(all, step{"package-check", w.T("bench.slip", u.slip.Number), func() { s.deps.Nav.Open(library.Allotment, slip) }})
	}
	for _, b := range u.buttons {
		if b.Allowed {
			action := b.Action.Name
			all = append(all, step{"", w.Label(b.Action.Label.Zh, b.Action.Label.En), func() { s.deps.Nav.Act(library.DialerUnit, id, action) }})
		}
	}
	all = append(all, step{"printer", w.T("app.labels"), func() {
		customer := ""
		if ref, ok := pointed(u.rec.Get(library.DialerUnitCustomer)); ok {
			customer = formview.Speech{Words: w, Lib: s.deps.Store.Library(), Names: u.env.World, Now: s.deps.Now}.Name(ref.Form, ref.ID)
		}
		screen.PrintLabels(s.deps, id.String(), screen.PaperRoll, []label.Label{screen.LabelOf(&u.rec.Record, customer)})
	}})
	return append(all, step{"file-text", w.T("bench.page"), func() { s.deps.Nav.Open(library.DialerUnit, id) }})
}

// programmedAt is when the program that the dialer has now was set.
func (u *unit) programmedAt() time.Time {
	for _, c := range u.configs {
		if screen.Points(&u.rec.Record, library.DialerUnitConfig, c.ID) {
			at, _ := c.Get(library.DialerConfigConfiguredAt).(time.Time)
			return at
		}
	}
	return time.Time{}
}

// tested tells whether a test in a direction was passed since a time.
func (u *unit) tested(direction string, from time.Time) bool {
	for _, t := range u.tests {
		if t.Get(library.QualityTestDirection) == direction && t.State == library.QualityTestPassed && !t.CreatedAt.Before(from) {
			return true
		}
	}
	return false
}

// testSteps lead to the test that waits, or to a new one, and take the verdict here where all
// of it is in order. An in-test from before the dialer came in this time lets it into no stock,
// nor an out-test from before it was set out of it.
func (s *Screen) testSteps(u *unit, direction string) []step {
	w := s.deps.Words
	page, pass := w.T("bench.test_in"), w.T("bench.pass_in")
	switch direction {
	case library.DirectionIsOut:
		page, pass = w.T("bench.test_out"), w.T("issue.all_pass")
	case library.DirectionIsRegular:
		page = w.T("bench.test_regular")
	}
	from := time.Time{}
	switch direction {
	case library.DirectionIsIn:
		from, _ = u.rec.Get(library.DialerUnitAwaitingInspectionAt).(time.Time)
	case library.DirectionIsOut:
		from = u.programmedAt()
	}
	for _, t := range u.tests {
		if t.State == library.QualityTestToTest && t.Get(library.QualityTestDirection) == direction && !t.CreatedAt.Before(from) {
			return []step{
				{"clipboard-check", page, func() { s.deps.Nav.Open(library.QualityTest, t.ID) }},
				{"check", pass, func() { s.passTest(u, t, nil) }},
			}
		}
	}
	values := form.Values{library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: u.rec.ID}, library.QualityTestDirection: direction}
	return []step{
		{"clipboard-check", page, func() { s.deps.Nav.New(library.QualityTest, values) }},
		{"check", pass, func() {
			id := s.deps.Store.NewID()
			s.passTest(u, &form.Record{Form: library.QualityTest, ID: id, Values: values}, []record.Part{{Kind: record.Create, Form: library.QualityTest, ID: id, Values: values}})
		}},
	}
}

// passTest writes down that every item of a test is in order, behind what makes the test.
func (s *Screen) passTest(u *unit, test *form.Record, made []record.Part) {
	w := s.deps.Words
	parts := append(made, screen.PassTest(test.ID, screen.TestItems(u.env, test))...)
	s.deps.Background(func(ctx context.Context) {
		out, err := s.deps.Store.Do(ctx, parts...)
		s.deps.UI.Do(func() {
			switch {
			case s.counts.Ended():
			case err != nil:
				s.deps.Nav.Failed(w.T("receive.doing.test"), err)
			case len(out.Problems) > 0:
				s.deps.Nav.Problems(w.T("record.refused"), out.Problems)
			default:
				s.deps.Nav.Toast(w.T("receive.passed"), nil)
				s.box.Focus()
			}
		})
	})
}

// configStep opens the program that waits to be set, or begins one.
func (s *Screen) configStep(u *unit) step {
	w := s.deps.Words
	for _, c := range u.configs {
		if c.State == library.DialerConfigToConfigure {
			id := c.ID
			return step{"settings", w.T("bench.configure"), func() { s.deps.Nav.Open(library.DialerConfig, id) }}
		}
	}
	return step{"settings", w.T("bench.configure"), func() { s.deps.Nav.New(library.DialerConfig, form.Clone(u.like)) }}
}
