package record

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// need is something about the record that a person has to decide; the outbox is where.
type need struct {
	id   form.ID // of the conflict or the operation
	what string
	why  string
}

// readNeeds finds what two people wrote into the record, and work on it that was refused.
func (s *Screen) readNeeds() error {
	s.needs = nil
	if s.session.fresh || s.tabs[s.mine()].icon != needsYou {
		return nil
	}
	ctx, w := context.Background(), s.deps.Words
	conflicts, err := s.deps.Store.Conflicts(ctx, s.place.Form, s.place.ID)
	if err != nil {
		return err
	}
	for _, c := range conflicts {
		what := c.Column
		if f := s.session.form.Field(c.Column); f != nil {
			what = s.speech().Label(f.Label)
		}
		s.needs = append(s.needs, need{c.ID, what, w.T("record.both_changed")})
	}
	entries, err := s.deps.Store.Outbox(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.State == device.Refused && e.Form == s.place.Form && e.ID == s.place.ID {
			what := cmp.Or(w.Label(e.Title.Act.Zh, e.Title.Act.En), w.Label(e.Title.Form.Zh, e.Title.Form.En))
			s.needs = append(s.needs, need{e.Op, what, w.T("record.not_accepted")})
		}
	}
	return nil
}

func (s *Screen) settleNeed(n need) {
	s.deps.Nav.Go(screen.Place{Route: screen.RouteOutbox, ID: n.id})
}

// needRows lead to the outbox, beside the paper.
func (s *Screen) needRows() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, n := range s.needs {
		rows = append(rows, widgets.NewListRow(widgets.RowData{Title: n.what, Subtitle: n.why, Icon: needsYou, IconTone: theme.You, Chevron: true},
			true, func() { s.settleNeed(n) }))
	}
	return widgets.Rows(rows...)
}

// needNotes lead to the outbox, in a bar.
func (s *Screen) needNotes() []fyne.CanvasObject {
	var notes []fyne.CanvasObject
	for _, n := range s.needs {
		notes = append(notes, widgets.NewLink(theme.You, needsYou, n.what+s.deps.Words.Label("：", ": ")+n.why, func() { s.settleNeed(n) }))
	}
	return notes
}
