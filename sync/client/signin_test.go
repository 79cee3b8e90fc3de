package client_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
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

// That somebody else uses this installation's tokens is told until one signs in, though the
// server says only at first why it took them away.
func TestSignIn_aTokenUsedTwiceIsToldUntilThen(t *testing.T) {
	const password = "技术助理陈静的密码一号"
	o := newOffice(t)
	dir := filepath.Join(t.TempDir(), "desk")
	desk := o.enrolIn(dir, library.RoleTechnicalAssistant, client.Config{})
	o.sync(desk)
	if err := o.SetPassword(ctx, o.staff[library.RoleTechnicalAssistant], "chen", password); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	o.sync(o.open(copied))
	o.now = o.now.Add(protocol.DefaultLimits().Access)

	for _, says := range []protocol.Slug{protocol.RefreshReused, protocol.SignIn, protocol.SignIn} {
		if err := desk.Sync(ctx); !errors.Is(err, protocol.NewProblem(says, "")) {
			t.Fatalf("syncing says %v, not %s", err, says)
		}
		if p := desk.State().Problem; p == nil || p.Slug() != protocol.RefreshReused {
			t.Errorf("told is %v", p)
		}
	}
	if err := desk.SignIn(ctx, "chen", password); err != nil {
		t.Fatal(err)
	}
	o.sync(desk)
	if p := desk.State().Problem; p != nil {
		t.Errorf("signed in, told is %v", p)
	}
}

// A device lets its own person in: from it nobody learns another's password, and nobody
// locks another's account.
func TestSignIn_anothersAccountIsNotTried(t *testing.T) {
	const password = "技术助理陈静的密码一号"
	o := newOffice(t)
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	tablet := o.enrol(library.RoleEngineer, client.Config{})
	o.sync(desk, tablet)
	if err := o.SetPassword(ctx, o.staff[library.RoleTechnicalAssistant], "chen", password); err != nil {
		t.Fatal(err)
	}
	var said []protocol.Problem
	for _, guess := range []string{"a wrong password", password, "a wrong password", "a wrong password", "a wrong password", "a wrong password", "a wrong password", "a wrong password"} {
		var p *protocol.Problem
		if err := tablet.SignIn(ctx, "chen", guess); !errors.As(err, &p) || p.Slug() != protocol.WrongPassword {
			t.Fatalf("%s: %v", guess, err)
		}
		said = append(said, *p)
	}
	if !reflect.DeepEqual(said[0], said[1]) {
		t.Errorf("a wrong password is answered %+v, the right one %+v", said[0], said[1])
	}

	if err := desk.Confirm(ctx, password); err != nil {
		t.Errorf("the owner confirms: %v", err)
	}
	if err := desk.SignIn(ctx, "chen", password); err != nil {
		t.Errorf("the owner signs in: %v", err)
	}
}
