package client_test

import (
	"errors"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// An order made at the office is done in a cellar and comes back when there is a network.
func TestSync_bringsAnOfflineDayToTheOffice(t *testing.T) {
	o := newOffice(t)
	connected := true
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	tablet := o.enrol(library.RoleEngineer, client.Config{Network: func() bool { return connected }})
	o.sync(desk, tablet)
	customer := desk.new(library.Customer, form.Values{
		library.CustomerName: "南山海纳物流有限公司", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "黄志强",
		library.CustomerPhone: "13800138045", library.CustomerAddress: "东滨路206号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	start := o.now.Add(2 * time.Hour)
	order := desk.new(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderEngineer: o.staff[library.RoleEngineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
	o.sync(desk, tablet)
	if mine, theirs := tablet.get(library.ServiceOrder, order).Number, desk.get(library.ServiceOrder, order).Number; mine != theirs {
		t.Fatalf("the tablet shows order %s, the office %s", mine, theirs)
	}
	if got := tablet.get(library.Customer, customer).Values[library.CustomerContact]; got != "黄志强" {
		t.Fatalf("the customer came along as %v", got)
	}

	connected = false
	tablet.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	tablet.act(library.ServiceOrder, order, library.ServiceOrderArrive, nil)
	tablet.act(library.ServiceOrder, order, library.ServiceOrderStart, nil)
	tablet.act(library.ServiceOrder, order, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	card := tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	if card.Values[library.FeedbackCardReturnDue] == nil {
		t.Error("accepting offline did not start the card's clock")
	}
	o.now = o.now.Add(time.Minute)
	if err := tablet.Sync(ctx); !errors.Is(err, client.ErrOffline) {
		t.Fatalf("without a network syncing says %v", err)
	}
	if s := tablet.State(); s.Phase() != client.Offline || s.Pending == 0 {
		t.Errorf("without a network the badge shows %s of %+v", s.Phase(), s)
	}

	connected = true
	o.sync(tablet, desk)
	if s := tablet.State(); s.Phase() != client.UpToDate {
		t.Errorf("afterwards the badge shows %s of %+v", s.Phase(), s)
	}
	if got := desk.get(library.ServiceOrder, order).State; got != library.ServiceOrderFinished {
		t.Errorf("the office sees the order %s", got)
	}
	mine, theirs := tablet.get(library.ServiceOrder, order), desk.get(library.ServiceOrder, order)
	f := o.Library().Form(library.ServiceOrder)
	if here, there := string(f.EncodeValues(mine.Values)), string(f.EncodeValues(theirs.Values)); mine.Rev != theirs.Rev || here != there {
		t.Errorf("the two sides differ: rev %d %s, rev %d %s", mine.Rev, here, theirs.Rev, there)
	}
}

// A refusal does not stop what comes after it, and waits for its author.
func TestSync_keepsARefusalForItsAuthor(t *testing.T) {
	o := newOffice(t)
	one, two := o.enrol(library.RoleTechnicalAssistant, client.Config{}), o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(one, two)
	same := form.Values{
		library.CustomerName: "罗湖鸿翔宾馆", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800138046", library.CustomerAddress: "桂园路18号", library.CustomerServices: []string{library.ServiceIsIP},
	}
	one.new(library.Customer, same)
	two.new(library.Customer, same)
	other := form.Clone(same)
	other[library.CustomerName] = "福永恒泰五金制品厂"
	after := two.new(library.Customer, other)

	o.sync(one, two, one)

	if s := two.State(); s.NeedYou != 1 || s.Pending != 0 || s.Phase() != client.NeedsYou {
		t.Errorf("the author's badge shows %s of %+v", s.Phase(), s)
	}
	if got := one.get(library.Customer, after).Values[library.CustomerName]; got != "福永恒泰五金制品厂" {
		t.Errorf("what was saved after the refusal arrived as %v", got)
	}
}

func TestEnrol_saysWhatIsWrong(t *testing.T) {
	o := newOffice(t)
	code, err := o.EnrolCode(ctx, o.staff[library.RoleEngineer], time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, foreign, wrong := code, code, code
	elsewhere.URL = "https://127.0.0.1:1"
	foreign.Pin[0]++
	wrong.Secret[0]++
	late, err := o.EnrolCode(ctx, o.staff[library.RoleEngineer], time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(2 * time.Minute)
	used, err := o.EnrolCode(ctx, o.staff[library.RoleEngineer], time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	cfg := client.Config{Now: func() time.Time { return o.now }}
	store, err := client.Enrol(ctx, t.TempDir(), used.String(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code string
		want error
	}{
		"not a code":          {"hello", protocol.ErrCodeForeign},
		"cut":                 {code.String()[:40], protocol.ErrCodeDamaged},
		"nobody there":        {elsewhere.String(), client.ErrOffline},
		"another certificate": {foreign.String(), protocol.ErrNotPinned},
		"wrong":               {wrong.String(), protocol.NewProblem(protocol.CodeWrong, "")},
		"expired":             {late.String(), protocol.NewProblem(protocol.CodeExpired, "")},
		"used":                {used.String(), protocol.NewProblem(protocol.CodeUsed, "")},
	} {
		if _, err := client.Enrol(ctx, t.TempDir(), c.code, cfg); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
