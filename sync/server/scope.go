package server

import (
	"errors"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// sight is how a record stands to a person.
type sight int

const (
	never sight = iota // not his, or not there: nobody is told which
	once               // his until it left
	now
)

// sees tells how a record stands to somebody by what the feed gives him.
func sees(db table.DB, s spot, listens []int64) (sight, error) {
	all, err := memberships(db, s)
	return sightOf(all, listens), err
}

// sees tells how a record stands to somebody in this transaction.
func (t *turn) sees(s spot, listens []int64) (sight, error) {
	all, err := t.members(s)
	if err != nil {
		return never, err
	}
	return sightOf(*all, listens), nil
}

func sightOf(all []membership, listens []int64) sight {
	best := never
	for _, m := range all {
		_, mine := slices.BinarySearch(listens, m.aud)
		switch {
		case !mine:
		case m.kind != kindLeave:
			return now
		default:
			best = once
		}
	}
	return best
}

// key returns the integer key of a record, 0 where there is none.
func (t *turn) key(ref form.Ref) (int64, error) {
	if r := t.s.shelf.get(ref.Form, ref.ID); r != nil {
		return r.k, nil
	}
	if k, known := t.s.shelf.keys.get(ref); known {
		return k, nil
	}
	k, err := t.tables.Key(ctxNever, t.db, ref.Form, ref.ID)
	if errors.Is(err, form.ErrNotHere) || errors.Is(err, table.ErrUnknownForm) {
		return 0, nil
	}
	if err == nil {
		t.s.shelf.keys.put(ref, k)
	}
	return k, err
}

// outOfScope refuses an operation on a record that its author does not see, or that
// points to one. The answer is the same whether there is such a record or not.
func (t *turn) outOfScope(from *source, a *arrival) (*form.Problem, error) {
	if a.op.Actor == (form.ID{}) {
		return nil, nil
	}
	listens, err := t.listens(t.db, a.op.Actor, t.now)
	if err != nil {
		return nil, err
	}
	made := map[form.Ref]bool{}
	for n, p := range a.op.Parts {
		ref := form.Ref{Form: p.Form, ID: a.op.RecordID(n)}
		if t.lib.Form(p.Form) == nil {
			continue // refused by name
		}
		if p.Kind == record.Create {
			made[ref] = true
		} else if !made[ref] {
			problem, err := t.unseen(from, ref, listens)
			if problem != nil || err != nil {
				return problem, err
			}
		}
		for _, aim := range aims(p) {
			if made[aim.ref] {
				continue
			}
			ok, err := t.mayPoint(a.op.Actor, ref, aim, listens)
			if err != nil {
				return nil, err
			}
			if !ok {
				problem := protocol.OpProblem(protocol.NotInScope, nil)
				problem.Form, problem.ID, problem.Field = ref.Form, ref.ID, aim.field
				return &problem, nil
			}
		}
	}
	return nil, nil
}

// unseen is why an operation may not be about a record, nil if it may. A record that
// left is let through: what was right when it was done is kept for the office.
func (t *turn) unseen(from *source, ref form.Ref, listens []int64) (*form.Problem, error) {
	k, err := t.key(ref)
	if err != nil {
		return nil, err
	}
	if k != 0 {
		seen, err := t.sees(spot{t.formN[ref.Form], k}, listens)
		if err != nil || seen != never {
			return nil, err
		}
	} else if from.device != 0 {
		var fate int64
		err := one(t.db, "SELECT fate FROM op WHERE op_id = ? AND device = ?", []any{blobID(ref.ID), from.device}, &fate)
		if err == nil && fates[fate] != record.Applied && fates[fate] != record.Merged {
			return &form.Problem{Form: ref.Form, ID: ref.ID, Key: form.KeyAfterRefused}, nil
		}
		if err != nil && !errors.Is(err, errNoRow) {
			return nil, err
		}
	}
	problem := protocol.OpProblem(protocol.NotInScope, nil)
	problem.Form, problem.ID = ref.Form, ref.ID
	return &problem, nil
}

// aim is a record that a written value points to.
type aim struct {
	field string
	ref   form.Ref
}

// aims lists what the values of a part point to.
func aims(p record.Part) []aim {
	var all []aim
	add := func(field string, v any) {
		switch v := v.(type) {
		case form.Ref:
			all = append(all, aim{field, v})
		case form.ID:
			all = append(all, aim{field, form.Ref{Form: "person", ID: v}})
		case []form.ID:
			for _, id := range v {
				all = append(all, aim{field, form.Ref{Form: "person", ID: id}})
			}
		}
	}
	for _, name := range sortedKeys(p.Values) {
		rows, ok := p.Values[name].([]form.Row)
		if !ok {
			add(name, p.Values[name])
			continue
		}
		for _, row := range rows {
			for _, cell := range sortedKeys(row.Values) {
				add(name+"."+cell, row.Values[cell])
			}
		}
	}
	for _, cell := range sortedKeys(p.Row.Values) {
		add(p.Table+"."+cell, p.Row.Values[cell])
	}
	return all
}

// mayPoint tells whether somebody may let a record point to another: he sees it, saw it,
// made it, or it is pointed to already.
func (t *turn) mayPoint(actor form.ID, from form.Ref, to aim, listens []int64) (bool, error) {
	if t.lib.Form(to.ref.Form) == nil {
		return true, nil // refused by its field, or a library without that register
	}
	k, err := t.key(to.ref)
	if err != nil {
		return false, err
	}
	w := t.world()
	if k != 0 {
		seen, err := t.sees(spot{t.formN[to.ref.Form], k}, listens)
		if err != nil || seen != never {
			return seen != never, err
		}
		target, err := w.Stored(to.ref.Form, to.ref.ID)
		if err != nil || target.CreatedBy == actor {
			return err == nil, err
		}
	}
	rec, err := w.Stored(from.Form, from.ID)
	if errors.Is(err, form.ErrNotHere) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	stored := aims(record.Part{Values: rec.Values})
	return slices.Contains(stored, to), nil
}
