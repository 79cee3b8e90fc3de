package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func TestRescue_takesAFileInBesideTheServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, _ := serve(t, dir)
	broken := enrol(t, strings.TrimSpace(must(t, "", "enrol", "--dir", dir, "--addr", address, "--role", "administrator")))
	ctx := context.Background()
	if out, err := broken.Do(ctx, record.Part{Kind: record.Create, Form: library.Site, Values: form.Values{"name": "苏州", "code": "SU"}}); err != nil || out.Fate != record.Applied {
		t.Fatalf("%+v %v", out, err)
	}
	if err := broken.SaveDraft(ctx, library.Site, broken.NewID(), device.Draft{Values: form.Values{"name": "没保存的网点"}}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fieldline.rescue")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Rescue(ctx, broken.Dir(), broken.Vault(), f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}

	if out := must(t, "", "rescue", "--dir", dir, path); !strings.Contains(out, "1 of them new") || !strings.Contains(out, "没保存的网点") {
		t.Errorf("rescue: %s", out)
	}
	if out := must(t, "", "rescue", "--dir", dir, path); !strings.Contains(out, "0 of them new") {
		t.Errorf("a second time: %s", out)
	}
	must(t, "", "device", "set", "--dir", dir, broken.Identity().Device.String(), "lost")
	if out, err := run(t, "", "rescue", "--dir", dir, path); err == nil || !strings.Contains(err.Error(), "--adopt") {
		t.Errorf("of a lost device: %s %v", out, err)
	}
	must(t, "", "rescue", "--dir", dir, path, "--adopt")
	must(t, "", "verify", "--dir", dir)
}
