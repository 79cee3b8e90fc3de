package client_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// TestConflicts walks the table of sync.md 2.4 row by row: two real devices that do not
// know of one another, and the server that hears of them one after the other.
func TestConflicts(t *testing.T) {
	for _, row := range []struct {
		kind string
		walk func(*clash)
	}{
		{"note, photo, part: rows of both stay", (*clash).rowsOfBoth},
		{"note, photo, part: a correction is a row of its own", (*clash).corrections},
		{"long text: lines that only one changed are joined", (*clash).textJoined},
		{"long text: overlap keeps mine beside the server's", (*clash).textOverlaps},
		{"scalar: nobody else touched it", (*clash).scalarAlone},
		{"scalar: both wrote the same", (*clash).scalarSame},
		{"scalar: the owner's role wins, whoever comes first", (*clash).scalarOwner},
		{"scalar: among equals the first to arrive", (*clash).scalarEquals},
		{"status: finished over rescheduled", (*clash).finishedOverRescheduled},
		{"status: finished over cancelled", (*clash).finishedOverCancelled},
		{"status: swapped over cancelled", (*clash).swappedOverCancelled},
		{"status: swapped over a new date", (*clash).swappedOverNewDate},
		{"status: a plan over a fact", (*clash).planOverFact},
		{"status: finished by one who has it no longer", (*clash).finishedByAnother},
		{"serial: only what is in my hands is offered", (*clash).serialOffered},
		{"serial: the wrong holder", (*clash).serialElsewhere},
		{"consumables: changes add up", (*clash).consumablesAdd},
		{"consumables: below zero", (*clash).consumablesBelowZero},
		{"consumables: below zero, and the author can know", (*clash).consumablesKnownShort},
		{"dialer configuration: compare and set, whole", (*clash).configuration},
		{"decision: upon figures that were changed meanwhile", (*clash).decidedOnOldFigures},
		{"card that was handed in", (*clash).cardHandedIn},
		{"number: provisional until given", (*clash).number},
	} {
		t.Run(row.kind, func(t *testing.T) {
			t.Parallel()
			row.walk(&clash{newShop(t)})
		})
	}
}

// clash is a shop in which two people do something to one thing.
type clash struct{ *shop }

// colleague enrols a device for somebody new.
func (c *clash) colleague(name, role string) *tablet {
	c.t.Helper()
	c.hire(name, role)
	d := c.enrol(name, client.Config{Model: "Desk of " + name})
	c.sync(d)
	return d
}

// one returns the only open conflict of a device.
func (c *clash) conflict(d *tablet) device.Conflict {
	c.t.Helper()
	all, err := d.Conflicts(ctx, "", form.ID{})
	if err != nil || len(all) != 1 {
		c.t.Fatalf("open are %+v, %v", all, err)
	}
	return all[0]
}

// quiet fails if something waits for a decision.
func (c *clash) quiet(all ...*tablet) {
	c.t.Helper()
	for _, d := range all {
		if _, needs, err := d.Counts(ctx); err != nil || needs > 0 {
			outbox, _ := d.Outbox(ctx)
			open, _ := d.Conflicts(ctx, "", form.ID{})
			c.t.Errorf("%s has %d cases: %+v %+v, %v", d.Identity().PersonName, needs, outbox, open, err)
		}
	}
}

// refused returns the one case of a device, which must have come out so.
func (c *clash) refused(d *tablet, as device.EntryState) device.Entry {
	c.t.Helper()
	all, err := d.Outbox(ctx)
	if err != nil || len(all) != 1 || all[0].State != as {
		c.t.Fatalf("the outbox is %+v, %v", all, err)
	}
	return all[0]
}

// says compares a column of a record on devices.
func (c *clash) says(formName string, id form.ID, column string, want any, all ...*tablet) {
	c.t.Helper()
	for _, d := range all {
		if got := d.get(formName, id).Values[column]; !form.Equal(got, want) {
			c.t.Errorf("%s of %s is %v, want %v", column, d.Identity().PersonName, got, want)
		}
	}
}

// set writes values, and must be taken.
func (d *tablet) set(formName string, id form.ID, values form.Values) {
	d.t.Helper()
	d.do(record.Part{Kind: record.Set, Form: formName, ID: id, Values: values})
}

func text(raw json.RawMessage) string {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return string(raw)
	}
	return s
}

// spare is a second tablet of the engineer.
func (c *clash) spare() *tablet {
	c.t.Helper()
	d := c.enrol(library.RoleEngineer, client.Config{Model: "Spare"})
	c.sync(d)
	return d
}

func (c *clash) card(order form.ID) form.ID {
	c.t.Helper()
	return c.tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order).ID
}

func (c *clash) rowsOfBoth() {
	card := c.card(c.order(library.OrderKindIsMaintenance))
	spare := c.spare()
	for i, d := range []*tablet{c.tablet, spare} {
		photo, err := d.PutAttachment(ctx, plain(c.t, byte(i+1)), "cabinet.png")
		if err != nil {
			c.t.Fatal(err)
		}
		d.set(library.FeedbackCard, card, form.Values{library.FeedbackCardPhotos: []form.Row{{ID: d.Identity().Device.String(), Values: form.Values{"photo": photo}}}})
		d.do(record.Part{Kind: record.Add, Form: library.FeedbackCard, ID: card, Table: library.FeedbackCardFaults, Row: form.Row{Values: form.Values{
			library.FeedbackCardFaultsRowFault: library.FaultCodeIsV01, library.FeedbackCardFaultsRowWhat: "杂音"}}})
	}
	c.sync(c.tablet, spare, c.tablet, c.desk)

	for _, d := range []*tablet{c.tablet, spare, c.desk} {
		rec := d.get(library.FeedbackCard, card)
		photos, _ := rec.Values[library.FeedbackCardPhotos].([]form.Row)
		faults, _ := rec.Values[library.FeedbackCardFaults].([]form.Row)
		if len(photos) != 2 || len(faults) != 2 {
			c.t.Errorf("there are %d photos and %d faults", len(photos), len(faults))
		}
	}
	c.quiet(c.tablet, spare)
}

func (c *clash) corrections() {
	order := c.order(library.OrderKindIsMaintenance)
	card := c.card(order)
	c.filled(order, card)
	amend := func(d *tablet, says string) {
		d.do(record.Part{Kind: record.Add, Form: library.FeedbackCard, ID: card, Table: "amendments", Row: form.Row{Values: form.Values{
			"field": library.FeedbackCardRemark, "says": says, "why": "写错了"}}})
	}
	amend(c.desk, "一")
	amend(c.tablet, "二")
	c.sync(c.tablet, c.desk, c.tablet)

	for _, d := range []*tablet{c.tablet, c.desk} {
		rows, _ := d.get(library.FeedbackCard, card).Values["amendments"].([]form.Row)
		by := map[any]bool{}
		for _, r := range rows {
			by[r.Values["by"]] = true
		}
		if len(rows) != 2 || !by[c.staff[library.RoleEngineer]] || !by[c.staff[library.RoleTechnicalAssistant]] {
			c.t.Errorf("the amendments are %+v", rows)
		}
	}
	c.quiet(c.tablet, c.desk)
}

// cardOf are the values of a card of a visit that changed no dialer.
func cardOf(d *tablet, now time.Time) form.Values {
	d.t.Helper()
	signed, err := d.PutAttachment(ctx, plain(d.t, 9), "signature.png")
	if err != nil {
		d.t.Fatal(err)
	}
	var items []form.Row
	for _, w := range d.Library().Form(library.FeedbackCard).Field(library.FeedbackCardItems).Words {
		items = append(items, form.Row{ID: w.Word, Values: form.Values{"done": true}})
	}
	return form.Values{
		library.FeedbackCardAccessMethod: "ISDN", library.FeedbackCardDeviceModel: "D4", library.FeedbackCardItems: items,
		library.FeedbackCardTests: []form.Row{{ID: "1", Values: form.Values{library.FeedbackCardTestsRowItem: library.TestItemIsEmergency,
			library.FeedbackCardTestsRowPassed: true}}},
		library.FeedbackCardUnits: []form.Row{}, library.FeedbackCardTrained: false, library.FeedbackCardRating: int64(5), library.FeedbackCardRemark: "好",
		library.FeedbackCardArrivedAt: now, library.FeedbackCardFinishedAt: now,
		library.FeedbackCardSignature: form.Signature{SHA256: signed.SHA256, Signer: "何秀兰", At: now},
	}
}

// problemOf has an order whose problem two assistants correct, each without the other.
func (c *clash) problemOf(theirs, mine string) (order form.ID, other *tablet) {
	order = c.assigned(library.OrderKindIsMaintenance)
	other = c.colleague("陈静", library.RoleTechnicalAssistant)
	correct := func(d *tablet, problem string) {
		rec := d.get(library.ServiceOrder, order)
		d.act(library.ServiceOrder, order, library.ServiceOrderCorrect, form.Values{library.ServiceOrderProblem: problem,
			library.ServiceOrderContact: rec.Values[library.ServiceOrderContact], library.ServiceOrderPhone: rec.Values[library.ServiceOrderPhone],
			library.ServiceOrderAddress: rec.Values[library.ServiceOrderAddress]})
	}
	correct(c.desk, "无拨号音\n第三路")
	c.sync(c.desk, other)
	correct(other, theirs)
	c.now = c.now.Add(time.Minute)
	correct(c.desk, mine)
	c.sync(other, c.desk, other, c.tablet)
	return order, other
}

func (c *clash) textJoined() {
	order, other := c.problemOf("无拨号音\n第三路和第四路", "下雨后无拨号音\n第三路")

	c.says(library.ServiceOrder, order, library.ServiceOrderProblem, "下雨后无拨号音\n第三路和第四路", c.desk, other)
	c.quiet(c.desk, other)
}

func (c *clash) textOverlaps() {
	order, other := c.problemOf("无拨号音\n第四路", "无拨号音\n第五路")

	c.says(library.ServiceOrder, order, library.ServiceOrderProblem, "无拨号音\n第四路", c.desk, other)
	k := c.conflict(c.desk)
	if text(k.Base) != "无拨号音\n第三路" || text(k.Mine) != "无拨号音\n第五路" || text(k.Theirs) != "无拨号音\n第四路" || k.Mined ||
		k.By != c.staff["陈静"] || !strings.HasSuffix(k.Where, "Desk of 陈静") || k.Written.IsZero() {
		c.t.Errorf("kept is %+v", k)
	}
	c.quiet(other)
}

func (c *clash) scalarAlone() {
	made := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
	rep := c.colleague("林静", library.RoleRepresentative2)
	c.sync(c.desk, rep)
	c.desk.set(library.Customer, made, form.Values{library.CustomerContact: "王芳"})
	rep.set(library.Customer, made, form.Values{library.CustomerDistrict: "罗湖"})
	c.sync(c.desk, rep, c.desk)

	c.says(library.Customer, made, library.CustomerContact, "王芳", c.desk, rep)
	c.says(library.Customer, made, library.CustomerDistrict, "罗湖", c.desk, rep)
	c.quiet(c.desk, rep)
}

func (c *clash) scalarSame() {
	made := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
	rep := c.colleague("林静", library.RoleRepresentative2)
	c.sync(c.desk, rep)
	c.desk.set(library.Customer, made, form.Values{library.CustomerContact: "王芳"})
	rep.set(library.Customer, made, form.Values{library.CustomerContact: "王芳"})
	c.sync(c.desk, rep, c.desk)

	c.says(library.Customer, made, library.CustomerContact, "王芳", c.desk, rep)
	c.quiet(c.desk, rep)
}

// A customer's data are written by the assistant before the representative.
func (c *clash) scalarOwner() {
	rep := c.colleague("林静", library.RoleRepresentative2)
	for _, assistantFirst := range []bool{true, false} {
		made := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆"+c.now.String()))
		c.sync(c.desk, rep)
		c.desk.set(library.Customer, made, form.Values{library.CustomerContact: "王芳"})
		rep.set(library.Customer, made, form.Values{library.CustomerContact: "赵敏"})
		first, late := rep, c.desk
		if assistantFirst {
			first, late = c.desk, rep
		}
		c.sync(first, late, first)

		c.says(library.Customer, made, library.CustomerContact, "王芳", c.desk, rep)
		k := c.conflict(late)
		mine, theirs := "赵敏", "王芳"
		if late == c.desk {
			mine, theirs = theirs, mine
		}
		if text(k.Mine) != mine || text(k.Theirs) != theirs || k.Mined != (late == c.desk) || k.By != first.Identity().Person {
			c.t.Errorf("assistant first %v: kept is %+v", assistantFirst, k)
		}
		c.quiet(first)

		// One tap puts the other value in force; it is taken back as easily.
		done, err := late.Resolve(ctx, k.ID, "theirs", device.Work{Parts: []record.Part{{Kind: record.Set, Form: k.Form, ID: k.Record, Values: form.Values{k.Column: "赵敏"}}}})
		if err != nil {
			c.t.Fatal(err)
		}
		c.quiet(late)
		if err := late.Undo(ctx, done.Op); err != nil {
			c.t.Fatal(err)
		}
		if again := c.conflict(late); again.ID != k.ID {
			c.t.Errorf("taken back, open is %+v", again)
		}
		if _, err := late.Resolve(ctx, k.ID, "theirs", device.Work{Parts: []record.Part{{Kind: record.Set, Form: k.Form, ID: k.Record, Values: form.Values{k.Column: "赵敏"}}}}); err != nil {
			c.t.Fatal(err)
		}
		c.sync(late, first)
		c.says(library.Customer, made, library.CustomerContact, "赵敏", c.desk, rep)
	}
}

func (c *clash) scalarEquals() {
	made := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
	other := c.colleague("陈静", library.RoleTechnicalAssistant)
	c.sync(c.desk, other)
	c.desk.set(library.Customer, made, form.Values{library.CustomerContact: "王芳"})
	other.set(library.Customer, made, form.Values{library.CustomerContact: "赵敏"})
	c.sync(other, c.desk, other)

	c.says(library.Customer, made, library.CustomerContact, "赵敏", c.desk, other)
	if k := c.conflict(c.desk); text(k.Mine) != "王芳" || text(k.Theirs) != "赵敏" || k.Mined {
		c.t.Errorf("kept is %+v", k)
	}
	c.quiet(other)
}

// late is the case by which the office checks work that came after it was moved or cancelled.
func (c *clash) late(order form.ID) {
	c.t.Helper()
	open := c.cases("open")
	if len(open) != 1 || open[0].Values["kind"] != "late" || open[0].Values["about"] != (form.Ref{Form: library.ServiceOrder, ID: order}) {
		c.t.Errorf("the office has %+v", open)
	}
}

func (c *clash) finishedOverRescheduled() {
	order := c.order(library.OrderKindIsMaintenance)
	c.finish(order)
	c.desk.act(library.ServiceOrder, order, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: "us", library.ServiceOrderRescheduleNote: "病假"})
	c.sync(c.desk, c.tablet, c.desk)

	if state := c.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderFinished {
		c.t.Errorf("the order is %s", state)
	}
	c.late(order)
	if !told(c.t, c.tablet, order)["完工已送达；服务单此前已改约，办公室会核对"] {
		c.t.Error("the engineer is not told")
	}
	c.quiet(c.tablet)
}

func (c *clash) finishedOverCancelled() {
	order := c.order(library.OrderKindIsMaintenance)
	card := c.card(order)
	c.finish(order)
	c.desk.act(library.ServiceOrder, order, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户不要了"})
	c.sync(c.desk, c.tablet, c.desk)

	if state := c.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderFinished {
		c.t.Errorf("the order is %s", state)
	}
	if state := c.tablet.get(library.FeedbackCard, card).State; state != library.FeedbackCardBlank {
		c.t.Errorf("its card is %s", state)
	}
	c.late(order)
	if !told(c.t, c.tablet, order)["完工已送达；服务单此前已取消，办公室会核对"] {
		c.t.Error("the engineer is not told")
	}
	c.quiet(c.tablet)
}

// swapped is an order on which the engineer swaps a dialer and finishes without a network,
// while the office plans otherwise.
func (c *clash) swapped(planned func(order form.ID)) (order form.ID) {
	c.t.Helper()
	keeper := c.keeper()
	old, spare := keeper.stocked("D4-OLD"), keeper.stocked("D4-NEW")
	c.sync(keeper)
	order = c.order(library.OrderKindIsMaintenance)
	c.sync(keeper)
	c.issued(keeper, c.tablet, old, order)
	c.issued(keeper, c.tablet, spare, order)
	customer := c.tablet.get(library.ServiceOrder, order).Values[library.ServiceOrderCustomer]
	c.tablet.act(library.DialerUnit, old, library.DialerUnitInstall, form.Values{library.DialerUnitCustomer: customer})
	c.sync(c.tablet, c.desk)

	planned(order)
	swap := c.tablet.new(library.Swap, form.Values{
		library.SwapOrder: form.Ref{Form: library.ServiceOrder, ID: order},
		library.SwapOld:   form.Ref{Form: library.DialerUnit, ID: old}, library.SwapNew: form.Ref{Form: library.DialerUnit, ID: spare},
		library.SwapSymptom: "抓不到外线", library.SwapFaultCode: library.FaultCodeIsL02,
	})
	c.tablet.act(library.Swap, swap, library.SwapSwap, nil)
	c.finish(order)
	c.sync(c.desk, c.tablet, c.desk)

	for _, d := range []*tablet{c.tablet, c.desk} {
		if rec := d.get(library.DialerUnit, old); rec.State != library.DialerUnitFaulty {
			c.t.Errorf("the old dialer is %s", rec.State)
		}
		if rec := d.get(library.DialerUnit, spare); rec.State != library.DialerUnitInstalled || rec.Values[library.DialerUnitCustomer] != customer {
			c.t.Errorf("the new dialer is %s at %v", rec.State, rec.Values[library.DialerUnitCustomer])
		}
		card := d.get(library.FeedbackCard, c.card(order))
		if rows, _ := card.Values[library.FeedbackCardUnits].([]form.Row); card.State != library.FeedbackCardBlank || len(rows) != 2 {
			c.t.Errorf("the card is %s with %+v", card.State, rows)
		}
	}
	if !told(c.t, c.desk, swap)["工程师在现场换了机，服务单此前已完工、改约或取消，请核对"] {
		c.t.Error("the office is not told")
	}
	return order
}

func (c *clash) swappedOverCancelled() {
	order := c.swapped(func(order form.ID) {
		c.desk.act(library.ServiceOrder, order, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户不要了"})
	})
	c.late(order)
	c.quiet(c.tablet)
}

// swappedOverNewDate: the swap is done, and whether the order is finished with it the office
// decides.
func (c *clash) swappedOverNewDate() {
	c.swapped(func(order form.ID) {
		c.desk.act(library.ServiceOrder, order, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: "us", library.ServiceOrderRescheduleNote: "病假"})
		values := form.Values{}
		c.plan(values)
		c.desk.act(library.ServiceOrder, order, library.ServiceOrderSetDate, values)
	})
	if needs := c.needs(); len(needs) != 1 || needs[0].State != device.Parked {
		c.t.Errorf("the engineer has %+v", needs)
	}
}

// What the office planned when the work was done already is no more than a wish.
func (c *clash) planOverFact() {
	order := c.order(library.OrderKindIsMaintenance)
	c.desk.act(library.ServiceOrder, order, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: "us", library.ServiceOrderRescheduleNote: "病假"})
	c.finish(order)
	c.sync(c.tablet, c.desk, c.tablet)

	for _, d := range []*tablet{c.desk, c.tablet} {
		if state := d.get(library.ServiceOrder, order).State; state != library.ServiceOrderFinished {
			c.t.Errorf("the order is %s", state)
		}
	}
	if e := c.refused(c.desk, device.Parked); e.Problems[0].Key != form.KeyWrongState || e.Parts[0].Values[library.ServiceOrderRescheduleNote] != "病假" {
		c.t.Errorf("the desk has %+v", e)
	}
}

func (c *clash) finishedByAnother() {
	order := c.order(library.OrderKindIsMaintenance)
	c.finish(order)
	c.reassign(order)
	c.sync(c.desk, c.tablet, c.desk)

	if e := c.refused(c.tablet, device.Parked); e.Parts[0].Values[library.ServiceOrderSolved] != true {
		c.t.Errorf("the engineer has %+v", e)
	}
	if left, err := c.tablet.Left(ctx, library.ServiceOrder, order); err != nil || !left {
		c.t.Errorf("it is not pinned: %v", err)
	}
	if state := c.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderAssigned {
		c.t.Errorf("the order is %s", state)
	}
	if open := c.cases("open"); len(open) != 1 || open[0].Values["author"] != c.staff[library.RoleEngineer] {
		c.t.Errorf("the office has %+v", open)
	}
}

// keeper enrols the stock keeper.
func (c *clash) keeper() *tablet {
	c.t.Helper()
	d := c.enrol(library.RoleStockKeeper, client.Config{Model: "Store"})
	c.sync(d)
	return d
}

// tested does a quality test of a dialer.
func (d *tablet) tested(unit form.ID, direction string) {
	d.t.Helper()
	var items []form.Row
	for _, w := range d.Library().Form(library.QualityTest).Field(library.QualityTestItems).Words {
		items = append(items, form.Row{ID: w.Word, Values: form.Values{"done": true}})
	}
	test := d.new(library.QualityTest, form.Values{library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: unit},
		library.QualityTestDirection: direction, library.QualityTestItems: items})
	d.act(library.QualityTest, test, library.QualityTestPass, nil)
}

// stocked registers a dialer and tests it into stock.
func (d *tablet) stocked(serial string) form.ID {
	d.t.Helper()
	unit := d.new(library.DialerUnit, form.Values{library.DialerUnitSerial: serial, library.DialerUnitModel: "D4"})
	d.tested(unit, library.DirectionIsIn)
	return unit
}

// template puts a template of a dial plan in force.
func (d *tablet) template() form.ID {
	d.t.Helper()
	starters, err := program.Starters()
	if err != nil {
		d.t.Fatal(err)
	}
	template := d.new(library.PlanTemplate, form.Values{
		library.PlanTemplateTitle: "深圳标准 " + d.NewID().String()[24:], library.PlanTemplateText: starters["one_stage"],
		library.PlanTemplateValues: []form.Row{
			{ID: "1", Values: form.Values{library.PlanTemplateValuesRowName: "home", library.PlanTemplateValuesRowValue: "755"}},
			{ID: "2", Values: form.Values{library.PlanTemplateValuesRowName: "access", library.PlanTemplateValuesRowValue: "17911"}},
		}})
	d.act(library.PlanTemplate, template, library.PlanTemplatePutInForce, nil)
	return template
}

// program makes a dialer's configuration.
func (d *tablet) program(unit, order form.ID) form.ID {
	d.t.Helper()
	return d.new(library.DialerConfig, form.Values{
		library.DialerConfigOrder: form.Ref{Form: library.ServiceOrder, ID: order}, library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit},
		library.DialerConfigTemplate: form.Ref{Form: library.PlanTemplate, ID: d.template()}, library.DialerConfigAreaCode: "755", library.DialerConfigPrefixes: "17911",
		library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}}},
		library.DialerConfigLines:         []form.Row{{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1)}}},
		library.DialerConfigAgrees:        true,
	})
}

// issued brings a dialer into the hands of an order's engineer.
func (c *clash) issued(keeper, engineer *tablet, unit, order form.ID) {
	c.t.Helper()
	config := keeper.program(unit, order)
	keeper.act(library.DialerConfig, config, library.DialerConfigSetUp, nil)
	keeper.tested(unit, library.DirectionIsOut)
	slip := keeper.new(library.Allotment, form.Values{library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: order},
		library.AllotmentUnits: []form.Row{{ID: "1", Values: form.Values{library.AllotmentUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: unit}}}}})
	keeper.act(library.Allotment, slip, library.AllotmentAllot, nil)
	c.sync(keeper, engineer)
	rows, _ := form.CloneValue(engineer.get(library.Allotment, slip).Values[library.AllotmentUnits]).([]form.Row)
	rows[0].Values[library.AllotmentUnitsRowResult] = library.VerdictIsPass
	engineer.act(library.Allotment, slip, library.AllotmentCheck, form.Values{library.AllotmentUnits: rows})
	c.sync(engineer, keeper)
	keeper.act(library.Allotment, slip, library.AllotmentIssue, nil)
	c.sync(keeper, engineer)
	if rec := engineer.get(library.DialerUnit, unit); rec.State != library.DialerUnitIssued || rec.Values[library.DialerUnitHolder] != engineer.Identity().Person {
		c.t.Fatalf("the dialer is %s with %v", rec.State, rec.Values[library.DialerUnitHolder])
	}
}

// fitted is what a card says of a dialer that was installed.
func fitted(unit form.ID) form.Values {
	return form.Values{library.FeedbackCardUnits: []form.Row{{ID: "1", Values: form.Values{library.FeedbackCardUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: unit},
		library.FeedbackCardUnitsRowWork: library.UnitWorkIsInstalled, library.FeedbackCardUnitsRowCondition: library.ConditionIsOk}}}}
}

// filled brings a card to where its fields are frozen.
func (c *clash) filled(order, card form.ID) {
	c.t.Helper()
	keeper := c.keeper()
	unit := keeper.stocked("D4-1")
	c.issued(keeper, c.tablet, unit, order)
	c.visited(order, fitted(unit))
	c.tablet.act(library.FeedbackCard, card, library.FeedbackCardHandIn, nil)
	c.sync(c.tablet, c.desk, c.tablet)
	if state := c.desk.get(library.FeedbackCard, card).State; state != library.FeedbackCardReceived {
		c.t.Fatalf("the card is %s", state)
	}
}

// visited fills the card of a visit and finishes the order.
func (c *clash) visited(order form.ID, units form.Values) form.ID {
	c.t.Helper()
	card := c.card(order)
	values := cardOf(c.tablet, c.now)
	values[library.FeedbackCardUnits] = units[library.FeedbackCardUnits]
	c.tablet.set(library.FeedbackCard, card, values)
	c.finish(order)
	c.tablet.act(library.FeedbackCard, card, library.FeedbackCardFill, nil)
	return card
}

// serialOffered: offline an engineer picks what he holds, or what is at the customer's.
func (c *clash) serialOffered() {
	keeper := c.keeper()
	elsewhere, mine := keeper.stocked("D4-1"), keeper.stocked("D4-2")
	c.sync(keeper)
	first := c.order(library.OrderKindIsMaintenance)
	c.sync(keeper)
	c.issued(keeper, c.tablet, elsewhere, first)
	there := c.visited(first, fitted(elsewhere))
	c.sync(c.tablet, c.desk)
	order := c.order(library.OrderKindIsMaintenance)
	card := c.card(order)
	c.sync(keeper)
	c.issued(keeper, c.tablet, mine, order)
	if state := c.tablet.get(library.DialerUnit, elsewhere).State; state != library.DialerUnitInstalled {
		c.t.Fatalf("the first dialer is %s", state)
	}

	offered := func(card, unit form.ID) bool {
		rec, f := c.tablet.get(library.FeedbackCard, card), c.tablet.Library().Form(library.FeedbackCard)
		for _, column := range f.Field(library.FeedbackCardUnits).Columns {
			if column.Name == library.FeedbackCardUnitsRowUnit {
				return f.MayPick(c.tablet.Env(ctx, &rec), column, form.Ref{Form: library.DialerUnit, ID: unit}) == form.Yes
			}
		}
		return false
	}
	if !offered(card, mine) || !offered(there, elsewhere) {
		c.t.Error("what he holds, and what is at the customer's, is not offered")
	}
	if offered(card, elsewhere) {
		c.t.Error("a dialer at another customer's is offered")
	}
	out, err := c.tablet.Do(ctx, record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card, Values: fitted(elsewhere)})
	if err != nil || out.Fate != record.Refused {
		c.t.Errorf("it can be written: %+v, %v", out, err)
	}
}

// serialElsewhere: the keeper has a dialer back that the engineer says he installed.
func (c *clash) serialElsewhere() {
	keeper := c.keeper()
	unit := keeper.stocked("D4-1")
	c.sync(keeper)
	order := c.order(library.OrderKindIsMaintenance)
	c.sync(keeper)
	c.issued(keeper, c.tablet, unit, order)
	keeper.act(library.DialerUnit, unit, library.DialerUnitBringBack, nil)
	keeper.tested(unit, library.DirectionIsIn)
	c.sync(keeper)
	card := c.visited(order, fitted(unit))
	c.sync(c.tablet, c.desk, keeper, c.tablet)

	for _, d := range []*tablet{keeper, c.desk} {
		if rec := d.get(library.DialerUnit, unit); rec.State != library.DialerUnitInStock || rec.Values[library.DialerUnitHolder] != nil {
			c.t.Errorf("the dialer is %s with %v", rec.State, rec.Values[library.DialerUnitHolder])
		}
	}
	needs := c.needs()
	if len(needs) != 1 || needs[0].ID != card {
		c.t.Fatalf("the engineer has %+v", needs)
	}
	claimed := false
	for _, row := range c.works() {
		work, _ := row.Values["work"].(string)
		claimed = claimed || strings.Contains(work, unit.String())
	}
	if !claimed {
		c.t.Errorf("the office does not read the dialer: %+v", c.works())
	}
}

// works is the work in the only open case of the office.
func (c *clash) works() []form.Row {
	c.t.Helper()
	open := c.cases("open")
	if len(open) != 1 {
		c.t.Fatalf("the office has %+v", open)
	}
	rows, _ := open[0].Values[record.ReviewWorks].([]form.Row)
	return rows
}

// umbrellas is a movement of so many of a gift.
func umbrellas(way string, quantity int64, gift form.Ref) form.Values {
	reason := library.MovementReasonIsPurchase
	if way == library.WayIsOut {
		reason = library.MovementReasonIsGiftGiven
	}
	return form.Values{library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: way,
		library.StockMovementReason: reason, library.StockMovementGift: gift, library.StockMovementQuantity: quantity, library.StockMovementRequestedBy: "市场部", library.StockMovementOccasion: "回访随礼"}
}

// moved posts a movement of a gift, in spite of what the books are known to have.
func (d *tablet) moved(gift form.Ref, way string, quantity int64) form.ID {
	d.t.Helper()
	id := d.new(library.StockMovement, umbrellas(way, quantity, gift))
	out, err := d.Perform(ctx, device.Work{
		Parts:    []record.Part{{Kind: record.Act, Form: library.StockMovement, ID: id, Action: library.StockMovementPost}},
		Overrode: []record.Override{{Check: "stock_movement.actions.post.check.1", Reason: "已经交给客户"}},
	})
	if err != nil || out.Fate != record.Applied {
		d.t.Fatalf("%+v, %v", out, err)
	}
	return id
}

// stock has two keepers who both know of ten of a gift.
func (c *clash) stock() (gift form.Ref, keeper, other *tablet) {
	keeper, other = c.keeper(), c.colleague("马强", library.RoleStockKeeper)
	gift = form.Ref{Form: library.Gift, ID: keeper.new(library.Gift, form.Values{library.GiftName: "雨伞"})}
	keeper.moved(gift, library.WayIsIn, 10)
	c.sync(keeper, other)
	return gift, keeper, other
}

func (c *clash) consumablesAdd() {
	gift, keeper, other := c.stock()
	keeper.moved(gift, library.WayIsOut, 3)
	other.moved(gift, library.WayIsOut, 4)
	c.sync(keeper, other, keeper)

	for _, d := range []*tablet{keeper, other} {
		page, err := d.List(ctx, device.Query{Form: library.StockMovement, States: []string{library.StockMovementPosted}})
		left := int64(0)
		for _, row := range page.Rows {
			change, _ := row.Record.Values[library.StockMovementChange].(int64)
			left += change
		}
		if err != nil || left != 3 {
			c.t.Errorf("%s has %d, %v", d.Identity().PersonName, left, err)
		}
	}
	c.quiet(keeper, other)
}

func (c *clash) consumablesBelowZero() {
	gift, keeper, other := c.stock()
	early := keeper.moved(gift, library.WayIsOut, 6)
	late := other.moved(gift, library.WayIsOut, 7)
	c.sync(keeper, other, keeper)

	deeper := other.moved(gift, library.WayIsOut, 1)
	c.sync(other, keeper)

	for _, d := range []*tablet{keeper, other} {
		for id, short := range map[form.ID]any{early: nil, late: true, deeper: true} {
			rec := d.get(library.StockMovement, id)
			if rec.State != library.StockMovementPosted || rec.Values[library.StockMovementShort] != short {
				c.t.Errorf("%s has it %s, marked %v", d.Identity().PersonName, rec.State, rec.Values[library.StockMovementShort])
			}
		}
		page, err := d.List(ctx, device.Query{Form: library.StockCount, List: library.StockCountListOpen})
		if err != nil || len(page.Rows) != 1 || !form.Equal(page.Rows[0].Record.Values[library.StockCountMovement], form.Ref{Form: library.StockMovement, ID: late}) {
			c.t.Errorf("%s is to count %+v, %v", d.Identity().PersonName, page.Rows, err)
		}
	}
	c.quiet(keeper, other)
}

// What the author's own books show, he is asked before he goes on.
func (c *clash) consumablesKnownShort() {
	keeper := c.keeper()
	gift := form.Ref{Form: library.Gift, ID: keeper.new(library.Gift, form.Values{library.GiftName: "雨伞"})}
	c.sync(keeper)
	bought := keeper.new(library.StockMovement, umbrellas(library.WayIsIn, 2, gift))
	keeper.act(library.StockMovement, bought, library.StockMovementPost, nil)
	c.sync(keeper)

	out := keeper.new(library.StockMovement, umbrellas(library.WayIsOut, 3, gift))
	post := device.Work{Parts: []record.Part{{Kind: record.Act, Form: library.StockMovement, ID: out, Action: library.StockMovementPost}}}
	done, err := keeper.Perform(ctx, post)
	if err != nil || done.Fate != record.Refused || !done.Problems[0].Warn {
		c.t.Fatalf("he was not asked: %+v, %v", done, err)
	}
	post.Overrode = []record.Override{{Check: done.Problems[0].Key, Reason: "已经交给客户"}}
	if done, err = keeper.Perform(ctx, post); err != nil || done.Fate != record.Applied {
		c.t.Fatalf("%+v, %v", done, err)
	}
	c.sync(keeper)

	c.says(library.Gift, gift.ID, library.GiftQuantity, int64(-1), keeper)
	c.says(library.StockMovement, out, library.StockMovementShort, true, keeper)
	if count := keeper.one(library.StockCount, library.StockCountGift, gift.ID); count.State != library.StockCountCounting {
		c.t.Errorf("the count is %s", count.State)
	}
	c.quiet(keeper)
}

func (c *clash) decidedOnOldFigures() {
	keeper, supervisor := c.keeper(), c.colleague("汪洁", library.RoleIntakeSupervisor)
	model := keeper.new(library.DialerModel, form.Values{library.DialerModelName: "IPD-8"})
	propose := func(least, most int64) {
		keeper.do(record.Part{Kind: record.Act, Form: library.DialerModel, ID: model, Action: library.DialerModelPropose,
			Values: form.Values{library.DialerModelWantedLeast: least, library.DialerModelWantedMost: most}})
	}
	propose(5, 20)
	c.sync(keeper, supervisor)
	propose(50, 200)
	supervisor.do(record.Part{Kind: record.Act, Form: library.DialerModel, ID: model, Action: library.DialerModelAgree})
	c.sync(keeper, supervisor)

	c.says(library.DialerModel, model, library.DialerModelLeast, nil, keeper, supervisor)
	c.says(library.DialerModel, model, library.DialerModelWantedMost, int64(200), keeper, supervisor)
	e := c.refused(supervisor, device.Refused)
	if p := e.Problems[0]; len(e.Problems) != 2 || p.Key != form.KeyNotAsSeen || p.Field != library.DialerModelWantedLeast ||
		p.Args["mine"] != 5.0 || p.Args["theirs"] != 50.0 || p.Args["who"] != c.staff[library.RoleStockKeeper].String() {
		c.t.Errorf("the supervisor has %+v", e.Problems)
	}

	// Seen as it is now, it is agreed to.
	if _, err := supervisor.Resend(ctx, e.Op, device.Work{}); err != nil {
		c.t.Fatal(err)
	}
	c.sync(supervisor, keeper)
	c.says(library.DialerModel, model, library.DialerModelMost, int64(200), keeper, supervisor)
	c.quiet(supervisor)
}

func (c *clash) configuration() {
	keeper, other := c.keeper(), c.colleague("马强", library.RoleStockKeeper)
	unit := keeper.stocked("D4-1")
	c.sync(keeper)
	order := c.order(library.OrderKindIsMaintenance)
	c.sync(keeper)
	config := keeper.program(unit, order)
	c.sync(keeper, other)
	keeper.set(library.DialerConfig, config, form.Values{library.DialerConfigAreaCode: "20"})
	other.set(library.DialerConfig, config, form.Values{library.DialerConfigPrefixes: "17909"})
	c.sync(keeper, other, keeper)

	c.says(library.DialerConfig, config, library.DialerConfigAreaCode, "20", keeper, other)
	c.says(library.DialerConfig, config, library.DialerConfigPrefixes, "17911", keeper, other)
	e := c.refused(other, device.Refused)
	p := e.Problems[0]
	if p.Key != form.KeyOneHolder || p.Field != library.DialerConfigAreaCode || p.Args["mine"] != "755" || p.Args["theirs"] != "20" ||
		p.Args["who"] != c.staff[library.RoleStockKeeper].String() || e.Parts[0].Values[library.DialerConfigPrefixes] != "17909" {
		c.t.Errorf("the late keeper has %+v", e)
	}

	// On the newest it can be sent once more.
	if _, err := other.Resend(ctx, e.Op, device.Work{}); err != nil {
		c.t.Fatal(err)
	}
	c.sync(other, keeper)
	c.says(library.DialerConfig, config, library.DialerConfigAreaCode, "20", keeper, other)
	c.says(library.DialerConfig, config, library.DialerConfigPrefixes, "17909", keeper, other)
	c.quiet(keeper, other)
}

func (c *clash) cardHandedIn() {
	order := c.order(library.OrderKindIsMaintenance)
	card := c.card(order)
	spare := c.spare()
	spare.set(library.FeedbackCard, card, form.Values{library.FeedbackCardRemark: "在备用平板上写的"})
	c.filled(order, card)
	c.sync(spare, c.desk)

	c.says(library.FeedbackCard, card, library.FeedbackCardRemark, "好", c.desk, spare)
	if e := c.refused(spare, device.Parked); e.Parts[0].Values[library.FeedbackCardRemark] != "在备用平板上写的" {
		c.t.Errorf("the spare tablet has %+v", e)
	}
	if rows := c.works(); rows[0].Values["fate"] != "parked" {
		c.t.Errorf("the office has %+v", rows)
	}
}

func (c *clash) number() {
	made := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
	before := c.desk.get(library.Customer, made).Number
	c.sync(c.desk)
	after := c.desk.get(library.Customer, made).Number

	if !strings.HasPrefix(before, "T") || !strings.HasPrefix(after, "CU") {
		c.t.Errorf("the number was %q and is %q", before, after)
	}
	for _, number := range []string{before, after} {
		found, err := c.desk.Find(ctx, number, 5)
		if err != nil || len(found) == 0 || found[0].Record.ID != made {
			c.t.Errorf("%q finds %+v, %v", number, found, err)
		}
	}
}
