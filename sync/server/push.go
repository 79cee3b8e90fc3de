package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// source is who an operation comes from.
type source struct {
	device int64 // 0: the server itself
	number int   // of the device, for provisional numbers
	id     form.ID
	person form.ID                   // zero: the system, or anybody where device is 0
	dseq   int64                     // last one taken
	head   []byte                    // of the device's chain
	synced int64                     // sequence it has read up to
	forms  string                    // SHA-256 of the library by which it reckons
	behind int64                     // sequence up to which it has its own changes only as far as it has read
	again  int64                     // up to this dseq it was answered before the server was put back
	told   map[form.ID]protocol.Told // what was refused or parked of that
	last   bool                      // what it sends is judged by what is here
	apart  bool                      // it comes beside the journal, in a rescue file
	drains bool                      // it may only hand in; all of it is kept for the office
}

// rewound asks a device for a new incarnation: an older copy of its database has come
// back to life. What it has not heard of is to be numbered from next on.
func rewound(last int64, detail string) *protocol.Problem {
	p := protocol.NewProblem(protocol.DeviceRewound, detail)
	p.Args = map[string]any{"next": last + 1}
	return p
}

// errGap says that operations before this one have not come yet.
var errGap = errors.New("operations are missing before this one")

// take answers one operation: as before if it is known, else by judging it. The device's
// dseq must go on without a hole and its chain must fit.
func (t *turn) take(from *source, a *arrival) error {
	a.answer, a.op, a.boxes = answer{}, a.sent, nil
	known, err := t.answeredBefore(a)
	if err != nil {
		return err
	}
	if from.apart && !known {
		if known, err = t.waits(a); err != nil {
			return err
		}
	}
	if from.device != 0 && !from.apart {
		if !known && a.op.Dseq <= max(from.dseq, from.again) {
			if known, err = t.waits(a); err != nil {
				return err
			}
		}
		switch {
		case known && a.op.Dseq <= from.dseq:
			return nil
		case a.op.Dseq > from.dseq+1:
			return errGap
		case a.op.Dseq <= from.dseq, !known && len(from.head) > 0 && !record.Follows(a.op.Prev, from.head):
			return &jobError{rewound(from.dseq, fmt.Sprintf("operation %s has dseq %d after %d", a.op.ID, a.op.Dseq, from.dseq))}
		}
		before := a.op.Prev // of an incarnation that goes on with its chain the server has no head yet
		if n := len(before); n > 0 && n < len(from.head) {
			before = from.head // it names only the beginning
		}
		from.dseq, from.head = a.op.Dseq, record.Chain(before, a.hash)
		if known {
			_, err := exec(t.db, "INSERT INTO again(device, dseq, body_hash) VALUES (?, ?, ?)", from.device, a.op.Dseq, a.hash)
			return err
		}
	}
	if known {
		return nil
	}
	return t.judge(from, a)
}

// answeredBefore looks the operation up by its id. One with the id of another is refused.
func (t *turn) answeredBefore(a *arrival) (bool, error) {
	var seq, fate, expected int64
	var hash, body []byte
	var stored *string
	// One column first: nearly always there is nothing, and each column costs.
	err := one(t.db, "SELECT seq FROM op WHERE op_id = ?", []any{blobID(a.op.ID)}, &seq)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	if err == nil {
		err = one(t.db, "SELECT body_hash, fate, expected, answer, body FROM op WHERE seq = ?", []any{seq}, &hash, &fate, &expected, &stored, &body)
	}
	if err != nil {
		return false, err
	}
	if !bytes.Equal(hash, a.hash) && !t.sameAct(body, a) {
		a.answer = answer{fate: record.Refused, known: true, problems: []form.Problem{protocol.OpProblem(protocol.OpIDReused, nil)}}
		return true, nil
	}
	a.answer = answer{seq: seq, fate: fates[fate], expected: expected == 1, known: true}
	if err := one(t.db, "SELECT max(seq) FROM op WHERE seq >= ? AND seq <= ? AND (seq = ? OR cause = ?)", []any{seq, seq + record.MostTouched, seq, seq}, &a.answer.last); err != nil {
		return false, err
	}
	if stored != nil {
		var kept storedAnswer
		if err := json.Unmarshal([]byte(*stored), &kept); err != nil {
			return false, fmt.Errorf("read answer of operation %s: %w", a.op.ID, err)
		}
		a.answer.problems, a.answer.conflicts = kept.Problems, kept.Conflicts
	}
	return true, nil
}

// sameAct tells whether a body is the same act under another place in a journal: a
// restored device numbers what it sends again anew.
func (t *turn) sameAct(body []byte, a *arrival) bool {
	if body == nil || a.unreadable != "" || a.failed != nil {
		return false
	}
	was, err := record.Decode(t.lib, body)
	if err != nil {
		return false
	}
	now := a.op
	for _, op := range []*record.Operation{&was, &now} {
		op.Dseq, op.Prev, op.Expect, op.Assumed = 0, nil, nil, nil
	}
	one, errWas := record.Encode(t.lib, was)
	two, errNow := record.Encode(t.lib, now)
	return errWas == nil && errNow == nil && bytes.Equal(one, two)
}

// storedAnswer is what the op table keeps of an answer.
type storedAnswer struct {
	Problems  []form.Problem      `json:"problems,omitempty"`
	Conflicts []protocol.Conflict `json:"conflicts,omitempty"`
}

// fates as they are stored; the place is the number.
var fates = [...]record.Fate{0: "", 1: record.Applied, 2: record.Merged, 3: record.Refused, 4: record.Parked}

func fateNumber(f record.Fate) int64 {
	for n, known := range fates {
		if known == f {
			return int64(n)
		}
	}
	return 0
}

// judge decides about a new operation and writes what comes of it. What is refused or
// parked is kept with its body.
func (t *turn) judge(from *source, a *arrival) error {
	if told, ok := from.told[a.op.ID]; ok && a.op.Dseq <= from.again && a.op.Actor == from.person {
		a.op.Device, a.op.At = from.id, a.at
		return t.writeOnly(from, a, record.Outcome{Fate: record.Fate(told.Fate), Problems: told.Problems})
	}
	out, err := t.decide(from, a)
	if err != nil {
		t.s.log.Error("operation could not be judged", "op", a.op.ID, "device", from.id, "error", err)
		out = record.Outcome{Fate: record.Parked, Problems: []form.Problem{protocol.OpProblem(protocol.OpInternal, nil)}}
	}
	waits, err := t.mustWait(from, a, out)
	if err != nil {
		return err
	}
	if waits {
		return t.putOff(from, a)
	}
	if len(out.Changes) > 0 {
		err := t.carryOut(from, a, out)
		var worse *fatal
		var against *notCounted
		switch {
		case err == nil:
			return t.besides(from, a)
		case errors.As(err, &against):
			return t.writeOnly(from, a, record.Outcome{Fate: record.Refused, Problems: against.problems})
		case !t.careful || errors.As(err, &worse):
			return err
		}
		t.s.log.Error("operation could not be written", "op", a.op.ID, "device", from.id, "error", err)
		out = record.Outcome{Fate: record.Parked, Problems: []form.Problem{protocol.OpProblem(protocol.OpInternal, nil)}}
	}
	return t.writeOnly(from, a, out)
}

// carryOut writes an outcome that changes records. Where the office lets parked work
// count, that is carried out with it or not at all.
func (t *turn) carryOut(from *source, a *arrival, out record.Outcome) error {
	report := accepted(out)
	if report == nil {
		return t.guarded(func() error { return t.write(from, a, out) })
	}
	return t.inSavepoint(func() error {
		if err := t.letCount(report, a.op.Actor); err != nil {
			return err
		}
		return t.write(from, a, out)
	})
}

// writeOnly keeps an operation that changes no records, and shows the office one that was
// not carried out.
func (t *turn) writeOnly(from *source, a *arrival, out record.Outcome) error {
	if err := t.write(from, a, out); err != nil {
		return err
	}
	return t.besides(from, a)
}

// decide judges an operation without writing. A panic is an error: a poisoned operation
// is kept for the office and stops nobody.
func (t *turn) decide(from *source, a *arrival) (out record.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if a.failed != nil {
		return out, a.failed
	}
	if a.unreadable != "" {
		return parked(protocol.OpUnreadable, map[string]any{"why": a.unreadable}), nil
	}
	if from.device != 0 {
		if a.op.Actor != from.person || a.op.Device != (form.ID{}) && a.op.Device != from.id {
			return refused(protocol.OpProblem(protocol.OpForeign, nil)), nil
		}
		a.op.Device = from.id
		if a.op.Accepts != (form.ID{}) {
			return refused(protocol.OpProblem(protocol.OpForeign, nil)), nil
		}
	}
	a.op.At = a.at
	if from.drains && len(a.op.Parts) > 0 && !a.op.Withdrawn {
		return parked(protocol.OpDrained, nil), nil
	}
	if p, err := t.outOfScope(from, a); err != nil || p != nil {
		return refused(*orNone(p)), err
	}
	if p, err := t.takeBoxes(a); err != nil || p != nil {
		return refused(*orNone(p)), err
	}
	return record.Apply(t.lib, t.world(), a.op)
}

func refused(p form.Problem) record.Outcome {
	return record.Outcome{Fate: record.Refused, Problems: []form.Problem{p}}
}

func parked(slug protocol.Slug, args map[string]any) record.Outcome {
	return record.Outcome{Fate: record.Parked, Problems: []form.Problem{protocol.OpProblem(slug, args)}}
}

func orNone(p *form.Problem) *form.Problem {
	if p == nil {
		return &form.Problem{}
	}
	return p
}
