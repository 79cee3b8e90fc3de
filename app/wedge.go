package app

import "time"

// A scanner that types as a keyboard sends a character every few milliseconds and ends
// with Enter; nobody types that fast.
const (
	wedgeGap   = 60 * time.Millisecond
	wedgeLeast = 4
)

// wedge tells a scanner's burst from a person's typing while no field has the focus.
type wedge struct {
	now  func() time.Time
	text []rune
	last time.Time
}

// typed takes one character and tells whether it goes on a burst, so that the key of
// a command inside a code is not taken for the command.
func (w *wedge) typed(r rune) (inBurst bool) {
	now := w.now()
	inBurst = len(w.text) > 0 && now.Sub(w.last) <= wedgeGap
	if !inBurst {
		w.text = w.text[:0]
	}
	w.text = append(w.text, r)
	w.last = now
	return inBurst
}

// enter ends what was typed and returns it if a scanner did.
func (w *wedge) enter() (text string, scanned bool) {
	text = string(w.text)
	scanned = len(w.text) >= wedgeLeast && w.now().Sub(w.last) <= wedgeGap
	w.text = w.text[:0]
	return text, scanned
}
