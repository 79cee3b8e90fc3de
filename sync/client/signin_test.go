package client_test

import (
	"errors"
	"testing"
	"time"

	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// When a sign-in has run out, work goes on and stays; it is sent after signing in anew.
func TestSignIn_afterTheOldOneRanOut(t *testing.T) {
	const password = "技术助理陈静的密码一号"
	o := newOffice(t)
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(desk)
	if err := o.SetPassword(ctx, o.staff[library.RoleTechnicalAssistant], "chen", password); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(protocol.DefaultLimits().Refresh + time.Hour)
	made := desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
	o.now = o.now.Add(time.Minute)

	err := desk.Sync(ctx)

	if !errors.Is(err, protocol.NewProblem(protocol.SignIn, "")) {
		t.Fatalf("syncing says %v", err)
	}
	if s := desk.State(); s.Problem == nil || s.Problem.Key != "problem.sign-in" || s.Pending != 1 || s.Phase() != client.NeedsYou {
		t.Errorf("the badge shows %s of %+v", s.Phase(), s)
	}
	if err := desk.SignIn(ctx, "chen", "wrong password"); !errors.Is(err, protocol.NewProblem(protocol.WrongPassword, "")) {
		t.Errorf("a wrong password: %v", err)
	}
	if s := desk.State(); s.Problem == nil || s.Pending != 1 {
		t.Errorf("after a wrong password the badge shows %+v", s)
	}
	if err := desk.SignIn(ctx, "chen", password); err != nil {
		t.Fatal(err)
	}
	if s := desk.State(); s.Problem != nil {
		t.Errorf("signed in, the badge shows %+v", s)
	}
	o.sync(desk)
	twin := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(twin)
	if got := twin.get(library.Customer, made).Values[library.CustomerName]; got != "罗湖鸿翔宾馆" {
		t.Errorf("the office has %v", got)
	}
}
