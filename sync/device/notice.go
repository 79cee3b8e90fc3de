package device

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Notice is a sentence for this person about a record.
type Notice struct {
	Key  form.ID // the same from the server and from a reminder made here
	Form string
	ID   form.ID
	At   time.Time
	Text form.Label
	Step string
	Seen bool
}

func (tx *tx) notice(n Notice) error {
	res, err := tx.db.ExecContext(tx.ctx, "INSERT OR IGNORE INTO tell(id, form, rec, zh, en, step, at, seen) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
		n.Key[:], n.Form, n.ID[:], n.Text.Zh, n.Text.En, n.Step, n.At.UTC().Format(table.TimeLayout))
	if err != nil {
		return fmt.Errorf("keep notice %s: %w", n.Key, err)
	}
	if added, err := res.RowsAffected(); err != nil || added == 0 {
		return err
	}
	tx.changed.Notices = true
	return nil
}

// Notices returns the newest notices, the unseen ones first.
func (s *Store) Notices(ctx context.Context, most int) ([]Notice, error) {
	var all []Notice
	err := s.look(ctx, func(r *reader) error {
		return table.Each(r.ctx, r.db, "SELECT id, form, rec, zh, en, step, at, seen FROM tell ORDER BY seen, at DESC, id LIMIT ?", []any{most},
			func(scan func(...any) error) error {
				var n Notice
				var key, rec []byte
				var at string
				if err := scan(&key, &n.Form, &rec, &n.Text.Zh, &n.Text.En, &n.Step, &at, &n.Seen); err != nil {
					return err
				}
				copy(n.Key[:], key)
				copy(n.ID[:], rec)
				var err error
				n.At, err = time.Parse(table.TimeLayout, at)
				all = append(all, n)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return all, nil
}

// MarkSeen notes that notices were read; of none, all.
func (s *Store) MarkSeen(ctx context.Context, keys ...form.ID) error {
	return s.change(ctx, func(tx *tx) error {
		tx.changed.Notices = true
		if len(keys) == 0 {
			return run(tx.ctx, tx.db, "UPDATE tell SET seen = 1 WHERE seen = 0")
		}
		for _, k := range keys {
			if err := run(tx.ctx, tx.db, "UPDATE tell SET seen = 1 WHERE id = ?", k[:]); err != nil {
				return fmt.Errorf("mark notice %s: %w", k, err)
			}
		}
		return nil
	})
}

// Remind makes the notices of deadline steps whose time has come and that are addressed
// to this person, from what is here; offline too. A notice that is here already, from
// the server or from before, is not made again. It returns when the next one is due, zero
// if none is.
func (s *Store) Remind(ctx context.Context) (next time.Time, err error) {
	var due []Notice
	now := s.Now()
	err = s.read(ctx, func(r *reader) error {
		var err error
		due, next, err = r.reminders(s.Identity().Person, now)
		return err
	})
	if err == nil && len(due) > 0 {
		err = s.change(ctx, func(tx *tx) error {
			for _, n := range due {
				if err := tx.notice(n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("make reminders: %w", err)
	}
	return next, nil
}

const (
	remindBack  = 3 * 24 * time.Hour  // how long after its time a reminder is still made
	remindReach = 45 * 24 * time.Hour // how far a step can lie from the due time
)

// reminders judges the steps as the server's clock does and keeps what is addressed to
// this person.
func (r *reader) reminders(me form.ID, now time.Time) (due []Notice, next time.Time, err error) {
	lib, world := r.laid, r.world()
	for _, f := range lib.Forms {
		for _, d := range f.Deadlines {
			if len(d.Steps) == 0 {
				continue
			}
			recs, err := r.running(f, d, now.Add(-remindReach), now.Add(remindReach))
			if err != nil {
				return nil, next, err
			}
			for i := range recs {
				rec := &recs[i].Record
				at, _ := rec.Values[d.Name+"_due"].(time.Time)
				for n, step := range d.Steps {
					when, err := f.StepTime(&form.Env{Lib: lib, World: world, Self: rec, Me: me, Now: now}, step, at)
					if err != nil {
						return nil, next, err
					}
					if when.After(now) {
						if next.IsZero() || when.Before(next) {
							next = when
						}
						continue
					}
					if len(step.Tell) == 0 || when.Before(now.Add(-remindBack)) {
						continue
					}
					told, err := r.reminder(form.Ref{Form: f.Name, ID: rec.ID}, d, n, at, now, me)
					if err != nil {
						return nil, next, err
					}
					if told != nil {
						told.At = when
						due = append(due, *told)
					}
				}
			}
		}
	}
	return due, next, nil
}

// reminder returns what a deadline's step tells this person, or nil.
func (r *reader) reminder(ref form.Ref, d *form.Deadline, step int, at, now time.Time, me form.ID) (*Notice, error) {
	key := form.ReminderID(ref, d.Name, step, at)
	var known int
	if err := table.One(r.ctx, r.db, "SELECT EXISTS (SELECT 1 FROM tell WHERE id = ?)", []any{key[:]}, &known); err != nil || known > 0 {
		return nil, err
	}
	out, err := r.judge(record.Operation{ID: key, At: now, Parts: []record.Part{
		{Kind: record.Remind, Form: ref.Form, ID: ref.ID, Action: d.Name, Step: step, Due: at}}})
	if err != nil {
		return nil, err
	}
	for _, t := range out.Tells {
		if slices.Contains(t.To, me) {
			return &Notice{Key: key, Form: t.Form, ID: t.ID, Text: t.Label, Step: t.Step}, nil
		}
	}
	return nil, nil
}
