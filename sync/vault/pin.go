package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// A PIN is stretched by Argon2id (RFC 9106): what a tablet does in half a second.
const (
	argonMemory  = 64 << 10 // KiB
	argonPasses  = 3
	argonThreads = 1
	argonSalt    = 16
)

// pin says how digits become a key.
type pin struct {
	Salt    []byte `json:"salt"`
	Memory  uint32 `json:"memory"` // KiB
	Passes  uint32 `json:"passes"`
	Threads uint8  `json:"threads"`
}

func newPIN(random io.Reader, memory uint32) (*pin, error) {
	p := &pin{Salt: make([]byte, argonSalt), Memory: memory, Passes: argonPasses, Threads: argonThreads}
	if _, err := io.ReadFull(random, p.Salt); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	return p, nil
}

func (p *pin) stretch(digits string) []byte {
	return argon2.IDKey([]byte(digits), p.Salt, p.Passes, p.Memory, p.Threads, KeySize)
}

// Rules are the company's, as they were last known.
type Rules struct {
	Tries   int           `json:"tries,omitempty"`   // wrong PINs in a row that destroy the wrapping
	Offline time.Duration `json:"offline,omitempty"` // how long after the last contact a PIN opens; zero is for ever
}

// leastTries protects against a setting by which one slip would lock somebody out.
const leastTries = 3

// WrongPIN says that a PIN was wrong, and how many tries are left.
type WrongPIN struct{ Left int }

// Error says it for a log.
func (w *WrongPIN) Error() string { return fmt.Sprintf("the PIN is wrong; %d tries are left", w.Left) }

// HasPIN tells whether a PIN wraps the key.
func (v *Vault) HasPIN() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lock.PIN != nil
}

// Unlock opens the vault with its PIN: *WrongPIN, ErrGone once the tries are used up, or
// ErrExpired where the PIN was right. A try counts before it is looked at, so that killing
// the program gives none back. An open vault stays open whatever is tried.
func (v *Vault) Unlock(digits string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.lock.PIN == nil {
		return v.at()
	}
	l := v.lock
	l.Wrong++
	if err := v.save(l); err != nil {
		return fmt.Errorf("count the try: %w", err)
	}
	key, err := v.unwrap(l.PIN.stretch(digits))
	if errors.Is(err, ErrGone) {
		l.Wrong-- // the keyring's fault, not the person's
		return errors.Join(err, v.save(l))
	}
	if err != nil {
		left := max(v.lock.Rules.Tries, leastTries) - l.Wrong
		if left > 0 {
			return &WrongPIN{Left: left}
		}
		return v.forget()
	}
	v.key = key
	l.Wrong = 0
	now := v.cfg.Now()
	if l.expired(now) {
		return errors.Join(ErrExpired, v.save(l))
	}
	l.see(now)
	return v.save(l)
}

// forget destroys the wrapping; the card is left.
func (v *Vault) forget() error {
	v.key = nil
	l := v.lock
	l.PIN, l.Sealed, l.Gone = nil, nil, true
	if err := v.save(l); err != nil {
		return err
	}
	return ErrTries
}

// SetPIN wraps the key of an open vault by a new PIN.
func (v *Vault) SetPIN(digits string, rules Rules) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.at(); err != nil {
		return err
	}
	if !v.hasCard() {
		return ErrNoCard
	}
	l := v.lock
	l.Rules = rules
	if l.Contact.IsZero() {
		l.Contact = v.cfg.Now()
	}
	l.see(v.cfg.Now())
	return v.wrap(l, digits)
}

// RemovePIN leaves the key of an open vault as it was before a PIN.
func (v *Vault) RemovePIN() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.at(); err != nil || v.lock.PIN == nil {
		return err
	}
	return v.wrap(v.lock, "")
}

// Rules are those that are followed now.
func (v *Vault) Rules() Rules {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lock.Rules
}

// Follow takes over what the company's rules are now.
func (v *Vault) Follow(rules Rules) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.lock.PIN == nil || v.lock.Rules == rules {
		return nil
	}
	l := v.lock
	l.Rules = rules
	return v.save(l)
}

// keepSeen is how much later a time must be to be written down.
const keepSeen = time.Hour

// Contacted notes that the server has answered.
func (v *Vault) Contacted() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.cfg.Now()
	if v.lock.PIN == nil || now.Sub(v.lock.Contact).Abs() < keepSeen && !v.lock.expired(now) {
		return nil
	}
	l := v.lock
	l.Contact, l.Seen = now, now
	return v.save(l)
}

// Seen notes what the clock shows while the installation is in use, so that turning it
// back gives no time.
func (v *Vault) Seen() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.cfg.Now()
	if v.lock.PIN == nil || v.key == nil || now.Sub(v.lock.Seen) < keepSeen || v.lock.expired(now) {
		return nil
	}
	l := v.lock
	l.see(now)
	return v.save(l)
}

// see never goes back.
func (l *lock) see(now time.Time) {
	if now.After(l.Seen) {
		l.Seen = now
	}
}

// expired tells whether the last contact lies too far back, by the latest time that was
// ever seen. A clock that is set forward by mistake locks nobody out for good: it is seen
// only while a PIN still opens.
func (l *lock) expired(now time.Time) bool {
	if l.Rules.Offline <= 0 {
		return false
	}
	if l.Seen.After(now) {
		now = l.Seen
	}
	return now.Sub(l.Contact) > l.Rules.Offline
}

// Weak tells whether a PIN is among those that are tried first: one digit over and over,
// a row of the pad, up or down, or the same few digits again.
func Weak(digits string) bool {
	if strings.Trim(digits, "0123456789") != "" || digits == "" {
		return true
	}
	for _, step := range []int{-1, 0, 1} {
		runs := true
		for i := 1; i < len(digits) && runs; i++ {
			runs = (int(digits[i])-int(digits[i-1])-step)%10 == 0
		}
		if runs {
			return true
		}
	}
	for n := 1; n <= len(digits)/2; n++ {
		if len(digits)%n == 0 && strings.Repeat(digits[:n], len(digits)/n) == digits {
			return true
		}
	}
	return false
}
