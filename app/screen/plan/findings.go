package plan

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
)

// findingsMost is how many findings of one weight are shown; the others are counted.
const findingsMost = 4

// findings say what the lint proved of all numbers. What decides whether the program may go
// out stands first, in view: whether every emergency number passes, errors and warnings. Below
// come remarks, what is other than before where a route does not answer, and which settings are.
func (s *Screen) findings() (first, below []fyne.CanvasObject) {
	w, d := s.deps.Words, s.desk
	if d.after.plan == nil {
		return nil, nil
	}
	var cells, rest []fyne.CanvasObject
	var errors, warnings, infos []dialplan.Finding
	passes := true
	for _, f := range d.findings {
		switch f.Severity {
		case dialplan.Error:
			errors = append(errors, f)
			if f.Final {
				passes = false
			}
		case dialplan.Warning:
			warnings = append(warnings, f)
		default:
			infos = append(infos, f)
		}
	}
	if passes {
		cells = append(cells, widgets.Column(theme.SpaceHalf, widgets.NewLine(theme.Go, "shield-check", w.T("plan.passes")).Bold(),
			widgets.NewParagraph(w.T("plan.passes_why"), theme.Secondary).Muted()))
	}
	cells = append(cells, s.weight("plan.errors", "shield-alert", theme.Stop, errors)...)
	cells = append(cells, s.weight("plan.warnings", "alert", theme.Warn, warnings)...)
	rest = append(rest, s.weight("plan.remarks", "info", theme.Idle, infos)...)
	if len(d.findings) == 0 {
		cells = append(cells, widgets.NewLine(theme.Go, "circle-check", w.T("plan.clean")))
	}
	var fallbacks, settings []dialplan.Text
	for _, f := range d.fallbacks {
		fallbacks = append(fallbacks, f.Why())
	}
	for _, one := range d.settings {
		settings = append(settings, one.Why())
	}
	rest = append(rest, s.others("plan.fallbacks", "phone-forward", fallbacks)...)
	rest = append(rest, s.others("plan.settings", "settings", settings)...)
	return strip(cells), strip(rest)
}

// strip is a sheet of cells side by side.
func strip(cells []fyne.CanvasObject) []fyne.CanvasObject {
	if len(cells) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.EqualAtLeast(280, theme.SpacePage, cells...))}
}

// others is a cell of what is other than before and no number dialled here shows: all of it,
// for nobody else tells of it.
func (s *Screen) others(key, icon string, all []dialplan.Text) []fyne.CanvasObject {
	if len(all) == 0 {
		return nil
	}
	w := s.deps.Words
	lines := []fyne.CanvasObject{widgets.NewLine(theme.Warn, icon, w.T(key, int64(len(all)))).Bold()}
	for _, one := range all {
		why := one.Label()
		lines = append(lines, widgets.NewParagraph(w.Label(why.Zh, why.En), theme.Secondary))
	}
	return []fyne.CanvasObject{widgets.Column(theme.SpaceHalf, lines...)}
}

// weight is a cell of the findings that weigh the same.
func (s *Screen) weight(key, icon string, tone theme.Tone, all []dialplan.Finding) []fyne.CanvasObject {
	if len(all) == 0 {
		return nil
	}
	w := s.deps.Words
	lines := []fyne.CanvasObject{widgets.NewLine(tone, icon, w.T(key, int64(len(all)))).Bold()}
	for i, f := range all {
		if i == findingsMost {
			lines = append(lines, widgets.NewText(w.T("plan.more", int64(len(all)-findingsMost)), theme.Secondary).Muted())
			break
		}
		why := f.Why.Label()
		lines = append(lines, widgets.NewParagraph(w.Label(why.Zh, why.En), theme.Secondary))
		if f.Number != "" {
			number := f.Number
			lines = append(lines, widgets.NewLink(theme.Accent, "hash", w.T("plan.try", number), func() { s.typed(number, true) }))
		}
	}
	return []fyne.CanvasObject{widgets.Column(theme.SpaceHalf, lines...)}
}
