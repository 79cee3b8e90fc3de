//go:build !android

package vault

import (
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

// System returns the keyring of this system: the Secret Service on Linux, the Credential
// Manager on Windows, the Keychain on macOS. Where none runs, each call says so, and the
// key lies in its file.
func System() Keyring { return system{} }

// service is what the system's own tools list our secrets under.
const service = "fieldline"

// patience is how long a keyring may take: one that asks its user for a password waits
// with its answer, and the app does not wait with its window.
const patience = 10 * time.Second

var errNoAnswer = errors.New("the system's keyring does not answer")

type system struct{}

func (system) Get(name string) (string, error) {
	return ask(func() (string, error) { return keyring.Get(service, name) })
}

func (system) Set(name, secret string) error {
	_, err := ask(func() (string, error) { return "", keyring.Set(service, name, secret) })
	return err
}

func (system) Delete(name string) error {
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
