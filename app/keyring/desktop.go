//go:build !android

package keyring

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"fieldline/sync/vault"
)

// System returns the keyring of this system: the Secret Service on Linux, the Credential
// Manager on Windows, the Keychain on macOS. Where none runs, each call says so.
func System() vault.Keyring { return desktop{} }

// service is what the system's own tools list our secrets under.
const service = "fieldline"

// patience is how long a keyring may take: one that asks its user for a password waits
// with its answer, and the app does not wait with its window.
const patience = 10 * time.Second

var errNoAnswer = errors.New("the system's keyring does not answer")

// desktop keeps a key as a password in hexadecimal digits.
type desktop struct{}

func (desktop) Make(name string) error {
	key := make([]byte, vault.KeySize)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("draw a key: %w", err)
	}
	_, err := ask(func() (string, error) { return "", keyring.Set(service, name, hex.EncodeToString(key)) })
	return err
}

func (desktop) Key(name string) ([]byte, error) {
	text, err := ask(func() (string, error) { return keyring.Get(service, name) })
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text)
}

func (desktop) Delete(name string) error {
	_, err := ask(func() (string, error) { return "", keyring.Delete(service, name) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

func ask(f func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	came := make(chan answer, 1)
	go func() {
		secret, err := f()
		came <- answer{secret, err}
	}()
	select {
	case a := <-came:
		return a.secret, a.err
	case <-time.After(patience):
		return "", errNoAnswer
	}
}
