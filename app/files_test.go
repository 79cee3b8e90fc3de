package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/app"
	"fieldline/app/apptest"
)

// Dialling tones hold an account, a PIN and the unit's password: what was heard when the app
// was killed is gone once it is started again.
func TestNew_removesTheSoundOfBefore(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, "played.wav")
	if err := os.WriteFile(left, []byte("RIFF"), 0o600); err != nil {
		t.Fatal(err)
	}

	a, err := app.New(app.Config{Dir: dir, Fyne: test.NewTempApp(t), UI: apptest.NewLoop(), Background: func(f func(context.Context)) { f(context.Background()) }, Manual: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})

	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
