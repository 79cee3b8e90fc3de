package keyring

import (
	"errors"

	"fyne.io/fyne/v2/driver"

	"fieldline/sync/vault"
)

// System returns the Android Keystore. A system older than Android 6 has none for our
// kind of key, and each call says so.
func System() vault.Keyring { return keystore{run: onAndroid} }

var errNoAndroid = errors.New("the driver gives no way into Android's machine")

// onAndroid calls f on a thread of the app's Java machine.
func onAndroid(f func(env uintptr) error) error {
	return driver.RunNative(func(context any) error {
		c, ok := context.(*driver.AndroidContext)
		if !ok {
			return errNoAndroid
		}
		return f(c.Env)
	})
}
