package client_test

import (
	"errors"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// A secret is read again by who sees its field, for a reason, and by nobody else.
func TestReveal_forWhoSeesTheField(t *testing.T) {
	o := newOffice(t)
	keeper := o.enrol(library.RoleStockKeeper, client.Config{})
	if err := keeper.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	box, err := keeper.Seal("90817263")
	if err != nil {
		t.Fatal(err)
	}
	at := form.Ref{Form: library.DialerConfig, ID: keeper.NewID()}
	out, err := keeper.Do(ctx, record.Part{Kind: record.Create, Form: at.Form, ID: at.ID, Values: form.Values{library.DialerConfigPin: box}})
	if err != nil || len(out.Problems) > 0 {
		t.Fatal(err, out.Problems)
	}
	if err := keeper.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	if err := keeper.Sync(ctx); err != nil { // brings the reference back
		t.Fatal(err)
	}
	rec, err := keeper.Record(ctx, at.Form, at.ID)
	if err != nil {
		t.Fatal(err)
	}
	ref, _ := rec.Get(library.DialerConfigPin).(string)

	const password = "物控助理马强的密码一号"
	if err := o.SetPassword(ctx, o.staff[library.RoleStockKeeper], "ma", password); err != nil {
		t.Fatal(err)
	}
	_, err = keeper.Reveal(ctx, at, library.DialerConfigPin, ref, "写入拨号器")
	wantProblem(t, err, protocol.SignInAgain)
	if err := keeper.Confirm(ctx, password); err != nil {
		t.Fatal(err)
	}
	got, err := keeper.Reveal(ctx, at, library.DialerConfigPin, ref, "写入拨号器")

	if err != nil || got != "90817263" {
		t.Errorf("%q %v, by %q", got, err, ref)
	}
	var refusal *protocol.Problem
	if _, err := keeper.Reveal(ctx, at, library.DialerConfigPin, ref, ""); !errors.As(err, &refusal) {
		t.Errorf("without a reason: %v", err)
	}
	assistant := o.enrol(library.RoleTechnicalAssistant, client.Config{}) // reads the record without the field
	if err := assistant.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	if got, err := assistant.Reveal(ctx, at, library.DialerConfigPin, ref, "好奇"); err == nil || got != "" {
		t.Errorf("the assistant reads %q", got)
	}
}
