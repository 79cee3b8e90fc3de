package plan

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// onPhone tells whether a number's way stands below its row, and not beside the others.
func (s *Screen) onPhone() bool { return s.deps.Class() == screen.Phone }

// listParts are a row per number for a narrow screen: what goes to the line has a line of
// its own, and below the number that was tapped stands all that is known of it.
func (s *Screen) listParts(all []trial) []fyne.CanvasObject {
	w := s.deps.Words
	if len(all) == 0 {
		return []fyne.CanvasObject{widgets.PadAll(theme.SpaceSheets, widgets.NewParagraph(w.T("plan.empty"), theme.Body).Muted())}
	}
	var rows []fyne.CanvasObject
	for _, t := range all {
		data := widgets.RowData{Title: t.keys, Selected: t.keys == s.chosen}
		if t.wrong != "" {
			data.Note, data.NoteIcon, data.NoteTone = t.wrong, "circle-x", theme.Stop
			rows = append(rows, widgets.NewListRow(data, true, nil))
			continue
		}
		after := s.says(s.desk.after, t.after)
		data.Subtitle = s.class(t.kind)
		if t.listed.Remark != "" && t.listed.Remark != data.Subtitle {
			data.Subtitle += w.Label("，", ", ") + t.listed.Remark
		}
		data.Note, data.NoteIcon, data.NoteTone = after.Text, after.Icon, after.Tone
		switch {
		case t.broken:
			data.Chip, data.ChipTone = w.T("plan.broken"), theme.Stop
		case t.changed():
			data.Chip, data.ChipTone = w.T("plan.differently"), theme.Warn
		}
		keys := t.keys
		rows = append(rows, widgets.NewListRow(data, true, func() { s.unfold(keys) }))
		if data.Selected {
			rows = append(rows, widgets.Pad(theme.SpaceHalf, theme.SpaceIcon, theme.SpaceIcon, theme.SpaceIcon, widgets.Column(theme.SpaceButtons, s.detail(t)...)))
		}
	}
	return []fyne.CanvasObject{widgets.Rows(rows...)}
}

// unfold shows a number's way below it, or takes it away again.
func (s *Screen) unfold(keys string) {
	if s.chosen == keys {
		keys = ""
	}
	s.choose(keys)
}

// detail is all that is known of a number: before and after in full, the way to the line in
// time, the reasons, and what the dialer knows after each key.
func (s *Screen) detail(t trial) []fyne.CanvasObject {
	w := s.deps.Words
	after := s.says(s.desk.after, t.after)
	facts := []fyne.CanvasObject{screen.Fact(w.T("plan.now"), after.Text)}
	if t.change != nil {
		facts = append(facts, screen.Fact(w.T("plan.was"), s.says(s.desk.before, t.change.Before).Text))
	}
	if t.broken {
		should := s.should(t, after)
		facts = append(facts, widgets.NewParagraph(should.Sub, theme.Secondary).Tone(should.Tone))
	}
	facts = append(facts, screen.Fact(w.T("plan.rule"), s.rule(t.after)))
	parts := []fyne.CanvasObject{widgets.Column(0, facts...), s.steps(s.track(t))}
	return append(append(parts, s.reasons(t)...), s.keyParts(t)...)
}

// steps are a track for a narrow screen: one thing after another, with its times.
func (s *Screen) steps(tr track) fyne.CanvasObject {
	w := s.deps.Words
	var rows []fyne.CanvasObject
	add := func(ms int, icon string, tone theme.Tone, text string) {
		rows = append(rows, s.timed(ms, widgets.NewLine(tone, icon, text)))
	}
	add(0, "hash", theme.Idle, w.T("plan.presses", tr.keys))
	add(tr.decided, "circle-check", theme.Accent, w.T("plan.decides"))
	at := tr.begin
	for _, p := range tr.pieces {
		if p.kind == piecePause {
			add(at, "clock", theme.Idle, w.T("plan.waits", p.text))
		} else {
			add(at, "split", theme.Accent, w.T("plan.sends", p.text))
		}
		at += p.ms
	}
	if tr.through >= 0 {
		add(tr.through, "phone", theme.Go, w.T("plan.speaks"))
	} else {
		add(tr.decided, "ban", theme.Stop, tr.throughText)
	}
	return widgets.Column(theme.SpaceHalf, rows...)
}
