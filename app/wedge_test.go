package app

import (
	"testing"
	"time"
)

func TestWedge_tellsAScannerFromAPerson(t *testing.T) {
	for _, c := range []struct {
		name    string
		text    string
		gap     time.Duration
		scanned bool
	}{
		{"a scanner", "D4-26081704", 8 * time.Millisecond, true},
		{"a person", "D4-26081704", 180 * time.Millisecond, false},
		{"too short to be a code", "12", 8 * time.Millisecond, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
			w := wedge{now: func() time.Time { return now }}

			for _, r := range c.text {
				now = now.Add(c.gap)
				w.typed(r)
			}
			now = now.Add(c.gap)
			text, scanned := w.enter()

			if scanned != c.scanned {
				t.Fatalf("scanned = %v, want %v", scanned, c.scanned)
			}
			if scanned && text != c.text {
				t.Errorf("text = %q, want %q", text, c.text)
			}
		})
	}
}

func TestWedge_commandKeyInsideACodeIsPartOfIt(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	w := wedge{now: func() time.Time { return now }}

	if w.typed('h') {
		t.Error("the first character goes on no burst")
	}
	now = now.Add(5 * time.Millisecond)
	if !w.typed('/') {
		t.Error("a slash 5 ms later belongs to the code")
	}
	now = now.Add(time.Second)
	if w.typed('/') {
		t.Error("a slash a second later is a command")
	}
}
