package server_test

import (
	"bytes"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/server"
)

// patrons is the test library with another word for customers.
func patrons(t *testing.T) *form.Library {
	t.Helper()
	lib, err := form.FromJSON(bytes.Replace(library(t).JSON(), []byte(`"客户"`), []byte(`"顾客"`), 1))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// Forms that were put back stay in force: for commands beside the server, for the server
// that one of them has written beside, and after the next start.
func TestPublish_earlierFormsStayInForce(t *testing.T) {
	o := newOffice(t)
	earlier, later := o.Library(), patrons(t)
	for _, lib := range []*form.Library{later, earlier} {
		if err := o.Publish(ctx, lib); err != nil {
			t.Fatal(err)
		}
	}
	inForce := func(where string, s *server.Server) {
		t.Helper()
		if s.Library().SHA256 != earlier.SHA256 {
			t.Errorf("%s the forms that were taken back are in force", where)
		}
	}
	o.cfg.Library = nil
	command, err := server.Open(ctx, o.cfg)
	if err != nil {
		t.Fatal(err)
	}
	inForce("for a command", command)
	if _, err := command.EnrolCode(ctx, o.assistant, 0); err != nil {
		t.Fatal(err)
	}
	if err := command.Close(); err != nil {
		t.Fatal(err)
	}

	o.customer("中科大厦")
	inForce("after a command", o.Server)
	o.verify()
	path := o.backup()
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	inForce("after a start", o.Server)

	cfg := o.fresh(t.TempDir())
	if _, _, err := server.Restore(ctx, path, cfg); err != nil {
		t.Fatal(err)
	}
	restored, err := server.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	inForce("after a restore", restored)
	if err := restored.Close(); err != nil {
		t.Error(err)
	}
}
