package server

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// follow keeps what lies beside a record: the attachments it names, the secrets that
// came for it, and what the clock has to do for it.
func (t *turn) follow(a *arrival, c *record.Change, p place) error {
	for _, sha := range attachments(c.Written) {
		raw, err := hex.DecodeString(sha)
		if err != nil {
			continue // not a name the bytes could ever have
		}
		if _, err := exec(t.db, "INSERT INTO blob_ref(sha, form, k) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", raw, p.form, p.k); err != nil {
			return err
		}
	}
	for _, b := range a.boxes {
		if b.form != c.After.Form || b.rec != c.After.ID {
			continue
		}
		if _, err := exec(t.db, "INSERT INTO secret(ref, box, form, rec, field, by, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(ref) DO NOTHING",
			b.ref, b.box, p.form, blobID(b.rec), b.field, blobID(a.op.Actor), stamp(t.now)); err != nil {
			return err
		}
	}
	return t.setTimers(c, p)
}

// attachments names the files that values hold.
func attachments(values form.Values) []string {
	var all []string
	add := func(v any) {
		switch v := v.(type) {
		case form.Attachment:
			all = append(all, v.SHA256)
		case form.Signature:
			all = append(all, v.SHA256)
		}
	}
	for _, v := range values {
		rows, ok := v.([]form.Row)
		if !ok {
			add(v)
			continue
		}
		for _, row := range rows {
			for _, cell := range row.Values {
				add(cell)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// ageing stands in the timer table for the day on which a record leaves the devices of
// single people.
const ageing = ""

// setTimers writes down what the clock has to do for a record: the steps of deadlines
// that are running, and its leaving.
func (t *turn) setTimers(c *record.Change, p place) error {
	f := t.lib.Form(c.After.Form)
	due, err := t.timers(f, &c.After)
	if err != nil {
		return fmt.Errorf("timers of %s %s: %w", f.Name, c.After.ID, err)
	}
	if c.Before != nil {
		was, err := t.timers(f, c.Before)
		if err != nil {
			return fmt.Errorf("timers of %s %s: %w", f.Name, c.After.ID, err)
		}
		if slices.Equal(due, was) {
			return nil
		}
		if _, err := exec(t.db, "DELETE FROM timer WHERE form = ? AND k = ?", p.form, p.k); err != nil {
			return err
		}
	}
	for _, tm := range due {
		if _, err := exec(t.db, "INSERT INTO timer(form, k, deadline, step, due, at) VALUES (?, ?, ?, ?, ?, ?)",
			p.form, p.k, tm.deadline, tm.step, stamp(tm.due), stamp(tm.at)); err != nil {
			return err
		}
	}
	return nil
}

// timer is one thing the clock has to do.
type timer struct {
	deadline string
	step     int
	due, at  time.Time
}

func (t *turn) timers(f *form.Form, rec *record.Record) ([]timer, error) {
	var all []timer
	state := f.State(rec.State)
	for _, d := range f.Deadlines {
		due, running := rec.Values[d.Name+"_due"].(time.Time)
		if !running || rec.Values[d.Name+"_met"] != nil || slices.Contains(d.Until, rec.State) || slices.Contains(d.Pause, rec.State) || state != nil && !state.Open() {
			continue
		}
		for i, st := range d.Steps {
			at, err := f.StepTime(t.env(t.world(), rec), st, due)
			if err != nil {
				return nil, err
			}
			all = append(all, timer{d.Name, i, due, at})
		}
	}
	if at, leaves := leaveTime(t.lib, f, rec); leaves {
		all = append(all, timer{ageing, 0, at, at})
	}
	return all, nil
}

// usualLeave is how long a record stays on the devices of single people after its end
// where its form says nothing.
const usualLeave = "90 d"

// leaveTime returns when a record that has come to its end leaves the devices of single
// people (forms/README.md 8).
func leaveTime(lib *form.Library, f *form.Form, rec *record.Record) (time.Time, bool) {
	state := f.State(rec.State)
	if state == nil || state.Open() || f.Leave == "never" {
		return time.Time{}, false
	}
	text := f.Leave
	if text == "" {
		text = usualLeave
	}
	length, err := form.ParseLength(text)
	if err != nil {
		return time.Time{}, false // the linter refuses such a form
	}
	since, ok := rec.Values[rec.State+"_at"].(time.Time)
	if !ok {
		since = rec.UpdatedAt
	}
	return lib.Calendar.Add(since, length), true
}

// aged tells whether a record has left the devices of single people.
func (t *turn) aged(f *form.Form, rec *record.Record) bool {
	at, leaves := leaveTime(t.lib, f, rec)
	return leaves && !t.now.Before(at)
}

// tell writes down who is told what. Nobody is told what he did himself.
func (t *turn) tell(a *arrival, tells []record.Tell) error {
	for _, tl := range tells {
		for _, who := range tl.To {
			if who == a.op.Actor && !tl.Late {
				continue // he did it
			}
			if _, err := exec(t.db, "INSERT INTO tell(key, person, form, rec, at, zh, en, step) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
				blobID(a.op.ID), blobID(who), tl.Form, blobID(tl.ID), stamp(a.at), tl.Label.Zh, tl.Label.En, tl.Step); err != nil {
				return err
			}
		}
	}
	return nil
}
