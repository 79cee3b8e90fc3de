package record

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// panel stands at the right of the paper: state and whose turn it is, deadlines, what is
// missing, and at its foot the next step.
func (s *Screen) panel(n step) fyne.CanvasObject {
	w := s.deps.Words
	parts := []fyne.CanvasObject{s.stateRow(n)}
	if len(s.session.form.States) == 0 && !s.session.fresh {
		parts = s.keepers(n)
	}
	for _, c := range s.clocks() {
		parts = append(parts, widgets.NewClock(c))
	}
	parts = append(parts, widgets.Rule())
	if len(s.needs) > 0 {
		parts = append(parts, s.needRows())
	}
	if note := s.attachedNote(); note != nil {
		parts = append(parts, note)
	}
	for _, p := range s.notices {
		what, do := s.speech().Problem(p)
		parts = append(parts, widgets.NewProblem(what, do))
	}
	if n.blocked != "" && len(s.notices) == 0 {
		parts = append(parts, widgets.NewNote(theme.Warn, "hourglass", n.blocked, ""))
	}
	if len(n.lacks) > 0 {
		parts = append(parts, widgets.NewText(w.T("record.things_missing", len(n.lacks)), theme.Body).Bold(), s.lackRows(n.lacks))
	}
	for _, st := range s.view.Standings() {
		if st.Mark == widgets.Done {
			parts = append(parts, widgets.Row(theme.SpaceIcon, widgets.NewIcon("check", 18, theme.Go), widgets.Grow(widgets.NewText(st.Name, theme.Body).Truncate())))
		}
	}
	return widgets.Panel(widgets.Column(theme.SpaceIcon, parts...), s.foot(n))
}

// sideKey is all that the panel or the bar says, so that it is only drawn when that changes.
func (s *Screen) sideKey(n step) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.session.base.Rev, s.view.Record().State, s.turnText(n), n.label, n.blocked, s.keptText(), s.clocks(), s.view.Standings(), s.frame.wide())
	fmt.Fprintln(&b, s.attached.Sent, s.attached.All)
	for _, need := range s.needs {
		fmt.Fprintln(&b, need.id, need.what, need.why)
	}
	for _, l := range n.lacks {
		fmt.Fprintln(&b, l.spot, l.label, l.why)
	}
	for _, o := range n.others {
		fmt.Fprintln(&b, o.label, o.reason)
	}
	for _, p := range s.notices {
		fmt.Fprintln(&b, s.speech().Sentence(p))
	}
	return b.String()
}

// stateRow is the state of the record as a chip, and whose turn it is.
func (s *Screen) stateRow(n step) fyne.CanvasObject {
	turn := widgets.NewText(s.turnText(n), theme.Secondary).Muted().Truncate()
	rec := s.view.Record()
	if len(s.session.form.States) == 0 {
		return widgets.Row(theme.SpaceButtons, widgets.Grow(turn))
	}
	look := screen.StateLook(s.session.form, rec.State)
	chip := widgets.NewChip(look.Tone, look.Icon, s.speech().State(s.session.form, rec.State))
	return widgets.Row(theme.SpaceIcon, chip, widgets.Grow(turn))
}

// keepers stand where a record has no states: who keeps it, who made it and who changed it
// last, and when.
func (s *Screen) keepers(n step) []fyne.CanvasObject {
	w, f, rec := s.deps.Words, s.session.form, &s.session.base.Record
	var parts []fyne.CanvasObject
	if turn := s.turnText(n); turn != "" {
		parts = append(parts, widgets.NewText(turn, theme.Secondary).Muted().Truncate())
	}
	if !s.session.foreign {
		parts = append(parts, widgets.NewNote(theme.Idle, "users", w.T("record.kept_by", s.speech().Who(f, f.By)), ""))
	}
	who := func(id form.ID) string {
		if id == (form.ID{}) {
			return w.T("record.system")
		}
		return s.speech().Name("person", id)
	}
	if !rec.CreatedAt.IsZero() && !f.Anonymous {
		parts = append(parts, widgets.NewNote(theme.Idle, "file-plus", w.T("record.made_by", who(rec.CreatedBy), w.When(rec.CreatedAt, s.now())), ""))
	}
	if rec.UpdatedAt.After(rec.CreatedAt) && !f.Anonymous {
		parts = append(parts, widgets.NewNote(theme.Idle, "pencil", w.T("record.changed_by", who(rec.UpdatedBy), w.When(rec.UpdatedAt, s.now())), ""))
	}
	return parts
}

func (s *Screen) turnText(n step) string {
	w := s.deps.Words
	switch {
	case n.mine:
		return w.T("record.your_turn")
	case n.whose != "":
		return w.T("record.turn_of", n.whose)
	}
	return ""
}

func (s *Screen) lackRows(lacks []lack) fyne.CanvasObject {
	const most = 8
	var rows []fyne.CanvasObject
	for i, l := range lacks {
		if i == most {
			rows = append(rows, widgets.Pad(8, 0, 8, 0, widgets.NewText(s.deps.Words.T("record.and_more", len(lacks)-most), theme.Secondary).Muted()))
			break
		}
		data := widgets.RowData{Title: l.label, Subtitle: l.why, Icon: "circle-dashed", IconTone: theme.Warn, Chevron: true}
		if l.wrong {
			data.Icon, data.IconTone = "alert", theme.Stop
		}
		rows = append(rows, widgets.NewListRow(data, true, func() { s.jump(l.spot) }))
	}
	return widgets.Rows(rows...)
}

// foot is the next step with what stands around it.
func (s *Screen) foot(n step) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if kept := s.keptText(); kept != "" {
		parts = append(parts, widgets.NewLine(theme.Idle, "save", kept))
	}
	if n.do != nil {
		parts = append(parts, widgets.NewButton(n.kind(), n.icon, n.label, n.do).Big())
	}
	if others := s.otherButtons(n, 2); len(others) > 0 {
		parts = append(parts, widgets.EqualAtLeast(120, theme.SpaceButtons, others...))
	}
	if len(parts) == 0 {
		return widgets.Gap(0, 0)
	}
	return widgets.Column(theme.SpaceIcon, parts...)
}

// otherButtons are the first further actions as outlined buttons, the rest in a menu.
func (s *Screen) otherButtons(n step, most int) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	open := 0
	for _, o := range n.others {
		if o.reason == "" {
			open++
		}
	}
	if open <= most && open == len(n.others) || open <= most-1 {
		for _, o := range n.others {
			if o.reason == "" {
				all = append(all, s.otherButton(o))
			}
		}
	} else {
		for _, o := range n.others {
			if o.reason == "" && len(all) < most-1 {
				all = append(all, s.otherButton(o))
			}
		}
	}
	if len(all) < len(n.others) {
		all = append(all, widgets.NewButton(widgets.Outlined, "more", s.deps.Words.T("common.more"), func() { s.menu(n) }))
	}
	return all
}

func (s *Screen) otherButton(o other) fyne.CanvasObject {
	return widgets.NewButton(widgets.Outlined, iconOf(s.session.form, o.button.Action), o.label, func() { s.act(o.button.Action) })
}

// menu lists the further actions; one that cannot be done says why.
func (s *Screen) menu(n step) {
	items := s.deskItems()
	for _, o := range n.others {
		st := s.session.form.State(o.button.Action.To)
		items = append(items, widgets.MenuItem{
			Icon: iconOf(s.session.form, o.button.Action), Label: o.label, Reason: o.reason,
			Grave: st != nil && st.Void, Tapped: func() { s.act(o.button.Action) },
		})
	}
	var closeIt func()
	closeIt = widgets.ShowOverlay(s.deps.Window().Canvas(), widgets.MenuPanel(items, func() { closeIt() }), 420, nil)
}

func (s *Screen) keptText() string {
	at := s.drafts.kept
	if at.IsZero() {
		at = s.session.draft.Updated
	}
	if at.IsZero() || !s.session.dirty(s.view) {
		return ""
	}
	return s.deps.Words.T("common.draft_kept", s.deps.Words.Clock(at))
}

// bar stands at the foot of a narrow screen.
func (s *Screen) bar(n step) fyne.CanvasObject {
	w := s.deps.Words
	phone := s.deps.Class() == screen.Phone
	title := s.turnText(n)
	switch f := s.session.form; {
	case title != "":
	case len(f.States) > 0:
		title = s.speech().State(f, s.view.Record().State)
	case !s.session.foreign:
		title = w.T("record.kept_by", s.speech().Who(f, f.By))
	}
	if len(n.lacks) > 0 {
		title = w.T("record.your_turn_lacks", len(n.lacks))
		if phone {
			title = w.T("record.lacks", len(n.lacks))
		}
	}
	o := widgets.NextBarOptions{Title: title, Phone: phone, Notes: s.barNotes(n, phone)}
	if phone {
		if c, ok := s.shortClock(); ok {
			o.Clock = c
		}
	}
	if n.do != nil {
		o.Button = widgets.NewButton(n.kind(), n.icon, n.label, n.do)
	}
	if len(n.others) > 0 || len(s.deskItems()) > 0 {
		o.Side = []fyne.CanvasObject{widgets.NewIconButton("more", w.T("common.more"), func() { s.menu(n) }).Big()}
	}
	return widgets.NextBar(o)
}

// barNotes are the first things that are missing, as links, and when the draft was kept.
func (s *Screen) barNotes(n step, phone bool) []fyne.CanvasObject {
	notes := s.needNotes()
	for _, p := range s.notices {
		what, _ := s.speech().Problem(p)
		notes = append(notes, widgets.NewLine(theme.Stop, "alert", what))
	}
	if n.blocked != "" && len(s.notices) == 0 {
		notes = append(notes, widgets.NewLine(theme.Warn, "hourglass", n.blocked))
	}
	if phone {
		return notes
	}
	for i, l := range n.lacks {
		if i == 3 {
			break
		}
		tone, icon := theme.Warn, "circle-dashed"
		if l.wrong {
			tone, icon = theme.Stop, "alert"
		}
		notes = append(notes, widgets.NewLink(tone, icon, l.label, func() { s.jump(l.spot) }))
	}
	if kept := s.keptText(); kept != "" {
		notes = append(notes, widgets.NewText(kept, theme.Secondary).Muted())
	}
	return notes
}
