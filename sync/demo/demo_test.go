package demo_test

import (
	"context"
	"errors"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/demo"
	"fieldline/sync/server"
)

var ctx = context.Background()

const day form.Date = "2026-11-24"

func fill(t testing.TB, seed uint64, scale float64) (*server.Server, demo.Company) {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.Open(ctx, server.Config{Dir: t.TempDir(), Library: lib, URL: "https://127.0.0.1:8787", Careless: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
	})
	company, err := demo.Fill(ctx, srv, demo.Config{Seed: seed, Day: day, Scale: scale})
	if err != nil {
		t.Fatal(err)
	}
	return srv, company
}

func TestFill_refusesAFilledDatabase(t *testing.T) {
	srv, _ := fill(t, 1, 0.02)

	_, err := demo.Fill(ctx, srv, demo.Config{Seed: 1, Day: day, Scale: 0.02})

	if !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("filled twice: %v", err)
	}
}
