package main

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"
)

// The whole program starts where there is no display, asks for a code, and closes.
func TestOpen_startsAndAsksWhoIsThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")

	a, err := open(test.NewTempApp(t), options{Dir: dir, Enrol: "not a code"})
	if err != nil {
		t.Fatal(err)
	}

	if a.Store() != nil {
		t.Error("somebody is signed in without a code")
	}
	if a.Window().Content() == nil {
		t.Error("the window is empty")
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("the data folder: %v", err)
	}
}
