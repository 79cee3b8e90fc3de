package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Every order has cards of its own, whatever happens to it, and finds no other's; whoever
// reads a card's name reads whose it is.
func TestCards_oneForEachOrder(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	first := c.ordered(library.OrderKindIsRepair, customer, false)
	c.as(library.RoleEngineer).Act(first.form, first.id, library.ServiceOrderStart)
	c.as(library.RoleEngineer).Act(first.form, first.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	second := c.ordered(library.OrderKindIsRepair, customer, false)
	moved := form.Values{library.ServiceOrderMovedBy: library.MovedByIsUs, library.ServiceOrderRescheduleNote: "缺拨号器"}
	ta := c.as(library.RoleTechnicalAssistant)
	ta.Act(second.form, second.id, library.ServiceOrderReschedule, moved)
	ta.Act(second.form, second.id, library.ServiceOrderReassign, form.Values{
		library.ServiceOrderEngineer: c.people[otherEngineer], library.ServiceOrderReassignReason: "工程师请假",
		library.ServiceOrderPlannedStart: c.Now, library.ServiceOrderPlannedEnd: c.Now.Add(time.Hour),
	})

	for _, name := range []string{library.FeedbackCard, library.RepairCard} {
		one, two := c.one(name, library.FeedbackCardOrder, first), c.one(name, library.FeedbackCardOrder, second)
		if one.id == two.id {
			t.Errorf("two orders share a %s", name)
		}
		if by := c.Lib.Form(name).NameBy; len(by) != 2 || by[0] != library.FeedbackCardCustomer || by[1] != library.FeedbackCardOrder {
			t.Errorf("%s is named by %v", name, by)
		}
	}
}
