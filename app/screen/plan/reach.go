package plan

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// reach is how far a template has come among the dialers, with the roll-out that brings it
// there, if there is one that was not stopped.
type reach struct {
	program.Reach
	rollout form.ID
	ready   bool // nothing was sent out yet
	issues  bool // this person may send the tasks out
}

// reachOf reads it; a dialer's program has none.
func (s *Screen) reachOf(ctx context.Context, world form.World, rec *form.Record) (*reach, error) {
	if rec.Form != library.PlanTemplate || s.deps.Store.Library().Form(library.Rollout) == nil {
		return nil, nil
	}
	monday := mondayOf(s.deps.Now().In(s.deps.Words.Zone()))
	counted, err := program.ReachOf(world, rec, monday, monday.AddDate(0, 0, 7))
	if err != nil {
		return nil, err
	}
	r := &reach{Reach: counted}
	all, err := world.Related(library.Rollout, library.RolloutTemplate, rec.ID)
	if err != nil {
		return nil, unlessAway(err)
	}
	for _, one := range all {
		if one.State == library.RolloutStopped {
			continue
		}
		r.rollout, r.ready = one.ID, one.State == library.RolloutReady
		now, err := s.deps.Store.Record(ctx, library.Rollout, one.ID)
		if err != nil {
			return nil, err
		}
		for _, b := range s.deps.Store.Library().Form(library.Rollout).Buttons(s.deps.Store.Env(ctx, &now)) {
			if b.Action.Name == library.RolloutIssue {
				r.issues = b.Allowed
			}
		}
	}
	return r, nil
}

// mondayOf is the beginning of a week.
func mondayOf(t time.Time) time.Time {
	back := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-back, 0, 0, 0, 0, t.Location())
}

// reachParts say how many dialers a template touches, how far they are and where somebody
// was this week.
func (s *Screen) reachParts() []fyne.CanvasObject {
	w, r := s.deps.Words, s.desk.reach
	if r == nil || r.Units() == 0 {
		return nil
	}
	if r.rollout == (form.ID{}) {
		return []fyne.CanvasObject{widgets.NewLine(theme.Accent, "phone-forward", w.T("plan.touches", r.Touched())+s.visited())}
	}
	tone := theme.Accent
	if r.Touched() == 0 {
		tone = theme.Go
	}
	return []fyne.CanvasObject{
		widgets.NewParagraph(w.T("plan.reach", r.Units(), r.Done, r.Planned, r.Open)+s.visited(), theme.Body),
		widgets.Row(0, widgets.Fixed(320*theme.Current().Scale(), 0, widgets.Pad(4, 0, 4, 0, widgets.NewProgressBar(tone, float32(r.Done)/float32(r.Units()), 10))), widgets.Space()),
	}
}

func (s *Screen) visited() string {
	if s.desk.reach.Visited == 0 {
		return ""
	}
	return s.deps.Words.Label("；", "; ") + s.deps.Words.T("plan.visited", s.desk.reach.Visited)
}

// reachButtons send the tasks out and lead to the roll-out.
func (s *Screen) reachButtons() []fyne.CanvasObject {
	w, r := s.deps.Words, s.desk.reach
	if r == nil || r.rollout == (form.ID{}) {
		return nil
	}
	id := r.rollout
	buttons := []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "file-text", w.T("plan.rollout"), func() { s.deps.Nav.Open(library.Rollout, id) })}
	if r.Open > 0 && r.issues {
		kind := widgets.Outlined
		if r.ready {
			kind = widgets.Filled
		}
		buttons = append(buttons, widgets.NewButton(kind, "send", w.T("plan.issue"), func() { s.deps.Nav.Act(library.Rollout, id, library.RolloutIssue) }))
	}
	return buttons
}
