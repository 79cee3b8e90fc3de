package outbox

import (
	"context"
	"encoding/json"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// conflictParts show both values of a field that two people wrote.
func (s *Screen) conflictParts(c *oneCase) (content, foot fyne.CanvasObject) {
	w, k := s.deps.Words, c.conflict
	them := s.speech().Name(library.Person, k.By)
	column, _ := s.columnOf(k)
	mine := k.Mined
	if s.mine != nil {
		mine = *s.mine
	}
	pick := func(which bool) func() {
		return func() {
			s.mine = &which
			if s.beside() {
				s.draw()
				return
			}
			if s.shut != nil {
				s.shut()
			}
			s.showCase(c)
		}
	}
	kept := func(it bool) string {
		if it {
			return w.T("outbox.in_force")
		}
		return w.T("outbox.not_in_force")
	}
	var parts []fyne.CanvasObject
	if s.beside() { // else the dialog's own title says it
		parts = append(parts, widgets.NewParagraph(s.caseTitle(c), theme.Title).Bold())
	}
	parts = append(parts,
		widgets.NewParagraph(w.T("outbox.conflict_head", c.name, them), theme.Secondary).Muted(),
		widgets.TopRow(theme.SpaceButtons, widgets.NewMutedIcon("history", 20), widgets.NewText(w.T("outbox.before"), theme.Secondary).Muted(),
			widgets.Grow(widgets.NewParagraph(s.valueOf(column, k.Base), theme.Body))),
		widgets.EqualAtLeast(220, theme.SpaceSheets,
			widgets.NewChoiceCard(widgets.ChoiceText{Title: w.T("outbox.mine"), Source: kept(k.Mined), Value: s.valueOf(column, k.Mine)}, mine, pick(true)),
			widgets.NewChoiceCard(widgets.ChoiceText{Title: w.T("outbox.theirs", them), Source: s.since(k.At) + w.Label("，", ", ") + kept(!k.Mined), Value: s.valueOf(column, k.Theirs)}, !mine, pick(false))),
		widgets.Row(0, widgets.NewLink(theme.Accent, "external-link", w.T("outbox.open_record"), func() { s.deps.Nav.Open(k.Form, k.Record) }).Target(), widgets.Space()))
	label := w.T("outbox.use_theirs", them)
	if mine {
		label = w.T("outbox.use_mine")
	}
	foot = widgets.Row(theme.SpaceIcon, widgets.NewMutedIcon("undo", 20), widgets.Grow(widgets.NewParagraph(w.T("outbox.both_kept"), theme.Secondary).Muted()),
		widgets.NewButton(widgets.Filled, "check", label, func() { s.resolve(k, mine) }))
	return widgets.Column(theme.SpaceSheets, parts...), foot
}

// conflictField names the field, or the table with its column.
func (s *Screen) conflictField(k *device.Conflict) string {
	f := s.deps.Store.Library().Form(k.Form)
	if f == nil || f.Field(k.Column) == nil {
		return k.Column
	}
	field := f.Field(k.Column)
	for _, c := range field.Columns {
		if c.Name == k.Cell && k.Row != "" {
			return s.speech().Label(field.Label) + " " + s.speech().Label(c.Label)
		}
	}
	return s.speech().Label(field.Label)
}

// columnOf returns the column by which the values of a conflict are read.
func (s *Screen) columnOf(k *device.Conflict) (*form.Column, bool) {
	f := s.deps.Store.Library().Form(k.Form)
	if f == nil || f.Column(k.Column) == nil {
		return nil, false
	}
	c := f.Column(k.Column)
	if k.Row == "" || c.Field == nil || k.Cell == "" {
		return c, true
	}
	for _, cell := range c.Field.Columns {
		if cell.Name == k.Cell {
			return &form.Column{Name: cell.Name, Type: cell.Type, Field: cell}, true
		}
	}
	return nil, false
}

// valueOf says a value as people read it.
func (s *Screen) valueOf(c *form.Column, raw json.RawMessage) string {
	if c == nil || len(raw) == 0 || string(raw) == "null" {
		return s.deps.Words.T("outbox.nothing_there")
	}
	v, err := c.Decode(raw)
	if err != nil {
		return string(raw)
	}
	if said := s.speech().Column(c, v); said != "" {
		return said
	}
	return s.deps.Words.T("outbox.nothing_there")
}

// resolve puts the chosen value in force and closes the case; it can be taken back.
func (s *Screen) resolve(k *device.Conflict, mine bool) {
	w := s.deps.Words
	how := "theirs"
	if mine {
		how = "mine"
	}
	s.deps.Background(func(ctx context.Context) {
		work, err := s.workOf(ctx, k, mine)
		var done device.Done
		if err == nil {
			done, err = s.deps.Store.Resolve(ctx, k.ID, how, work)
		}
		s.deps.UI.Do(func() {
			switch {
			case err != nil:
				s.deps.Nav.Failed(w.T("outbox.doing.resolve"), err)
			case len(work.Parts) > 0 && done.Op == (form.ID{}):
				s.deps.Nav.Problems(w.T("outbox.still_refused"), done.Problems)
			default:
				s.settled()
				var undo func()
				if done.Op != (form.ID{}) {
					op := done.Op
					undo = func() { s.takeBack(op) }
				}
				s.deps.Nav.Toast(w.T("outbox.resolved"), undo)
				s.Refresh()
			}
		})
	})
}

// workOf is what must be written so that the chosen value is in force; nothing where it
// is already.
func (s *Screen) workOf(ctx context.Context, k *device.Conflict, mine bool) (device.Work, error) {
	if mine == k.Mined {
		return device.Work{}, nil
	}
	raw := k.Theirs
	if mine {
		raw = k.Mine
	}
	column, ok := s.columnOf(k)
	if !ok {
		return device.Work{}, nil
	}
	var value any
	if len(raw) > 0 && string(raw) != "null" {
		var err error
		if value, err = column.Decode(raw); err != nil {
			return device.Work{}, err
		}
	}
	if k.Row != "" && k.Cell != "" {
		rec, err := s.deps.Store.Record(ctx, k.Form, k.Record)
		if err != nil {
			return device.Work{}, err
		}
		rows, _ := form.CloneValue(rec.Values[k.Column]).([]form.Row)
		for i := range rows {
			if rows[i].ID == k.Row {
				rows[i].Values[k.Cell] = value
				if form.Empty(value) {
					delete(rows[i].Values, k.Cell)
				}
			}
		}
		value = rows
	}
	return device.Work{Parts: []record.Part{{Kind: record.Set, Form: k.Form, ID: k.Record, Values: form.Values{k.Column: value}}}}, nil
}
