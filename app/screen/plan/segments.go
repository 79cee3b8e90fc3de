package plan

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
	"fieldline/forms/library"
)

// segmentParts say by which table the plan tells home mobiles, and lead to its page; a plan
// that asks for no table says nothing of it.
func (s *Screen) segmentParts() []fyne.CanvasObject {
	w, after := s.deps.Words, s.desk.after
	if after.plan == nil || after.plan.Profile().Home.MobilePolicy != dialplan.BySegment || s.deps.Store.Library().Form(library.SegmentTable) == nil {
		return nil
	}
	line, link := widgets.NewLine(theme.Warn, "smartphone", w.T("plan.no_segments")), w.T("plan.segments_import")
	if table := s.desk.segments; table != nil {
		edition, _ := table.Get(library.SegmentTableEdition).(string)
		rows, _ := table.Get(library.SegmentTableRows).(int64)
		line, link = widgets.NewLine(theme.Idle, "smartphone", w.T("plan.segments", edition, w.Count(rows))), w.T("plan.segments_page")
		if after.lacks {
			line = widgets.NewLine(theme.Warn, "smartphone", w.T("plan.segments_away", edition))
		}
	}
	return []fyne.CanvasObject{widgets.Flow(theme.SpaceIcon, line,
		widgets.NewLink(theme.Accent, "upload", link, func() { s.deps.Nav.Go(screen.Place{Route: screen.RouteSegments}) }).Target())}
}
