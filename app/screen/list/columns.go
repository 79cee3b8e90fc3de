package list

import (
	"cmp"
	"slices"
	"strings"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
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
		case form.Choice:
			return min(140*scale, max(88*scale, s.widestOf(c.Field)))
		case form.Person, form.YesNo, form.Integer, form.DateType, form.Rating:
			return 88 * scale
		case form.Phone, form.Money, form.Decimal:
			return 126 * scale
		}
	}
	return 140 * scale
}

// widestOf is the width that the longest word of a choice takes.
func (s *Screen) widestOf(field *form.Field) float32 {
	widest := float32(0)
	for _, word := range s.form.Library().Words(field) {
		widest = max(widest, widgets.NewText(s.speech().Label(word.Label), theme.Secondary).MinSize().Width)
	}
	return widest
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
