package server_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
)

// Bytes that the database does not know go when they are old, unless a record names them.
func TestTick_sweepsOldOrphans(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	put := func(content string, age time.Duration) string {
		name := protocol.NameOf([]byte(content))
		path := filepath.Join(o.cfg.Dir, "files", name[:2], name)
		made := time.Now().Add(-age)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600), os.Chtimes(path, made, made)); err != nil {
			t.Fatal(err)
		}
		return name
	}
	const old = 61 * 24 * time.Hour
	named := put("named by a record", old)
	put("old", old)
	young := put("young", time.Hour)
	photo := form.Attachment{SHA256: named, Mime: "text/plain", Bytes: 17, At: o.now, By: o.zhou}
	o.set(o.zhou, order, form.Values{"photos": []form.Row{{ID: "1", Values: form.Values{"photo": photo}}}})

	if err := o.Tick(ctx); err != nil {
		t.Fatal(err)
	}

	left, err := filepath.Glob(filepath.Join(o.cfg.Dir, "files", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := o.Verify(ctx); err != nil || r.Orphans != 2 || len(left) != 2 {
		t.Errorf("%d orphans, files %v, %v; want %s and %s", r.Orphans, left, err, named, young)
	}
}
