package count

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/library"
)

// draw puts the right side on the screen: the counts under way, or what is still missing.
func (s *Screen) draw() {
	if s.count == nil {
		s.Panel(s.choice()...)
	} else {
		s.Panel(s.state()...)
	}
}

func (s *Screen) choice() []fyne.CanvasObject {
	w := s.Deps.Words
	parts := []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("warehouse", w.T("count.begin"), w.T("count.begin_why"),
		widgets.NewButton(widgets.Outlined, "warehouse", w.T("count.all"), func() { s.begin(scope{}) })))}
	f := s.Deps.Store.Library().Form(library.StockCount)
	var rows []fyne.CanvasObject
	for _, rec := range s.open {
		look, id := screen.StateLook(f, rec.State), rec.ID
		rows = append(rows, widgets.NewListRow(widgets.RowData{Icon: "clipboard-list", Title: s.say(scopeOf(&rec)), Subtitle: rec.Number, Chip: s.Speech().State(f, rec.State), ChipIcon: look.Icon, ChipTone: look.Tone, Chevron: true}, true,
			func() {
				s.At.ID = id
				s.Refresh()
				s.Tally.Focus()
			}))
	}
	if len(rows) > 0 {
		parts = append(parts, widgets.NewText(w.T("count.go_on"), theme.Body).Bold(), widgets.SheetPad(0, widgets.Rows(rows...)))
	}
	return parts
}

// state says how the count stands and what has not been seen yet.
func (s *Screen) state() []fyne.CanvasObject {
	w := s.Deps.Words
	buttons := []fyne.CanvasObject{}
	if s.count.State == library.StockCountCounting {
		buttons = append(buttons, widgets.NewButton(widgets.Filled, "checks", w.T("count.finish"), s.finish))
	}
	buttons = append(buttons, widgets.NewButton(widgets.Outlined, "file-text", w.T("count.page"), s.page))
	parts := []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceButtons,
		screen.Fact(w.T("count.missing"), w.Count(int64(len(s.lines.missing)))), screen.Fact(w.T("count.more"), w.Count(int64(len(s.lines.beyond)))), widgets.Flow(theme.SpaceButtons, buttons...)))}
	parts = append(parts, s.differences(w.T("count.surplus_head"), "circle-alert", theme.Stop, s.lines.beyond, &s.further.beyond)...)
	return append(parts, s.differences(w.T("count.missing_head"), "circle-dashed", theme.Warn, s.lines.missing, &s.further.missing)...)
}
