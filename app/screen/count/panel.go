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
		widgets.NewButton(widgets.Outlined, "warehouse", w.T("count.all"), func() { s.begin("") })))}
	f := s.Deps.Store.Library().Form(library.StockCount)
	var rows []fyne.CanvasObject
	for _, rec := range s.open {
		look, id := screen.StateLook(f, rec.State), rec.ID
		shelf, _ := rec.Get(library.StockCountShelf).(string)
		if shelf == "" {
			shelf = w.T("count.whole")
		}
		rows = append(rows, widgets.NewListRow(widgets.RowData{Icon: "clipboard-list", Title: shelf, Subtitle: rec.Number, Chip: s.Speech().State(f, rec.State), ChipIcon: look.Icon, ChipTone: look.Tone, Chevron: true}, true,
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
	id := s.count.ID
	buttons := []fyne.CanvasObject{}
	if s.count.State == library.StockCountCounting {
		buttons = append(buttons, widgets.NewButton(widgets.Filled, "checks", w.T("count.finish"), s.finish))
	}
	buttons = append(buttons, widgets.NewButton(widgets.Outlined, "file-text", w.T("count.page"), func() { s.Deps.Nav.Open(library.StockCount, id) }))
	parts := []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceButtons,
		screen.Fact(w.T("count.missing"), w.Count(int64(len(s.lines.missing)))), screen.Fact(w.T("count.more"), w.Count(int64(len(s.lines.beyond)))), widgets.Flow(theme.SpaceButtons, buttons...)))}
	list := func(head, icon string, tone theme.Tone, serials []string) {
		if len(serials) == 0 {
			return
		}
		rest := len(serials) - screen.ScansMost
		var rows []fyne.CanvasObject
		for _, serial := range serials[:min(len(serials), screen.ScansMost)] {
			rows = append(rows, widgets.NewListRow(widgets.RowData{Icon: icon, IconTone: tone, Title: serial}, true, nil))
		}
		if rest > 0 {
			head = w.T("count.and_more", head, rest)
		}
		parts = append(parts, widgets.NewText(head, theme.Body).Bold(), widgets.SheetPad(0, widgets.Rows(rows...)))
	}
	list(w.T("count.surplus_head"), "circle-alert", theme.Stop, s.lines.beyond)
	list(w.T("count.missing_head"), "circle-dashed", theme.Warn, s.lines.missing)
	return parts
}
