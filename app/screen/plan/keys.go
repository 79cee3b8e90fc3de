package plan

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// keyParts say on demand what the dialer knows after each key: the rule that would win, and
// how long it waits for another.
func (s *Screen) keyParts(t trial) []fyne.CanvasObject {
	w := s.deps.Words
	if len(t.after.Stages) == 0 {
		return nil
	}
	word := "plan.keys_show"
	if s.keyed {
		word = "plan.keys_hide"
	}
	link := widgets.Row(0, widgets.NewLink(theme.Accent, "list", w.T(word), func() {
		s.keyed = !s.keyed
		s.drawTrials()
	}).Target(), widgets.Space())
	if !s.keyed {
		return []fyne.CanvasObject{link}
	}
	rows := []fyne.CanvasObject{link}
	for _, stage := range t.after.Stages {
		said := w.T("plan.no_rule_yet")
		if stage.Rule != "" {
			said = w.T("plan.rule_now", s.ruleName(stage.Rule))
		}
		switch {
		case stage.Timer == 0:
			said += w.Label("，", ", ") + w.T("plan.decides")
		case stage.Longer:
			said += w.Label("，", ", ") + w.T("plan.waits_longer", s.seconds(stage.Timer))
		default:
			said += w.Label("，", ", ") + w.T("plan.waits_for", s.seconds(stage.Timer))
		}
		rows = append(rows, s.timed(stage.At, widgets.NewRuns(theme.Secondary, widgets.Run{Text: stage.Buffer, Bold: true}, widgets.Run{Text: " " + said})))
	}
	return rows
}

// timed is a line of what happens at a time.
func (s *Screen) timed(ms int, what fyne.CanvasObject) fyne.CanvasObject {
	return widgets.TopRow(theme.SpaceButtons, widgets.Fixed(58*theme.Current().Scale(), 0, widgets.NewText(s.seconds(ms), theme.Secondary).Muted().Right()), widgets.Grow(what))
}
