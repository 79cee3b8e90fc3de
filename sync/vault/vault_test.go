package vault_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/sync/vault"
)

const digits = "805317"

// home is an installation's folder with its clock and, where it has one, the keyring.
type home struct {
	*vault.Vault
	t    *testing.T
	dir  string
	now  time.Time
	ring vault.Keyring
	box  []byte // the key, as the server would give it back
}

func newHome(t *testing.T, ring vault.Keyring) *home {
	h := &home{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), ring: ring}
	h.open()
	h.must(h.LeaveCard(vault.Card{Device: "d", Server: "https://office"}, func(key []byte) ([]byte, error) {
		h.box = bytes.Clone(key)
		return []byte("a box"), nil
	}))
	return h
}

func (h *home) open() {
	h.t.Helper()
	v, err := vault.Open(h.dir, vault.Config{Now: func() time.Time { return h.now }, Keyring: h.ring, Memory: 64})
	h.must(err)
	h.Vault = v
}

func (h *home) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *home) is(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		h.t.Fatalf("it says %v, want %v", err, want)
	}
}

// holds tells whether any file of the folder holds the key, as it is or as text.
func (h *home) holds() (where string) {
	h.t.Helper()
	h.must(filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, form := range [][]byte{h.box, []byte(hex.EncodeToString(h.box)), must(json.Marshal(h.box))} {
			if bytes.Contains(content, bytes.Trim(form, `"`)) {
				where = filepath.Base(path)
			}
		}
		if info, ierr := d.Info(); ierr == nil && info.Mode().Perm()&0o077 != 0 {
			h.t.Errorf("%s may be read by others: %v", path, info.Mode())
		}
		return err
	}))
	return where
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

var rules = vault.Rules{Tries: 10, Offline: 14 * 24 * time.Hour}

// system is a keyring that can fall silent.
type system struct {
	kept   map[string]string
	silent bool
}

var errSilent = errors.New("no answer")

func (s *system) Make(name string) error {
	if s.silent {
		return errSilent
	}
	key := make([]byte, vault.KeySize)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	s.kept[name] = string(key)
	return nil
}

func (s *system) Key(name string) ([]byte, error) {
	if v, ok := s.kept[name]; ok && !s.silent {
		return []byte(v), nil
	}
	return nil, errSilent
}

func (s *system) Delete(name string) error {
	delete(s.kept, name)
	return nil
}

// A PIN takes the key off the disk and gives it back, as does its removal.
func TestPIN_wrapsTheKey(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.Put("access", []byte("CANARY token")))
	if h.holds() != "key" {
		t.Fatalf("before, the key is in %q", h.holds())
	}

	h.must(h.SetPIN(digits, rules))

	h.open()
	if where := h.holds(); where != "" {
		t.Errorf("the key lies in %s", where)
	}
	_, err := h.Get("access")
	h.is(err, vault.ErrLocked)
	h.is(h.Key(), vault.ErrLocked)
	h.must(h.Unlock(digits))
	if got, err := h.Get("access"); err != nil || string(got) != "CANARY token" {
		t.Errorf("unlocked it reads %q, %v", got, err)
	}
	h.must(h.RemovePIN())
	h.open()
	h.is(h.Key(), nil)
	if got, err := h.Get("access"); err != nil || string(got) != "CANARY token" || h.HasPIN() {
		t.Errorf("without a PIN it reads %q, %v", got, err)
	}
}

// Ten wrong tries, however often the program is killed between them, destroy the wrapping
// and nothing else: the key that the server gives back opens what was sealed.
func TestPIN_tenWrongTriesDestroyTheWrapping(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.Put("photo", []byte("not yet sent")))
	h.must(h.SetPIN(digits, rules))
	for n := 1; n < rules.Tries; n++ {
		h.open()
		var wrong *vault.WrongPIN
		if err := h.Unlock("805318"); !errors.As(err, &wrong) || wrong.Left != rules.Tries-n {
			t.Fatalf("try %d: %v", n, err)
		}
	}

	h.is(h.Unlock("805318"), vault.ErrGone)

	h.open()
	h.is(h.Unlock(digits), vault.ErrGone)
	if where := h.holds(); where != "" {
		t.Errorf("the key lies in %s", where)
	}
	if raw, err := os.ReadFile(filepath.Join(h.dir, "lock.json")); err != nil || bytes.Contains(raw, []byte("sealed")) {
		t.Errorf("what is left is %s, %v", raw, err)
	}
	check := func(unseal func(string, []byte) ([]byte, error)) error {
		sealed, err := os.ReadFile(filepath.Join(h.dir, "photo"))
		h.must(err)
		_, err = unseal("photo", sealed)
		return err
	}
	h.is(h.Restore(make([]byte, 32), check), vault.ErrOtherKey)
	h.must(h.Restore(h.box, check))
	h.open()
	if got, err := h.Get("photo"); err != nil || string(got) != "not yet sent" {
		t.Errorf("after signing in it reads %q, %v", got, err)
	}
}

func TestPIN_rightOneForgetsTheWrongOnes(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, rules))
	for range 3 {
		for range rules.Tries - 1 {
			if err := h.Unlock("111222"); err == nil || errors.Is(err, vault.ErrGone) {
				t.Fatal(err)
			}
		}
		h.must(h.Unlock(digits))
	}
}

// Who has set no card up could not get back: no PIN is set.
func TestPIN_needsAWayBack(t *testing.T) {
	h := newHome(t, nil)
	h.must(os.Remove(filepath.Join(h.dir, "card.json")))
	h.is(h.SetPIN(digits, rules), vault.ErrNoCard)
	h.open()
	h.is(h.Key(), nil)
}

// A PIN opens for fourteen days after the last contact, whatever is done to the clock.
func TestPIN_opensForSomeTimeWithoutTheServer(t *testing.T) {
	const day = 24 * time.Hour
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, rules))
	start := h.now
	at := func(days int, want error) {
		t.Helper()
		h.now = start.Add(time.Duration(days) * day)
		h.open()
		h.is(h.Unlock(digits), want)
	}
	at(13, nil)
	at(-300, nil) // set back: no days are won by it
	at(15, vault.ErrExpired)
	h.is(h.Key(), nil) // so that the server can be asked
	at(5000, vault.ErrExpired)
	at(14, nil) // set forward by mistake and right again
	at(16, vault.ErrExpired)
	h.must(h.Contacted())
	at(29, nil)
	at(31, vault.ErrExpired)
	h.must(h.Follow(vault.Rules{Tries: 10}))
	at(5000, nil)
}

// While the program runs the days pass, too, though nobody unlocks it.
func TestPIN_seesTheDaysPass(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, rules))
	start := h.now
	h.now = start.Add(10 * 24 * time.Hour)
	h.must(h.Seen())
	h.now = start
	h.open()
	h.must(h.Unlock(digits))
	h.must(h.Follow(vault.Rules{Tries: 10, Offline: 9 * 24 * time.Hour}))
	h.open()
	h.is(h.Unlock(digits), vault.ErrExpired)
	h.now = start.Add(time.Minute)
	h.must(h.Contacted())
	h.open()
	h.must(h.Unlock(digits))
}

// An unlocking sees the day, too; one at a time that is set forward by mistake does not.
func TestPIN_seesTheDayOfAnUnlocking(t *testing.T) {
	const day = 24 * time.Hour
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, rules))
	start := h.now
	h.now = start.Add(5000 * day)
	h.must(h.Seen())
	h.now = start.Add(10 * day)
	h.open()
	h.must(h.Unlock(digits))
	h.must(h.Follow(vault.Rules{Tries: 10, Offline: 9 * day}))
	h.now = start
	h.open()
	h.is(h.Unlock(digits), vault.ErrExpired)
}

// A setting by which one slip would lock somebody out leaves three tries.
func TestPIN_threeTriesAtLeast(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, vault.Rules{Tries: 1}))
	for left := 2; left > 0; left-- {
		var wrong *vault.WrongPIN
		if err := h.Unlock("112358"); !errors.As(err, &wrong) || wrong.Left != left {
			t.Fatalf("with %d left: %v", left, err)
		}
	}
	h.must(h.Unlock(digits))
}

// Where the try cannot be counted none is given.
func TestPIN_triesNothingThatIsNotCounted(t *testing.T) {
	h := newHome(t, nil)
	h.must(h.SetPIN(digits, rules))
	h.open()
	h.must(os.Rename(h.dir, h.dir+"-away"))
	if err := h.Unlock(digits); err == nil {
		t.Error("a try that is not counted opens")
	}
	h.is(h.Key(), vault.ErrLocked)
}

// Where the system has a keyring the folder alone opens nothing, with a PIN or without.
func TestKeyring_holdsWhatTheFolderLacks(t *testing.T) {
	ring := &system{kept: map[string]string{}}
	h := newHome(t, ring)
	h.must(h.Put("access", []byte("token")))
	if where := h.holds(); where != "" || !h.InKeyring() {
		t.Errorf("the key lies in %q", where)
	}
	thief := &home{t: t, dir: h.dir, now: h.now, ring: &system{kept: map[string]string{}}}
	thief.open()
	thief.is(thief.Key(), vault.ErrGone)

	h.open()
	h.is(h.Key(), nil)
	h.must(h.SetPIN(digits, rules))
	thief.open()
	thief.is(thief.Unlock(digits), vault.ErrGone)
	if raw, err := os.ReadFile(filepath.Join(h.dir, "lock.json")); err != nil || strings.Contains(string(raw), `"wrong":1`) {
		t.Errorf("a keyring that is silent counts as a wrong PIN: %s, %v", raw, err)
	}
	h.open()
	h.must(h.Unlock(digits))

	clear(ring.kept) // the system was set up anew
	h.open()
	h.is(h.Unlock(digits), vault.ErrGone)
	h.must(h.Restore(h.box, func(func(string, []byte) ([]byte, error)) error { return nil }))
	h.open()
	if got, err := h.Get("access"); err != nil || string(got) != "token" {
		t.Errorf("after signing in it reads %q, %v", got, err)
	}
	h.must(h.Destroy())
	if len(ring.kept) != 0 {
		t.Errorf("the keyring still holds %v", ring.kept)
	}
}

// No keyring answers on many machines: the file serves, and one that appears is used.
func TestKeyring_silentOneIsDoneWithout(t *testing.T) {
	ring := &system{kept: map[string]string{}, silent: true}
	h := newHome(t, ring)
	if h.holds() != "key" || h.InKeyring() {
		t.Errorf("the key lies in %q", h.holds())
	}
	h.must(h.SetPIN(digits, rules))
	h.open()
	h.must(h.Unlock(digits))
	h.must(h.RemovePIN())
	ring.silent = false
	h.open()
	if where := h.holds(); where != "" || !h.InKeyring() || h.Key() != nil {
		t.Errorf("the key lies in %q, %v", where, h.Key())
	}
}

// A kill between wrapping and shredding leaves the key in the open until the next start.
func TestOpen_endsWhatAKillCutShort(t *testing.T) {
	h := newHome(t, nil)
	key, err := os.ReadFile(filepath.Join(h.dir, "key"))
	h.must(err)
	h.must(h.SetPIN(digits, rules))
	h.must(vault.Write(h.dir, "key", key))

	h.open()

	if where := h.holds(); where != "" {
		t.Errorf("the key lies in %s", where)
	}
	h.is(h.Key(), vault.ErrLocked)
	h.must(h.Unlock(digits))
}

// What an older program left readable is sealed when it is next read.
func TestGet_sealsWhatLayOpen(t *testing.T) {
	h := newHome(t, nil)
	h.must(vault.Write(h.dir, "access", []byte("CANARY")))
	if got, err := h.Get("access"); err != nil || string(got) != "CANARY" {
		t.Fatalf("it reads %q, %v", got, err)
	}
	if raw, err := os.ReadFile(filepath.Join(h.dir, "access")); err != nil || bytes.Contains(raw, []byte("CANARY")) {
		t.Errorf("it still lies open: %q, %v", raw, err)
	}
	if got, err := h.Get("access"); err != nil || string(got) != "CANARY" {
		t.Errorf("sealed it reads %q, %v", got, err)
	}
}

// A guess costs what RFC 9106 asks where memory is scarce, or more.
func TestPIN_isStretched(t *testing.T) {
	v, err := vault.Open(t.TempDir(), vault.Config{})
	if err != nil {
		t.Fatal(err)
	}
	h := &home{t: t, Vault: v}
	h.must(h.LeaveCard(vault.Card{}, func([]byte) ([]byte, error) { return []byte{1}, nil }))
	h.must(h.SetPIN(digits, rules))
	cost := vault.CostOf(v)
	if cost.Memory < 64<<10 || cost.Passes < 3 || len(cost.Salt) < 16 {
		t.Errorf("it is stretched by %+v", cost)
	}
}

func TestWeak(t *testing.T) {
	for digits, weak := range map[string]bool{
		"": true, "000000": true, "123456": true, "654321": true, "890123": true, "121212": true, "135135": true, "12a456": true,
		"805317": false, "112358": false, "202611": false, "147258": false,
	} {
		if vault.Weak(digits) != weak {
			t.Errorf("%s: %v", digits, !weak)
		}
	}
}
