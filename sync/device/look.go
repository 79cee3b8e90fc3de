package device

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Record returns a record as this person sees it now, pending work included, or
// ErrNotFound.
func (s *Store) Record(ctx context.Context, formName string, id form.ID) (record.Record, error) {
	var rec record.Record
	err := s.read(ctx, func(r *reader) error {
		var err error
		rec, err = r.tables.Get(r.ctx, r.db, formName, id)
		return notFound(err)
	})
	return rec, err
}

// Rev returns the revision of a record as it is seen here, without reading the record;
// zero if it is not here.
func (s *Store) Rev(ctx context.Context, formName string, id form.ID) (int64, error) {
	var rev int64
	err := s.read(ctx, func(r *reader) error {
		var err error
		rev, err = r.tables.Rev(r.ctx, r.db, formName, id)
		return err
	})
	return rev, err
}

// Related returns the records of a form whose ref column via points to a record, oldest
// first.
func (s *Store) Related(ctx context.Context, formName, via string, id form.ID) ([]record.Record, error) {
	var recs []record.Record
	err := s.read(ctx, func(r *reader) error {
		var err error
		recs, err = r.tables.Related(r.ctx, r.db, formName, via, id)
		return err
	})
	return recs, err
}

// Name returns what a record is known by, "" if it is not here.
func (s *Store) Name(ctx context.Context, ref form.Ref) (string, error) {
	return s.nameBy(ctx, ref, (*reader).name)
}

// Called returns the name of a record as the outbox has it: with what else it is found by,
// as an order with its customer.
func (s *Store) Called(ctx context.Context, ref form.Ref) (string, error) {
	return s.nameBy(ctx, ref, (*reader).called)
}

func (s *Store) nameBy(ctx context.Context, ref form.Ref, by func(*reader, *form.Record) (string, error)) (string, error) {
	var name string
	err := s.read(ctx, func(r *reader) error {
		rec, err := (&lookup{reader: r, known: map[form.Ref]*record.Record{}}).get(ref)
		if err != nil || rec == nil {
			return err
		}
		name, err = by(r, &rec.Record)
		return err
	})
	return name, err
}

// Locate returns which record has an id, as a code on paper or on a screen holds it;
// ErrNotFound if it is not here.
func (s *Store) Locate(ctx context.Context, id form.ID) (form.Ref, error) {
	var ref form.Ref
	err := s.read(ctx, func(r *reader) error {
		for _, t := range r.tables.All() {
			rev, err := r.tables.Rev(r.ctx, r.db, t.Form.Name, id)
			if err != nil {
				return err
			}
			if rev > 0 {
				ref = form.Ref{Form: t.Form.Name, ID: id}
				return nil
			}
		}
		return ErrNotFound
	})
	if err != nil {
		return form.Ref{}, fmt.Errorf("locate %s: %w", id, err)
	}
	return ref, nil
}

// Find returns records of all forms that a text finds, most of them per form at most,
// in the order of the library's forms.
func (s *Store) Find(ctx context.Context, text string, perForm int) ([]Row, error) {
	var all []Row
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	err := s.read(ctx, func(r *reader) error {
		for _, t := range r.tables.All() {
			if len(t.Form.Search) == 0 {
				continue
			}
			found, err := r.tables.Select(r.ctx, r.db, table.Query{Form: t.Form.Name, Search: text, Limit: perForm})
			if err != nil {
				return err
			}
			rows, err := r.rows(found.Records, nil)
			if err != nil {
				return err
			}
			all = append(all, rows...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find %q: %w", text, err)
	}
	return all, nil
}

// keptRecent is how many changed records the home screen can look back on.
const keptRecent = 200

// recent notes that a record changed.
func (tx *tx) recent(rec *record.Record, mine bool) error {
	err := run(tx.ctx, tx.db, "INSERT OR REPLACE INTO recent(form, id, at, by, mine) VALUES (?, ?, ?, ?, ?)",
		rec.Form, rec.ID[:], rec.UpdatedAt.Format(table.TimeLayout), table.Bind(rec.UpdatedBy), mine)
	if err == nil {
		err = run(tx.ctx, tx.db, "DELETE FROM recent WHERE n <= (SELECT max(n) FROM recent) - ?", keptRecent)
	}
	if err != nil {
		return fmt.Errorf("note that %s %s changed: %w", rec.Form, rec.ID, err)
	}
	return nil
}

// Recent is a record that changed lately.
type Recent struct {
	Row
	At   time.Time
	By   form.ID
	Mine bool // by this person's own work
}

// Recent returns the records that changed last on this device, newest first.
func (s *Store) Recent(ctx context.Context, most int) ([]Recent, error) {
	var all []Recent
	err := s.read(ctx, func(r *reader) error {
		var refs []form.Ref
		err := table.Each(r.ctx, r.db, "SELECT form, id, at, by, mine FROM recent ORDER BY n DESC LIMIT ?", []any{most}, func(scan func(...any) error) error {
			var c Recent
			var ref form.Ref
			var id, by []byte
			var at string
			if err := scan(&ref.Form, &id, &at, &by, &c.Mine); err != nil {
				return err
			}
			copy(ref.ID[:], id)
			copy(c.By[:], by)
			var err error
			c.At, err = time.Parse(table.TimeLayout, at)
			refs, all = append(refs, ref), append(all, c)
			return err
		})
		if err != nil {
			return err
		}
		look := &lookup{reader: r, known: map[form.Ref]*record.Record{}}
		kept := all[:0]
		for i, ref := range refs {
			rec, err := look.get(ref)
			if err != nil {
				return err
			}
			if rec == nil {
				continue
			}
			rows, err := r.rows([]record.Record{*rec}, nil)
			if err != nil {
				return err
			}
			all[i].Row = rows[0]
			kept = append(kept, all[i])
		}
		all = kept
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list recent changes: %w", err)
	}
	return all, nil
}

// Due is a deadline that runs.
type Due struct {
	Row      Row
	Deadline *form.Deadline
	At       time.Time
	Mine     bool // the record names this person
}

// DueUntil returns the deadlines that are not met and fall due before a time, those that
// have passed among them, soonest first.
func (s *Store) DueUntil(ctx context.Context, until time.Time, most int) ([]Due, error) {
	var all []Due
	me := s.Identity().Person
	err := s.read(ctx, func(r *reader) error {
		for _, t := range r.tables.All() {
			for _, d := range t.Form.Deadlines {
				recs, err := r.running(t.Form, d, time.Time{}, until)
				if err != nil {
					return err
				}
				rows, err := r.rows(recs, nil)
				if err != nil {
					return err
				}
				for _, row := range rows {
					at, _ := row.Record.Values[d.Name+"_due"].(time.Time)
					all = append(all, Due{Row: row, Deadline: d, At: at, Mine: names(&row.Record.Record, me)})
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list deadlines: %w", err)
	}
	sortDues(all)
	if most > 0 && len(all) > most {
		all = all[:most]
	}
	return all, nil
}

// mostRunning bounds how many records of one deadline are looked at.
const mostRunning = 500

// running returns the records of a deadline that is not met and is due between two times.
func (r *reader) running(f *form.Form, d *form.Deadline, from, until time.Time) ([]record.Record, error) {
	due, met := strconv.Quote(d.Name+"_due"), strconv.Quote(d.Name+"_met")
	states := []string{}
	for _, st := range f.States {
		if st.Open() {
			states = append(states, st.Name)
		}
	}
	page, err := r.tables.Select(r.ctx, r.db, table.Query{
		Form: f.Name, States: states, Sort: d.Name + "_due", Limit: mostRunning,
		Where: []table.Condition{{SQL: due + " IS NOT NULL AND " + met + " IS NULL AND " + due + " >= ? AND " + due + " < ?", Args: []any{from, until}}},
	})
	return page.Records, err
}

// names tells whether one of a record's columns names a person.
func names(rec *form.Record, person form.ID) bool {
	for _, v := range rec.Values {
		switch x := v.(type) {
		case form.ID:
			if x == person {
				return true
			}
		case []form.ID:
			for _, id := range x {
				if id == person {
					return true
				}
			}
		}
	}
	return false
}

// Past is one of this person's own operations on a record.
type Past struct {
	Op     form.ID
	At     time.Time
	Title  Title
	Parts  []record.Part
	State  EntryState // "" if it is settled
	Undone bool       // taken back before it was sent
}

// History returns what this installation did to a record, oldest first, as far back as
// its journal goes; what others did is in the record's stamps.
func (s *Store) History(ctx context.Context, formName string, id form.ID) ([]Past, error) {
	var all []Past
	err := s.read(ctx, func(r *reader) error {
		entries, err := r.entries("form = ? AND rec = ?", formName, id[:])
		if err != nil {
			return err
		}
		upto := s.known.Load().number(metaUpto)
		for _, e := range entries {
			entry, err := r.entry(e)
			if err != nil {
				return err
			}
			past := Past{Op: e.id, At: entry.At, Title: entry.Title, Parts: entry.Parts, Undone: e.withdrawn}
			if e.dseq > upto {
				past.State = Waiting
			}
			var fate string
			err = table.One(r.ctx, r.db, "SELECT fate FROM answer WHERE op_id = ?", []any{e.id[:]}, &fate)
			if err != nil && !isNoRow(err) {
				return err
			}
			if fate != "" {
				past.State = EntryState(fate)
			}
			all = append(all, past)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("history of %s %s: %w", formName, id, err)
	}
	return all, nil
}
