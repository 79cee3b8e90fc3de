package segments

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/library"
)

// draw puts the table in force and the chosen file on the page.
func (s *Screen) draw() {
	if s.now == nil {
		return
	}
	parts := []fyne.CanvasObject{s.present()}
	if s.chosen != nil {
		parts = append(parts, s.file())
	}
	widgets.SetChildren(s.parts, parts...)
	s.root.Refresh()
}

// present says which table is in force, and lets a file be chosen.
func (s *Screen) present() fyne.CanvasObject {
	w := s.deps.Words
	kind := widgets.Filled
	if s.chosen != nil && s.chosen.table != nil {
		kind = widgets.Outlined
	}
	label := w.T("segments.choose")
	if s.busy {
		label = w.T("segments.reading")
	}
	button := widgets.NewButton(kind, "upload", label, func() {
		if !s.busy {
			s.choose()
		}
	})
	if s.now.rec == nil {
		return widgets.Sheet(widgets.EmptyState("smartphone", w.T("segments.none"), w.T("segments.none_why"), button))
	}
	rec := s.now.rec
	edition, _ := rec.Get(library.SegmentTableEdition).(string)
	rows, _ := rec.Get(library.SegmentTableRows).(int64)
	source, _ := rec.Get(library.SegmentTableSource).(string)
	lines := []fyne.CanvasObject{
		widgets.NewText(edition, theme.Title).Bold(),
		screen.Fact(w.T("segments.rows"), w.Count(rows)), screen.Fact(w.T("segments.since"), w.Date(rec.UpdatedAt)), screen.Fact(w.T("segments.source"), source),
	}
	if s.now.away {
		lines = append(lines, widgets.NewLine(theme.Warn, "cloud-down", w.T("segments.away")))
	} else {
		lines = append(lines, widgets.NewLine(theme.Go, "circle-check", w.T("segments.here")))
	}
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, append(lines, widgets.Flow(theme.SpaceButtons, button))...))
}

// file says what a chosen file holds, or what is wrong with it.
func (s *Screen) file() fyne.CanvasObject {
	w, c := s.deps.Words, s.chosen
	head := widgets.NewText(c.name, theme.Title).Bold().Truncate()
	switch {
	case c.err != nil:
		return widgets.Sheet(widgets.Column(theme.SpaceButtons, head, widgets.NewProblem(w.T("segments.unreadable"), w.T("segments.unreadable_todo")),
			widgets.NewParagraph(c.err.Error(), theme.Secondary).Muted()))
	case c.table == nil:
		return widgets.Sheet(s.wrong(head))
	}
	facts := []fyne.CanvasObject{head, screen.Fact(w.T("segments.rows"), w.Count(int64(c.table.Count)))}
	if s.now.table != nil {
		facts = append(facts, screen.Fact(w.T("segments.added"), w.Count(int64(c.added))), screen.Fact(w.T("segments.gone"), w.Count(int64(c.gone))),
			screen.Fact(w.T("segments.moved"), w.Count(int64(c.change))))
	}
	edition := widgets.Row(theme.SpaceIcon, widgets.Fixed(96*theme.Current().Scale(), 0, widgets.NewText(w.T("segments.edition"), theme.Secondary).Muted().Truncate()), widgets.Grow(s.edition))
	facts = append(facts, edition, widgets.Flow(theme.SpaceButtons, widgets.NewButton(widgets.Filled, "check", w.T("segments.put_in_force"), s.putInForce),
		widgets.NewButton(widgets.Quiet, "x", w.T("common.cancel"), func() {
			s.chosen = nil
			s.draw()
		})))
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, facts...))
}

// wrong lists the lines that are wrong, with what they say.
func (s *Screen) wrong(head fyne.CanvasObject) fyne.CanvasObject {
	w, c := s.deps.Words, s.chosen
	lines := []fyne.CanvasObject{head, widgets.NewProblem(w.T("segments.wrong", int64(len(c.wrong))), w.T("segments.wrong_todo"))}
	for i, b := range c.wrong {
		if i == mostWrong {
			lines = append(lines, widgets.NewText(w.T("segments.more", int64(len(c.wrong)-mostWrong)), theme.Secondary).Muted())
			break
		}
		why := b.Why.Label()
		said := w.T("segments.line", b.Line, w.Label(why.Zh, why.En))
		if b.Column != "" {
			said = w.T("segments.cell", b.Line, b.Column, w.Label(why.Zh, why.En))
		}
		lines = append(lines, widgets.Column(0, widgets.NewParagraph(said, theme.Body), widgets.NewText(b.Text, theme.Secondary).Muted().Truncate()))
	}
	return widgets.Column(theme.SpaceButtons, lines...)
}
