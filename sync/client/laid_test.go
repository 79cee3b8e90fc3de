package client_test

import (
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/record"
)

// repairCard brings an engineer a repair whose card waits to be filled in.
func (o *office) repairCard(desk, tablet *tablet, name string, hours time.Duration) record.Record {
	o.t.Helper()
	customer := desk.new(library.Customer, form.Values{
		library.CustomerName: name, library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800138046", library.CustomerAddress: "桂园路18号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	start := o.now.Add(hours * time.Hour)
	order := desk.new(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsRepair, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderProblem: "没有拨号音", library.ServiceOrderEngineer: o.staff[library.RoleEngineer],
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
	o.sync(desk, tablet)
	tablet.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	return tablet.one(library.RepairCard, library.RepairCardOrder, order)
}

// offers names the causes a device offers now, as a person reads them.
func (d *tablet) offers(form string, field string) string {
	env := d.Env(ctx, nil)
	var labels []string
	for _, w := range env.Lib.Words(env.Lib.Form(form).Field(field)) {
		if w.Offered(env.Lib.Calendar.Day(env.Now)) {
			labels = append(labels, w.Label.Zh)
		}
	}
	return strings.Join(labels, " ")
}

// cause writes the cause on a card.
func (d *tablet) cause(card record.Record, word string) record.Outcome {
	d.t.Helper()
	out, err := d.Do(ctx, record.Part{Kind: record.Set, Form: library.RepairCard, ID: card.ID, Values: form.Values{library.RepairCardCause: word}})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// The manager adds a cause without a network; after it has come round, an engineer
// chooses it, without one as well. Retired, it stays where it was chosen in its time.
func TestSync_bringsTheManagersChoiceToTheEngineer(t *testing.T) {
	o := newOffice(t)
	connected := true
	manager := o.enrol(library.RoleManager, client.Config{Network: func() bool { return connected }})
	desk, tablet, spare := o.enrol(library.RoleTechnicalAssistant, client.Config{}), o.enrol(library.RoleEngineer, client.Config{}), o.enrol(library.RoleEngineer, client.Config{})
	o.sync(manager, desk, tablet, spare)
	first, second, third := o.repairCard(desk, tablet, "罗湖鸿翔宾馆", 2), o.repairCard(desk, tablet, "福永恒泰五金制品厂", 4), o.repairCard(desk, tablet, "南山海纳物流有限公司", 6)
	if out := tablet.cause(first, "lightning"); out.Fate != record.Refused || out.Problems[0].Key != form.KeyUnknownWord {
		t.Fatalf("before it is a cause: %s %+v", out.Fate, out.Problems)
	}

	connected = false
	choice := manager.new(library.Choice, form.Values{
		library.ChoiceList: library.CauseWords, library.ChoiceWord: "lightning", library.ChoiceZh: "雷击", library.ChoiceEn: "Lightning", library.ChoicePlace: int64(2),
	})
	const offered = "拨号器 雷击 线路 客户设备 程序设置 使用操作 其他"
	if have := manager.offers(library.RepairCard, library.RepairCardCause); have != offered {
		t.Errorf("the manager is offered %s", have)
	}
	connected = true
	o.sync(manager, tablet, spare)
	if have := tablet.offers(library.RepairCard, library.RepairCardCause); have != offered {
		t.Errorf("the engineer is offered %s", have)
	}
	if out := tablet.cause(first, "lightning"); out.Fate != record.Applied {
		t.Fatalf("the new cause: %s %+v", out.Fate, out.Problems)
	}
	o.sync(tablet, desk)
	if s := tablet.State(); s.NeedYou != 0 || s.Pending != 0 {
		t.Fatalf("after choosing it the badge shows %+v", s)
	}

	tomorrow := form.Date("2026-11-24")
	manager.do(record.Part{Kind: record.Set, Form: library.Choice, ID: choice, Values: form.Values{library.ChoiceRetiredFrom: tomorrow}})
	o.sync(manager, desk, tablet) // the spare one is away
	o.now = o.now.Add(24 * time.Hour)
	if have := tablet.offers(library.RepairCard, library.RepairCardCause); strings.Contains(have, "雷击") {
		t.Errorf("after it was retired the engineer is offered %s", have)
	}
	if out := tablet.cause(second, "lightning"); out.Fate != record.Refused || out.Problems[0].Key != form.KeyWordNotOffered {
		t.Errorf("a retired cause: %s %+v", out.Fate, out.Problems)
	}
	lib := desk.Library()
	if w, _ := lib.Word(lib.Form(library.RepairCard).Field(library.RepairCardCause), desk.get(library.RepairCard, first.ID).Values[library.RepairCardCause].(string)); w.Label.En != "Lightning" {
		t.Errorf("the office reads the cause of its time as %q", w.Label.En)
	}
	tablet.do(record.Part{Kind: record.Set, Form: library.RepairCard, ID: first.ID, Values: form.Values{library.RepairCardTreatment: "更换拨号器"}})

	if out := spare.cause(third, "lightning"); out.Fate != record.Applied {
		t.Fatalf("on a tablet that has not heard of it: %s %+v", out.Fate, out.Problems)
	}
	o.sync(spare, tablet)
	entries, err := spare.Outbox(ctx)
	if err != nil || len(entries) != 1 || entries[0].Problems[0].Key != form.KeyWordNotOffered {
		t.Errorf("what waits for its author: %+v, %v", entries, err)
	}
	if n := o.same(tablet, spare); n == 0 {
		t.Error("the engineer's tablets hold nothing")
	}
}

// A day off moves what is due by working time, on the device that knows of it as at the
// server; one that does not is set right. What was open before keeps its time.
func TestSync_countsAHolidayOnBothSides(t *testing.T) {
	o := newOffice(t)
	manager, desk := o.enrol(library.RoleManager, client.Config{}), o.enrol(library.RoleTechnicalSupervisor, client.Config{})
	mine, away := o.enrol(library.RoleEngineer, client.Config{}), o.enrol(library.RoleEngineer, client.Config{})
	o.now = o.now.Add(6 * time.Hour) // three o'clock on Monday
	o.sync(manager, desk, mine, away)
	due := func(d *tablet, id form.ID) string {
		at, _ := d.get(library.DifficultIssue, id).Values[library.DifficultIssuePassingOnDue].(time.Time)
		return at.In(o.Library().Calendar.Zone).Format("01-02 15:04")
	}
	escalated := func(d *tablet) form.ID {
		id := d.new(library.DifficultIssue, form.Values{library.DifficultIssueDescription: "间歇掉线"})
		d.act(library.DifficultIssue, id, library.DifficultIssueEscalate, nil)
		return id
	}
	before := escalated(mine)
	o.sync(mine)

	day := manager.new(library.CalendarDay, form.Values{
		library.CalendarDayDate: form.Date("2026-11-24"), library.CalendarDayKind: library.DayKindIsHoliday, library.CalendarDayName: "校庆",
	})
	o.sync(manager, mine)
	known, unknown := escalated(mine), escalated(away)
	if have := due(mine, known); have != "11-25 10:00" {
		t.Errorf("the tablet that knows the holiday says %s", have)
	}
	if have := due(away, unknown); have != "11-24 10:00" {
		t.Errorf("the tablet that does not says %s", have)
	}
	o.sync(mine, away, desk)

	for id, want := range map[form.ID]string{before: "11-24 10:00", known: "11-25 10:00", unknown: "11-25 10:00"} {
		if office, there := due(desk, id), due(away, id); office != want || there != want {
			t.Errorf("the office says %s, the engineer's second tablet %s, want %s", office, there, want)
		}
	}
	if n := o.same(mine, away); n == 0 {
		t.Error("the engineer's tablets hold nothing")
	}

	manager.do(record.Part{Kind: record.Set, Form: library.CalendarDay, ID: day, Values: form.Values{library.CalendarDayKind: library.DayKindIsWorking}})
	o.sync(manager, mine)
	if have := due(mine, escalated(mine)); have != "11-24 10:00" {
		t.Errorf("after the holiday was taken back: %s", have)
	}
}
