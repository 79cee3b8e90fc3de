package list

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// bind fills a line with its group, or with its record, and asks for more near the end.
func (s *Screen) bind(index int, object fyne.CanvasObject) {
	at := s.lineAt(index)
	if head, ok := object.(*widgets.SectionHead); ok {
		s.bindHead(head, s.groups[at.group])
		return
	}
	if at.row >= len(s.rows) {
		return
	}
	if at.row > len(s.rows)-15 {
		s.readMore()
	}
	row := &s.rows[at.row]
	id := row.Record.ID
	selected := id == s.chosen && s.beside()
	switch o := object.(type) {
	case *widgets.TableRow:
		o.Set(s.cells(row), selected, func() { s.tap(id) })
	case *fyne.Container:
		if line, ok := o.Objects[0].(*widgets.ListRow); ok {
			line.Set(s.rowData(row, selected), func() { s.tap(id) })
		}
	}
}

// nameOf is what people call a record, and the quieter second word.
func (s *Screen) nameOf(row *device.Row) (name, sub string) {
	name, sub = row.Name, row.Record.Number
	if c, ok := row.Cells[customerName]; ok {
		if said, _ := c.Value.(string); said != "" {
			name = said
			if sub == "" {
				sub = row.Name
			}
		}
	}
	if sub == name {
		sub = ""
	}
	if row.Pending {
		waits := s.deps.Words.T("list.waits")
		if sub != "" {
			waits = sub + s.comma() + waits
		}
		sub = waits
	}
	return name, sub
}

func (s *Screen) comma() string { return s.deps.Words.Label("，", ", ") }

func (s *Screen) cells(row *device.Row) []widgets.TableCell {
	cells := make([]widgets.TableCell, len(s.columns))
	for i, c := range s.columns {
		switch {
		case c.seal:
			text, open := screen.StampOf(s.deps.Words, s.form, &row.Record.Record)
			cells[i] = widgets.TableCell{Text: text, Stamp: text != ""}
			if open {
				cells[i].Tone = theme.Accent
			}
		case c.path == "":
			name, sub := s.nameOf(row)
			cells[i] = widgets.TableCell{Text: name, Sub: sub, Bold: true, Plain: true}
			if row.NeedsYou {
				cells[i].Icon, cells[i].Tone = "hand", theme.You
			} else if screen.IsUrgent(s.form, &row.Record.Record) {
				cells[i].Icon, cells[i].Tone = "siren", theme.Stop
			}
		default:
			cells[i] = s.cell(row, c.path)
		}
	}
	return cells
}

// cell says what stands at a path: states as chips, deadlines by what is left.
func (s *Screen) cell(row *device.Row, path string) widgets.TableCell {
	w := s.deps.Words
	found := row.Cells[path]
	if path == "state" {
		look := screen.StateLook(s.form, row.Record.State)
		return widgets.TableCell{Text: s.speech().State(s.form, row.Record.State), Icon: look.Icon, Tone: look.Tone, Chip: true}
	}
	if due, ok := found.Value.(time.Time); ok && strings.HasSuffix(path, "_due") {
		return s.dueCell(row, strings.TrimSuffix(path, "_due"), due)
	}
	if late, ok := found.Value.(bool); ok && strings.HasSuffix(path, "_late") {
		if !late {
			return widgets.TableCell{}
		}
		return widgets.TableCell{Text: w.T("list.late"), Icon: "clock-alert", Tone: theme.Stop}
	}
	cell := widgets.TableCell{Text: s.say(found), Plain: true}
	if at, ok := found.Value.(time.Time); ok && s.isOver(row, path, at) {
		cell.Icon, cell.Tone, cell.Plain = "clock-alert", theme.Stop, false
	}
	return cell
}

// isOver tells whether the time at a path is one by which something had to be done that
// is not done, such as a planned start.
func (s *Screen) isOver(row *device.Row, path string, at time.Time) bool {
	return slices.ContainsFunc(screen.LateDues(s.form, &row.Record.Record, s.deps.Now()), func(d screen.Due) bool {
		return d.Deadline.From == path && d.At.Equal(at)
	})
}

// dueCell is a deadline in a row: what is left while it runs, when it was met after.
func (s *Screen) dueCell(row *device.Row, name string, due time.Time) widgets.TableCell {
	w, now := s.deps.Words, s.deps.Now()
	if met, ok := row.Record.Get(name + "_met").(time.Time); ok {
		return widgets.TableCell{Text: w.When(met, now), Icon: "check", Tone: theme.Go, Plain: true, Muted: true}
	}
	look := screen.Look{Icon: "clock"}
	if at := slices.IndexFunc(s.form.Deadlines, func(d *form.Deadline) bool { return d.Name == name }); at >= 0 {
		look = screen.DueLook(s.form.Deadlines[at], &row.Record.Record, due, now)
	}
	return widgets.TableCell{Text: w.Left(due, now), Icon: look.Icon, Tone: look.Tone}
}

// say is a value of a row on one line.
func (s *Screen) say(c device.Cell) string {
	if c.Value == nil {
		return ""
	}
	if c.Text != "" {
		return c.Text
	}
	if c.Column != nil {
		return s.speech().Column(c.Column, c.Value)
	}
	return s.speech().Any(c.Value)
}

// rowData is a record as a row of a narrow list: two values below its name, and its
// deadlines on a line of their own, the only one with a colour.
func (s *Screen) rowData(row *device.Row, selected bool) widgets.RowData {
	w, rec := s.deps.Words, &row.Record.Record
	name, sub := s.nameOf(row)
	data := widgets.RowData{Title: name, Selected: selected}
	data.Stamp, data.StampOpen = screen.StampOf(w, s.form, rec)
	if screen.IsUrgent(s.form, rec) {
		data.Tag = w.T("list.urgent")
	}
	if len(s.form.States) > 0 {
		look := screen.StateLook(s.form, rec.State)
		data.Chip, data.ChipIcon, data.ChipTone = s.speech().State(s.form, rec.State), look.Icon, look.Tone
	}
	var said []string
	for _, path := range s.lists[s.at].Columns {
		if path == "state" || isDeadline(s.form, path) || s.inName(s.lists[s.at], path) || len(said) == 2 {
			continue
		}
		if text := s.say(row.Cells[path]); text != "" {
			said = append(said, text)
		}
	}
	values := strings.Join(said, s.comma())
	note := s.noteOf(row)
	if note.Text == "" {
		data.Subtitle, data.Note = sub, values
		return data
	}
	data.Note, data.NoteIcon, data.NoteTone = note.Text, note.Icon, note.Tone
	data.Subtitle = sub
	if sub != "" && values != "" {
		data.Subtitle += s.comma()
	}
	data.Subtitle += values
	return data
}

// noteOf is what a row has to say in a colour: that somebody has to act, the deadline
// that is longest over, or the next of those that the list shows.
func (s *Screen) noteOf(row *device.Row) widgets.TableCell {
	w, rec := s.deps.Words, &row.Record.Record
	if row.NeedsYou {
		return widgets.TableCell{Text: w.T("list.needs_you"), Icon: "hand", Tone: theme.You}
	}
	if late := screen.LateDues(s.form, rec, s.deps.Now()); len(late) > 0 {
		cell := s.dueCell(row, late[0].Deadline.Name, late[0].At)
		cell.Text = w.T("list.deadline", w.Label(late[0].Deadline.Label.Zh, late[0].Deadline.Label.En), cell.Text)
		return cell
	}
	var first widgets.TableCell
	var soonest time.Time
	for _, d := range s.form.Deadlines {
		if !slices.Contains(s.lists[s.at].Columns, d.Name+"_due") {
			continue
		}
		due, ok := rec.Get(d.Name + "_due").(time.Time)
		if ok && rec.Get(d.Name+"_met") == nil && (soonest.IsZero() || due.Before(soonest)) {
			soonest, first = due, s.dueCell(row, d.Name, due)
			first.Text = w.T("list.deadline", w.Label(d.Label.Zh, d.Label.En), first.Text)
		}
	}
	return first
}
