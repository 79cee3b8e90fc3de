package today

import (
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// line is the one thing to know about a visit: what is missing, what is due, or that all is well.
type line struct {
	icon string
	tone theme.Tone
	text string
}

// lineOf says the one thing to know about a visit now.
func (d *day) lineOf(w *words.Words, v visit) line {
	switch v.order.State {
	case library.ServiceOrderAssigned:
		return d.beforeTaking(w, v)
	case library.ServiceOrderAccepted:
		return d.beforeWork(w, v)
	case library.ServiceOrderInProgress:
		at := timeOf(v.order, library.ServiceOrderInProgressAt)
		return line{"wrench", theme.Accent, w.T("today.line.working", w.Clock(at), w.Duration(d.now.Sub(at)))}
	case library.ServiceOrderEscalated:
		return line{"hand", theme.You, w.T("today.line.escalated")}
	case library.ServiceOrderRescheduled:
		return line{"calendar-clock", theme.Idle, w.T("today.line.moved")}
	}
	return d.afterWork(w, v)
}

func (d *day) beforeTaking(w *words.Words, v visit) line {
	if late, ok := d.lateOf(w, v); ok {
		return late
	}
	if !v.takes {
		return line{}
	}
	if urgent, _ := v.order.Get(library.ServiceOrderUrgent).(bool); urgent {
		return line{"siren", theme.Stop, w.T("today.line.urgent")}
	}
	if v.confirmed() == form.No {
		return line{"alert", theme.Warn, w.T("today.line.not_taken_not_confirmed")}
	}
	return line{"alert", theme.Warn, w.T("today.line.not_taken")}
}

func (d *day) beforeWork(w *words.Words, v visit) line {
	if at := timeOf(v.order, library.ServiceOrderArrivedAt); !at.IsZero() {
		return line{"map-pin", theme.Accent, w.T("today.line.arrived", w.Clock(at))}
	}
	if late, ok := d.lateOf(w, v); ok {
		return late
	}
	if at := timeOf(v.order, library.ServiceOrderDepartedAt); !at.IsZero() {
		return line{"navigation", theme.Accent, w.T("today.line.departed", w.Clock(at))}
	}
	if missing := missingOf(w, v); missing.text != "" {
		return missing
	}
	if serial := heldSerial(v); serial != "" {
		return line{"package-check", theme.Go, w.T("today.line.dialer_issued", serial)}
	}
	return line{"circle-check", theme.Go, w.T("today.line.confirmed")}
}

// lateOf says which deadline of the order itself is longest over.
func (d *day) lateOf(w *words.Words, v visit) (line, bool) {
	if len(v.late) == 0 {
		return line{}, false
	}
	label := v.late[0].Deadline.Label
	return line{"clock-alert", theme.Stop, w.T("today.line.late", w.Label(label.Zh, label.En), w.Left(v.late[0].At, d.now))}, true
}

// missingOf says what is in the way of setting out, with an empty text where nothing is.
func missingOf(w *words.Words, v visit) line {
	switch {
	case v.confirmed() == form.No:
		return line{"alert", theme.Warn, w.T("today.line.not_confirmed")}
	case v.plan == form.No:
		return line{"alert", theme.Warn, w.T("today.line.no_plan")}
	case v.dialer() == form.No:
		for _, u := range v.units {
			if u.State == library.DialerUnitAllotted || u.State == library.DialerUnitConfigured {
				return line{"package-x", theme.Warn, w.T("today.line.dialer_waits", text(u, library.DialerUnitSerial))}
			}
		}
		return line{"package-x", theme.Warn, w.T("today.line.no_dialer")}
	}
	return line{}
}

func heldSerial(v visit) string {
	for _, u := range v.units {
		if u.State == library.DialerUnitIssued {
			return text(u, library.DialerUnitSerial)
		}
	}
	return ""
}

// afterWork speaks of the card.
func (d *day) afterWork(w *words.Words, v visit) line {
	if v.card == nil {
		return line{}
	}
	if v.due == nil {
		at := timeOf(v.card, library.FeedbackCardReceivedAt)
		switch {
		case v.card.State == library.FeedbackCardCancelled, at.IsZero():
			return line{}
		case v.card.State == library.FeedbackCardReceived:
			return line{"checks", theme.Go, w.T("today.line.card_in", w.Clock(at))}
		}
		return line{"checks", theme.Go, w.T("today.line.card_checked")}
	}
	tone, icon := v.due.look.Tone, v.due.look.Icon
	left := w.Left(v.due.due, d.now)
	switch {
	case v.card.State == library.FeedbackCardReturned:
		return line{"undo", theme.Stop, w.T("today.line.card_returned", text(v.card, library.FeedbackCardMissing))}
	case v.card.State == library.FeedbackCardFilled:
		return line{icon, tone, w.T("today.line.card_filled", left)}
	case len(v.due.missing) > 0:
		return line{icon, tone, w.T("today.line.card_missing", len(v.due.missing), left)}
	}
	return line{icon, tone, w.T("today.line.card_ready", left)}
}
