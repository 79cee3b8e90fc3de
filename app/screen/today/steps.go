package today

import (
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// step is something that can be done now.
type step struct {
	icon  string
	label string
	short string // on a phone's button
	do    func()
}

// stepsOf finds the next step of a visit and what else can be done. There is no next
// step where it is somebody else's turn.
func (s *Screen) stepsOf(v *visit) (next *step, others []step) {
	card := s.cardStep(v)
	for _, b := range v.buttons {
		st := s.actStep(v.order, b.Action)
		switch {
		case b.Action.Name == library.ServiceOrderAskReschedule, b.Action.Name == library.ServiceOrderEscalate:
			others = append(others, st)
		case next == nil && b.Allowed:
			if b.Action.Name == library.ServiceOrderDepart && !v.start.IsZero() {
				st.label = s.deps.Words.T("today.step.depart", s.deps.Words.Clock(v.start))
			}
			next = &st
		}
	}
	switch {
	case card == nil:
	case next == nil:
		next = card
	default:
		others = append([]step{*card}, others...)
	}
	return next, others
}

func (s *Screen) actStep(rec *form.Record, a *form.Action) step {
	label := s.deps.Words.Label(a.Label.Zh, a.Label.En)
	formName, id, action := rec.Form, rec.ID, a.Name
	return step{icon: actionIcon(a.Name), label: label, short: label, do: func() { s.deps.Nav.Act(formName, id, action) }}
}

// cardStep is what the card of a visit wants: to be filled, or to be handed in.
func (s *Screen) cardStep(v *visit) *step {
	if v.card == nil {
		return nil
	}
	w, id := s.deps.Words, v.card.ID
	open := func() { s.deps.Nav.Open(library.FeedbackCard, id) }
	switch v.card.State {
	case library.FeedbackCardBlank:
		if v.order.State != library.ServiceOrderInProgress && !v.done() {
			return nil
		}
		label := w.T("today.step.fill_card")
		if v.due != nil && v.due.begun() {
			label = w.T("today.step.finish_card")
		}
		return &step{icon: "pencil", label: label, short: label, do: open}
	case library.FeedbackCardReturned:
		label := w.T("today.step.finish_card")
		return &step{icon: "pencil", label: label, short: label, do: open}
	case library.FeedbackCardFilled:
		if !v.done() {
			return nil
		}
		label := w.T("today.step.hand_in")
		return &step{icon: "send", label: label, short: label, do: func() {
			s.deps.Nav.Act(library.FeedbackCard, id, library.FeedbackCardHandIn)
		}}
	}
	return nil
}

// begun tells whether something of a card is filled already.
func (c cardDue) begun() bool {
	for _, name := range []string{
		library.FeedbackCardTests, library.FeedbackCardUnits, library.FeedbackCardItems,
		library.FeedbackCardTrained, library.FeedbackCardRating, library.FeedbackCardSignature,
	} {
		if c.card.Get(name) != nil {
			return true
		}
	}
	return false
}

func actionIcon(action string) string {
	switch action {
	case library.ServiceOrderAccept:
		return "check"
	case library.ServiceOrderDepart:
		return "navigation"
	case library.ServiceOrderArrive:
		return "map-pin"
	case library.ServiceOrderStart:
		return "play"
	case library.ServiceOrderFinish:
		return "circle-check"
	case library.ServiceOrderEscalate:
		return "circle-arrow-up"
	case library.ServiceOrderAskReschedule:
		return "calendar-clock"
	}
	return "arrow-right"
}
