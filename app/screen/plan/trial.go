package plan

import (
	"strings"

	"fieldline/forms/dialplan"
)

// pace is how fast a person presses keys, ms from one to the next (dialer.md 3.6).
const pace = 300

// trial is one number, dialled on both sides.
type trial struct {
	keys, remark string
	wrong        string // it is no number
	kind         dialplan.Kind
	after        dialplan.Outcome
	before       *dialplan.Outcome
	changed      bool
}

// trials are the numbers in the box, those tried before, and those the template wants
// looked at, each once.
func (s *Screen) trials() []trial {
	d := s.desk
	var all []trial
	seen := map[string]bool{}
	add := func(text, remark string) {
		t := s.dial(text)
		if seen[t.keys] {
			return
		}
		seen[t.keys] = true
		t.remark = remark
		all = append(all, t)
	}
	now := split(s.box.Text())
	for i := range now {
		add(now[len(now)-1-i], "")
	}
	for _, n := range s.tried {
		add(n, "")
	}
	for _, n := range d.after.numbers {
		add(n.Keys, n.Remark)
	}
	return all
}

// dial tries a number as it is written.
func (s *Screen) dial(text string) trial {
	d, keys := s.desk, keysOf(text)
	if _, err := dialplan.Clean(text); err != nil {
		return trial{keys: keys, wrong: s.deps.Words.T("plan.no_number")}
	}
	t := trial{keys: keys}
	if d.after.machine == nil {
		return t
	}
	presses := dialplan.Pace(keys, pace)
	t.kind = d.after.machine.Kind(keys)
	t.after = d.after.machine.Dial(presses)
	if d.before != nil && d.before.machine != nil {
		before := d.before.machine.Dial(presses)
		t.before = &before
		t.changed = before.Action != t.after.Action || before.Sent.String() != t.after.Sent.String() || before.After != t.after.After
	}
	return t
}

// keysOf are the keys of a number as it is written; what is none stays as it is.
func keysOf(text string) string {
	keys, err := dialplan.Clean(text)
	if err != nil || keys == "" {
		return strings.TrimSpace(text)
	}
	return keys
}
