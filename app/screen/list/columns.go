package list

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// column is one column of the rows. The seal and the name with the number stand first in
// every list; what they say already is not repeated.
type column struct {
	widgets.TableColumn
	path string // of the form's list; "" for the seal and the name
	seal bool
}

// customerName is the path by which most documents are known to people.
const customerName = library.ServiceOrderCustomer + "." + library.CustomerName

func (s *Screen) columnsOf(l *form.List) []column {
	var all []column
	if s.form.Field(library.ServiceOrderKind) != nil && s.form.Field(library.ServiceOrderKind).List == library.OrderKindWords {
		all = append(all, column{seal: true, TableColumn: widgets.TableColumn{Width: 32 * max(1, theme.Current().Scale())}})
	}
	title, key := s.titleOf(l)
	all = append(all, column{TableColumn: widgets.TableColumn{Title: title, Key: key}})
	for _, path := range l.Columns {
		if s.inName(l, path) {
			continue
		}
		all = append(all, column{path: path, TableColumn: widgets.TableColumn{
			Title: s.labelOf(s.form, path), Width: s.widthOf(path), Key: s.sortKey(path),
		}})
	}
	// What does not fit is left out from the right, but never the state.
	room := s.deps.Width() - 2*theme.SpacePage
	if s.beside() {
		room -= detailWidth + theme.SpaceSheets
	}
	for len(all) > 3 && widthOf(all) > room-nameLeast {
		cut := len(all) - 1
		if all[cut].path == "state" {
			cut--
		}
		all = append(all[:cut], all[cut+1:]...)
	}
	s.widen(all, room-widthOf(all)-nameEnough)
	return all
}

// The width a name needs to be read, what it has before texts beside it get more, and the
// most that these take.
const (
	nameLeast  float32 = 190
	nameEnough float32 = 360
	textMost   float32 = 340
)

// widen shares the width that is left among the columns of free text, as addresses.
func (s *Screen) widen(columns []column, left float32) {
	texts := 0
	for _, c := range columns {
		if s.isText(c.path) {
			texts++
		}
	}
	if texts == 0 || left <= 0 {
		return
	}
	for i := range columns {
		if s.isText(columns[i].path) {
			columns[i].Width = min(textMost*theme.Current().Scale(), columns[i].Width+left/float32(texts))
		}
	}
}

// isText tells whether a column holds what people write, or names.
func (s *Screen) isText(path string) bool {
	c := s.form.Column(path)
	return c != nil && c.Field != nil && slices.Contains([]form.FieldType{form.Text, form.Note, form.RefType}, c.Field.Type)
}

func widthOf(columns []column) float32 {
	sum := float32(0)
	for _, c := range columns {
		sum += c.Width + theme.SpaceSheets
	}
	return sum
}

func headsOf(columns []column) []widgets.TableColumn {
	heads := make([]widgets.TableColumn, len(columns))
	for i, c := range columns {
		heads[i] = c.TableColumn
	}
	return heads
}

// titleOf names the column of names and says what sorts by it.
func (s *Screen) titleOf(l *form.List) (title, key string) {
	w := s.deps.Words
	for _, path := range l.Columns {
		if path == customerName {
			return w.T("list.customer_number"), ""
		}
	}
	if len(s.form.NameBy) > 0 {
		name := s.form.NameBy[0]
		return s.labelOf(s.form, name), s.sortKey(name)
	}
	return w.T("list.number"), s.sortKey("number")
}

// inName tells whether the seal, the name or the head of a group says a column already.
func (s *Screen) inName(l *form.List, path string) bool {
	switch path {
	case "number", customerName:
		return true
	case library.ServiceOrderKind:
		f := s.form.Field(path)
		return f != nil && f.List == library.OrderKindWords
	case library.ServiceOrderUrgent:
		return true
	}
	return path == l.Group || len(s.form.NameBy) > 0 && path == s.form.NameBy[0]
}

// sortKey is the column a path sorts by, "" where the table cannot.
func (s *Screen) sortKey(path string) string {
	switch path {
	case "number", "created_at", "state":
		return path
	}
	c := s.form.Column(path)
	if c == nil || c.Field != nil && (c.Field.Type == form.Table || c.Field.Type == form.RefType || c.Field.Type == form.Person) {
		return ""
	}
	return path
}

func (s *Screen) widthOf(path string) float32 {
	scale := theme.Current().Scale()
	switch {
	case path == "state":
		return 104 * scale
	case strings.HasSuffix(path, "_due"):
		return 176 * scale
	case strings.HasSuffix(path, "_at"), strings.HasSuffix(path, "_start"):
		return 118 * scale
	}
	if c := s.form.Column(path); c != nil && c.Field != nil {
		switch c.Field.Type {
		case form.DateTime:
			return 118 * scale
		case form.Person, form.Choice, form.YesNo, form.Integer, form.DateType, form.Rating:
			return 88 * scale
		case form.Phone, form.Money, form.Decimal:
			return 126 * scale
		}
	}
	return 140 * scale
}

// labelOf names the end of a path.
func (s *Screen) labelOf(f *form.Form, path string) string {
	w := s.deps.Words
	head, rest, deeper := strings.Cut(path, ".")
	switch {
	case f == nil:
		return ""
	case head == "number":
		return w.T("list.number")
	case head == "state":
		return w.T("list.state")
	case head == "created_at":
		return w.T("list.created")
	case head == "created_by":
		return w.T("list.created_by")
	case deeper:
		if field := f.Field(head); field != nil && len(field.Forms) > 0 {
			return s.labelOf(f.Library().Form(field.Forms[0]), rest)
		}
		if field := f.Field(head); field != nil && (field.Type == form.Person) {
			return s.labelOf(f.Library().Form(library.Person), rest)
		}
		if rel := f.Relation(head); rel != nil {
			return s.labelOf(f.Library().Form(rel.Of), rest)
		}
		return ""
	}
	if field := f.Field(head); field != nil {
		return w.Label(field.Label.Zh, field.Label.En)
	}
	for _, d := range f.Deadlines {
		switch head {
		case d.Name + "_due":
			return w.Label(d.Label.Zh, d.Label.En)
		case d.Name + "_late":
			return w.T("list.late")
		case d.Name + "_met":
			return cmp.Or(w.Label(d.Done.Zh, d.Done.En), w.T("list.met"))
		}
	}
	for _, st := range f.States {
		switch head {
		case st.Name + "_at", st.Name + "_by":
			return w.Label(st.Label.Zh, st.Label.En)
		case st.Name + "_times":
			return w.T("list.times", w.Label(st.Label.Zh, st.Label.En))
		}
	}
	return head
}

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
