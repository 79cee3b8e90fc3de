package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// Keyring is the system's own store of keys, open while its user is signed in to the
// system.
type Keyring interface {
	Make(name string) error          // makes a key nobody else has, under a name that has none yet
	Key(name string) ([]byte, error) // KeySize bytes, the same each time
	Delete(name string) error
}

// wrap seals the key with what holds it from now on: the keyring where one answers, the
// PIN where one is given; with neither it lies in its file as before. Whatever was there
// is given up only when the new wrapping has been read back.
func (v *Vault) wrap(l lock, digits string) error {
	half, err := v.ringHalf(&l)
	if err != nil {
		return err
	}
	l.PIN, l.Sealed, l.Gone, l.Wrong = nil, nil, false, 0
	if half == nil && digits == "" {
		if err := Write(v.dir, keyName, v.key); err != nil {
			return err
		}
		v.lock = l
		return v.remove(lockName)
	}
	var stretched []byte
	if digits != "" {
		if l.PIN, err = newPIN(v.cfg.Random, v.cfg.Memory); err != nil {
			return err
		}
		stretched = l.PIN.stretch(digits)
	}
	with := joined(half, stretched)
	if l.Sealed, err = seal(v.cfg.Random, with, lockName, v.key); err != nil {
		return err
	}
	if _, err := unseal(with, lockName, l.Sealed); err != nil {
		return err
	}
	if err := v.save(l); err != nil {
		return err
	}
	return v.shred(keyName)
}

// unwrap opens the key with the digits of a PIN, "" where there is none.
func (v *Vault) unwrap(stretched []byte) ([]byte, error) {
	var half []byte
	if v.lock.Ring != "" {
		if v.cfg.Keyring == nil {
			return nil, fmt.Errorf("the system's keyring is not used: %w", ErrGone)
		}
		var err error
		if half, err = v.ringKey(v.lock.Ring); err != nil {
			return nil, errors.Join(ErrGone, err)
		}
	}
	return unseal(joined(half, stretched), lockName, v.lock.Sealed)
}

// joined makes one key of the keyring's half and the PIN's; either may be missing.
func joined(half, stretched []byte) []byte {
	sum := sha256.New()
	fmt.Fprintf(sum, "fieldline vault 1\n%d %d\n", len(half), len(stretched)) //nolint:errcheck // a hash takes everything
	sum.Write(half)
	sum.Write(stretched)
	return sum.Sum(nil)
}

// ringHalf returns the keyring's half, a new one where it holds none; nil where no keyring
// answers.
func (v *Vault) ringHalf(l *lock) ([]byte, error) {
	if v.cfg.Keyring == nil {
		l.Ring = ""
		return nil, nil
	}
	if l.Ring != "" {
		if half, err := v.ringKey(l.Ring); err == nil {
			return half, nil
		}
	}
	random := make([]byte, 8)
	if _, err := io.ReadFull(v.cfg.Random, random); err != nil {
		return nil, fmt.Errorf("draw a name: %w", err)
	}
	name := hex.EncodeToString(random)
	l.Ring = ""
	if err := v.cfg.Keyring.Make(name); err != nil {
		return nil, nil //nolint:nilerr // no keyring answers: the file serves
	}
	half, err := v.ringKey(name)
	if err != nil {
		return nil, nil //nolint:nilerr // the same
	}
	l.Ring = name
	return half, nil
}

var errNoKey = errors.New("the system's keyring holds something else")

func (v *Vault) ringKey(name string) ([]byte, error) {
	half, err := v.cfg.Keyring.Key(name)
	if err == nil && len(half) != KeySize {
		return nil, errNoKey
	}
	return half, err
}

func (v *Vault) remove(name string) error {
	if err := os.Remove(v.path(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
