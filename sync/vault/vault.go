// Package vault is where the key of one installation lies on its machine: it opens the
// attachments and what lets the installation speak to its server. Without a PIN the key
// is in the system's keyring, or in a file that its owner alone reads; with a PIN it is
// wrapped by that. Where the wrapping is lost the server opens a second one, the card, for
// whoever signs in with name and password; so losing a PIN loses no work. Begin with Open.
package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeySize is how long an installation's key is, in bytes.
const KeySize = chacha20poly1305.KeySize

// Names in the installation's folder.
const (
	keyName  = "key"       // the key as it is, where nothing wraps it
	lockName = "lock.json" // the key wrapped, and how
	cardName = "card.json" // the way back
)

// Errors that callers branch on.
var (
	// ErrLocked says that the PIN is to be given first.
	ErrLocked = errors.New("the installation is locked by a PIN")
	// ErrGone says that the key cannot be had on this machine any more: the wrapping was
	// destroyed after too many wrong PINs, or the system's keyring has lost its part.
	// Nothing that was saved is lost: the card brings the key back.
	ErrGone = errors.New("the key of the installation is not on this machine")
	// ErrTries is an ErrGone after too many wrong PINs.
	ErrTries = fmt.Errorf("too many wrong PINs: %w", ErrGone)
	// ErrExpired says that the PIN was right and the last contact with the server lies too
	// far back: the installation may speak to it, and shows nothing before it has.
	ErrExpired = errors.New("the last contact with the server lies too far back")
	// ErrNoCard says that there is no way back yet, so that no PIN may stand in the way.
	ErrNoCard = errors.New("the installation has no card yet")
)

// Config is what a vault is opened with. The zero Config is ready.
type Config struct {
	Now     func() time.Time // the device's own clock
	Random  io.Reader        // nil is crypto/rand
	Keyring Keyring          // of the system; nil: there is none
	Memory  uint32           // that one try of a PIN takes, in KiB; zero is 64 MiB
}

// Vault is one installation's. It is safe for concurrent use.
type Vault struct {
	dir string
	cfg Config

	mu   sync.Mutex
	lock lock
	key  []byte // nil while it is locked or gone
}

// lock is the file of that name. It is the zero lock where the key lies as it is.
type lock struct {
	Ring   string `json:"ring,omitempty"`   // the system's keyring holds a part under this name
	PIN    *pin   `json:"pin,omitempty"`    // and a PIN the other
	Sealed []byte `json:"sealed,omitempty"` // the key, sealed with both
	Gone   bool   `json:"gone,omitempty"`   // the wrapping was destroyed
	Wrong  int    `json:"wrong,omitempty"`  // PINs in a row

	Rules   Rules     `json:"rules,omitzero"`
	Contact time.Time `json:"contact,omitzero"` // with the server, by the device's own clock
	Seen    time.Time `json:"seen,omitzero"`    // the latest the device's clock has shown since
}

// Open opens the vault in a folder, and makes its key where there is none. A vault with a
// PIN is locked; one whose key is gone opens all the same, to be restored.
func Open(dir string, cfg Config) (*Vault, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Memory == 0 {
		cfg.Memory = argonMemory
	}
	v := &Vault{dir: dir, cfg: cfg}
	if err := v.open(); err != nil {
		return nil, fmt.Errorf("open the vault of %s: %w", dir, err)
	}
	return v, nil
}

func (v *Vault) open() error {
	raw, err := os.ReadFile(v.path(lockName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.openKey()
	case err != nil:
		return err
	}
	if err := json.Unmarshal(raw, &v.lock); err != nil {
		return fmt.Errorf("read %s: %w", lockName, err)
	}
	if v.lock.PIN == nil && !v.lock.Gone {
		if v.key, err = v.unwrap(nil); errors.Is(err, ErrGone) {
			return nil
		} else if err != nil {
			return err
		}
	}
	// A kill may have left the key as it lay before it was wrapped.
	return v.shred(keyName)
}

// openKey reads the key that lies in the open, or makes one; a keyring takes it in.
func (v *Vault) openKey() error {
	key, err := os.ReadFile(v.path(keyName))
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.hasCard():
		return nil // somebody took it away: the server gives it back
	case errors.Is(err, fs.ErrNotExist):
		key = make([]byte, KeySize)
		if _, err := io.ReadFull(v.cfg.Random, key); err != nil {
			return fmt.Errorf("make the key: %w", err)
		}
		if err := Write(v.dir, keyName, key); err != nil {
			return fmt.Errorf("write the key: %w", err)
		}
	case err != nil:
		return fmt.Errorf("read the key: %w", err)
	case len(key) != KeySize:
		return fmt.Errorf("read the key: it has %d bytes", len(key))
	}
	v.key = key
	if v.cfg.Keyring == nil {
		return nil
	}
	return v.wrap(lock{}, "")
}

// Key tells whether the key is at hand: nil, ErrLocked or ErrGone.
func (v *Vault) Key() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.at()
}

func (v *Vault) at() error {
	switch {
	case v.key != nil:
		return nil
	case v.lock.PIN != nil:
		return ErrLocked
	case v.lock.Gone:
		return ErrTries
	}
	return ErrGone
}

// Lock forgets the key where a PIN can bring it back.
func (v *Vault) Lock() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.lock.PIN != nil {
		v.key = nil
	}
}

// InKeyring tells whether the system's keyring holds the key or a part of it.
func (v *Vault) InKeyring() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lock.Ring != ""
}

// Destroy makes the key unreadable for ever: what is wrapped, the way back, and the part
// that the system's keyring holds.
func (v *Vault) Destroy() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key = nil
	errs := []error{v.shred(keyName), v.shred(lockName), v.shred(cardName)}
	if v.lock.Ring != "" && v.cfg.Keyring != nil {
		errs = append(errs, v.cfg.Keyring.Delete(v.lock.Ring))
	}
	v.lock = lock{Gone: true}
	return errors.Join(errs...)
}

func (v *Vault) path(name string) string { return filepath.Join(v.dir, name) }

// save writes the lock as it is to be from now on.
func (v *Vault) save(l lock) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := Write(v.dir, lockName, raw); err != nil {
		return err
	}
	v.lock = l
	return nil
}
