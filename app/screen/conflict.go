package screen

import (
	"context"
	"encoding/json"

	"fieldline/app/formview"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// Conflict is a field that two people wrote, with what is needed to say and to settle it.
type Conflict struct {
	deps   Deps
	speech formview.Speech
	kept   device.Conflict
	column *form.Column // nil: the form has it no more
	about  string
}

// ConflictOf makes a conflict of the device's readable.
func ConflictOf(deps Deps, speech formview.Speech, kept device.Conflict) *Conflict {
	c := &Conflict{deps: deps, speech: speech, kept: kept, about: kept.Column}
	f := deps.Store.Library().Form(kept.Form)
	if f == nil || f.Column(kept.Column) == nil {
		return c
	}
	c.column = f.Column(kept.Column)
	if c.column.Field == nil {
		return c
	}
	c.about = speech.Label(c.column.Field.Label)
	for _, cell := range c.column.Field.Columns {
		if kept.Row != "" && cell.Name == kept.Cell {
			c.about += " " + speech.Label(cell.Label)
			c.column = &form.Column{Name: cell.Name, Type: cell.Type, Field: cell}
		}
	}
	return c
}

// ID names the conflict.
func (c *Conflict) ID() form.ID { return c.kept.ID }

// Label is the field, or the table with its column.
func (c *Conflict) Label() string { return c.about }

// Spot is where the conflict stands on the record.
func (c *Conflict) Spot() formview.Spot {
	if c.kept.Cell == "" {
		return formview.Spot{Field: c.kept.Column}
	}
	return formview.Spot{Field: c.kept.Column, Row: c.kept.Row, Column: c.kept.Cell}
}

// Pane asks which value shall be in force; done is called when that is settled.
func (c *Conflict) Pane(done func()) (*formview.ConflictPane, error) {
	w, k := c.deps.Words, c.kept
	mine := formview.Side{Value: c.say(k.Mine), Device: w.T("formview.conflict.this_device"), InForce: k.Mined}
	own, err := c.deps.Store.History(context.Background(), k.Form, k.Record)
	if err != nil {
		return nil, err
	}
	for _, act := range own {
		if act.Op == k.Op {
			mine.When = w.When(act.At, c.deps.Now())
		}
	}
	theirs := formview.Side{Value: c.say(k.Theirs), InForce: !k.Mined, Device: k.Where, When: w.When(k.Written, c.deps.Now())}
	if k.Written.IsZero() { // of before the server told it
		theirs.Device, theirs.When = w.T("formview.conflict.other_device"), w.T("formview.conflict.learnt", w.When(k.At, c.deps.Now()))
	}
	if k.By != c.deps.Store.Identity().Person {
		theirs.Who = c.speech.Name(library.Person, k.By)
	}
	said := formview.Conflict{
		Label: c.about, Base: c.say(k.Base), Mine: mine, Theirs: theirs,
		OnMine:   func() { c.settle("mine", k.Mine, !k.Mined, done) },
		OnTheirs: func() { c.settle("theirs", k.Theirs, k.Mined, done) },
	}
	if c.column != nil && c.column.Field != nil && (c.column.Field.Type == form.Text || c.column.Field.Type == form.Note) {
		said.OnJoin = func(text string) { c.put("joined", text, done) }
	}
	return formview.NewConflictPane(w, said), nil
}

// say says a value as people read it, "" where nothing stands.
func (c *Conflict) say(raw json.RawMessage) string {
	v, err := c.decode(raw)
	if err != nil {
		return string(raw)
	}
	if c.column == nil || form.Empty(v) {
		return ""
	}
	return c.speech.Column(c.column, v)
}

func (c *Conflict) decode(raw json.RawMessage) (any, error) {
	if c.column == nil || len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	return c.column.Decode(raw)
}

// settle puts one of the two values in force, where it is not yet.
func (c *Conflict) settle(how string, raw json.RawMessage, write bool, done func()) {
	if !write || c.column == nil {
		c.resolve(how, device.Work{}, done)
		return
	}
	v, err := c.decode(raw)
	if err != nil {
		c.deps.Nav.Failed(c.deps.Words.T("formview.conflict.resolving"), err)
		return
	}
	c.put(how, v, done)
}

// put writes a value into the field, or into the one cell of its table.
func (c *Conflict) put(how string, value any, done func()) {
	k := c.kept
	if k.Row != "" && k.Cell != "" {
		rec, err := c.deps.Store.Record(context.Background(), k.Form, k.Record)
		if err != nil {
			c.deps.Nav.Failed(c.deps.Words.T("formview.conflict.resolving"), err)
			return
		}
		rows, _ := form.CloneValue(rec.Values[k.Column]).([]form.Row)
		for i := range rows {
			if rows[i].ID != k.Row {
				continue
			}
			rows[i].Values[k.Cell] = value
			if form.Empty(value) {
				delete(rows[i].Values, k.Cell)
			}
		}
		value = rows
	}
	c.resolve(how, device.Work{Parts: []record.Part{{Kind: record.Set, Form: k.Form, ID: k.Record, Values: form.Values{k.Column: value}}}}, done)
}

// resolve closes the conflict together with what had to be written; that can be taken back.
func (c *Conflict) resolve(how string, work device.Work, done func()) {
	w := c.deps.Words
	c.deps.Background(func(ctx context.Context) {
		made, err := c.deps.Store.Resolve(ctx, c.kept.ID, how, work)
		c.deps.UI.Do(func() {
			switch {
			case err != nil:
				c.deps.Nav.Failed(w.T("formview.conflict.resolving"), err)
			case len(work.Parts) > 0 && made.Op == (form.ID{}):
				c.deps.Nav.Problems(w.T("formview.conflict.still_refused"), made.Problems)
			default:
				c.deps.Nav.Toast(w.T("formview.conflict.resolved"), func() { c.undo(made.Op) })
				done()
			}
		})
	})
}

// undo opens the conflict again and takes the value back, if one was written.
func (c *Conflict) undo(op form.ID) {
	c.deps.Background(func(ctx context.Context) {
		var err error
		if op == (form.ID{}) {
			err = c.deps.Store.Reopen(ctx, c.kept.ID)
		} else {
			err = c.deps.Store.Undo(ctx, op)
		}
		c.deps.UI.Do(func() { c.deps.Tell(c.deps.Words.T("common.undo"), err) })
	})
}
