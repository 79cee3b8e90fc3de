package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// The kinds of feed row.
const (
	kindEnter  = 1
	kindUpdate = 2
	kindLeave  = 3
)

// spot is a record by its integers.
type spot struct{ form, k int64 }

// deltas are by how many reasons the memberships of records change: (record, audience).
type deltas struct {
	order   []spot
	by      map[spot]map[int64]int64
	created map[spot]bool // records that no audience can have had before
}

func (d *deltas) add(s spot, aud, n int64) {
	if d.by[s] == nil {
		d.by[s] = map[int64]int64{}
		d.order = append(d.order, s)
	}
	d.by[s][aud] += n
}

// spread brings memberships and feed up to date with what an operation changed: every
// touched record moves to its new sequence in each audience that has it; then records
// enter and leave audiences, carried ones too, each at one sequence.
func (t *turn) spread(changes []record.Change, moved []place) error {
	w := t.world()
	d := &deltas{by: map[spot]map[int64]int64{}, created: map[spot]bool{}}
	seqs := map[spot]int64{}
	for i := range changes {
		p := moved[i]
		seqs[spot{p.form, p.k}] = p.seq
		if p.created {
			d.created[spot{p.form, p.k}] = true
		} else {
			if _, err := exec(t.db, "UPDATE feed SET seq = ?, kind = 2 WHERE form = ? AND k = ? AND kind <> 3", p.seq, p.form, p.k); err != nil {
				return err
			}
		}
	}
	others, stirred, err := t.dependents(w, changes, seqs)
	if err != nil {
		return err
	}
	for i := range changes {
		c := &changes[i]
		if !t.mayReachOthers(c) && !stirred[form.Ref{Form: c.After.Form, ID: c.After.ID}] {
			continue
		}
		if err := t.reach(w, &c.After, c.Scopes, moved[i], d); err != nil {
			return err
		}
	}
	for _, o := range others {
		if err := t.reachAnew(w, &o.rec, place{form: t.formN[o.rec.Form], k: o.k}, d); err != nil {
			return err
		}
	}
	return t.settle(d, seqs)
}

// reachAnew works out a record's audiences where it did not change itself.
func (t *turn) reachAnew(w *world, rec *record.Record, p place, d *deltas) error {
	f := t.lib.Form(rec.Form)
	scopes, err := f.Scopes(t.env(w, rec), &rec.Record)
	if err != nil {
		return fmt.Errorf("audience of %s %s: %w", rec.Form, rec.ID, err)
	}
	return t.reach(w, rec, scopes, p, d)
}

func (t *turn) env(w *world, rec *record.Record) *form.Env {
	return &form.Env{Lib: t.lib, World: sharing{w}, Self: &rec.Record, Now: t.now}
}

// reach compares what a record gives to the feed now with what it gave.
func (t *turn) reach(w *world, rec *record.Record, scopes []form.Scope, p place, d *deltas) error {
	f := t.lib.Form(rec.Form)
	if t.aged(f, rec) {
		scopes = slices.DeleteFunc(slices.Clone(scopes), func(s form.Scope) bool { return s.Person != (form.ID{}) })
	}
	auds, fresh := t.audiencesOf(scopes)
	for _, a := range fresh {
		n, err := t.intern(a)
		if err != nil {
			return err
		}
		auds = append(auds, n)
	}
	slices.Sort(auds)
	carried, err := t.carriedBy(t.env(w, rec), f, rec, t.key)
	if err != nil {
		return fmt.Errorf("what %s %s carries: %w", rec.Form, rec.ID, err)
	}
	var wasAuds, wasCarried []int64
	if !p.created {
		if wasAuds, wasCarried, err = t.reached(p); err != nil {
			return err
		}
		if slices.Equal(auds, wasAuds) && slices.Equal(carried, wasCarried) {
			return nil
		}
	}
	give := func(auds, carried []int64, n int64) {
		for _, aud := range auds {
			d.add(spot{p.form, p.k}, aud, n)
			for i := 0; i+1 < len(carried); i += 2 {
				d.add(spot{carried[i], carried[i+1]}, aud, n)
			}
		}
	}
	give(auds, carried, 1)
	give(wasAuds, wasCarried, -1)
	_, err = exec(t.db, "INSERT INTO reach(form, k, audiences, carried) VALUES (?, ?, ?, ?) ON CONFLICT(form, k) DO UPDATE SET audiences = excluded.audiences, carried = excluded.carried",
		p.form, p.k, list(auds), list(carried))
	return err
}

func (t *turn) reached(p place) (auds, carried []int64, err error) {
	var audText, carriedText string
	err = one(t.db, "SELECT audiences, carried FROM reach WHERE form = ? AND k = ?", []any{p.form, p.k}, &audText, &carriedText)
	if errors.Is(err, errNoRow) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal([]byte(audText), &auds); err != nil {
		return nil, nil, err
	}
	return auds, carried, json.Unmarshal([]byte(carriedText), &carried)
}

// carriedBy returns the records that travel along with one, as form, key, form, key, in
// order. Those that anyone reads need no carrying.
func (sc *scene) carriedBy(env *form.Env, f *form.Form, rec *record.Record, key func(form.Ref) (int64, error)) ([]int64, error) {
	if len(f.Carry) == 0 {
		return nil, nil
	}
	refs, err := f.Carried(env, &rec.Record)
	if err != nil {
		return nil, err
	}
	spots := make([]spot, 0, len(refs))
	for _, ref := range refs {
		g := sc.lib.Form(ref.Form)
		if g == nil || readByAll(g) {
			continue
		}
		k, err := key(ref)
		if err != nil {
			return nil, err
		}
		if k != 0 {
			spots = append(spots, spot{sc.formN[ref.Form], k})
		}
	}
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.form, b.form), cmp.Compare(a.k, b.k)) })
	all := make([]int64, 0, 2*len(spots))
	for _, s := range spots {
		all = append(all, s.form, s.k)
	}
	return all, nil
}

// audiencesOf returns the numbers of the audiences that scopes come to, in order, and
// those audiences that have no number yet.
func (sc *scene) audiencesOf(scopes []form.Scope) (known []int64, fresh []audience) {
	for _, a := range gather(scopes) {
		if n := sc.audiences.byKey[a.key()]; n != 0 {
			known = append(known, n)
		} else {
			fresh = append(fresh, a)
		}
	}
	slices.Sort(known)
	return known, fresh
}

func readByAll(f *form.Form) bool {
	return slices.ContainsFunc(f.Audience, func(w form.Who) bool { return w.Kind == form.WhoAnyone })
}

// intern gives an audience that was never met a number.
func (t *turn) intern(a audience) (int64, error) {
	var n int64
	if err := one(t.db, "INSERT INTO audience(key) VALUES (?) RETURNING n", []any{a.key()}, &n); err != nil {
		return 0, err
	}
	t.audiences = t.audiences.with(n, a)
	t.heard = &heard{}
	return n, nil
}

// settle writes what the deltas come to. A record that was not touched takes a sequence
// of its own, once, if it enters or leaves anywhere.
func (t *turn) settle(d *deltas, seqs map[spot]int64) error {
	for _, s := range d.order {
		for _, aud := range sortedAuds(d.by[s]) {
			if n := d.by[s][aud]; n != 0 {
				if err := t.shift(s, aud, n, d.created[s], seqs); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func sortedAuds(by map[int64]int64) []int64 {
	auds := make([]int64, 0, len(by))
	for aud := range by {
		auds = append(auds, aud)
	}
	slices.Sort(auds)
	return auds
}

func (t *turn) shift(s spot, aud, n int64, created bool, seqs map[spot]int64) error {
	var reasons, kind int64
	err := errNoRow
	if !created {
		err = one(t.db, "SELECT reasons, kind FROM feed WHERE form = ? AND k = ? AND aud = ?", []any{s.form, s.k, aud}, &reasons, &kind)
	}
	if err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	known := err == nil
	is := reasons + n
	at := func() int64 {
		if seqs[s] == 0 {
			t.head++
			seqs[s] = t.head
		}
		return seqs[s]
	}
	switch {
	case is < 0:
		return fmt.Errorf("record %d of form %d would be in audience %d for %d reasons", s.k, s.form, aud, is)
	case !known && is > 0:
		_, err = exec(t.db, "INSERT INTO feed(aud, seq, form, k, kind, reasons) VALUES (?, ?, ?, ?, 1, ?)", aud, at(), s.form, s.k, is)
	case !known:
		return nil
	case kind == kindLeave && is > 0:
		_, err = exec(t.db, "UPDATE feed SET seq = ?, kind = 1, reasons = ? WHERE form = ? AND k = ? AND aud = ?", at(), is, s.form, s.k, aud)
	case is == 0:
		_, err = exec(t.db, "UPDATE feed SET seq = ?, kind = 3, reasons = 0 WHERE form = ? AND k = ? AND aud = ?", at(), s.form, s.k, aud)
	default:
		_, err = exec(t.db, "UPDATE feed SET reasons = ? WHERE form = ? AND k = ? AND aud = ?", is, s.form, s.k, aud)
	}
	return err
}
