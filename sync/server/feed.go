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

// deltas are by how many reasons the memberships of records change.
type deltas struct {
	of []*shifts
	by map[spot]*shifts // once there are many
}

// shifts are by how many reasons the memberships of one record change.
type shifts struct {
	spot
	seq     int64 // at which it changed, 0 as long as it has not
	changes []delta
}

type delta struct{ aud, n int64 }

// fewRecords are looked through one by one.
const fewRecords = 8

// at returns the memberships of a record, nil where nothing is known of it.
func (d *deltas) at(s spot) *shifts {
	if d.by != nil {
		return d.by[s]
	}
	for _, m := range d.of {
		if m.spot == s {
			return m
		}
	}
	return nil
}

func (d *deltas) record(s spot) *shifts {
	if m := d.at(s); m != nil {
		return m
	}
	m := &shifts{spot: s}
	d.of = append(d.of, m)
	switch {
	case d.by != nil:
		d.by[s] = m
	case len(d.of) > fewRecords:
		d.by = map[spot]*shifts{}
		for _, m := range d.of {
			d.by[m.spot] = m
		}
	}
	return m
}

func (d *deltas) add(s spot, aud, n int64) {
	m := d.record(s)
	for i := range m.changes {
		if m.changes[i].aud == aud {
			m.changes[i].n += n
			return
		}
	}
	m.changes = append(m.changes, delta{aud, n})
}

// spread brings memberships and feed up to date with what an operation changed: every
// touched record moves to its new sequence in each audience that has it; then records
// enter and leave audiences, carried ones too, each at one sequence.
func (t *turn) spread(changes []record.Change, moved []place) error {
	w := t.world()
	d := &deltas{}
	for i := range changes {
		p := moved[i]
		m := d.record(spot{p.form, p.k})
		m.seq = p.seq
		if p.created {
			t.s.shelf.members.put(m.spot, &[]membership{}) // no audience can have had it before
		} else if err := t.move(m); err != nil {
			return err
		}
	}
	others, stirred, err := t.dependents(w, changes, d)
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
	return t.settle(d)
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
func (t *turn) settle(d *deltas) error {
	for _, m := range d.of {
		slices.SortFunc(m.changes, func(a, b delta) int { return cmp.Compare(a.aud, b.aud) })
		for _, c := range m.changes {
			if c.n != 0 {
				if err := t.shift(m, c.aud, c.n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// move moves a record that changed to its new sequence in every audience that has it.
func (t *turn) move(m *shifts) error {
	has, err := t.members(m.spot)
	if err != nil {
		return err
	}
	for i := range *has {
		if is := &(*has)[i]; is.kind != kindLeave {
			is.kind = kindUpdate
		}
	}
	_, err = exec(t.db, "UPDATE feed SET seq = ?, kind = 2 WHERE form = ? AND k = ? AND kind <> 3", m.seq, m.form, m.k)
	return err
}

// shift changes by how many reasons an audience has a record.
func (t *turn) shift(m *shifts, aud, n int64) error {
	has, err := t.members(m.spot)
	if err != nil {
		return err
	}
	at := func() int64 {
		if m.seq == 0 {
			t.head++
			m.seq = t.head
		}
		return m.seq
	}
	i := slices.IndexFunc(*has, func(is membership) bool { return is.aud == aud })
	if i < 0 {
		if n > 0 {
			*has = append(*has, membership{aud, kindEnter, n})
			_, err = exec(t.db, "INSERT INTO feed(aud, seq, form, k, kind, reasons) VALUES (?, ?, ?, ?, 1, ?)", aud, at(), m.form, m.k, n)
		} else if n < 0 {
			err = m.tooFew(aud, n)
		}
		return err
	}
	is := &(*has)[i]
	is.reasons += n
	switch {
	case is.reasons < 0:
		err = m.tooFew(aud, is.reasons)
	case is.kind == kindLeave && is.reasons > 0:
		is.kind = kindEnter
		_, err = exec(t.db, "UPDATE feed SET seq = ?, kind = 1, reasons = ? WHERE form = ? AND k = ? AND aud = ?", at(), is.reasons, m.form, m.k, aud)
	case is.reasons == 0:
		is.kind = kindLeave
		_, err = exec(t.db, "UPDATE feed SET seq = ?, kind = 3, reasons = 0 WHERE form = ? AND k = ? AND aud = ?", at(), m.form, m.k, aud)
	default:
		_, err = exec(t.db, "UPDATE feed SET reasons = ? WHERE form = ? AND k = ? AND aud = ?", is.reasons, m.form, m.k, aud)
	}
	return err
}

func (m *shifts) tooFew(aud, reasons int64) error {
	return fmt.Errorf("record %d of form %d would be in audience %d for %d reasons", m.k, m.form, aud, reasons)
}
