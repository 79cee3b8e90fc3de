package receive

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/label"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// draw puts the right side on the screen: the lots to choose from, or the chosen one.
func (s *Screen) draw() {
	if s.lot == nil {
		s.Panel(s.choice()...)
	} else {
		s.Panel(s.facts(), s.state())
	}
}

// choice are the lots under way, and the way to a new one.
func (s *Screen) choice() []fyne.CanvasObject {
	w := s.Deps.Words
	fresh := widgets.NewButton(widgets.Filled, "package-plus", w.T("receive.new"), s.MakeNew)
	if len(s.lots) == 0 {
		return []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("truck", w.T("receive.none"), w.T("receive.none_why"), fresh))}
	}
	f := s.Deps.Store.Library().Form(library.Arrival)
	var rows []fyne.CanvasObject
	for _, rec := range s.lots {
		look := screen.StateLook(f, rec.State)
		no, _ := rec.Get(library.ArrivalLotNo).(string)
		id := rec.ID
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Icon: "package", Title: no, Subtitle: rec.Number, Chip: s.Speech().State(f, rec.State), ChipIcon: look.Icon, ChipTone: look.Tone, Chevron: true,
		}, true, func() { s.choose(id) }))
	}
	return []fyne.CanvasObject{
		widgets.Row(theme.SpaceButtons, widgets.NewText(w.T("receive.choose"), theme.Body).Bold(), widgets.Space(), fresh),
		widgets.SheetPad(0, widgets.Rows(rows...)),
	}
}

// facts say what lot it is.
func (s *Screen) facts() fyne.CanvasObject {
	w, l := s.Deps.Words, s.lot
	f := s.Deps.Store.Library().Form(library.Arrival)
	speech, look := s.Speech(), screen.StateLook(f, l.rec.State)
	head := widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(l.name(library.ArrivalLotNo), theme.Title).Bold().Truncate()),
		widgets.NewChip(look.Tone, look.Icon, speech.State(f, l.rec.State)))
	var rows []fyne.CanvasObject
	fact := func(label, value string) {
		if value != "" {
			rows = append(rows, screen.Fact(label, value))
		}
	}
	supplier := ""
	if l.supplier != nil {
		supplier, _ = l.supplier.Get(library.SupplierName).(string)
	}
	fact(speech.Label(f.Field(library.ArrivalSupplier).Label), supplier)
	fact(speech.Label(f.Field(library.ArrivalModel).Label), l.model())
	fact(speech.Label(f.Field(library.ArrivalWarrantyTo).Label), speech.Value(f.Field(library.ArrivalWarrantyTo), l.rec.Get(library.ArrivalWarrantyTo)))
	if n := l.declared(); n > 0 {
		fact(w.T("receive.declared"), w.T("receive.scanned_of", len(l.units), n))
	}
	id := l.rec.ID
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, head, widgets.Rule(), widgets.Column(0, rows...),
		widgets.Flow(theme.SpaceButtons, widgets.NewButton(widgets.Quiet, "printer", w.T("app.labels"), s.labels), widgets.NewButton(widgets.Quiet, "file-text", w.T("receive.page"), func() { s.Deps.Nav.Open(library.Arrival, id) }),
			widgets.NewButton(widgets.Quiet, "list", w.T("receive.other"), func() {
				s.lot, s.At.ID = nil, form.ID{}
				s.draw()
				s.Deps.Nav.Redraw()
				s.Tally.Focus()
			}))))
}

// labels prints a label for every dialer of the lot.
func (s *Screen) labels() {
	var all []label.Label
	for _, u := range s.lot.units {
		l := screen.LabelOf(u, "")
		l.Model = s.lot.model()
		all = append(all, l)
	}
	if len(all) > 0 {
		screen.PrintLabels(s.Deps, s.lot.rec.ID.String(), screen.PaperSheet, all)
	}
}

// state is what comes next: the sample, the inspection, the verdict.
func (s *Screen) state() fyne.CanvasObject {
	switch s.lot.rec.State {
	case library.ArrivalArriving:
		if s.lot.modelless() {
			return widgets.Sheet(widgets.Column(theme.SpaceButtons, widgets.NewLine(theme.Warn, "circle-alert", s.Deps.Words.T("receive.no_model")), widgets.Flow(theme.SpaceButtons, s.toModel())))
		}
		return s.sampling()
	case library.ArrivalInspecting:
		if s.lot.grown() {
			return widgets.Column(theme.SpaceSheets, s.sampling(), s.inspecting())
		}
		return s.inspecting()
	case library.ArrivalAccepted:
		return widgets.Sheet(widgets.NewLine(theme.Go, "circle-check", s.Deps.Words.T("receive.accepted")))
	}
	return widgets.Gap(0, 0)
}

// toModel leads to where it is said what the lot is of.
func (s *Screen) toModel() fyne.CanvasObject {
	id := s.lot.rec.ID
	return widgets.NewButton(widgets.Filled, "file-text", s.Deps.Words.T("receive.fill_model"), func() { s.Deps.Nav.Open(library.Arrival, id, library.ArrivalProduct) })
}

// sampling says what GB/T 2828.1 asks of the lot as it is now, and draws it.
func (s *Screen) sampling() fyne.CanvasObject {
	w, l := s.Deps.Words, s.lot
	parts := []fyne.CanvasObject{widgets.NewText(w.T("receive.sampling"), theme.Body).Bold()}
	if l.there == 0 {
		parts = append(parts, widgets.NewParagraph(w.T("receive.sampling_later"), theme.Secondary).Muted())
		return widgets.Sheet(widgets.Column(theme.SpaceButtons, parts...))
	}
	begin := w.T("receive.inspect")
	if l.grown() {
		more := s.Deps.Store.Library().Form(library.Arrival).Action(library.ArrivalInspectMore)
		begin = w.Label(more.Label.Zh, more.Label.En)
		what := w.T("receive.again")
		if n := l.late(); n > 0 {
			what = w.T("receive.late", n)
		}
		parts = append(parts, widgets.NewLine(theme.Warn, "package-plus", what))
	}
	names := []string{w.T("receive.major"), w.T("receive.minor")}
	rows := []fyne.CanvasObject{s.planRow(true, "", "AQL", "n", "Ac", "Re")}
	rows = append(rows, s.planRow(false, w.T("receive.critical"), "0", fmt.Sprint(l.there), "0", "1"))
	for i, p := range l.plans() {
		rows = append(rows, s.planRow(false, names[i], l.limits[i].String(), fmt.Sprint(p.Size), fmt.Sprint(p.Accept), fmt.Sprint(p.Reject)))
	}
	parts = append(parts, widgets.Rows(rows...))
	if n := len(l.units) - l.there; n > 0 {
		parts = append(parts, widgets.NewLine(theme.Warn, "circle-alert", w.T("receive.gone", n)))
	}
	enough := l.sampled >= l.sampleSize()
	icon, tone := "circle-dashed", theme.Warn
	if enough {
		icon, tone = "circle-check", theme.Go
	}
	parts = append(parts, widgets.NewLine(tone, icon, w.T("receive.sampled", l.sampled, l.sampleSize())))
	draw, inspect := widgets.Outlined, widgets.Filled
	if !enough {
		draw, inspect = widgets.Filled, widgets.Outlined
	}
	parts = append(parts, widgets.Flow(theme.SpaceButtons,
		widgets.NewButton(draw, "list-checks", w.T("receive.draw"), s.sample), widgets.NewButton(inspect, "clipboard-check", begin, s.inspect)))
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, parts...))
}

// planRow is a line of a plan: what it is about in what room there is, and its numbers.
func (s *Screen) planRow(head bool, cells ...string) fyne.CanvasObject {
	number := float32(72)
	if s.Deps.Class() == screen.Phone {
		number = 40 // four of them leave the name its room
	}
	var row []fyne.CanvasObject
	for i, c := range cells {
		if i == 0 {
			row = append(row, widgets.Grow(widgets.NewParagraph(c, theme.Body)))
			continue
		}
		text := widgets.NewText(c, theme.Body)
		if head {
			text = widgets.NewText(c, theme.Note).Bold().Muted()
		}
		row = append(row, widgets.Fixed(number*theme.Current().Scale(), 0, text))
	}
	return widgets.Pad(6, 0, 6, 0, widgets.Row(theme.SpaceIcon, row...))
}

// inspecting says how far the tests are, and what may be decided.
func (s *Screen) inspecting() fyne.CanvasObject {
	w, l := s.Deps.Words, s.lot
	done := l.tested()
	parts := []fyne.CanvasObject{
		widgets.NewText(w.T("receive.inspecting"), theme.Body).Bold(),
		widgets.Row(theme.SpaceIcon, widgets.NewText(w.T("receive.tested", done, len(l.tests)), theme.Body),
			widgets.Grow(widgets.NewProgressBar(theme.Accent, share(done, len(l.tests)), 10))),
		widgets.NewParagraph(w.T("receive.scan_to_test"), theme.Secondary).Muted(),
	}
	rows := []fyne.CanvasObject{s.planRow(true, "", w.T("receive.found"), "Ac")}
	var over []string
	for _, class := range []struct {
		name, found string
		most        any
	}{
		{w.T("receive.critical"), library.ArrivalCriticalFound, int64(0)},
		{w.T("receive.major"), library.ArrivalMajorFound, l.rec.Get(library.ArrivalMajorMost)},
		{w.T("receive.minor"), library.ArrivalMinorFound, l.rec.Get(library.ArrivalMinorMost)},
	} {
		found, most := l.found.Get(class.found), class.most
		rows = append(rows, s.planRow(false, class.name, fmt.Sprint(found), fmt.Sprint(most)))
		if n, ok := found.(int64); ok {
			if limit, ok := most.(int64); ok && n > limit {
				over = append(over, w.T("receive.over", class.name, n, limit))
			}
		}
	}
	parts = append(parts, widgets.Rows(rows...))
	if len(over) > 0 {
		parts = append(parts, widgets.NewProblem(w.T("receive.lot_failed"), strings.Join(over, w.Label("，", ", "))))
	}
	if n := l.beside(); n > 0 {
		parts = append(parts, widgets.NewLine(theme.Warn, "circle-alert", w.T("receive.beside", n)))
	}
	asked, denied := !form.Empty(l.rec.Get(library.ArrivalAskedAt)), l.name(library.ArrivalNoConcession)
	switch {
	case asked:
		parts = append(parts, widgets.NewLine(theme.Warn, "hourglass", w.T("receive.asked")))
	case denied != "":
		parts = append(parts, widgets.NewLine(theme.Stop, "circle-x", w.T("receive.denied", denied)))
	}
	var buttons []fyne.CanvasObject
	for _, b := range l.buttons {
		if !b.Allowed || b.Action.Name == library.ArrivalInspectMore { // that is with the sample
			continue
		}
		action, kind := b.Action.Name, widgets.Outlined
		switch action {
		case library.ArrivalAccept, library.ArrivalConcede:
			kind = widgets.Filled
		case library.ArrivalRefuse: // what becomes of a lot that failed; a concession is the exception, and has its answer awaited
			if (len(over) > 0 || denied != "") && !asked {
				kind = widgets.Filled
			}
		}
		buttons = append(buttons, widgets.NewButton(kind, "", w.Label(b.Action.Label.Zh, b.Action.Label.En), func() { s.Deps.Nav.Act(library.Arrival, l.rec.ID, action) }))
	}
	if len(buttons) > 0 {
		parts = append(parts, widgets.Flow(theme.SpaceButtons, buttons...))
	}
	var waiting []fyne.CanvasObject
	for _, t := range l.tests {
		if t.State != library.QualityTestToTest || len(waiting) == screen.ScansMost {
			continue
		}
		id, extent := t.ID, w.T("receive.full")
		if t.Get(library.QualityTestExtent) == library.ExtentIsCritical {
			extent = w.T("receive.must")
		}
		waiting = append(waiting, widgets.NewListRow(widgets.RowData{Icon: "clipboard-check", IconTone: theme.Warn, Title: s.serial(t), Subtitle: extent, Chevron: true}, true,
			func() { s.Deps.Nav.Open(library.QualityTest, id) }))
	}
	sheet := widgets.Sheet(widgets.Column(theme.SpaceButtons, parts...))
	if len(waiting) == 0 {
		return sheet
	}
	return widgets.Column(theme.SpaceSheets, sheet, widgets.SheetPad(0, widgets.Rows(waiting...)))
}

// serial is the number of the dialer that a test is of.
func (s *Screen) serial(test *form.Record) string {
	for _, u := range s.lot.units {
		if screen.Points(test, library.QualityTestUnit, u.ID) {
			serial, _ := u.Get(library.DialerUnitSerial).(string)
			return serial
		}
	}
	return test.Number
}

func share(done, of int) float32 {
	if of == 0 {
		return 0
	}
	return float32(done) / float32(of)
}
