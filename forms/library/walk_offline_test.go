package library_test

import (
	"slices"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// tablet leaves in the world only what the forms' audience and carry bring to a person.
func (c *company) tablet(person form.ID) (home func()) {
	c.t.Helper()
	here := map[form.Ref]bool{}
	var all []form.Ref
	for _, f := range c.Lib.Forms {
		for _, r := range c.All(f.Name) {
			ref := form.Ref{Form: r.Form, ID: r.ID}
			all = append(all, ref)
			env := c.Env(person, r)
			scopes, err := f.Scopes(env, r)
			if err != nil {
				c.t.Fatal(err)
			}
			for _, s := range scopes {
				if !s.Anyone && s.Person != person {
					continue
				}
				here[ref] = true
				carried, err := f.Carried(env, r)
				if err != nil {
					c.t.Fatal(err)
				}
				for _, ref := range carried {
					here[ref] = true
				}
			}
		}
	}
	for _, ref := range all {
		if !here[ref] {
			c.Hide(ref)
		}
	}
	c.Incomplete = true
	return func() {
		for _, ref := range all {
			c.Show(ref)
		}
		c.Incomplete = false
	}
}

// A whole visit in a tunnel: everything it needs travels with the order.
func TestOrder_doneWithoutANetwork(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.installed("D4-25110386", customer)
	strange := c.installed("D4-25119999", c.customer(library.SizeClassIsKey))
	order := c.ordered(library.OrderKindIsRepair, customer, false)
	appointment := c.appointed(order)
	spare := c.issued("D4-26081711", order)
	card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)
	ae := c.as(library.RoleEngineer)

	home := c.tablet(c.people[library.RoleEngineer])
	for _, r := range []rec{order, customer, old, spare, appointment, card, repair} {
		c.Get(r.form, r.id)
	}
	if _, err := c.Record(strange.form, strange.id); err == nil {
		t.Error("another customer's dialer is on the tablet")
	}
	ae.Act(order.form, order.id, library.ServiceOrderDepart)
	ae.Act(order.form, order.id, library.ServiceOrderArrive)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	ae.Set(card.form, card.id, c.card(
		unit(old, library.UnitWorkIsReplaced, library.ConditionIsFaulty),
		unit(spare, library.UnitWorkIsInstalled, library.ConditionIsOk)))
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	feedback := c.one(library.QualityFeedback, library.QualityFeedbackOrder, order)
	ae.NoAct(card.form, card.id, library.FeedbackCardHandIn)
	ae.Set(feedback.form, feedback.id, form.Values{
		library.QualityFeedbackSymptom: "第3路不送号", library.QualityFeedbackSeverity: library.SeverityIsMajor,
	})
	ae.Act(feedback.form, feedback.id, library.QualityFeedbackSubmit)
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
	home()

	c.in(appointment, library.AppointmentKept)
	c.in(order, library.ServiceOrderFinished)
	c.in(card, library.FeedbackCardReceived)
	c.in(old, library.DialerUnitFaulty)
	c.in(spare, library.DialerUnitInstalled)
	c.step(card, library.FeedbackCardCheck, []string{library.RoleTechnicalAssistant}, nil)
}

// other is the same company in a world of its own.
func (c *company) other() *company {
	play := *c.Play
	play.World = c.Clone()
	twin := *c
	twin.Play = &play
	return &twin
}

// Whatever single record has not arrived on the tablet, and even when everything else
// has not, nothing of the visit is refused there (W-2).
func TestOrder_doneWhateverIsMissing(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.installed("D4-25110386", customer)
	order := c.ordered(library.OrderKindIsRepair, customer, false)
	appointment := c.appointed(order)
	spare := c.issued("D4-26081711", order)
	card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)
	config, slip := c.one(library.DialerConfig, library.DialerConfigOrder, order), c.one(library.Allotment, library.AllotmentOrder, order)
	test := c.all(library.QualityTest, library.QualityTestUnit, spare)[0]
	earlier := c.create(library.RoleEngineer, library.QualityFeedback, form.Values{
		library.QualityFeedbackUnit: old.ref(), library.QualityFeedbackOrder: order.ref(),
		library.QualityFeedbackSymptom: "杂音", library.QualityFeedbackSeverity: library.SeverityIsMinor,
	})
	c.as(library.RoleEngineer).Act(earlier.form, earlier.id, library.QualityFeedbackSubmit)

	// What is not on the tablet cannot be picked there; these were while they were.
	dialers := c.dialers(old, spare)
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardUnits: dialers})

	around := []rec{customer, old, spare, appointment, config, slip, test, earlier}
	missing := [][]rec{around}
	for i, one := range around {
		missing = append(missing, []rec{one}, append(slices.Clone(around[:i]), around[i+1:]...))
	}
	for _, hidden := range missing {
		tablet := c.other()
		tablet.Incomplete = true
		for _, r := range hidden {
			tablet.Hide(form.Ref{Form: r.form, ID: r.id})
		}
		tablet.visit(order, card, repair, old, dialers)
	}
}

// dialers are the card's rows of one that was replaced by another.
func (c *company) dialers(old, spare rec) []form.Row {
	return c.rows(unit(old, library.UnitWorkIsReplaced, library.ConditionIsFaulty), unit(spare, library.UnitWorkIsInstalled, library.ConditionIsOk))
}

// visit does everything the engineer does on site, from departure to handing in.
func (c *company) visit(order, card, repair, old rec, dialers []form.Row) {
	c.t.Helper()
	ae := c.as(library.RoleEngineer)
	ae.Act(order.form, order.id, library.ServiceOrderDepart)
	ae.Act(order.form, order.id, library.ServiceOrderArrive)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	typed := c.card()
	typed[library.FeedbackCardUnits] = dialers
	ae.Set(card.form, card.id, typed)
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	for _, r := range c.all(library.QualityFeedback, library.QualityFeedbackOrder, order) {
		if c.Get(r.form, r.id).State != library.QualityFeedbackBlank {
			continue
		}
		ae.Set(r.form, r.id, form.Values{
			library.QualityFeedbackSymptom: "第3路不送号", library.QualityFeedbackSeverity: library.SeverityIsMajor,
		})
		ae.Act(r.form, r.id, library.QualityFeedbackSubmit)
	}
	ae.Set(repair.form, repair.id, form.Values{
		library.RepairCardSymptom: "第3路不送号", library.RepairCardCause: library.CauseIsDialer, library.RepairCardUnit: old.ref(),
		library.RepairCardTreatment: "更换拨号器", library.RepairCardSolved: true, library.RepairCardRepeatProblem: false,
	})
	ae.Act(repair.form, repair.id, library.RepairCardSubmit)
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
}
