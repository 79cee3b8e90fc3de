package device

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// EntryState is where an operation of the outbox stands.
type EntryState string

// The states of an entry.
const (
	Held      EntryState = "held"      // it can still be taken back
	Waiting   EntryState = "pending"   // to be sent
	Sent      EntryState = "sent"      // on its way, or answered and its rows are to come
	Refused   EntryState = "refused"   // needs you
	Parked    EntryState = "parked"    // needs you: the office has it as a report
	Delivered EntryState = "delivered" // the server has taken it
)

// Entry is an operation of the outbox, as a person reads it.
type Entry struct {
	Op    form.ID
	Form  string
	ID    form.ID // of the record it is about
	Title Title
	State EntryState
	// Problems say why it was refused; Parts are what was typed, to edit and send again.
	Problems []form.Problem
	Parts    []record.Part
	At       time.Time
	// Reply is what the office answered about it, "" for nothing yet.
	Reply string
	// Undoable tells that it has not been given out for sending, so that it can be taken back.
	Undoable bool
	// Others are further operations that were refused with it, on the same record.
	Others []form.ID
}

// Title names an operation in three parts: the document, which one, what was done.
type Title struct {
	Form form.Label   // 服务单
	Name string       // SO261123-0007 and whose it is
	Act  form.Label   // the action, empty for typing
	Kind record.Kind  // create, set, act or add, for the words where Act is empty
	Made []form.Label // fields that were filled
	// GivenUp and HandedOver tell that it does nothing but give up the work that the rest
	// of the title names, or hand it to the office.
	GivenUp, HandedOver bool
}

// outboxMost is how many waiting operations the outbox shows at most.
const outboxMost = 500

// Outbox returns what needs a person, then what the server has not answered, oldest first.
func (s *Store) Outbox(ctx context.Context) ([]Entry, error) {
	var all []Entry
	err := s.read(ctx, func(r *reader) error {
		var err error
		if all, err = r.needsYou(); err != nil {
			return err
		}
		known, now := s.known.Load(), s.cfg.Now()
		upto, handed := known.number(metaUpto), known.number(metaHanded)
		waiting, err := r.entries("(dseq > ? OR await IS NOT NULL) AND withdrawn = 0 AND dseq <= ?", upto, upto+outboxMost)
		if err != nil {
			return err
		}
		for _, e := range waiting {
			entry, err := r.entry(e)
			if err != nil {
				return err
			}
			switch {
			case e.dseq <= upto || e.dseq <= handed:
				entry.State = Sent
			case e.heldAt(now):
				entry.State = Held
			default:
				entry.State = Waiting
			}
			entry.Undoable = known.undoable(e)
			all = append(all, entry)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the outbox: %w", err)
	}
	return all, nil
}

// needsYou returns refused and parked operations; those on one record are one case.
func (r *reader) needsYou() ([]Entry, error) {
	var all []Entry
	byRecord := map[form.Ref]int{}
	type row struct {
		op       form.ID
		fate     string
		problems string
		reply    string
	}
	var rows []row
	err := table.Each(r.ctx, r.db, "SELECT op_id, fate, problems, reply FROM answer WHERE resolved IS NULL ORDER BY dseq", nil, func(scan func(...any) error) error {
		var a row
		var id []byte
		if err := scan(&id, &a.fate, &a.problems, &a.reply); err != nil {
			return err
		}
		copy(a.op[:], id)
		rows = append(rows, a)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		e, err := r.entryOf(a.op)
		if err != nil {
			return nil, err
		}
		entry, err := r.entry(e)
		if err != nil {
			return nil, err
		}
		entry.State, entry.Reply = EntryState(a.fate), a.reply
		if err := json.Unmarshal([]byte(a.problems), &entry.Problems); err != nil {
			return nil, fmt.Errorf("problems of operation %s: %w", a.op, err)
		}
		ref := form.Ref{Form: entry.Form, ID: entry.ID}
		if i, ok := byRecord[ref]; ok && entry.Form != "" {
			all[i].Others = append(all[i].Others, entry.Op)
			continue
		}
		byRecord[ref] = len(all)
		all = append(all, entry)
	}
	return all, nil
}

// entry reads an operation as a person would.
func (r *reader) entry(e entry) (Entry, error) {
	op, err := r.decode(e)
	if err != nil {
		return Entry{}, err
	}
	out := Entry{Op: op.ID, Parts: op.Parts, At: op.At}
	if len(op.Parts) == 0 {
		return r.entryAbout(out, op)
	}
	p := op.Parts[0]
	out.Form, out.ID = p.Form, op.RecordID(0)
	for n := range op.Parts {
		if op.Parts[n].Kind == record.Create {
			out.Parts[n].ID = op.RecordID(n) // so that it keeps its id when it is sent again
		}
	}
	out.Title.Kind = p.Kind
	f := r.tables.Library().Form(p.Form)
	if f == nil {
		return out, nil
	}
	out.Title.Form = f.Label
	if a := f.Action(p.Action); a != nil {
		out.Title.Act = a.Label
	}
	for _, field := range f.Fields() {
		if _, ok := p.Values[field.Name]; ok || field.Name == p.Table {
			out.Title.Made = append(out.Title.Made, field.Label)
		}
	}
	rec, err := r.tables.Get(r.ctx, r.db, p.Form, out.ID)
	switch {
	case isNotHere(err):
		rec.Record = form.Record{Form: p.Form, ID: out.ID, Values: p.Values}
	case err != nil:
		return Entry{}, err
	}
	out.Title.Name, err = r.called(&rec.Record)
	return out, err
}

// entryAbout names an operation that only says what becomes of another by that one.
func (r *reader) entryAbout(out Entry, op record.Operation) (Entry, error) {
	was, err := r.entryOf(op.Supersedes)
	if errors.Is(err, ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	about, err := r.entry(was)
	if err != nil {
		return out, err
	}
	out.Form, out.ID, out.Title = about.Form, about.ID, about.Title
	out.Title.HandedOver, out.Title.GivenUp = op.Note, !op.Note
	return out, nil
}

// Counts returns how many records wait to be sent and how many cases need a person.
func (s *Store) Counts(ctx context.Context) (pendingCards, needYou int, err error) {
	err = s.look(ctx, func(r *reader) error {
		upto := s.known.Load().number(metaUpto)
		err := table.One(r.ctx, r.db, "SELECT count(*) FROM (SELECT DISTINCT form, rec FROM op WHERE dseq > ? AND withdrawn = 0 AND form <> '')", []any{upto}, &pendingCards)
		if err != nil {
			return err
		}
		return table.One(r.ctx, r.db, `SELECT count(*) FROM (SELECT form, rec FROM answer WHERE resolved IS NULL
			UNION SELECT form, rec FROM conflict WHERE resolved IS NULL UNION SELECT coalesce(n.form, ''), coalesce(n.rec, blob.sha256)`+stuck+")", nil, &needYou)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count the outbox: %w", err)
	}
	return pendingCards, needYou, nil
}

// Resend sends a refused operation again, edited: under a new id, while its records keep
// theirs. Without parts it is sent as it was, on what the records are now.
func (s *Store) Resend(ctx context.Context, op form.ID, w Work) (Done, error) {
	if len(w.Parts) == 0 {
		err := s.read(ctx, func(r *reader) error {
			e, err := r.entryOf(op)
			if err != nil {
				return err
			}
			entry, err := r.entry(e)
			w.Parts = entry.Parts
			return err
		})
		if err != nil {
			return Done{}, fmt.Errorf("send operation %s again: %w", op, err)
		}
	}
	w.Parts = append([]record.Part(nil), w.Parts...)
	for n := range w.Parts {
		p := &w.Parts[n]
		p.Base, p.State, p.Was, p.Upon = 0, "", nil, nil
		if p.Kind == record.Create && p.ID == (form.ID{}) {
			p.ID = form.ID(op)
			if n > 0 {
				p.ID = form.PartID(op, n)
			}
		}
	}
	w.Supersedes, w.resolved = op, "sent again"
	return s.Perform(ctx, w)
}

// Discard gives a refused operation up, for a reason that the office reads.
func (s *Store) Discard(ctx context.Context, op form.ID, reason string) error {
	return s.giveUp(ctx, op, Work{Reason: reason, resolved: "discarded"})
}

// Note hands a refused operation to the office with a sentence: it has what was typed,
// and acts on it; what it answers comes as a notice.
func (s *Store) Note(ctx context.Context, op form.ID, sentence string) error {
	return s.giveUp(ctx, op, Work{Reason: sentence, note: true, resolved: "noted"})
}

func (s *Store) giveUp(ctx context.Context, op form.ID, w Work) error {
	err := s.change(ctx, func(tx *tx) error {
		all, err := tx.sameCase(op)
		if err != nil {
			return err
		}
		for _, one := range all {
			w.Supersedes = one
			if _, err := tx.perform(w); err != nil {
				return err
			}
		}
		return tx.unpin()
	})
	if err != nil {
		return fmt.Errorf("give operation %s up: %w", op, err)
	}
	return nil
}

// sameCase returns the open operations that were refused on the same record as one of them.
func (r *reader) sameCase(op form.ID) ([]form.ID, error) {
	var all []form.ID
	err := table.Each(r.ctx, r.db, `SELECT op_id FROM answer WHERE resolved IS NULL AND
		(op_id = ?1 OR (form, rec) = (SELECT form, rec FROM answer WHERE op_id = ?1 AND resolved IS NULL)) ORDER BY dseq`, []any{op[:]},
		func(scan func(...any) error) error {
			var id []byte
			if err := scan(&id); err != nil {
				return err
			}
			all = append(all, form.ID(id))
			return nil
		})
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	return all, err
}

// answer keeps what the server said to an operation that it did not carry out.
func (tx *tx) answer(e entry, r Result) error {
	problems, err := json.Marshal(r.Problems)
	if err != nil {
		return fmt.Errorf("keep the answer to operation %s: %w", r.Op, err)
	}
	var about form.Ref
	op, err := tx.decode(e)
	if err != nil {
		return err
	}
	if len(op.Parts) == 0 {
		return nil // giving up is never refused
	}
	about = form.Ref{Form: op.Parts[0].Form, ID: op.RecordID(0)}
	err = run(tx.ctx, tx.db, "INSERT OR IGNORE INTO answer(dseq, op_id, form, rec, fate, problems, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		r.Dseq, r.Op[:], about.Form, about.ID[:], string(r.Fate), string(problems), tx.now.Format(table.TimeLayout))
	if err != nil {
		return fmt.Errorf("keep the answer to operation %s: %w", r.Op, err)
	}
	tx.touch(about)
	return nil
}

// resolve closes the case of a refused operation.
func (tx *tx) resolve(op form.ID, how string) error {
	res, err := tx.db.ExecContext(tx.ctx, "UPDATE answer SET resolved = ? WHERE resolved IS NULL AND op_id = ?", how, op[:])
	if err != nil {
		return fmt.Errorf("close the case of operation %s: %w", op, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("close the case of operation %s: %w", op, ErrNotFound)
	}
	return nil
}

// reopen opens a case again whose repetition or giving up was taken back.
func (tx *tx) reopen(op form.ID) error {
	if err := run(tx.ctx, tx.db, "UPDATE answer SET resolved = NULL WHERE op_id = ?", op[:]); err != nil {
		return fmt.Errorf("open the case of operation %s again: %w", op, err)
	}
	return nil
}
