package record

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// need is something about the record that a person has to decide: over the paper where
// two people wrote a field, in the outbox where work was refused.
type need struct {
	id   form.ID // of the conflict or the operation
	what string
	why  string
	both *screen.Conflict // nil: refused
}

// readNeeds finds what two people wrote into the record, work on it that was refused, and
// how many of its attachments have arrived.
func (s *Screen) readNeeds() error {
	s.needs, s.attached = nil, device.Attached{}
	if !s.session.fresh {
		var err error
		if s.attached, err = s.deps.Store.Attached(context.Background(), s.place.Form, s.place.ID); err != nil {
			return err
		}
	}
	if s.session.fresh || s.tabs[s.mine()].icon != needsYou {
		s.contest()
		return nil
	}
	ctx, w := context.Background(), s.deps.Words
	conflicts, err := s.deps.Store.Conflicts(ctx, s.place.Form, s.place.ID)
	if err != nil {
		return err
	}
	for _, c := range conflicts {
		both := screen.ConflictOf(s.deps, s.speech(), c)
		s.needs = append(s.needs, need{c.ID, both.Label(), w.T("record.both_changed"), both})
	}
	s.contest()
	entries, err := s.deps.Store.Outbox(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.State == device.Refused && e.Form == s.place.Form && e.ID == s.place.ID {
			what := cmp.Or(w.Label(e.Title.Act.Zh, e.Title.Act.En), w.Label(e.Title.Form.Zh, e.Title.Form.En))
			s.needs = append(s.needs, need{e.Op, what, w.T("record.not_accepted"), nil})
		}
	}
	return nil
}

// contest marks the fields that two people wrote.
func (s *Screen) contest() {
	s.contested = nil
	for _, n := range s.needs {
		if n.both != nil {
			s.contested = append(s.contested, n.both.Spot())
		}
	}
	if s.view != nil {
		s.view.SetContested(s.contested)
	}
}

// conflictSheets ask, over the paper, which of two values holds. What somebody writes of
// both stays while the conflict is open, however often the paper is drawn.
func (s *Screen) conflictSheets() []fyne.CanvasObject {
	open := map[form.ID]*formview.ConflictPane{}
	var all []fyne.CanvasObject
	for _, n := range s.needs {
		if n.both == nil || s.session.foreign {
			continue
		}
		pane := s.panes[n.id]
		if pane == nil {
			var err error
			if pane, err = n.both.Pane(s.Refresh); err != nil {
				s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
				continue
			}
		}
		open[n.id] = pane
		all = append(all, widgets.FormSheet(widgets.PadAll(theme.SpaceSheets, pane)))
	}
	s.panes = open
	return all
}

// settleNeed leads to where it is decided.
func (s *Screen) settleNeed(n need) {
	if n.both == nil || s.session.foreign {
		s.deps.Nav.Go(screen.Place{Route: screen.RouteOutbox, ID: n.id})
		return
	}
	if s.tab != s.mine() {
		s.choose(s.mine())
	}
	s.frame.scroll.ScrollToTop()
}

// needRows lead to what is to be decided, beside the paper.
func (s *Screen) needRows() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, n := range s.needs {
		rows = append(rows, widgets.NewListRow(widgets.RowData{Title: n.what, Subtitle: n.why, Icon: needsYou, IconTone: theme.You, Chevron: true},
			true, func() { s.settleNeed(n) }))
	}
	return widgets.Rows(rows...)
}

// needNotes lead to the same, in a bar.
func (s *Screen) needNotes() []fyne.CanvasObject {
	var notes []fyne.CanvasObject
	for _, n := range s.needs {
		notes = append(notes, widgets.NewLink(theme.You, needsYou, n.what+s.deps.Words.Label("：", ": ")+n.why, func() { s.settleNeed(n) }))
	}
	return notes
}

// attachedNote says how many of the attachments that were made here the office has; nil
// where there are none.
func (s *Screen) attachedNote() fyne.CanvasObject {
	w, a := s.deps.Words, s.attached
	switch {
	case a.All == 0:
		return nil
	case a.Whole():
		return widgets.NewNote(theme.Go, "cloud-check", w.T("record.attached_all", a.All), "")
	}
	return widgets.NewNote(theme.Accent, "cloud-up", w.T("record.attached", a.Sent, a.All), "")
}
