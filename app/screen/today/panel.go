package today

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// sideParts is the panel beside the run sheet, or the bar below it.
func (s *Screen) sideParts() []fyne.CanvasObject {
	v := s.picked()
	switch {
	case v == nil && s.beside():
		return []fyne.CanvasObject{widgets.Grow(s.restPanel())}
	case v == nil:
		return nil
	case s.beside():
		return []fyne.CanvasObject{widgets.Grow(s.panel(v))}
	}
	return []fyne.CanvasObject{s.bar(v)}
}

// restPanel stands there on a day without visits.
func (s *Screen) restPanel() fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewText(s.deps.Words.T("today.panel_empty"), theme.Body).Muted()}
	for _, c := range s.day.cards {
		parts = append(parts, s.clock(c))
	}
	return widgets.Sheet(widgets.Column(theme.SpaceSheets, parts...))
}

// panel shows a visit with everything needed for it and its one next step.
func (s *Screen) panel(v *visit) fyne.CanvasObject {
	parts := []fyne.CanvasObject{s.panelHead(v), widgets.Gap(0, theme.SpaceSheets)}
	if note := s.note(v); note != nil { // before what may have to be scrolled to
		parts = append(parts, note, widgets.Gap(0, theme.SpaceIcon))
	}
	for _, row := range []fyne.CanvasObject{s.timeRow(v), s.addressRow(v), s.contactRow(v)} {
		if row != nil {
			parts = append(parts, widgets.Rule(), row)
		}
	}
	parts = append(parts, widgets.Gap(0, theme.SpaceIcon))
	if checks := s.checks(v); checks != nil {
		parts = append(parts, checks)
	}
	next, others := s.stepsOf(v)
	var foot []fyne.CanvasObject
	if c := s.panelCard(v); c != nil {
		foot = append(foot, widgets.Rule(), s.cardBlock(v, c))
	}
	if next != nil {
		foot = append(foot, widgets.NewButton(widgets.Filled, next.icon, next.label, next.do).Big())
	}
	buttons := s.otherButtons(v, others, next == nil)
	if len(buttons) > 0 {
		widest := float32(120)
		for _, b := range buttons {
			widest = max(widest, b.MinSize().Width)
		}
		foot = append(foot, widgets.EqualAtLeast(widest, theme.SpaceIcon, buttons...))
	}
	return widgets.Panel(widgets.Column(0, parts...), widgets.Column(theme.SpaceSheets, foot...))
}

// otherButtons are at most two outlined ones.
func (s *Screen) otherButtons(v *visit, others []step, wantsOpen bool) []fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	for _, o := range others {
		if len(buttons) < 2 {
			buttons = append(buttons, widgets.NewButton(widgets.Outlined, o.icon, o.label, o.do))
		}
	}
	if len(buttons) < 2 && (wantsOpen || len(buttons) == 0) {
		buttons = append(buttons, widgets.NewButton(widgets.Outlined, "file-text", s.deps.Words.T("today.step.open"), func() {
			s.deps.Nav.Open(library.ServiceOrder, v.order.ID)
		}))
	}
	return buttons
}

// cardBlock is the deadline of a card. What another visit's card wants stands with it,
// under that customer's name, and not among the steps of the visit that is seen.
func (s *Screen) cardBlock(v *visit, c *cardDue) fyne.CanvasObject {
	clock := newTappable(s.clock(*c), s.deps.Words.T("today.card_of", s.nameOf(c.name)), func() {
		s.deps.Nav.Open(library.FeedbackCard, c.card.ID)
	})
	if c.order.ID == v.order.ID {
		return clock
	}
	st := s.cardStep(&visit{order: c.order, card: c.card, due: c})
	if st == nil {
		return clock
	}
	return widgets.Column(theme.SpaceHalf, clock, widgets.Row(0, widgets.NewButton(widgets.Quiet, st.icon, st.label, st.do), widgets.Space()))
}

// panelCard is the deadline in the panel: the visit's own card, else the first that is due.
func (s *Screen) panelCard(v *visit) *cardDue {
	if v.due != nil && v.due.look.Tone != theme.Stop {
		return v.due
	}
	for i := range s.day.cards {
		if s.day.cards[i].look.Tone != theme.Stop {
			return &s.day.cards[i]
		}
	}
	return nil
}

func (s *Screen) panelHead(v *visit) fyne.CanvasObject {
	w := s.deps.Words
	f := s.env.Lib.Form(library.ServiceOrder)
	word := w.T("today.chosen")
	switch {
	case v.order.State == library.ServiceOrderInProgress:
		word = w.T("today.now")
	case s.day.next >= 0 && s.day.visits[s.day.next].order.ID == v.order.ID:
		word = w.T("today.next")
	}
	stamp, open := screen.StampOf(w, f, v.order)
	first := []fyne.CanvasObject{widgets.NewText(word, theme.Secondary).Bold().Tone(theme.Accent)}
	if screen.IsUrgent(f, v.order) {
		first = append(first, widgets.NewTag(theme.Stop, w.T("today.urgent")))
	}
	first = append(first, widgets.Space(), widgets.NewText(v.order.Number, theme.Secondary).Muted())
	head := []fyne.CanvasObject{widgets.Row(theme.SpaceButtons, first...)}
	if late, ok := s.day.lateOf(w, *v); ok {
		head = append(head, widgets.NewLine(late.tone, late.icon, late.text).Bold())
	}
	return widgets.Column(theme.SpaceButtons, append(head,
		newTappable(widgets.TopRow(theme.SpaceIcon, append(stampOf(stamp, open),
			widgets.Grow(widgets.Column(0, widgets.NewParagraph(s.nameOf(v.name), theme.Title).Bold(), widgets.NewParagraph(s.job(v), theme.Secondary).Muted())))...),
			v.order.Number, func() { s.deps.Nav.Open(library.ServiceOrder, v.order.ID) }))...)
}

// stampOf is the seal of an order before its name, nothing where it has none.
func stampOf(text string, open bool) []fyne.CanvasObject {
	if text == "" {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewStamp(text, open, 40)}
}

// job says what is to be done: the kind and how many dialers, or the problem.
func (s *Screen) job(v *visit) string {
	w, speech := s.deps.Words, s.speech()
	f := s.env.Lib.Form(library.ServiceOrder)
	kind := speech.Value(f.Field(library.ServiceOrderKind), v.order.Get(library.ServiceOrderKind))
	if problem := text(v.order, library.ServiceOrderProblem); problem != "" {
		return w.T("today.job", kind, problem)
	}
	if len(v.units) > 0 {
		return w.T("today.job_dialers", kind, len(v.units))
	}
	return kind
}

// fact is a row of the panel: icon, one or two lines, buttons at the right.
func fact(icon, head, quiet string, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.NewParagraph(head, theme.Body)}
	if quiet != "" {
		lines = append(lines, widgets.NewParagraph(quiet, theme.Secondary).Muted())
	}
	row := append([]fyne.CanvasObject{widgets.NewMutedIcon(icon, 22), widgets.Grow(widgets.Column(0, lines...))}, buttons...)
	return widgets.AtLeast(0, 64, widgets.Pad(theme.SpaceButtons, 0, theme.SpaceButtons, 0, widgets.Row(theme.SpaceButtons+2, row...)))
}

func (s *Screen) timeRow(v *visit) fyne.CanvasObject {
	w := s.deps.Words
	from, until := w.Clock(v.start), w.Clock(v.end)
	head := w.T("today.window", from, until)
	if v.end.IsZero() {
		head = from
	}
	switch v.confirmed() {
	case form.Yes:
		head = w.T("today.window_confirmed", from, until)
	case form.No:
		head = w.T("today.window_open", from, until)
		if other := v.otherTime(); !other.IsZero() {
			head = w.T("today.window_other", from, until, w.When(other, s.day.now))
		}
	}
	quiet := ""
	switch {
	case s.env.Lib.Calendar.Day(v.start) != s.env.Lib.Calendar.Day(s.day.now):
		quiet = w.T("today.planned_day", w.DayWord(v.start, s.day.now))
	case !timeOf(v.order, library.ServiceOrderArrivedAt).IsZero():
		quiet = w.T("today.line.arrived", w.Clock(timeOf(v.order, library.ServiceOrderArrivedAt)))
	case v.toLeave():
		quiet = w.T("today.leave_by", w.Clock(v.leaveBy()), int(v.travel.Minutes()))
	}
	return fact("clock", head, quiet)
}

func (s *Screen) addressRow(v *visit) fyne.CanvasObject {
	w := s.deps.Words
	address := text(v.order, library.ServiceOrderAddress)
	if address == "" {
		return nil
	}
	return fact("map-pin", address, text(v.order, library.ServiceOrderDistrict),
		widgets.NewIconButton("navigation", w.T("common.navigate"), func() { s.deps.Launch("geo:0,0?q=" + url.QueryEscape(address)) }),
		widgets.NewIconButton("copy", w.T("common.copy"), func() { s.deps.Copy(address) }))
}

func (s *Screen) contactRow(v *visit) fyne.CanvasObject {
	w := s.deps.Words
	phone, contact := text(v.order, library.ServiceOrderPhone), text(v.order, library.ServiceOrderContact)
	switch {
	case phone == "" && contact == "":
		return nil
	case phone == "":
		return fact("user", contact, "")
	}
	return fact("user", contact, w.Phone(phone), s.callButton(phone))
}

func (s *Screen) callButton(phone string) fyne.CanvasObject {
	return widgets.NewIconButton("phone", s.deps.Words.T("common.call"), func() { s.deps.Launch("tel:" + phone) })
}

// checks show what must be ready before one sets out.
func (s *Screen) checks(v *visit) fyne.CanvasObject {
	if !v.underWay() || v.order.State == library.ServiceOrderInProgress {
		return nil
	}
	w := s.deps.Words
	var parts []fyne.CanvasObject
	add := func(word string, answer form.Answer) {
		if answer == form.Unknown {
			return
		}
		parts = append(parts, newCheck(word, answer == form.Yes))
	}
	if text(v.order, library.ServiceOrderKind) == library.OrderKindIsInstall {
		add(w.T("today.check.plan"), v.plan)
	}
	add(w.T("today.check.time"), v.confirmed())
	if v.needsDialer() {
		add(w.T("today.check.dialer"), v.dialer())
	}
	if len(parts) == 0 {
		return nil
	}
	return widgets.Equal(theme.SpaceButtons, parts...)
}

// newCheck is a word with a tick, or with what is missing in the tone of a warning.
func newCheck(word string, ok bool) fyne.CanvasObject {
	icon, tone := "check", theme.Go
	if !ok {
		icon, tone = "alert", theme.Warn
	}
	return widgets.SheetPad(theme.SpaceButtons, widgets.Row(6, widgets.Space(), widgets.NewIcon(icon, 18, tone),
		widgets.NewText(word, theme.Secondary).Bold().Tone(tone), widgets.Space()))
}

// note is what the office or the customer wants known for the visit.
func (s *Screen) note(v *visit) fyne.CanvasObject {
	words := text(v.order, library.ServiceOrderOfficeNote)
	by := v.office
	var lines []fyne.CanvasObject
	if words != "" {
		lines = append(lines, widgets.NewParagraph(words, theme.Secondary))
	}
	if v.appointment != nil {
		if remark := text(v.appointment, library.AppointmentRemark); remark != "" && remark != words {
			lines = append(lines, widgets.NewParagraph(remark, theme.Secondary))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	content := widgets.Column(theme.SpaceHalf, lines...)
	if by == "" {
		return widgets.Well(content)
	}
	return widgets.Well(widgets.TopRow(theme.SpaceIcon, widgets.NewAvatar(by, 28), widgets.Grow(content)))
}

// bar is the foot of a narrow screen: which visit, how to reach it, the next step.
func (s *Screen) bar(v *visit) fyne.CanvasObject {
	w := s.deps.Words
	next, _ := s.stepsOf(v)
	address, phone := text(v.order, library.ServiceOrderAddress), text(v.order, library.ServiceOrderPhone)
	when := w.Clock(v.start)
	if v.toLeave() {
		when = w.T("today.bar_leave", when, w.Clock(v.leaveBy()))
		if !s.phone() {
			when = w.T("today.bar_leave_travel", w.Clock(v.start), int(v.travel.Minutes()), w.Clock(v.leaveBy()))
		}
	} else if phone := s.phone(); !phone {
		when = w.T("today.job", when, s.job(v))
	}
	names := widgets.Grow(widgets.Column(0, widgets.NewText(s.nameOf(v.name), theme.Body).Bold().Truncate(), widgets.NewText(when, theme.Secondary).Muted().Truncate()))
	var tools []fyne.CanvasObject
	if phone != "" {
		tools = append(tools, s.callButton(phone))
	}
	if address != "" {
		tools = append(tools, widgets.NewIconButton("copy", w.T("common.copy"), func() { s.deps.Copy(address) }))
	}
	if next == nil {
		next = &step{icon: "file-text", short: w.T("today.step.open"), do: func() { s.deps.Nav.Open(library.ServiceOrder, v.order.ID) }}
	}
	button := widgets.NewButton(widgets.Filled, next.icon, next.short, next.do).Big()
	if s.phone() {
		return widgets.Bar(widgets.Pad(theme.SpaceIcon, theme.SpaceSheets, theme.SpaceIcon, theme.SpaceSheets,
			widgets.Column(theme.SpaceButtons, widgets.Row(theme.SpaceButtons, append([]fyne.CanvasObject{names}, tools...)...), button)))
	}
	stamp, open := screen.StampOf(w, s.env.Lib.Form(library.ServiceOrder), v.order)
	row := append(append(stampOf(stamp, open), names), tools...)
	return widgets.Bar(widgets.Pad(theme.SpaceSheets, theme.SpacePage, theme.SpaceSheets, theme.SpacePage,
		widgets.Row(theme.SpaceIcon, append(row, button)...)))
}

// tappable lets a whole block be tapped.
type tappable struct {
	widget.BaseWidget
	child fyne.CanvasObject
	label string
	do    func()
}

func newTappable(child fyne.CanvasObject, label string, do func()) *tappable {
	t := &tappable{child: child, label: label, do: do}
	t.ExtendBaseWidget(t)
	return t
}

// Label says what it leads to.
func (t *tappable) Label() string { return t.label }

// Tapped does it.
func (t *tappable) Tapped(*fyne.PointEvent) { t.do() }

// HeightFor is the height of what is inside.
func (t *tappable) HeightFor(width float32) float32 { return widgets.HeightFor(t.child, width) }

// CreateRenderer draws what is inside.
func (t *tappable) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.child) }
