package server_test

import (
	"path/filepath"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

func TestCareless_keepsAllThatItAnswered(t *testing.T) {
	dir := t.TempDir()
	o := newOffice(t, func(cfg *server.Config) { cfg.Dir, cfg.Careless = dir, true })
	order := o.order(o.customer("中科大厦"), o.zhou)
	for range 3 {
		o.set(o.zhou, order, form.Values{"notes": o.newID().String()})
	}
	o.verify()
	if _, err := o.Backup(ctx, filepath.Join(t.TempDir(), "copy")); err != nil {
		t.Fatal(err)
	}
	op, _ := o.submit(o.assistant, record.Part{Kind: record.Create, Form: "customer", Version: 1, Values: form.Values{"name": "后来"}})
	want := o.record("service_order", order)

	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o.cfg.Careless = false
	o.open()

	if got := o.record("service_order", order); got.Rev != want.Rev || got.Values["notes"] != want.Values["notes"] {
		t.Errorf("opened again it is %+v, was %+v", got, want)
	}
	if got := o.record("customer", op.ID); got.Rev != 1 {
		t.Errorf("the last one is at revision %d", got.Rev)
	}
	o.verify()
}

func TestCareless_takesNothingMoreAfterAFailure(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) { cfg.Careless = true })
	order := o.record("service_order", o.order(o.customer("中科大厦"), o.zhou))

	if err := o.TakeBack(ctx, order); err != nil {
		t.Fatal(err)
	}

	if _, err := o.Submit(ctx, record.Operation{ID: o.newID(), At: o.now, Actor: o.assistant,
		Parts: []record.Part{{Kind: record.Create, Form: "customer", Version: 1, Values: form.Values{"name": "后来"}}}}); err == nil {
		t.Error("work was taken after a failure")
	}
	if err := o.Close(); err == nil {
		t.Error("it was closed as if all were well")
	}
	o.cfg.Careless = false
	o.open()
	o.verify()
}
