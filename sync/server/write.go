package server

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// write puts an outcome into the tables: each touched record with its own sequence and
// its row of the log, then memberships and feed, timers, tells, attachments. An outcome
// without changes is one row of the log.
func (t *turn) write(from *source, a *arrival, out record.Outcome) error {
	a.answer.fate, a.answer.problems = out.Fate, out.Problems
	a.answer.conflicts = t.conflicts(out.Conflicts)
	expected, err := t.asExpected(from, a, out)
	if err != nil {
		return err
	}
	a.answer.expected = expected
	first := t.head + 1
	a.answer.seq = first
	row := logRow{arrival: a, from: from, fate: out.Fate, expected: a.answer.expected}
	if len(out.Changes) == 0 {
		a.answer.last = first
		if err := t.log(&row); err != nil {
			return err
		}
		return t.tell(a, out.Tells)
	}
	temporary := t.provisional(from, a, out.Changes)
	moved := make([]place, 0, len(out.Changes))
	changes := ownFirst(out.Changes)
	for i := range changes {
		c := &changes[i]
		r := row
		if i > 0 {
			r.cause = first
		}
		p, err := t.put(&r, c, temporary[c.After.ID])
		if err != nil {
			return err
		}
		moved = append(moved, p)
	}
	a.answer.last = t.head
	if err := t.spread(changes, moved); err != nil {
		return err
	}
	for i := range changes {
		if err := t.follow(a, &changes[i], moved[i]); err != nil {
			return err
		}
	}
	return t.tell(a, out.Tells)
}

// place is a record inside the database.
type place struct {
	form, k, seq int64
	created      bool
}

// ownFirst puts the record that the operation itself is about before those its effects
// touch, since the first row of the log is the operation's.
func ownFirst(changes []record.Change) []record.Change {
	for i := range changes {
		if !changes[i].Effect {
			if i > 0 {
				own := changes[i]
				changes = append(append([]record.Change{own}, changes[:i]...), changes[i+1:]...)
			}
			break
		}
	}
	return changes
}

// provisional gives the numbers that a device shows for new records until the server's
// arrive: worked out as the device does, so that both are found for ever.
func (t *turn) provisional(from *source, a *arrival, changes []record.Change) map[form.ID]string {
	if from.device == 0 {
		return nil
	}
	var numbers map[form.ID]string
	nth := 0
	for i := range changes {
		c := &changes[i]
		if c.Before == nil && t.lib.Form(c.After.Form).Number != nil {
			if nth++; numbers == nil {
				numbers = map[form.ID]string{}
			}
			numbers[c.After.ID] = table.Provisional(from.number, a.op.Dseq, nth)
		}
	}
	return numbers
}

// put writes one record and its row of the log.
func (t *turn) put(r *logRow, c *record.Change, temporary string) (place, error) {
	rec := &c.After
	f := t.lib.Form(rec.Form)
	n := t.formN[rec.Form]
	rec.Seq = t.head + 1
	rec.Rev = 1
	if c.Before != nil {
		rec.Rev = c.Before.Rev + 1
		rec.Number = c.Before.Number
	}
	if c.Before == nil && f.Number != nil {
		number, err := t.nextNumber(f, n, r.op.At)
		if err != nil {
			return place{}, err
		}
		rec.Number = number
	}
	k, err := t.store(c, temporary)
	if err != nil {
		return place{}, err
	}
	t.wrote(k, rec)
	if t.register.Holds(rec.Form) {
		t.register, t.heard, t.crowd = &table.Register{}, &heard{}, &crowd{}
		if t.lib, err = t.world().Library(); err != nil {
			return place{}, err
		}
	}
	r.form, r.rec, r.rev, r.change = n, k, rec.Rev, c
	if err := t.log(r); err != nil {
		return place{}, err
	}
	return place{form: n, k: k, seq: rec.Seq, created: c.Before == nil}, nil
}

// store writes a record into its table and returns its key.
func (t *turn) store(c *record.Change, temporary string) (int64, error) {
	if c.Before == nil {
		return t.tables.PutAt(ctxNever, t.db, 0, &c.After, temporary)
	}
	k, err := t.key(form.Ref{Form: c.After.Form, ID: c.After.ID})
	if err != nil {
		return 0, err
	}
	return k, t.tables.Update(ctxNever, t.db, k, table.Change{Before: c.Before, After: &c.After, Written: c.Written}, &t.s.habits)
}

// nextNumber counts on within the form's period, in the same transaction, so that no
// number is ever given twice or left out.
func (t *turn) nextNumber(f *form.Form, n int64, at time.Time) (string, error) {
	day := t.lib.Calendar.Day(at)
	var seq int64
	err := one(t.db, "INSERT INTO counter(form, period, n) VALUES (?, ?, 1) ON CONFLICT(form, period) DO UPDATE SET n = n + 1 RETURNING n",
		[]any{n, f.Number.PeriodOf(day)}, &seq)
	if err != nil {
		return "", err
	}
	return f.Number.Format(day, seq), nil
}

// logRow is a row of the op table before it is written.
type logRow struct {
	*arrival
	from     *source
	fate     record.Fate
	expected bool
	cause    int64 // 0: the operation's own row
	form     int64
	rec      int64
	rev      int64
	change   *record.Change // nil: no record was touched
}

func (t *turn) log(r *logRow) error {
	t.head++
	seq := t.head
	body, hash := r.raw, r.hash
	var opID, cause, prev, was, left, kept, skew any
	if r.cause == 0 {
		opID = blobID(r.op.ID)
	} else {
		cause = r.cause
		body = t.effectBody(r.change)
		hash = record.Hash(body)
	}
	if c := r.change; c != nil {
		text, err := t.replaced(c)
		if err != nil {
			return err
		}
		was, left = text, imprint(t.lib.Form(c.After.Form), &c.After, text)
		if c.Before != nil {
			prev = c.Before.Seq
		}
	}
	if r.cause == 0 && (len(r.answer.problems) > 0 || len(r.answer.conflicts) > 0) {
		text, err := json.Marshal(storedAnswer{r.answer.problems, r.answer.conflicts})
		if err != nil {
			return fmt.Errorf("keep answer of operation %s: %w", r.op.ID, err)
		}
		kept = string(text)
	}
	if r.skew != 0 {
		skew = r.skew.Milliseconds()
	}
	expected := int64(0)
	if r.expected {
		expected = 1
	}
	at := r.at
	if at.IsZero() {
		at = t.now
	}
	row := chained{seq: seq, opID: r.op.ID, effect: r.cause != 0, device: r.from.device, actor: r.op.Actor, at: stamp(at), fate: fateNumber(r.fate), bodyHash: hash}
	t.hash = row.link(t.hash)
	_, err := exec(t.db, `INSERT INTO op(seq, op_id, cause, device, dseq, actor, form, rec, rev, prev, at, received, skew, fate, expected, library, body_hash, hash, body, was, answer, imprint)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		seq, opID, cause, r.from.device, r.op.Dseq, blobID(r.op.Actor), r.form, r.rec, r.rev, prev, row.at, stamp(t.now), skew,
		row.fate, expected, t.libN, hash, t.hash, body, was, kept, left)
	return err
}

// effectBody is the body of an effect row: which record, and what was written.
func (t *turn) effectBody(c *record.Change) []byte {
	b := form.AppendText(append(make([]byte, 0, rowBytes), `{"form":`...), c.After.Form)
	b = append(append(append(b, `,"id":"`...), c.After.ID.String()...), '"')
	if c.After.State != "" {
		b = form.AppendText(append(b, `,"state":`...), c.After.State)
	}
	if c.Step != "" {
		b = form.AppendText(append(b, `,"step":`...), c.Step)
	}
	b = t.appendColumns(append(b, `,"values":`...), c.After.Form, c.Written)
	return append(b, '}')
}

// rowBytes is what the text of a change rarely exceeds.
const rowBytes = 512

// appendColumns writes values by column as one JSON object, null for the empty ones.
func (t *turn) appendColumns(b []byte, formName string, values form.Values) []byte {
	f := t.lib.Form(formName)
	b = append(b, '{')
	empty := len(b)
	for _, name := range sortedKeys(values) {
		c := f.Column(name)
		if c == nil {
			continue
		}
		if len(b) > empty {
			b = append(b, ',')
		}
		b = c.Append(append(form.AppendText(b, name), ':'), values[name])
	}
	return append(b, '}')
}

// replaced is what a change wrote over: enough to see the record as it was.
func (t *turn) replaced(c *record.Change) (any, error) {
	if c.Before == nil {
		return nil, nil
	}
	old := form.Values{}
	for name := range c.Written {
		old[name] = c.Before.Values[name]
	}
	b := t.appendColumns(make([]byte, 0, rowBytes), c.After.Form, old)
	b = b[:len(b)-1]
	add := func(name, v string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		b = form.AppendText(b, v)
	}
	if c.Before.State != c.After.State {
		add("state", c.Before.State)
	}
	if c.Before.Site != c.After.Site {
		add("site", c.Before.Site.String())
	}
	return string(append(b, '}')), nil
}

// chained is what a row of the log is linked by: all that says who did what when. A body
// that is erased leaves its hash.
type chained struct {
	seq      int64
	opID     form.ID
	effect   bool
	device   int64
	actor    form.ID
	at       string
	fate     int64
	bodyHash []byte
}

func (c *chained) link(prev []byte) []byte {
	h := sha256.New()
	h.Write(prev)
	var head [25]byte
	binary.BigEndian.PutUint64(head[:], uint64(c.seq))
	binary.BigEndian.PutUint64(head[8:], uint64(c.device))
	binary.BigEndian.PutUint64(head[16:], uint64(c.fate))
	if c.effect {
		head[24] = 1
	}
	h.Write(head[:])
	if !c.effect {
		h.Write(c.opID[:])
	}
	h.Write(c.actor[:])
	h.Write([]byte(strconv.Itoa(len(c.at)) + c.at))
	h.Write(c.bodyHash)
	return h.Sum(nil)
}

func (t *turn) conflicts(found []record.Conflict) []protocol.Conflict {
	var all []protocol.Conflict
	for _, c := range found {
		f := t.lib.Form(c.Form)
		raw := func(v any) json.RawMessage {
			if f == nil || form.Empty(v) {
				return nil
			}
			if c.Cell != "" {
				return cellJSON(f, c.Column, c.Row, c.Cell, v)
			}
			if column := f.Column(c.Column); column != nil {
				return column.Encode(v)
			}
			return nil
		}
		all = append(all, protocol.Conflict{
			Form: c.Form, ID: c.ID, Column: c.Column, Row: c.Row, Cell: c.Cell,
			Base: raw(c.Base), Mine: raw(c.Mine), Theirs: raw(c.Theirs), By: c.Them.By, At: c.Them.At, Device: c.Them.Device, Mined: c.Mined,
		})
	}
	return all
}

// cellJSON writes the value of one cell of a table.
func cellJSON(f *form.Form, table, row, cell string, v any) json.RawMessage {
	column := f.Column(table)
	if column == nil {
		return nil
	}
	var rows []map[string]json.RawMessage
	if json.Unmarshal(column.Encode([]form.Row{{ID: row, Values: form.Values{cell: v}}}), &rows) != nil || len(rows) != 1 {
		return nil
	}
	return rows[0][cell]
}
