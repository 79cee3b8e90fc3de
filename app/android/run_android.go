package android

import (
	"errors"

	"fyne.io/fyne/v2/driver"
)

var errNoAndroid = errors.New("the driver gives no way into Android's machine")

// run calls f on a thread of the app's Java machine.
func run(f func(env uintptr) error) error {
	return driver.RunNative(func(context any) error {
		c, ok := context.(*driver.AndroidContext)
		if !ok {
			return errNoAndroid
		}
		return f(c.Env)
	})
}
