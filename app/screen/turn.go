package screen

import (
	"slices"

	"fieldline/app/formview"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Turn is what a record waits for: the action that moves it on, and whose that is.
type Turn struct {
	Next *form.Button // nil where it waits for nobody
	Mine bool         // this person may do it, at once or when something is filled before
	Who  string       // whose it is, where it is not this person's
}

// TurnOf finds what a record waits for among the actions that are shown on it. That is
// the first action that leads on to another state, or a step on the way to it, such as to
// depart before to start. Corrections and new dates are no steps: they can be done, but
// nobody waits for them. What one asked of another comes before what can be done without
// his answer. Where a record rests, only what somebody proposed waits for an answer: such
// an action is shown no sooner.
func TurnOf(speech formview.Speech, f *form.Form, rec *form.Record, buttons []form.Button) Turn {
	waits := func(b form.Button) bool { return movesOn(f, rec.State, b.Action) }
	if rests(f, rec.State) {
		waits = func(b form.Button) bool { return b.Action.Show != nil }
	}
	on := slices.IndexFunc(buttons, waits)
	if on < 0 {
		return Turn{}
	}
	if to := answer(f, rec.State, buttons, on); to >= 0 {
		on = to
	}
	t := Turn{Next: &buttons[on], Mine: mayDo(buttons[on])}
	if !t.Mine {
		t.Who = whose(speech, f, rec, t.Next.Action)
		return t
	}
	for i := range buttons[:on] {
		if b := &buttons[i]; b.Action.To == "" && b.Action.Show != nil && b.Allowed {
			t.Next = b
			return t
		}
	}
	return t
}

// answer finds what others may say to whoever would move a record on, once he has asked them:
// their action is shown no sooner than his question, which left the record where it is, wrote
// down what he wants. It is -1 where nothing is asked.
func answer(f *form.Form, state string, buttons []form.Button, mover int) int {
	for _, b := range buttons {
		if b.Action.To != "" || b.Action.Show == nil || shared(b.Action, buttons[mover].Action) {
			continue
		}
		if slices.ContainsFunc(f.Actions, func(q *form.Action) bool {
			return q.To == "" && slices.Contains(q.From, state) && !shared(q, b.Action) && writesOf(q, b.Action.Show)
		}) {
			return slices.IndexFunc(buttons, func(first form.Button) bool {
				return first.Action == b.Action || shared(first.Action, b.Action) && movesOn(f, state, first.Action)
			})
		}
	}
	return -1
}

// shared tells whether the same people may do two actions.
func shared(a, b *form.Action) bool {
	return slices.ContainsFunc(a.By, func(x form.Who) bool {
		return slices.ContainsFunc(b.By, func(y form.Who) bool { return x.Kind == y.Kind && x.Role == y.Role && x.Path == y.Path })
	})
}

// writesOf tells whether an action asks for or sets a field that an expression reads.
func writesOf(a *form.Action, e *form.Expr) bool {
	reads := func(field string) bool {
		return slices.ContainsFunc(e.Paths(), func(path []string) bool { return len(path) == 1 && path[0] == field })
	}
	if slices.ContainsFunc(a.Ask, func(ask form.Ask) bool { return reads(ask.Field) }) {
		return true
	}
	return slices.ContainsFunc(a.Then, func(s *form.Step) bool {
		return s.Open == "" && s.On == "" && s.Each == "" && slices.ContainsFunc(s.Set, func(set form.Assign) bool { return reads(set.Field) })
	})
}

// movesOn tells whether an action brings a record nearer to its end; at its end, what can
// still be done waits for nobody.
func movesOn(f *form.Form, from string, a *form.Action) bool {
	to, at := f.State(a.To), f.State(from)
	return to != nil && a.To != from && !to.Void && (at == nil || !at.Final)
}

func mayDo(b form.Button) bool {
	return b.Allowed || len(b.Why) > 0 && b.Why[0].Key != form.KeyWhoMay && b.Why[0].Key != form.KeyNotYourTurn
}

// whose names the person the record itself names for an action, else those who have the
// right to it.
func whose(speech formview.Speech, f *form.Form, rec *form.Record, a *form.Action) string {
	for _, by := range a.By {
		if id, ok := rec.Get(by.Path).(form.ID); ok && by.Kind == form.WhoIts {
			if name := speech.Name(library.Person, id); name != "" {
				return name
			}
		}
	}
	people := slices.DeleteFunc(slices.Clone(a.By), func(w form.Who) bool { return w.Kind == form.WhoSystem })
	return speech.Who(f, people)
}

// rests tells whether nobody has to do anything with a record in a state, although things
// can be done with it: a customer in use, a dialer that works.
func rests(f *form.Form, state string) bool {
	for _, r := range [][2]string{
		{library.Allotment, library.AllotmentIssued},
		{library.Appointment, library.AppointmentConfirmed},
		{library.Appointment, library.AppointmentKept},
		{library.Customer, library.CustomerActive},
		{library.Customer, library.CustomerSuspended},
		{library.DialerConfig, library.DialerConfigConfigured},
		{library.DialerModel, library.DialerModelInUse},
		{library.DialerModel, library.DialerModelStopped},
		{library.DialerUnit, library.DialerUnitInStock},
		{library.DialerUnit, library.DialerUnitConfigured},
		{library.DialerUnit, library.DialerUnitAllotted},
		{library.DialerUnit, library.DialerUnitInstalled},
		{library.DialerUnit, library.DialerUnitSold},
		{library.DialerUnit, library.DialerUnitLeft},
		{library.Gift, library.GiftInUse},
		{library.Gift, library.GiftStopped},
		{library.InstallPlan, library.InstallPlanConfirmed},
		{library.InstallRequest, library.InstallRequestScheduled},
		{library.PlanTemplate, library.PlanTemplateInForce},
		{library.PlanTemplate, library.PlanTemplateReplaced},
		{library.Rollout, library.RolloutFinished},
		{library.SegmentTable, library.SegmentTableInForce},
		{library.Supplier, library.SupplierWatch},
		{library.Supplier, library.SupplierApproved},
		{library.Supplier, library.SupplierStopped},
	} {
		if f.Name == r[0] && state == r[1] {
			return true
		}
	}
	return false
}
