package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// mostPast is how many changes of a record one answer tells.
const mostPast = 200

// history tells what happened to a record, to whoever reads it now, as far as he may read
// its fields. One that is not his is answered as one that is not there.
func (s *Server) history(ctx context.Context, d *device, formName, idText string, before int64) (*protocol.HistoryReply, error) {
	notFound := protocol.NewProblem(protocol.NotFound, "no such record")
	id, err := uuid.Parse(idText)
	sc := s.shown.Load()
	f := sc.lib.Form(formName)
	if err != nil || f == nil {
		return nil, notFound
	}
	reply := &protocol.HistoryReply{Now: s.now(), Entries: []protocol.Past{}}
	err = s.store.read(ctx, func(db *table.Session) error {
		k, rec, err := sc.tables.GetWithKey(ctxNever, db, formName, id)
		if errors.Is(err, form.ErrNotHere) {
			return notFound
		}
		if err != nil {
			return err
		}
		listens, err := sc.listens(db, d.person, s.now())
		if err != nil {
			return err
		}
		if seen, err := sees(db, spot{sc.formN[formName], k}, listens); err != nil || seen != now {
			return errors.Join(err, notFound)
		}
		who, err := sc.personOf(db, d.person, s.now())
		if err != nil {
			return err
		}
		hidden, err := sc.maskOf(db, f, &rec, who, true)
		if err != nil {
			return err
		}
		t := &telling{sc: sc, db: db, form: f, rec: rec, hidden: hidden, before: before, reply: reply}
		return t.walk()
	})
	if err != nil {
		return nil, fmt.Errorf("history of %s %s: %w", formName, id, err)
	}
	return reply, nil
}

// telling walks a record back from what it is now.
type telling struct {
	sc     *scene
	db     table.DB
	form   *form.Form
	rec    record.Record // as it was after the row that is told
	hidden []string
	before int64 // sequence before which is told; 0: from the newest on
	reply  *protocol.HistoryReply
}

// row is one of the record's rows of the log.
type pastRow struct {
	seq, rev, device, fate int64
	prev, cause, skew      *int64
	opID, actor, body      []byte
	at, received           string
	was                    *string
}

func (t *telling) walk() error {
	for seq := t.rec.Seq; ; {
		var r pastRow
		err := one(t.db, "SELECT seq, rev, prev, op_id, cause, device, actor, at, received, skew, fate, body, was FROM op WHERE seq = ?", []any{seq},
			&r.seq, &r.rev, &r.prev, &r.opID, &r.cause, &r.device, &r.actor, &r.at, &r.received, &r.skew, &r.fate, &r.body, &r.was)
		if err != nil {
			return err
		}
		if len(t.reply.Entries) == mostPast {
			t.reply.More = true
			return nil
		}
		past, err := t.tell(&r)
		if err != nil {
			return fmt.Errorf("at %d: %w", r.seq, err)
		}
		if t.before == 0 || r.seq < t.before {
			t.reply.Entries = append(t.reply.Entries, past)
		}
		if r.prev == nil {
			return nil
		}
		seq = *r.prev
	}
}

// tell says what a row did, and takes it back.
func (t *telling) tell(r *pastRow) (past protocol.Past, err error) {
	past = protocol.Past{Seq: r.seq, Rev: r.rev, By: readID(r.actor), Device: int(r.device), Merged: fates[r.fate] == record.Merged}
	if r.skew != nil {
		past.Skew = *r.skew
	}
	if past.At, err = time.Parse(protocol.TimeLayout, r.at); err != nil {
		return past, err
	}
	if past.Received, err = time.Parse(protocol.TimeLayout, r.received); err != nil {
		return past, err
	}
	past.Offline = r.device > 0 && past.Received.Sub(past.At) > protocol.OfflineAfter
	if r.cause != nil {
		if err := one(t.db, "SELECT op_id, body FROM op WHERE seq = ?", []any{*r.cause}, &r.opID, &r.body); err != nil {
			return past, err
		}
	}
	past.Op = readID(r.opID)
	t.act(r, &past)
	if r.was == nil { // it was made
		past.State = t.rec.State
		for _, name := range sortedKeys(t.rec.Values) {
			t.change(&past, name, nil)
		}
		return past, nil
	}
	was := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(*r.was), &was); err != nil {
		return past, err
	}
	for _, name := range sortedKeys(was) {
		switch name {
		case "state":
			past.State = t.rec.State
			if err := json.Unmarshal(was[name], &t.rec.State); err != nil {
				return past, err
			}
		case "site":
		default:
			t.change(&past, name, was[name])
			if err := t.takeBack(name, was[name]); err != nil {
				return past, err
			}
		}
	}
	return past, nil
}

// act finds what the operation did to the record itself; a body that was erased, or that
// is about other records only, says nothing.
func (t *telling) act(r *pastRow, past *protocol.Past) {
	if r.body == nil {
		return
	}
	op, err := record.Decode(t.sc.lib, r.body)
	if err != nil {
		return
	}
	for n, p := range op.Parts {
		if p.Form == t.form.Name && op.RecordID(n) == t.rec.ID {
			past.Kind, past.Action = string(p.Kind), p.Action
			if p.Kind == record.Act {
				return // it says more than what was filled with it
			}
		}
	}
}

// change adds a field to what was written, as far as it may be read.
func (t *telling) change(past *protocol.Past, name string, was json.RawMessage) {
	c, field := t.form.Column(name), t.form.Field(name)
	if c == nil || field == nil || slices.Contains(t.hidden, name) {
		return
	}
	if isSecret(field) {
		past.Changes = append(past.Changes, protocol.Change{Column: name, Secret: true})
		return
	}
	change := protocol.Change{Column: name}
	if v := t.rec.Values[name]; !form.Empty(v) {
		change.Is = c.Encode(v)
	}
	if was != nil && !bytes.Equal(was, []byte("null")) {
		change.Was = was
	}
	past.Changes = append(past.Changes, change)
}

// takeBack makes a field what it was.
func (t *telling) takeBack(name string, was json.RawMessage) error {
	c := t.form.Column(name)
	if c == nil {
		return nil
	}
	v, err := c.Decode(was)
	if err != nil {
		return err
	}
	if v == nil {
		delete(t.rec.Values, name)
		return nil
	}
	t.rec.Values[name] = v
	return nil
}

// isSecret tells whether a field is one, or a table with one.
func isSecret(field *form.Field) bool {
	return field.Type == form.Secret || slices.ContainsFunc(field.Columns, func(c *form.Field) bool { return c.Type == form.Secret })
}
