package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestKeepLog_takesWhatFyneSays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	before := log.Writer()
	closeLog, err := keepLog(dir)
	if err != nil {
		t.Fatal(err)
	}

	fyne.LogError("this computer does not define a VIDEOS folder", nil)

	if err := closeLog(); err != nil || log.Writer() != before {
		t.Errorf("the log does not go where it went before: %v", err)
	}
	if said, err := os.ReadFile(filepath.Join(dir, logFile)); err != nil || !strings.Contains(string(said), "VIDEOS") {
		t.Errorf("it says %q, %v", said, err)
	}
}

func TestKeepLog_doesNotGrowForEver(t *testing.T) {
	dir := t.TempDir()
	for i, size := range []int64{logMost + 1, 3} {
		if err := os.WriteFile(filepath.Join(dir, logFile), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		closeLog, err := keepLog(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := closeLog(); err != nil {
			t.Fatal(err)
		}
		now, err := os.Stat(filepath.Join(dir, logFile))
		if err != nil || now.Size() != []int64{0, 3}[i] {
			t.Errorf("of %d bytes it begins with %v, %v", size, now, err)
		}
	}
	if old, err := os.Stat(filepath.Join(dir, oldLogFile)); err != nil || old.Size() != logMost+1 {
		t.Errorf("the old one: %v, %v", old, err)
	}
}
