package library_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// fleet are dialers that are set by the first edition of a template: two at one customer,
// one at another, one configured in the store, and one of a template of its own.
type fleet struct {
	*company
	first, market, tea, strange rec
	atMarket, atTea, inStore    []rec
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	c := newCompany(t)
	f := &fleet{company: c, first: c.template(), market: c.customer(library.SizeClassIsKey), tea: c.customer(library.SizeClassIsKey)}
	other := c.newTemplate("香港专线", c.value(f.first, library.PlanTemplateText).(string))
	c.as(library.RoleStockKeeper).Act(other.form, other.id, library.PlanTemplatePutInForce, nil)
	f.atMarket = []rec{f.placed("D4-26110001", f.first, f.market), f.placed("D4-26110002", f.first, f.market)}
	f.atTea = []rec{f.placed("D4-26110003", f.first, f.tea)}
	f.inStore = []rec{f.placed("D4-26110004", f.first, rec{})}
	f.strange = f.placed("D4-26110005", other, f.tea)
	return f
}

// placed is a dialer that was set by a template, at a customer or in the store.
func (f *fleet) placed(serial string, template, customer rec) rec {
	f.t.Helper()
	unit := f.stocked(serial)
	config := f.create(library.RoleStockKeeper, library.DialerConfig, form.Values{
		library.DialerConfigUnit: unit.ref(), library.DialerConfigTemplate: template.ref(), library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: f.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}),
		library.DialerConfigLines:         f.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
		library.DialerConfigAgrees:        true,
	})
	f.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigSetUp, nil)
	f.says(unit, library.DialerUnitTemplate, template.ref())
	f.says(unit, library.DialerUnitFamily, template.ref())
	if customer.form != "" {
		f.at(unit, library.DialerUnitInstalled, customer)
	}
	return unit
}

// at lays a dialer where the way through the store and a visit would bring it.
func (f *fleet) at(unit rec, state string, customer rec) {
	f.t.Helper()
	there := *f.Get(unit.form, unit.id)
	there.State, there.Values = state, form.Clone(there.Values)
	if customer.form != "" {
		there.Values[library.DialerUnitCustomer], there.Values[library.DialerUnitPlace] = customer.ref(), library.PlaceIsCustomer
	}
	f.Put(&there)
}

// second puts an edition in force that refuses international calls.
func (f *fleet) second() rec {
	f.t.Helper()
	next := f.nextEdition(f.first)
	f.as(library.RoleStockKeeper).Set(next.form, next.id, form.Values{
		library.PlanTemplateChange: "国际长途拦截",
		library.PlanTemplateText:   strings.Replace(f.value(f.first, library.PlanTemplateText).(string), `pattern: "00", min_len: 7, max_len: 17, action: ROUTE, route: C`, `pattern: "00", min_len: 7, max_len: 17, action: BLOCK`, 1),
	})
	f.as(library.RoleStockKeeper).Act(next.form, next.id, library.PlanTemplatePutInForce, nil)
	return next
}

// rollout is the open roll-out of a template.
func (f *fleet) rollout(template rec) rec {
	f.t.Helper()
	for _, r := range f.all(library.Rollout, library.RolloutTemplate, template) {
		if f.Get(r.form, r.id).State != library.RolloutStopped {
			return r
		}
	}
	f.t.Fatal("the template has no open roll-out")
	return rec{}
}

// made asserts how many orders and programs a roll-out has made.
func (f *fleet) made(r rec, orders, tasks int) (made []rec) {
	f.t.Helper()
	made = f.all(library.DialerConfig, library.DialerConfigRollout, r)
	if got := len(f.all(library.ServiceOrder, library.ServiceOrderRollout, r)); got != orders || len(made) != tasks {
		f.t.Errorf("%d orders and %d programs, want %d and %d", got, len(made), orders, tasks)
	}
	return made
}

// A new edition goes out as tasks: an order per customer and a program per dialer, each
// with what its dialer is set to now. Sent out twice, each is made once; when the last is
// set, the roll-out is done.
func TestRollout_asTasks(t *testing.T) {
	f := newFleet(t)
	keepers := []string{library.RoleStockKeeper, library.RoleTechnicalSupervisor}
	late := f.placed("D4-26110006", f.first, rec{})
	f.at(late, library.DialerUnitIssued, rec{}) // on its way when the tasks go out
	next := f.second()
	r := f.rollout(next)
	f.in(r, library.RolloutReady)
	f.made(r, 0, 0)

	f.step(r, library.RolloutIssue, keepers, nil)
	f.made(r, 2, 5)
	f.step(r, library.RolloutIssue, []string{library.RoleTechnicalSupervisor, library.RoleStockKeeper}, nil)
	f.made(r, 2, 5)
	if got := f.all(library.DialerConfig, library.DialerConfigUnit, f.strange); len(got) != 1 {
		t.Errorf("a dialer of another template has %d programs", len(got))
	}

	f.at(late, library.DialerUnitInstalled, f.market)
	f.as(library.RoleStockKeeper).Act(r.form, r.id, library.RolloutIssue, nil)
	tasks := f.made(r, 2, 5)
	for i, task := range tasks {
		visited := f.value(task, library.DialerConfigUnit) != f.inStore[0].ref()
		if order, ok := f.value(task, library.DialerConfigOrder).(form.Ref); ok != visited || ok && f.Get(order.Form, order.ID).Values[library.ServiceOrderCustomer] != f.value(task, library.DialerConfigCustomer) {
			t.Errorf("task %d is done at the order %v", i, order)
		}
		f.says(task, library.DialerConfigTemplate, next.ref())
		f.says(task, library.DialerConfigAreaCode, "755")
		if rows, _ := f.value(task, library.DialerConfigAccessNumbers).([]form.Row); len(rows) != 1 || rows[0].Values[library.DialerConfigAccessNumbersRowAccess] != "17911" {
			t.Errorf("the access number is %v", rows)
		}
		f.in(r, library.RolloutRunning)
		f.as(library.RoleStockKeeper).Set(task.form, task.id, form.Values{library.DialerConfigAgrees: true})
		f.as(library.RoleStockKeeper).Act(task.form, task.id, library.DialerConfigSetUp, nil)
		if i == 0 {
			f.refuses(r, library.RolloutFinish, library.RoleStockKeeper, nil, "rollout.actions.finish.check.0")
		}
	}
	f.in(r, library.RolloutFinished)
	for _, unit := range slices.Concat(f.atMarket, f.atTea, f.inStore, []rec{late}) {
		f.says(unit, library.DialerUnitTemplate, next.ref())
		f.says(unit, library.DialerUnitFamily, f.first.ref())
	}
}

// What is allotted or on its way holds the old edition as well: it has a task of its own, in
// the store after its slip was cancelled, and the roll-out is not done before it is, whatever
// becomes of the task.
func TestRollout_ofWhatIsOnItsWay(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsKey)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	away, allotted := c.issued("D4-26110001", order), c.stocked("D4-26110002")
	c.configured(allotted, order)
	slip := c.slip(allotted, order)
	first := c.template()
	next := c.nextEdition(first)
	mc := c.as(library.RoleStockKeeper)
	mc.Set(next.form, next.id, form.Values{library.PlanTemplateChange: "国际长途拦截"})
	mc.Act(next.form, next.id, library.PlanTemplatePutInForce)
	r := c.one(library.Rollout, library.RolloutTemplate, next)
	mc.Act(r.form, r.id, library.RolloutIssue)
	c.says(r, library.RolloutLeft, int64(2))
	tasks := map[any]rec{}
	for _, task := range c.all(library.DialerConfig, library.DialerConfigRollout, r) {
		tasks[c.value(task, library.DialerConfigUnit)] = task
		c.says(task, library.DialerConfigOrder, order.ref())
		mc.Set(task.form, task.id, form.Values{library.DialerConfigAgrees: true})
	}

	inStore, onItsWay := tasks[allotted.ref()], tasks[away.ref()]
	c.refuses(inStore, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.6")
	mc.Act(slip.form, slip.id, library.AllotmentCancel, form.Values{library.AllotmentCancelReason: "换模板"})
	mc.Act(inStore.form, inStore.id, library.DialerConfigSetUp)
	c.says(allotted, library.DialerUnitOrder, order.ref())
	mc.Act(onItsWay.form, onItsWay.id, library.DialerConfigCancel, form.Values{library.DialerConfigCancelReason: "已带走"})
	c.refuses(r, library.RolloutFinish, library.RoleStockKeeper, nil, "rollout.actions.finish.check.1")
	c.in(r, library.RolloutRunning)

	c.as(library.RoleEngineer).Act(away.form, away.id, library.DialerUnitBringBack)
	c.pass(away, library.DirectionIsIn)
	mc.Act(r.form, r.id, library.RolloutFinish)
	c.says(r, library.RolloutLeft, int64(0))
}

// Going back puts the edition before in force again to the byte, stops what was not done
// yet and begins a roll-out of its own; forward again likewise.
func TestRollout_backAndForward(t *testing.T) {
	f := newFleet(t)
	said := func(template rec) []byte {
		b, err := json.Marshal([]any{f.value(template, library.PlanTemplateText), f.value(template, library.PlanTemplateValues), f.value(template, library.PlanTemplateNumbers), f.value(template, library.PlanTemplateEdition)})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	next := f.second()
	first, second := said(f.first), said(next)
	r := f.rollout(next)
	f.as(library.RoleStockKeeper).Act(r.form, r.id, library.RolloutIssue, nil)
	tasks := f.made(r, 2, 4)
	f.as(library.RoleStockKeeper).Set(tasks[0].form, tasks[0].id, form.Values{library.DialerConfigAgrees: true})
	f.as(library.RoleStockKeeper).Act(tasks[0].form, tasks[0].id, library.DialerConfigSetUp, nil)
	orders := f.all(library.ServiceOrder, library.ServiceOrderRollout, r)

	f.as(library.RoleTechnicalSupervisor).Act(next.form, next.id, library.PlanTemplateRollBack, nil)
	f.in(r, library.RolloutStopped)
	f.in(f.first, library.PlanTemplateInForce)
	f.in(tasks[0], library.DialerConfigConfigured)
	for _, task := range tasks[1:] {
		f.in(task, library.DialerConfigCancelled)
	}
	for _, order := range orders {
		f.in(order, library.ServiceOrderCancelled)
	}
	if before := said(f.first); !bytes.Equal(before, first) {
		t.Errorf("the first edition came back as %s, was %s", before, first)
	}
	back := f.rollout(f.first)
	f.as(library.RoleStockKeeper).Act(back.form, back.id, library.RolloutIssue, nil)
	undo := f.made(back, f.atCustomers(tasks[0]), 1) // the one that had been set
	f.as(library.RoleStockKeeper).Set(undo[0].form, undo[0].id, form.Values{library.DialerConfigAgrees: true})
	f.as(library.RoleStockKeeper).Act(undo[0].form, undo[0].id, library.DialerConfigSetUp, nil)
	f.in(back, library.RolloutFinished)

	f.as(library.RoleStockKeeper).Act(next.form, next.id, library.PlanTemplatePutInForce, nil)
	f.in(back, library.RolloutStopped)
	if now := said(next); !bytes.Equal(now, second) {
		t.Errorf("the second edition came back as %s, was %s", now, second)
	}
	again := f.rollout(next)
	if again == r {
		t.Fatal("the stopped roll-out goes on")
	}
	f.as(library.RoleStockKeeper).Act(again.form, again.id, library.RolloutIssue, nil)
	f.made(again, 2, 4)
	f.refuses(f.first, library.PlanTemplatePutInForce, library.RoleStockKeeper, nil, "plan_template.actions.put_in_force.check.2")
}

// atCustomers is one if the dialer of a program stands at a customer.
func (f *fleet) atCustomers(task rec) int {
	f.t.Helper()
	unit, _ := f.value(task, library.DialerConfigUnit).(form.Ref)
	if f.Get(unit.Form, unit.ID).State == library.DialerUnitInstalled {
		return 1
	}
	return 0
}

// How far an edition is counts the dialers in use of its family: done, planned and open, and
// how many of them stand where somebody was this week.
func TestRollout_reach(t *testing.T) {
	f := newFleet(t)
	next := f.second()
	says := func(want program.Reach) {
		t.Helper()
		have, err := program.ReachOf(f, f.Get(next.form, next.id), f.Now.Add(-24*time.Hour), f.Now.Add(time.Hour))
		if err != nil || have != want {
			t.Errorf("reaches %+v, %v, want %+v", have, err, want)
		}
	}
	says(program.Reach{Open: 4})
	visit := f.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: f.market.ref(),
	})
	was := *f.Get(visit.form, visit.id)
	was.Values = form.Clone(was.Values)
	was.Values[library.ServiceOrderArrivedAt] = f.Now.Add(-time.Hour)
	f.Put(&was)
	says(program.Reach{Open: 4, Visited: 2})

	r := f.rollout(next)
	f.as(library.RoleStockKeeper).Act(r.form, r.id, library.RolloutIssue, nil)
	says(program.Reach{Planned: 1, Open: 3, Visited: 2}) // that of the store needs no visit
	for _, order := range f.all(library.ServiceOrder, library.ServiceOrderRollout, r) {
		if f.value(order, library.ServiceOrderCustomer) != f.market.ref() {
			continue
		}
		f.as(library.RoleTechnicalAssistant).Set(order.form, order.id, form.Values{
			library.ServiceOrderEngineer: f.people[library.RoleEngineer], library.ServiceOrderPlannedStart: f.Now.Add(time.Hour), library.ServiceOrderPlannedEnd: f.Now.Add(2 * time.Hour),
		})
		f.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderAssign, nil)
	}
	says(program.Reach{Planned: 3, Open: 1, Visited: 2})
	for _, task := range f.all(library.DialerConfig, library.DialerConfigRollout, r) {
		if f.value(task, library.DialerConfigUnit) == f.inStore[0].ref() {
			f.as(library.RoleStockKeeper).Set(task.form, task.id, form.Values{library.DialerConfigAgrees: true})
			f.as(library.RoleStockKeeper).Act(task.form, task.id, library.DialerConfigSetUp, nil)
		}
	}
	says(program.Reach{Done: 1, Planned: 2, Open: 1, Visited: 2})
}
