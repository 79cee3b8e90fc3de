package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// BR-07: reminders 18 and 23 hours after the order was taken, unless they are set
// otherwise.
func TestFeedbackCard_reminders(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	taken, _ := c.value(card, library.FeedbackCardTakenAt).(time.Time)
	due, _ := c.value(card, library.FeedbackCardReturnDue).(time.Time)
	f := c.Lib.Form(library.FeedbackCard)
	steps := f.Deadlines[0].Steps
	env := c.Env(c.people[library.RoleEngineer], c.Get(card.form, card.id))

	for i, after := range []time.Duration{18 * time.Hour, 23 * time.Hour, 24 * time.Hour} {
		if at, err := f.StepTime(env, steps[i], due); err != nil || !at.Equal(taken.Add(after)) {
			t.Errorf("step %d is made %v after taking the order (%v)", i, at.Sub(taken), err)
		}
	}
	c.Set(library.Setting01FirstReminder, form.Length{N: 8, Unit: "h"})
	if at, err := f.StepTime(env, steps[0], due); err != nil || !at.Equal(taken.Add(16*time.Hour)) {
		t.Errorf("set to 8 h the first is made %v after taking the order (%v)", at.Sub(taken), err)
	}
	c.Told, c.Now = nil, taken.Add(16*time.Hour)
	c.System().Remind(card.form, card.id, "return", 0)
	if len(c.Told) != 1 || c.Told[0].Label.Zh != "还有8小时交卡" || c.Told[0].To[0] != c.people[library.RoleEngineer] {
		t.Errorf("told %v", c.Told)
	}
}

// SET-15: an order is assigned and its appointment confirmed a working day before the
// visit; what is urgent is measured by SET-31 instead.
func TestOrder_arrangedInTime(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	start := time.Date(2026, 11, 26, 6, 0, 0, 0, time.UTC)
	dayBefore := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	order := func(urgent bool) rec {
		return c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
			library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: customer.ref(),
			library.ServiceOrderUrgent: urgent, library.ServiceOrderEngineer: c.people[library.RoleEngineer],
			library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
		})
	}

	planned, urgent := order(false), order(true)
	c.says(planned, library.ServiceOrderArrangingDue, dayBefore)
	c.says(urgent, library.ServiceOrderArrangingDue, nil)
	c.as(library.RoleTechnicalAssistant).Act(planned.form, planned.id, library.ServiceOrderAssign)
	c.says(planned, library.ServiceOrderArrangingMet, c.Now)

	appointment := c.one(library.Appointment, library.AppointmentOrder, planned)
	c.says(appointment, library.AppointmentVisitAt, start)
	c.says(appointment, library.AppointmentBookingDue, dayBefore)
	c.Now = dayBefore.Add(time.Hour)
	c.as(library.RoleTechnicalAssistant).Act(appointment.form, appointment.id, library.AppointmentConfirm, form.Values{
		library.AppointmentWindowStart: start, library.AppointmentWindowEnd: start.Add(time.Hour), library.AppointmentVehicle: "粤B·3F27",
	})
	if !c.Get(appointment.form, appointment.id).Late("booking", c.Now) {
		t.Error("an appointment confirmed the evening before counts as in time")
	}
}
