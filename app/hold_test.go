package app_test

import (
	"errors"
	"path/filepath"
	"testing"

	"fieldline/app"
)

func TestHold_oneProgramWorksInAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "外勤 a?b")
	release, err := app.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}

	if again, err := app.Hold(dir); !errors.Is(err, app.ErrOpenElsewhere) {
		t.Errorf("a second one is let in: %v", err)
		if again != nil {
			t.Error(again())
		}
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := app.Hold(dir)
	if err != nil {
		t.Fatalf("nobody works there any more: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}
