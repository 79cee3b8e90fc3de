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
// nobody waits for them. Where a record rests, only what somebody proposed waits for an
// answer: such an action is shown no sooner.
func TurnOf(speech formview.Speech, f *form.Form, rec *form.Record, buttons []form.Button) Turn {
	waits := func(b form.Button) bool { return movesOn(f, rec.State, b.Action) }
	if rests(f, rec.State) {
		waits = func(b form.Button) bool { return b.Action.Show != nil }
	}
	on := slices.IndexFunc(buttons, waits)
	if on < 0 {
		return Turn{}
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

func movesOn(f *form.Form, from string, a *form.Action) bool {
	to := f.State(a.To)
	return to != nil && a.To != from && !to.Void
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
		{library.DialerModel, library.DialerModelInUse},
		{library.DialerModel, library.DialerModelStopped},
		{library.DialerUnit, library.DialerUnitInStock},
		{library.DialerUnit, library.DialerUnitConfigured},
		{library.DialerUnit, library.DialerUnitAllotted},
		{library.DialerUnit, library.DialerUnitInstalled},
		{library.DialerUnit, library.DialerUnitSold},
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
