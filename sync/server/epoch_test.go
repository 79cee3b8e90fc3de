package server_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fieldline/sync/server"
)

// Whatever restarts the service does not know what a database put back means: what is
// refused once is refused until somebody begins a new epoch.
func TestOpen_putBackIsRefusedAtEveryStart(t *testing.T) {
	o := newOffice(t)
	o.customer("中科大厦")
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.cfg.Dir, "fieldline.db")
	earlier, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o.open()
	o.tablet(o.serve(), o.assistant) // is nowhere in the log, so that its head stays
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, earlier, 0o600); err != nil {
		t.Fatal(err)
	}

	for start := range 3 {
		s, err := server.Open(ctx, o.cfg)
		if err == nil {
			t.Fatalf("start %d: it is served; %v", start, s.Close())
		}
		if !errors.Is(err, server.ErrRestored) {
			t.Errorf("start %d: %v", start, err)
		}
	}
	epoch, err := server.NewEpoch(ctx, o.cfg)
	if err != nil {
		t.Fatal(err)
	}
	o.open()
	if reply := o.tablet(o.serve(), o.assistant).sync(); reply.Epoch != epoch {
		t.Errorf("served under %q, begun was %q", reply.Epoch, epoch)
	}
}
