package server

import (
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// fill reads the records and packs them by form. Only the newest entry of a record
// counts, and what left is not sent.
func (p *puller) fill() error {
	last := map[spot]int{}
	for i, e := range p.out {
		last[spot{e.form, e.k}] = i
	}
	byForm := map[int64][]entry{}
	var order []int64
	for i, e := range p.out {
		if last[spot{e.form, e.k}] != i {
			continue
		}
		if byForm[e.form] == nil {
			order = append(order, e.form)
		}
		byForm[e.form] = append(byForm[e.form], e)
	}
	for _, n := range order {
		if err := p.fillForm(n, byForm[n]); err != nil {
			return fmt.Errorf("send %s: %w", p.sc.formNames[n], err)
		}
	}
	return nil
}

func (p *puller) fillForm(n int64, entries []entry) error {
	f := p.sc.lib.Form(p.sc.formNames[n])
	if f == nil {
		return nil // a form that the library has given up; its records stay here
	}
	var ks, left []int64
	seqOf := map[int64]int64{}
	for _, e := range entries {
		seqOf[e.k] = e.seq
		if e.leave {
			left = append(left, e.k)
		} else {
			ks = append(ks, e.k)
		}
	}
	recs, err := p.sc.tables.ByKeys(ctxNever, p.db, f.Name, ks)
	if err != nil {
		return err
	}
	pointers := make([]*record.Record, len(recs))
	for i := range recs {
		mask, err := p.sc.maskFor(p.db, f, &recs[i], p.person)
		if err != nil {
			return err
		}
		for _, name := range mask {
			delete(recs[i].Values, name)
		}
		pointers[i] = &recs[i]
	}
	ch, err := protocol.PackRows(f, pointers)
	if err != nil {
		return err
	}
	if len(pointers) == 0 {
		ch.Columns = nil
	}
	gone, err := p.sc.tables.ByKeys(ctxNever, p.db, f.Name, left)
	if err != nil {
		return err
	}
	if len(gone) != len(left) {
		return fmt.Errorf("%d of %d records that left are not in their table", len(left)-len(gone), len(left))
	}
	for i := range gone {
		ch.Leave = append(ch.Leave, protocol.Leave{ID: gone[i].ID, Seq: seqOf[left[i]]})
	}
	for _, row := range ch.Rows {
		p.size += len(row)
	}
	p.reply.Changes = append(p.reply.Changes, ch)
	return nil
}

// maskFor returns the columns of a record that somebody does not get (`see`).
func (sc *scene) maskFor(db table.DB, f *form.Form, rec *record.Record, who *person) ([]string, error) {
	return sc.maskOf(db, f, rec, who, false)
}

// maskOf is maskFor; with those that are empty now, as a history shows what they were.
func (sc *scene) maskOf(db table.DB, f *form.Form, rec *record.Record, who *person, empty bool) ([]string, error) {
	var hidden []string
	for _, field := range sc.reads.few[f.Name] {
		if rec.Values[field.Name] == nil && !empty {
			continue
		}
		env := &form.Env{Lib: sc.lib, World: sharing{sc.world(db)}, Self: &rec.Record}
		scopes, few, err := f.Readers(env, &rec.Record, field)
		if err != nil {
			return nil, fmt.Errorf("readers of %s: %w", field.Name, err)
		}
		if !few {
			continue
		}
		sees := false
		for _, a := range gather(scopes) {
			sees = sees || who.hears(sc.lib, a)
		}
		if !sees {
			hidden = append(hidden, field.Name)
		}
	}
	return hidden, nil
}

// mostTells is how many sentences one reply carries.
const mostTells = 500

func (p *puller) tells(c *cursor) error {
	return each(p.db, "SELECT n, key, form, rec, at, zh, en, step FROM tell WHERE person = ? AND n > ? ORDER BY n LIMIT ?",
		[]any{blobID(p.device.person), c.Tell, mostTells}, func(scan scanner) error {
			var tl protocol.Tell
			var key, rec []byte
			var at string
			if err := scan(&tl.N, &key, &tl.Form, &rec, &at, &tl.Text.Zh, &tl.Text.En, &tl.Step); err != nil {
				return err
			}
			var err error
			if tl.At, err = time.Parse(protocol.TimeLayout, at); err != nil {
				return err
			}
			tl.Key, tl.ID = readID(key), readID(rec)
			c.Tell = tl.N
			p.reply.Tells = append(p.reply.Tells, tl)
			return nil
		})
}
