package today

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// draw puts what was read on the screen.
func (s *Screen) draw() {
	widgets.SetChildren(s.sheet, s.parts()...)
	widgets.SetChildren(s.side, s.sideParts()...)
	s.root.Refresh()
	s.scroll.Refresh()
	if s.wanted > 0 {
		s.scroll.ScrollToOffset(fyne.NewPos(0, s.wanted))
		s.wanted = 0
	}
}

// parts are the sheets below each other: cards that are late, the run sheet, cards that
// are due, the next day, the dialers in hand.
func (s *Screen) parts() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if sheet := screen.NoticeSheet(s.deps, s.notices); sheet != nil {
		parts = append(parts, sheet)
	}
	late, due := s.clocks()
	parts = append(parts, late...)
	arriving := screen.Arriving(s.deps)
	switch w := s.deps.Words; {
	case len(s.day.visits) == 0 && arriving != nil:
		parts = append(parts, arriving)
	case len(s.day.visits) == 0:
		parts = append(parts, widgets.EmptyState("calendar-check", w.T("today.empty"), w.T("today.empty_why"),
			widgets.NewButton(widgets.Outlined, "list", w.T("today.empty_all"), func() {
				s.deps.Nav.OpenList(library.ServiceOrder, library.ServiceOrderListMine)
			})))
	default:
		parts = append(parts, widgets.SheetPad(0, widgets.Rows(s.runSheet()...)))
	}
	parts = append(parts, due...)
	if len(s.day.tomorrow) > 0 {
		parts = append(parts, s.tomorrow())
	}
	if len(s.day.units) > 0 && !s.beside() {
		parts = append(parts, s.hands())
	}
	return parts
}

// runSheet is a row for each visit, with the drive to it before it.
func (s *Screen) runSheet() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	picked := s.picked()
	s.rows = s.rows[:0]
	for i := range s.day.visits {
		v := &s.day.visits[i]
		if i > 0 && v.travel > 0 {
			rows = append(rows, widgets.NewTravelRow(s.travel(v)))
		}
		row := widgets.NewListRow(s.rowOf(v, i == s.day.next, picked != nil && picked.order.ID == v.order.ID), false, func() { s.tap(*v) })
		s.rows = append(s.rows, row)
		rows = append(rows, row)
	}
	return rows
}

func (s *Screen) travel(v *visit) string {
	w, minutes := s.deps.Words, int(v.travel.Minutes())
	if v.toLeave() && v.leaveBy().After(s.day.now) {
		return w.T("today.travel_leave", minutes, w.Clock(v.leaveBy()))
	}
	return w.T("today.travel", minutes)
}

func (s *Screen) rowOf(v *visit, isNext, selected bool) widgets.RowData {
	w := s.deps.Words
	f := s.env.Lib.Form(library.ServiceOrder)
	look := screen.StateLook(f, v.order.State)
	if isNext {
		look.Tone = theme.Now
	}
	stamp, open := screen.StampOf(w, f, v.order)
	l := s.day.lineOf(w, *v)
	until := ""
	if !v.end.IsZero() {
		until = w.Clock(v.end)
	}
	start := w.Clock(v.start)
	if day := s.env.Lib.Calendar.Day(v.start); day != s.env.Lib.Calendar.Day(s.day.now) {
		until = w.DayWord(v.start, s.day.now)
	}
	tag := ""
	if screen.IsUrgent(f, v.order) {
		tag = w.T("today.urgent")
	}
	return widgets.RowData{
		Time: start, Until: until, Stamp: stamp, StampOpen: open,
		Title: s.nameOf(v.name), Tag: tag, Subtitle: text(v.order, library.ServiceOrderAddress),
		Note: l.text, NoteIcon: l.icon, NoteTone: l.tone,
		Chip: s.stateWord(f, v.order.State), ChipIcon: look.Icon, ChipTone: look.Tone,
		Selected: selected, Done: v.done(),
	}
}

func (s *Screen) nameOf(customer string) string {
	if customer == "" {
		return s.deps.Words.T("today.unknown_customer")
	}
	return customer
}

func (s *Screen) stateWord(f *form.Form, state string) string { return s.speech().State(f, state) }

// clocks are the cards to hand in: those that are late, and those that are due. Beside a
// panel the first that is due stands there.
func (s *Screen) clocks() (late, due []fyne.CanvasObject) {
	for i, c := range s.day.cards {
		if c.look.Tone != theme.Stop && (s.beside() || i > 1) {
			continue
		}
		sheet := widgets.Sheet(s.clock(c))
		object := fyne.CanvasObject(newTappable(sheet, s.deps.Words.T("today.card_of", s.nameOf(c.name)), func() { s.deps.Nav.Open(library.FeedbackCard, c.card.ID) }))
		if c.look.Tone == theme.Stop {
			late = append(late, object)
		} else {
			due = append(due, object)
		}
	}
	return late, due
}

// clock is the deadline of a card.
func (s *Screen) clock(c cardDue) *widgets.Clock {
	w := s.deps.Words
	part := screen.Share(s.day.now.Sub(c.taken), c.due.Sub(c.taken))
	note := w.T("today.card_clock", w.When(c.taken, s.day.now), w.When(c.due, s.day.now))
	if names := s.missingNames(c); names != "" {
		note = w.T("today.card_clock_missing", w.When(c.taken, s.day.now), w.When(c.due, s.day.now), names)
	}
	return widgets.NewClock(widgets.ClockData{
		Name: w.T("today.card_of", s.nameOf(c.name)), Left: w.Left(c.due, s.day.now), Used: part, Note: note, Tone: c.look.Tone,
	})
}

// missingNames names the first fields that a card lacks.
func (s *Screen) missingNames(c cardDue) string {
	w, speech := s.deps.Words, s.speech()
	f := s.env.Lib.Form(library.FeedbackCard)
	var names []string
	for _, p := range c.missing {
		if about := speech.About(f, p); about != "" && (len(names) == 0 || names[len(names)-1] != about) {
			names = append(names, about)
		}
	}
	if len(names) > 2 {
		return w.T("today.and_more", strings.Join(names[:2], w.T("today.comma")), len(names))
	}
	return strings.Join(names, w.T("today.comma"))
}

// tomorrow says how many of the next day's visits are ready, and what the others lack; a
// tap shows just these visits.
func (s *Screen) tomorrow() fyne.CanvasObject {
	w, d := s.deps.Words, s.day
	ready := 0
	var missing []string
	for _, v := range d.tomorrow {
		if v.ready() {
			ready++
			continue
		}
		name := s.nameOf(v.name)
		switch {
		case !v.agreed():
			missing = append(missing, w.T("today.missing.time", name))
		case v.plan == form.No:
			missing = append(missing, w.T("today.missing.plan", name))
		default:
			missing = append(missing, w.T("today.missing.dialer", name))
		}
	}
	word := w.DayWord(d.tomorrow[0].start, d.now)
	row := widgets.RowData{Icon: "circle-check", IconTone: theme.Go, Chevron: !s.ahead,
		Title:    w.T("today.tomorrow_all", upper(word), len(d.tomorrow)),
		Subtitle: w.T("today.tomorrow_first", w.Clock(d.tomorrow[0].start), s.nameOf(d.tomorrow[0].name)),
	}
	if len(missing) > 0 {
		row.Icon, row.IconTone = "alert", theme.Warn
		row.Title = w.T("today.tomorrow", upper(word), len(d.tomorrow), ready)
		row.Subtitle = w.T("today.tomorrow_missing", strings.Join(missing, w.T("today.comma")))
	}
	rows := []fyne.CanvasObject{widgets.NewListRow(row, false, func() {
		s.ahead = !s.ahead
		s.draw()
	})}
	if s.ahead {
		for i := range d.tomorrow {
			v := &d.tomorrow[i]
			rows = append(rows, widgets.NewListRow(s.rowOf(v, false, false), false, func() { s.deps.Nav.Open(library.ServiceOrder, v.order.ID) }))
		}
	}
	return widgets.SheetPad(0, widgets.Rows(rows...))
}

// upper makes a word begin a sentence; Chinese stays as it is.
func upper(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// hands lists the dialers in the engineer's hands.
func (s *Screen) hands() fyne.CanvasObject {
	w := s.deps.Words
	f := s.env.Lib.Form(library.DialerUnit)
	counts := map[string]int{}
	var order []string
	for _, u := range s.day.units {
		if counts[u.State] == 0 {
			order = append(order, u.State)
		}
		counts[u.State]++
	}
	var parts []string
	for _, state := range order {
		parts = append(parts, w.T("today.units_part", counts[state], s.stateWord(f, state)))
	}
	return widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{
		Icon: "phone-forward", Title: w.T("today.units", len(s.day.units)), Subtitle: strings.Join(parts, w.T("today.comma")), Chevron: true,
	}, false, func() { s.deps.Nav.OpenList(library.DialerUnit, library.DialerUnitListVan) }))
}
