//go:build jvm && !android

package android

import (
	"os"
	"strings"
	"testing"

	"fieldline/sync/vault"
)

func TestKeystore_keepsAKeyForEachName(t *testing.T) {
	k := Keystore{}
	for _, name := range []string{"a1", "b2"} {
		if err := k.Make(name); err != nil {
			t.Fatal(err)
		}
	}
	first, err := k.Key("a1")
	if err != nil || len(first) != vault.KeySize {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	if again, err := k.Key("a1"); err != nil || string(again) != string(first) {
		t.Errorf("the second time it is another key, %v", err)
	}
	if other, err := k.Key("b2"); err != nil || string(other) == string(first) {
		t.Errorf("two names have one key, %v", err)
	}
	if kept := java.must(t, "standin/Keystore", "kept"); kept != "fieldline.a1 fieldline.b2" {
		t.Errorf("it keeps %q", kept)
	}

	if err := k.Delete("a1"); err != nil {
		t.Error(err)
	}
	if key, err := k.Key("a1"); err == nil {
		t.Errorf("what was deleted is still there: %d bytes", len(key))
	}
	if err := k.Make("a1"); err != nil {
		t.Fatal(err)
	}
	if anew, err := k.Key("a1"); err != nil || string(anew) == string(first) {
		t.Errorf("a deleted key came back, %v", err)
	}
}

func TestKeystore_isAskedAgainWhileItIsBusy(t *testing.T) {
	k := Keystore{}
	for what, do := range map[string]func() error{
		"make":   func() error { return k.Make("busy") },
		"key":    func() error { _, err := k.Key("busy"); return err },
		"delete": func() error { return k.Delete("other") },
	} {
		if err := k.Make("busy"); err != nil {
			t.Fatal(err)
		}
		java.must(t, "standin/Keystore", "failTwice")
		if err := do(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		java.must(t, "standin/Keystore", "failAlways")
		if err := do(); err == nil || !strings.Contains(err.Error(), "the service is busy") {
			t.Errorf("%s: %v", what, err)
		}
		java.must(t, "standin/Keystore", "work")
	}
}

// A tablet's vault: the folder alone opens nothing, and a Keystore that is silent for good
// leaves it to the file.
func TestKeystore_holdsAVault(t *testing.T) {
	dir := t.TempDir()
	open := func(ring vault.Keyring) *vault.Vault {
		v, err := vault.Open(dir, vault.Config{Keyring: ring})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	java.must(t, "standin/Keystore", "failAlways")
	v := open(Keystore{})
	if v.InKeyring() {
		t.Error("a silent Keystore holds a key")
	}
	if err := v.Put("access", []byte("token")); err != nil {
		t.Fatal(err)
	}
	java.must(t, "standin/Keystore", "work")
	if v = open(Keystore{}); !v.InKeyring() {
		t.Error("the Keystore is not used")
	}
	if _, err := os.Stat(dir + "/key"); err == nil {
		t.Error("the key still lies in its file")
	}
	if got, err := open(Keystore{}).Get("access"); err != nil || string(got) != "token" {
		t.Errorf("%q, %v", got, err)
	}
	if err := open(nil).Key(); err == nil {
		t.Error("the folder alone opens the vault")
	}
}

// Nothing is left behind on a thread that stays: not a reference, not an exception.
func TestKeystore_leavesNoReferences(t *testing.T) {
	defer func(before func(func(uintptr) error) error) { run = before }(run)
	err := java.run(func(env uintptr) error {
		k := Keystore{}
		run = func(f func(uintptr) error) error { return f(env) }
		if err := k.Make("many"); err != nil {
			return err
		}
		for range 30000 { // would fill the machine's 16 MB
			if _, err := k.Key("many"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
