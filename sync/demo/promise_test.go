package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/demo"
	"fieldline/sync/record"
)

// What the demo promises, on one small company.
func TestFill(t *testing.T) {
	w := fill(t, demo.Config{Seed: 1, Day: today, Scale: small})
	for _, promise := range []struct {
		name string
		keep func(w *town, t *testing.T)
	}{
		{"every post is held at each site", (*town).posts},
		{"records are in all states", (*town).states},
		{"every record has its number", (*town).numbers},
		{"no engineer is at two places", (*town).overlaps},
		{"the shelves agree with the books", (*town).books},
		{"cards tell the truth about lateness", (*town).lateness},
		{"signatures fit what was signed", (*town).signatures},
		{"today is today", (*town).today},
		{"the engineer of the pictures has a full day", (*town).hero},
		{"the office has work left", (*town).office},
		{"the server finds no fault", (*town).sound},
	} {
		t.Run(promise.name, func(t *testing.T) { w.t = t; promise.keep(w, t) })
	}
}

func (w *town) posts(t *testing.T) {
	if len(w.Sites) != 2 || w.Sites[0].Name != "深圳" || w.Sites[1].Name != "东莞" {
		t.Fatalf("sites %v", w.Sites)
	}
	for _, site := range w.Sites {
		for _, role := range []string{
			library.RoleManager, library.RoleIntakeSupervisor, library.RoleRepresentative1, library.RoleRepresentative2,
			library.RoleStockKeeper, library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor, library.RoleEngineer,
			library.RoleSalesRep, library.RoleFinance, library.RoleAdministrator,
		} {
			if _, ok := w.Holder(role, site.ID); !ok {
				t.Errorf("%s: nobody is %s", site.Name, role)
			}
		}
	}
	for role, name := range map[string]string{library.RoleEngineer: "周建明", library.RoleTechnicalAssistant: "陈静", library.RoleStockKeeper: "何秀兰"} {
		first, err := w.Server.People(ctx, role)
		if err != nil || len(first) == 0 || first[0].Name != name || w.person(role).Name != name {
			t.Errorf("the first %s is not %s: %v %v", role, name, first, err)
		}
	}
}

func (w *town) states(t *testing.T) {
	for formName, states := range map[string][]string{
		library.ServiceOrder: {
			library.ServiceOrderDraft, library.ServiceOrderAssigned, library.ServiceOrderAccepted, library.ServiceOrderEscalated,
			library.ServiceOrderRescheduled, library.ServiceOrderFinished, library.ServiceOrderVerified, library.ServiceOrderClosed, library.ServiceOrderCancelled,
		},
		library.FeedbackCard: {
			library.FeedbackCardBlank, library.FeedbackCardReceived, library.FeedbackCardReturned, library.FeedbackCardEntered, library.FeedbackCardFiled,
		},
		library.RepairCard: {library.RepairCardBlank, library.RepairCardChecked, library.RepairCardArchived},
		library.DialerUnit: {
			library.DialerUnitAwaitingInspection, library.DialerUnitInStock, library.DialerUnitIssued, library.DialerUnitInstalled,
		},
		library.DifficultIssue:  {library.DifficultIssueEscalated},
		library.InstallRequest:  {library.InstallRequestDraft, library.InstallRequestSubmitted, library.InstallRequestReturned, library.InstallRequestScheduled, library.InstallRequestCompleted},
		library.ExternalEntry:   {library.ExternalEntryToEnter, library.ExternalEntryEntered, library.ExternalEntryRight},
		library.Arrival:         {library.ArrivalInspecting, library.ArrivalAccepted},
		library.DialerModel:     {library.DialerModelInUse},
		library.Replenishment:   {library.ReplenishmentOrdered},
		library.DamageRecord:    {library.DamageRecordReturned},
		library.StockCount:      {library.StockCountConfirmed},
		library.Gift:            {library.GiftInUse},
		library.StockMovement:   {library.StockMovementInKingdee, library.StockMovementAudited},
		library.Customer:        {library.CustomerPending, library.CustomerActive},
		library.QualityFeedback: {library.QualityFeedbackHandled},
		library.QualityTest:     {library.QualityTestToTest, library.QualityTestPassed},
	} {
		for _, state := range states {
			if len(w.all(formName, state)) == 0 {
				t.Errorf("no %s is %s", formName, state)
			}
		}
	}
	if !slices.ContainsFunc(w.all(library.DialerUnit), func(u record.Record) bool {
		return u.Values[library.DialerUnitDelivered] == library.DeliveredIsAsDelivered
	}) {
		t.Error("no dialer is sealed")
	}
	orders := len(w.all(library.ServiceOrder))
	if orders < 200 || orders > 450 {
		t.Errorf("%d orders", orders)
	}
	urgent, repeats := 0, 0
	for _, o := range w.all(library.ServiceOrder) {
		if o.Values[library.ServiceOrderUrgent] == true {
			urgent++
		}
		if o.Values[library.ServiceOrderRepeats] != nil {
			repeats++
		}
	}
	if urgent == 0 || repeats == 0 {
		t.Errorf("%d urgent orders, %d repeat repairs", urgent, repeats)
	}
}

// books compares the balance of the posted movements with the dialers in the store.
func (w *town) books(t *testing.T) {
	booked, shelved := int64(0), int64(0)
	for _, m := range w.all(library.StockMovement, library.StockMovementPosted, library.StockMovementInKingdee, library.StockMovementAudited,
		library.StockMovementDiffers, library.StockMovementReversed) {
		if change, ok := m.Values[library.StockMovementChange].(int64); ok && m.Values[library.StockMovementKind] == library.ItemKindIsDialer {
			booked += change
		}
	}
	for range w.all(library.DialerUnit, library.DialerUnitInStock, library.DialerUnitConfigured, library.DialerUnitAllotted,
		library.DialerUnitDamaged, library.DialerUnitToScrap) {
		shelved++
	}
	if booked != shelved || shelved == 0 {
		t.Errorf("the books have %d dialers, the store %d", booked, shelved)
	}
	for _, m := range w.all(library.DialerModel) {
		if m.Values[library.DialerModelLeast] == nil {
			t.Errorf("model %v has no limits", m.Values[library.DialerModelName])
		}
	}
}

func (w *town) numbers(t *testing.T) {
	for _, f := range w.Library().Forms {
		if f.Number == nil {
			continue
		}
		seen := map[string]bool{}
		for _, rec := range w.all(f.Name) {
			if rec.Number == "" || seen[rec.Number] {
				t.Fatalf("%s %s has the number %q", f.Name, rec.ID, rec.Number)
			}
			seen[rec.Number] = true
		}
	}
}

// BR-06.
func (w *town) overlaps(t *testing.T) {
	type visit struct{ start, end time.Time }
	byEngineer := map[any][]visit{}
	for _, o := range w.all(library.ServiceOrder) {
		start, planned := o.Values[library.ServiceOrderPlannedStart].(time.Time)
		if planned && o.State != library.ServiceOrderCancelled && o.State != library.ServiceOrderDraft {
			who := o.Values[library.ServiceOrderEngineer]
			byEngineer[who] = append(byEngineer[who], visit{start, o.Values[library.ServiceOrderPlannedEnd].(time.Time)})
		}
	}
	for who, visits := range byEngineer {
		slices.SortFunc(visits, func(a, b visit) int { return a.start.Compare(b.start) })
		for i := range visits[1:] {
			if visits[i+1].start.Before(visits[i].end) {
				t.Errorf("%v: %v overlaps %v", who, visits[i], visits[i+1])
			}
		}
	}
}

// BR-07, BR-08: the deadline is 24 hours after taking the order; who missed it has said
// why, and nobody else.
func (w *town) lateness(t *testing.T) {
	late := 0
	for _, c := range w.all(library.FeedbackCard) {
		taken, isTaken := c.Values[library.FeedbackCardTakenAt].(time.Time)
		due, isDue := c.Values[library.FeedbackCardReturnDue].(time.Time)
		if isTaken != isDue || isTaken && !due.Equal(taken.Add(24*time.Hour)) {
			t.Errorf("%s: taken %v, due %v", c.Number, taken, due)
		}
		met, isMet := c.Values[library.FeedbackCardReturnMet].(time.Time)
		if isMet != (c.Values[library.FeedbackCardReceivedAt] != nil) && c.State != library.FeedbackCardCancelled {
			t.Errorf("%s is %s and met %v", c.Number, c.State, met)
		}
		excused := c.Values[library.FeedbackCardLateReason] != nil
		if isMet && isDue && met.After(due) != excused {
			t.Errorf("%s: due %v, met %v, reason %v", c.Number, due, met, c.Values[library.FeedbackCardLateReason])
		}
		if isMet && isDue && met.After(due) {
			late++
		}
	}
	if late == 0 {
		t.Error("no card is late")
	}
}

func (w *town) signatures(t *testing.T) {
	f := w.Library().Form(library.FeedbackCard)
	signed := 0
	for _, c := range w.all(library.FeedbackCard) {
		s, ok := c.Values[library.FeedbackCardSignature].(form.Signature)
		if !ok || c.Values[library.FeedbackCardReturnedAt] != nil {
			continue
		}
		covered := form.Values{}
		for _, name := range s.Fields {
			if v := c.Values[name]; v != nil {
				covered[name] = v
			}
		}
		signed++
		if sum := sha256.Sum256(f.EncodeValues(covered)); hex.EncodeToString(sum[:]) != s.Digest {
			t.Errorf("%s has changed since it was signed: %v", c.Number, s.Fields)
			return
		}
	}
	if signed == 0 {
		t.Error("nothing is signed")
	}
}

// plannedToday counts the orders of an engineer today.
func (w *town) plannedToday(who form.ID) int {
	return len(w.ordersToday(who))
}

func (w *town) ordersToday(who form.ID) []record.Record {
	return slices.DeleteFunc(w.all(library.ServiceOrder, library.ServiceOrderAssigned, library.ServiceOrderAccepted), func(o record.Record) bool {
		return o.Values[library.ServiceOrderEngineer] != who || !w.on(w.Day, o.Values[library.ServiceOrderPlannedStart])
	})
}

func (w *town) today(t *testing.T) {
	blank := w.all(library.FeedbackCard, library.FeedbackCardBlank)
	units := w.all(library.DialerUnit, library.DialerUnitIssued)
	for _, p := range w.Company.People {
		if p.Role != library.RoleEngineer {
			continue
		}
		orders := w.ordersToday(p.ID)
		if len(orders) < 3 || len(orders) > 6 {
			t.Errorf("%s has %d orders today", p.Name, len(orders))
		}
		accepted := 0
		for _, o := range orders {
			if o.State == library.ServiceOrderAccepted {
				accepted++
			}
		}
		if accepted == 0 || accepted == len(orders) {
			t.Errorf("%s has taken %d of %d orders", p.Name, accepted, len(orders))
		}
		if !slices.ContainsFunc(blank, func(c record.Record) bool {
			return c.Values[library.FeedbackCardEngineer] == p.ID && c.Values[library.FeedbackCardArrivedAt] != nil && w.on(w.Day, c.Values[library.FeedbackCardReturnDue])
		}) {
			t.Errorf("%s has no card of yesterday that is due today", p.Name)
		}
		if !slices.ContainsFunc(units, func(u record.Record) bool { return u.Values[library.DialerUnitHolder] == p.ID }) {
			t.Errorf("%s holds no dialer", p.Name)
		}
	}
}

func (w *town) hero(t *testing.T) {
	who := w.person(library.RoleEngineer).ID
	orders := w.ordersToday(who)
	find := func(kind string, urgent bool) *record.Record {
		i := slices.IndexFunc(orders, func(o record.Record) bool {
			return o.Values[library.ServiceOrderKind] == kind && (o.Values[library.ServiceOrderUrgent] == true) == urgent
		})
		if i < 0 {
			t.Fatalf("no %s, urgent %v, among %d orders", kind, urgent, len(orders))
		}
		return &orders[i]
	}
	install := find(library.OrderKindIsInstall, false)
	find(library.OrderKindIsMaintenance, false)
	find(library.OrderKindIsRepair, true)
	for _, c := range w.all(library.Customer) {
		if c.Values[library.CustomerName] == "南山海纳物流有限公司" && !slices.ContainsFunc(orders, func(o record.Record) bool {
			return o.Values[library.ServiceOrderKind] == library.OrderKindIsRepair && o.Values[library.ServiceOrderCustomer] == form.Ref{Form: library.Customer, ID: c.ID}
		}) {
			t.Error("no repair is at 南山海纳物流有限公司")
		}
	}
	held := map[any]bool{}
	for _, u := range w.all(library.DialerUnit, library.DialerUnitIssued) {
		if u.Values[library.DialerUnitHolder] == who {
			held[u.Values[library.DialerUnitOrder]] = true
		}
	}
	if !held[form.Ref{Form: library.ServiceOrder, ID: install.ID}] {
		t.Error("the dialer of the installation is not issued")
	}
	if len(held) < 2 {
		t.Error("there is no spare")
	}
}

func (w *town) office(t *testing.T) {
	at := func(formName string, states ...string) int {
		return len(slices.DeleteFunc(w.all(formName, states...), func(r record.Record) bool { return r.Site != w.Sites[0].ID }))
	}
	for what, n := range map[string]int{
		"orders to arrange":  at(library.ServiceOrder, library.ServiceOrderDraft, library.ServiceOrderRescheduled),
		"cards to check":     at(library.FeedbackCard, library.FeedbackCardReceived),
		"cards returned":     at(library.FeedbackCard, library.FeedbackCardReturned),
		"requests to review": at(library.InstallRequest, library.InstallRequestSubmitted),
		"entries to make":    at(library.ExternalEntry, library.ExternalEntryToEnter),
		"dialers to test":    at(library.DialerUnit, library.DialerUnitAwaitingInspection),
		"issues to answer":   at(library.DifficultIssue, library.DifficultIssueEscalated),
	} {
		if n == 0 {
			t.Errorf("there are no %s", what)
		}
	}
}

func (w *town) sound(t *testing.T) {
	report, err := w.Verify(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Faults {
		t.Error(f)
	}
}
