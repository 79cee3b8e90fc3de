package outbox

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// draw lists what there is, and beside it the case that is chosen.
func (s *Screen) draw() {
	w := s.deps.Words
	var parts []fyne.CanvasObject
	group := func(icon string, tone theme.Tone, head, count string, rows []fyne.CanvasObject) {
		if len(rows) == 0 {
			return
		}
		parts = append(parts, widgets.Column(theme.SpaceButtons,
			widgets.Pad(0, theme.SpaceButtons, 0, 0, widgets.Row(theme.SpaceButtons, widgets.NewIcon(icon, 20, tone),
				widgets.NewText(head, theme.Body).Bold().Tone(tone), widgets.NewText(count, theme.Body).Muted(), widgets.Space())),
			widgets.SheetPad(0, widgets.Rows(rows...))))
	}
	if stopped := s.stopped(); stopped != nil {
		parts = append(parts, stopped)
	}
	if differs := s.differs(); differs != nil {
		parts = append(parts, differs)
	}
	group("hand", theme.You, w.T("outbox.needs_you"), s.count(s.items.cases), s.caseRows())
	group("cloud-up", theme.Accent, w.T("outbox.waiting"), s.count(s.items.waiting), s.waitingRows())
	group("image", theme.Accent, w.T("outbox.files"), w.Count(int64(len(s.items.files))), s.fileRows())
	group("circle-check", theme.Go, w.T("outbox.delivered"), w.Count(int64(len(s.items.delivered))), s.deliveredRows())
	if len(parts) == 0 {
		parts = append(parts, widgets.EmptyState("inbox", w.T("outbox.empty"), w.T("outbox.empty_why")))
	}
	parts = append(parts, widgets.NewButton(widgets.Quiet, "square-check", w.T("proof.see"), s.prove))
	if s.deps.Class() == screen.Phone { // a phone's header has no room for it
		parts = append(parts, widgets.NewButton(widgets.Outlined, "refresh", w.T("sync.now"), s.deps.Syncer.Wake))
	}
	widgets.SetChildren(s.list, parts...)
	if s.beside() {
		widgets.SetChildren(s.side, widgets.Grow(s.detail()))
	}
	s.root.Refresh()
}

// caseRows are the refusals, the conflicts and the files that cannot be sent.
func (s *Screen) caseRows() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	shown := s.find()
	for i := range s.items.cases {
		c := &s.items.cases[i]
		data := widgets.RowData{Title: s.caseTitle(c), Subtitle: c.name, Selected: s.beside() && shown != nil && shown.id == c.id, Chevron: !s.beside()}
		switch {
		case c.conflict != nil:
			data.Icon, data.IconTone = "git-compare", theme.You
			data.Trailing = s.at(c.conflict.At)
		case c.file != nil:
			data.Icon, data.IconTone = "paperclip", theme.Stop
		case c.entry.State == device.Parked:
			data.Icon, data.IconTone = "inbox", theme.You
			data.Trailing = s.at(c.entry.At)
		default:
			data.Icon, data.IconTone = "circle-x", theme.Stop
			data.Trailing = s.at(c.entry.At)
			data.Note, data.NoteTone, data.NoteWraps = s.why(c.entry), theme.Stop, true
		}
		rows = append(rows, widgets.NewListRow(data, true, func() { s.choose(c) }))
	}
	return rows
}

// fileRows are the records whose attachments have not all arrived, in the order in which
// they are sent.
func (s *Screen) fileRows() []fyne.CanvasObject {
	w := s.deps.Words
	var rows []fyne.CanvasObject
	for _, a := range s.items.files {
		title := a.Name
		if f := s.deps.Store.Library().Form(a.Form); f != nil {
			title = screen.ShortName(w, a.Form, w.Label(f.Label.Zh, f.Label.En))
		}
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Icon: "cloud-up", IconTone: theme.Accent, Title: title + w.Label("：", ": ") + w.T("record.attached", a.Sent, a.All),
			Subtitle: a.Name, Trailing: w.Bytes(a.Left), Chevron: true,
		}, true, func() { s.deps.Nav.Open(a.Form, a.ID) }))
	}
	return rows
}

// choose shows a case beside the list, or in a dialog where there is no room.
func (s *Screen) choose(c *oneCase) {
	s.chosen = c.id
	if s.beside() {
		s.draw()
		return
	}
	s.showCase(c)
}

// caseTitle says in a few words what the case is.
func (s *Screen) caseTitle(c *oneCase) string {
	w := s.deps.Words
	switch {
	case c.conflict != nil:
		return w.T("outbox.conflict", screen.ConflictOf(s.deps, s.speech(), *c.conflict).Label())
	case c.file != nil:
		return w.T("outbox.file", c.file.File)
	case !c.open():
		return s.actOf(c.entry)
	case c.entry.State == device.Parked:
		return w.T("outbox.parked", s.actOf(c.entry))
	}
	return w.T("outbox.refused", s.shortAct(c.entry))
}

// why is the first reason for which work was refused, "" where none was told.
func (s *Screen) why(e *device.Entry) string {
	if len(e.Problems) == 0 {
		return ""
	}
	what, _ := s.speech().Problem(e.Problems[0])
	return what
}

// at is when something was done: the hour, and the day where it is not today.
func (s *Screen) at(t time.Time) string {
	w, now := s.deps.Words, s.deps.Now()
	if startOfDay(t, w.Zone()).Equal(startOfDay(now, w.Zone())) {
		return w.Clock(t)
	}
	return w.When(t, now)
}

// shortAct is what was done without its document, where that can be understood.
func (s *Screen) shortAct(e *device.Entry) string {
	w, t := s.deps.Words, e.Title
	if act := w.Label(t.Act.Zh, t.Act.En); act != "" {
		return act
	}
	if t.Kind == record.Set && len(t.Made) > 0 {
		return w.Label(t.Made[0].Zh, t.Made[0].En)
	}
	return s.actOf(e)
}

// actOf says what was done in words: the document with the action, or with the kind of
// change where there is no action.
func (s *Screen) actOf(e *device.Entry) string {
	w, t := s.deps.Words, e.Title
	doc := screen.ShortName(w, e.Form, w.Label(t.Form.Zh, t.Form.En))
	switch {
	case t.GivenUp:
		return w.T("outbox.gave_up", doc)
	case t.HandedOver:
		return w.T("outbox.handed_over", doc)
	}
	if act := w.Label(t.Act.Zh, t.Act.En); act != "" {
		return w.T("outbox.act", doc, act)
	}
	switch t.Kind {
	case record.Create:
		return w.T("outbox.create", doc)
	case record.Add:
		return w.T("outbox.add", doc)
	}
	if len(t.Made) > 0 {
		first := w.Label(t.Made[0].Zh, t.Made[0].En)
		if len(t.Made) > 1 {
			return w.T("outbox.set_more", doc, first, len(t.Made))
		}
		return w.T("outbox.set", doc, first)
	}
	return doc
}

// count counts cases as the badge and the rail do, by documents; a document on which
// several things were done counts once.
func (s *Screen) count(all []oneCase) string {
	w, cards := s.deps.Words, map[form.Ref]bool{}
	for i := range all {
		cards[all[i].about()] = true
	}
	if len(cards) == len(all) {
		return w.Count(int64(len(cards)))
	}
	return w.T("outbox.waiting_count", len(cards), len(all))
}

// waitingRows is work that the server has not answered.
func (s *Screen) waitingRows() []fyne.CanvasObject {
	w := s.deps.Words
	var rows []fyne.CanvasObject
	for i := range s.items.waiting {
		c := &s.items.waiting[i]
		icon, state := s.stateOf(c.entry)
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Icon: icon, IconTone: theme.Accent, Title: s.actOf(c.entry), Subtitle: said(w, state, c.name), // the state first: a row is cut at its end
			Trailing: s.at(c.entry.At), Selected: s.beside() && s.chosen == c.id, Chevron: !s.beside(),
		}, true, func() { s.choose(c) }))
	}
	return rows
}

// deliveredRows are today's own work that the server has, by the records it was done on.
func (s *Screen) deliveredRows() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i := range s.items.delivered {
		e := &s.items.delivered[i]
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Icon: "checks", IconTone: theme.Go, Title: s.actOf(e), Subtitle: e.Title.Name, Trailing: s.at(e.At),
		}, true, func() { s.deps.Nav.Open(e.Form, e.ID) }))
	}
	return rows
}

// said puts together what is said in one line, leaving out what is not known.
func said(w *words.Words, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, w.Label("，", ", "))
}

// detail is the case that is chosen, or the word that nothing needs anybody.
func (s *Screen) detail() fyne.CanvasObject {
	c := s.find()
	if c == nil {
		w := s.deps.Words
		return widgets.Sheet(widgets.EmptyState("circle-check", w.T("outbox.nothing"), w.T("outbox.nothing_why")))
	}
	content, foot := s.caseParts(c)
	if foot == nil {
		foot = widgets.Gap(0, 0)
	}
	return widgets.Panel(content, foot)
}

func (s *Screen) caseParts(c *oneCase) (content, foot fyne.CanvasObject) {
	switch {
	case c.conflict != nil:
		return s.conflictParts(c)
	case c.file != nil:
		return s.fileParts(c)
	case !c.open():
		return s.waitingParts(c)
	}
	return s.refusalParts(c)
}

// showCase lays a case over the list of a narrow window.
func (s *Screen) showCase(c *oneCase) {
	content, foot := s.caseParts(c)
	if foot != nil {
		content = widgets.Column(theme.SpaceSheets, content, foot)
	}
	s.shut = s.deps.Nav.Dialog(screen.Dialog{
		Title: s.caseTitle(c), Content: content, Cancel: s.deps.Words.T("common.close"),
	})
}
