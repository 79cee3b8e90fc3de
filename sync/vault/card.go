package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Card is the way back to the key where the machine has lost it: who to ask, and the key
// in a box that the server alone opens, which it does for the person's name and password.
// Nothing on it is of use to anybody else, so it lies in the open.
type Card struct {
	Device  string `json:"device"`
	Person  string `json:"person"`  // name
	Account string `json:"account"` // name to sign in with, "" where none is known
	Server  string `json:"server"`
	CA      []byte `json:"ca,omitempty"` // the authority the server is known by, DER
	Box     []byte `json:"box"`
	Install string `json:"install,omitempty"` // an incarnation of the database, by which the server knows that the folder is here
}

// LeaveCard keeps the card; box shuts the key. One that is there already and says the
// same to the same server stays, also with an earlier incarnation.
func (v *Vault) LeaveCard(c Card, box func(key []byte) ([]byte, error)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.at(); err != nil {
		return err
	}
	if old, err := v.card(); err == nil && len(old.Box) > 0 && old.Device == c.Device && old.Server == c.Server && string(old.CA) == string(c.CA) &&
		old.Account == c.Account && old.Person == c.Person && (old.Install != "" || c.Install == "") {
		return nil
	}
	var err error
	if c.Box, err = box(v.key); err != nil {
		return fmt.Errorf("make the card: %w", err)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return Write(v.dir, cardName, raw)
}

// Card returns the way back, or ErrNoCard.
func (v *Vault) Card() (Card, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.card()
}

func (v *Vault) card() (Card, error) {
	var c Card
	raw, err := os.ReadFile(v.path(cardName))
	if errors.Is(err, fs.ErrNotExist) {
		return c, ErrNoCard
	}
	if err != nil {
		return c, fmt.Errorf("read the card: %w", err)
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("read the card: %w", errors.Join(ErrNoCard, err))
	}
	return c, nil
}

func (v *Vault) hasCard() bool {
	_, err := v.card()
	return err == nil
}

// ErrOtherKey says that a key is not this installation's.
var ErrOtherKey = errors.New("the key is not of this installation")

// Restore takes the key that the server gave back. A PIN there was before is gone: a new
// one is to be set. check proves that it is the right key.
func (v *Vault) Restore(key []byte, check func(unseal func(name string, sealed []byte) ([]byte, error)) error) error {
	if len(key) != KeySize {
		return ErrOtherKey
	}
	if err := check(func(name string, sealed []byte) ([]byte, error) { return unseal(key, name, sealed) }); err != nil {
		return errors.Join(ErrOtherKey, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.key = append([]byte(nil), key...)
	l := v.lock
	l.Contact, l.Seen = v.cfg.Now(), v.cfg.Now()
	return v.wrap(l, "")
}
