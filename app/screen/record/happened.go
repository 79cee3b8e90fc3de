package record

import (
	"cmp"
	"time"

	"fieldline/app/theme"
	"fieldline/forms/form"
)

// happened is one thing that was done to a record, as the history shows it. Every source
// tells it in this shape: the record's stamps, this device's journal, the amendments. A
// source that knows less leaves a field empty, and two that tell of the same act, by op or
// by state and time, are shown once, as the one tells it that knows more.
type happened struct {
	op       form.ID   // the operation; zero: not known
	at       time.Time // when it was done
	received time.Time // when the server took it; zero: not known
	who      form.ID   // zero: the system
	device   string    // on which it was done, as people call it; "": not known
	what     string    // the act
	state    string    // the state it led to, "" for none
	fate     string    // what became of it: sent, waits, was taken back
	note     string    // anything else in a word
	changes  []change
	icon     string
	tone     theme.Tone
}

// change is one field that an act wrote.
type change struct {
	label   string
	was, is string // as people read them; "" for empty
	hasWas  bool   // what was there before is known
}

// knowsMore tells which of two accounts of the same act to show.
func (h happened) knowsMore(other happened) bool {
	if h.received.IsZero() != other.received.IsZero() {
		return other.received.IsZero() // the server's own word
	}
	return len(h.changes) > len(other.changes) || len(h.changes) == len(other.changes) && h.fate != "" && other.fate == ""
}

// sameAct tells whether two accounts are of one act.
func (h happened) sameAct(other happened) bool {
	if h.op != (form.ID{}) && other.op != (form.ID{}) {
		return h.op == other.op
	}
	return h.state != "" && h.state == other.state && h.who == other.who && h.at.Truncate(time.Second).Equal(other.at.Truncate(time.Second))
}

// onlyStamped tells of an act that nothing but the record's stamps tells of.
func (h happened) onlyStamped() bool { return h.op == (form.ID{}) && h.state != "" }

// told joins what several sources tell.
func told(sources ...[]happened) []happened {
	var all []happened
	for _, source := range sources {
		for _, h := range source {
			at := -1
			for i := range all {
				if all[i].sameAct(h) {
					at = i
				}
			}
			switch {
			case at < 0:
				all = append(all, h)
			case h.knowsMore(all[at]):
				h.note = cmp.Or(h.note, all[at].note)
				all[at] = h
			default:
				all[at].note = cmp.Or(all[at].note, h.note)
			}
		}
	}
	return all
}
