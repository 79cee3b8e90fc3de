package client_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
	"fieldline/sync/vault"
)

const zhousPassword = "周建明的密码很长很长"

var rules = vault.Rules{Tries: 10, Offline: 14 * 24 * time.Hour}

// forgotten is a tablet with unsent work and an unsent photo whose PIN was tried until its
// wrapping was destroyed.
func forgotten(t *testing.T) (o *office, dir string, v *vault.Vault, photo form.Attachment, made form.ID) {
	t.Helper()
	o = newOffice(t)
	dir = t.TempDir()
	tablet := o.enrolIn(dir, library.RoleTechnicalAssistant, client.Config{Store: device.Config{Vault: o.vault(dir)}})
	o.sync(tablet)
	if err := o.SetPassword(ctx, o.staff[library.RoleTechnicalAssistant], "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}
	made = tablet.new(library.Customer, customer("没有发出的客户"))
	photo, err := tablet.PutAttachment(ctx, strings.NewReader("a photo nobody else has"), "photo.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := tablet.Vault().SetPIN("805317", rules); err != nil {
		t.Fatal(err)
	}
	if err := tablet.Close(); err != nil {
		t.Fatal(err)
	}
	v = o.vault(dir)
	for range rules.Tries {
		err = v.Unlock("111222")
	}
	if !errors.Is(err, vault.ErrGone) {
		t.Fatal(err)
	}
	return o, dir, v, photo, made
}

func (o *office) vault(dir string) *vault.Vault {
	o.t.Helper()
	v, err := vault.Open(dir, vault.Config{Now: func() time.Time { return o.now }, Memory: 64})
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *office) recover(dir string, v *vault.Vault, account, password string) error {
	return client.Recover(ctx, dir, v, account, password, client.Config{Now: func() time.Time { return o.now }})
}

// After too many wrong PINs name and password bring everything back: what was not sent,
// photos too, goes to the office as if nothing had happened.
func TestRecover_losesNoWork(t *testing.T) {
	o, dir, v, photo, made := forgotten(t)
	if s, err := device.Open(ctx, dir, nil, device.Config{Vault: v}); !errors.Is(err, vault.ErrGone) {
		t.Fatal(errors.Join(err, s.Close()))
	}
	for _, guess := range []struct{ account, password string }{{"zhou", "a wrong password"}, {"nobody", zhousPassword}} {
		if err := o.recover(dir, v, guess.account, guess.password); !errors.Is(err, protocol.NewProblem(protocol.WrongPassword, "")) {
			t.Fatalf("%s: %v", guess.account, err)
		}
	}

	if err := o.recover(dir, v, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}

	tablet := o.open(dir) // without a PIN
	content, err := tablet.Attachment(ctx, photo.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := content.Close(); err != nil {
		t.Error(err)
	}
	o.sync(tablet)
	if s := tablet.State(); s.Pending+s.NeedYou > 0 || s.Problem != nil {
		t.Errorf("the badge shows %+v", s)
	}
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(desk)
	if got := desk.get(library.Customer, made).Values[library.CustomerName]; got != "没有发出的客户" {
		t.Errorf("the office has %v", got)
	}
}

// The way back is the person's own, of that very installation, and no lost device's.
func TestRecover_isForTheOwnerAlone(t *testing.T) {
	o, dir, v, _, _ := forgotten(t)
	if err := o.SetPassword(ctx, o.staff[library.RoleEngineer], "lin", "林涛的密码也很长很长"); err != nil {
		t.Fatal(err)
	}
	if err := o.recover(dir, v, "lin", "林涛的密码也很长很长"); !errors.Is(err, protocol.NewProblem(protocol.WrongPassword, "")) {
		t.Errorf("another person: %v", err)
	}
	// A box with a secret, sent by who knows how to seal, is not opened for a password.
	other := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	card, err := v.Card()
	if err != nil {
		t.Fatal(err)
	}
	foreign := o.vault(other.Dir())
	theirs, err := foreign.Card()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile(filepath.Join(other.Dir(), "card.json"))
	if err != nil || theirs.Device == card.Device {
		t.Fatal(theirs, err)
	}
	swapped := strings.Replace(string(sealed), theirs.Device, card.Device, 1)
	if err := os.WriteFile(filepath.Join(dir, "card.json"), []byte(swapped), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := o.recover(dir, v, "zhou", zhousPassword); !errors.Is(err, protocol.NewProblem(protocol.WrongProof, "")) {
		t.Errorf("another installation's box: %v", err)
	}
	back := strings.Replace(swapped, card.Device, theirs.Device, 1)
	if err := os.WriteFile(filepath.Join(other.Dir(), "card.json"), []byte(back), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := o.SetDeviceState(ctx, other.Identity().Device, server.DeviceLost); err != nil {
		t.Fatal(err)
	}
	err = o.recover(other.Dir(), foreign, "zhou", zhousPassword)
	var p *protocol.Problem
	if !errors.As(err, &p) || !p.Wipe {
		t.Errorf("a lost device: %v", err)
	}
}

// A card of an earlier program does not say which database lies beside it. It still opens
// the way back, and is made anew when the installation is opened next.
func TestRecover_byAnOlderCard(t *testing.T) {
	o, dir, v, _, _ := forgotten(t)
	path := filepath.Join(dir, "card.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var card map[string]any
	if err := json.Unmarshal(raw, &card); err != nil || card["install"] == nil {
		t.Fatalf("%s %v", raw, err)
	}
	delete(card, "install")
	if raw, err = json.Marshal(card); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}

	if err := o.recover(dir, v, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}

	tablet := o.open(dir)
	o.sync(tablet)
	if card, err := v.Card(); err != nil || card.Install != tablet.SyncState().Incarnation {
		t.Errorf("the card says %+v, %v", card, err)
	}
}

// What lets a tablet in lies on its disk only sealed (S5).
func TestAccess_liesSealed(t *testing.T) {
	o := newOffice(t)
	tablet := o.enrol(library.RoleEngineer, client.Config{})
	o.sync(tablet)
	plain, err := tablet.Vault().Get("access.json")
	if err != nil || !strings.Contains(string(plain), `"refresh"`) {
		t.Fatalf("%s, %v", plain, err)
	}
	raw, err := os.ReadFile(filepath.Join(tablet.Dir(), "access.json"))
	if err != nil || strings.Contains(string(raw), "refresh") {
		t.Errorf("on the disk lies %q, %v", raw, err)
	}
}
