package seal

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/line"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
	"fieldline/forms/library"
)

// roomy is the least width at normal text for a table of registers with all of its columns.
const roomy float32 = 1180

// few is how many registers are shown where nothing else is asked for.
const few = 40

// pair is what registers held and what they hold, with what the two are called.
type pair struct {
	title, before, after string
	was, is              []driver.Setting
}

// pairOf is what is to be compared: what the last job found and left, else what the record
// says was found and left, else what was sealed and what the plan says now.
func (s *Screen) pairOf(r *run) (pair, bool) {
	w, d := s.deps.Words, s.desk
	found := pair{title: w.T("seal.found_left"), before: w.T("seal.as_found"), after: w.T("seal.as_left")}
	switch {
	case r != nil && r.ended && r.record != nil && r.reads && len(r.record.AsFound) > 0:
		p := pair{title: w.T("seal.sealed_read"), before: w.T("seal.sealed"), after: w.T("seal.read_now"), was: r.record.Compares(d.expected()), is: r.record.AsFound}
		if d.seal == nil {
			p.title, p.before = w.T("seal.program_read"), w.T("seal.program_now")
		}
		return p, true
	case r != nil && r.ended && r.record != nil && len(r.record.AsFound) > 0:
		found.was, found.is = r.record.AsFound, r.record.AsLeft
		return found, true
	case d.config != nil && d.config.Get(library.DialerConfigAsLeft) != nil:
		var errs [2]error
		for i, column := range []string{library.DialerConfigAsFound, library.DialerConfigAsLeft} {
			text, _ := d.config.Get(column).(string)
			*[]*[]driver.Setting{&found.was, &found.is}[i], errs[i] = driver.ReadValues(text)
		}
		return found, errs == [2]error{}
	case d.seal != nil && d.seal.known:
		return pair{title: w.T("seal.sealed_now"), before: w.T("seal.sealed"), after: w.T("seal.program_now"), was: d.seal.values, is: d.seal.now}, true
	}
	return pair{}, false
}

// registers are the table of what registers held and hold: those that differ, or all.
func (s *Screen) registers(r *run) []fyne.CanvasObject {
	p, ok := s.pairOf(r)
	if !ok || s.desk.kind == nil {
		return nil
	}
	w := s.deps.Words
	rows := driver.Changes(p.was, p.is)
	changed := len(rows)
	if s.whole {
		rows = all(p)
	}
	word := w.T("seal.show_all", len(all(p)))
	if s.whole {
		word = w.T("seal.show_changed")
	}
	head := widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(p.title, theme.Body).Bold().Truncate()),
		widgets.NewTag(theme.Idle, w.T("seal.changed_count", changed)), widgets.NewButton(widgets.Quiet, "", word, func() {
			s.whole = !s.whole
			s.draw()
		}).Small())
	return []fyne.CanvasObject{widgets.SheetPad(0, widgets.Column(0, append([]fyne.CanvasObject{widgets.PadAll(theme.SpaceIcon, head)}, s.table(p, rows)...)...))}
}

// all are all registers of a pair as if each were a change.
func all(p pair) []driver.Change {
	var out []driver.Change
	for _, c := range driver.Changes(nil, append(append([]driver.Setting{}, p.was...), p.is...)) {
		out = append(out, driver.Change{Register: c.Register, Was: value(p.was, c.Register), Is: value(p.is, c.Register)})
	}
	return out
}

func value(values []driver.Setting, register string) string {
	for _, v := range values {
		if v.Register == register {
			return v.Value
		}
	}
	return ""
}

func (s *Screen) table(p pair, changes []driver.Change) []fyne.CanvasObject {
	w := s.deps.Words
	columns := []widgets.TableColumn{{Title: w.T("seal.register"), Width: 84}, {Title: w.T("seal.meaning"), Width: 140}, {Title: p.before}, {Title: p.after}}
	wide := s.deps.Width() >= roomy*theme.Current().Scale()
	if !wide {
		columns = []widgets.TableColumn{{Title: w.T("seal.register")}, {Title: p.after}}
	}
	var rows []fyne.CanvasObject
	if len(changes) > 0 {
		rows = append(rows, widgets.NewTableHead(columns, "", false, nil))
	}
	for i, c := range changes {
		if i == few && !s.whole {
			rows = append(rows, widgets.PadAll(theme.SpaceIcon, widgets.NewText(w.T("plan.more", int64(len(changes)-few)), theme.Secondary).Muted()))
			break
		}
		was, is := widgets.TableCell{Text: s.shown(c.Was), Muted: true}, widgets.TableCell{Text: s.shown(c.Is), Bold: c.Was != c.Is}
		cells := []widgets.TableCell{{Text: c.Register}, {Text: s.means(c.Register), Muted: true}, was, is}
		if !wide {
			is.Sub = p.before + w.T("app.colon") + s.shown(c.Was)
			cells = []widgets.TableCell{{Text: c.Register, Sub: s.means(c.Register)}, is}
		}
		row := widgets.NewTableRow(columns, !wide)
		row.Set(cells, false, nil)
		rows = append(rows, row)
	}
	return rows
}

// shown is a register's value as people read it: secrets by their names, nothing as a dash.
func (s *Screen) shown(value string) string {
	if value == "" {
		return "–"
	}
	if at := driver.Placeholders(value); len(at) == 1 && at[0] == value {
		return s.deps.Words.T("seal.secret_digits", driver.Digits(value))
	}
	return value
}

// means says what a register is for.
func (s *Screen) means(register string) string {
	if s.desk.kind == nil {
		return register
	}
	l := s.desk.kind.Means(register)
	return s.deps.Words.Label(l.Zh, l.En)
}

// differences are what differs between two readings, as sentences: the shortest number that
// is treated otherwise, and which registers changed.
func (s *Screen) differences(was, is []driver.Setting) []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	var lines []fyne.CanvasObject
	if d.program != nil && d.program.Plan != nil {
		proof, err := d.kind.Differ(was, is, d.program.Plan.Profile(), d.program.Segments)
		switch {
		case err != nil && covered(is):
			lines = append(lines, widgets.NewParagraph(w.T("seal.covered"), theme.Secondary))
		case err != nil:
			lines = append(lines, widgets.NewParagraph(w.T("seal.no_plan"), theme.Secondary))
		default:
			lines = append(lines, s.proved(proof))
		}
	}
	return append(lines, widgets.NewParagraph(w.T("seal.registers_differ", len(driver.Changes(was, is))), theme.Secondary).Muted())
}

// covered tells whether a part of what a dialer holds is not told: that cannot be compared
// number by number.
func covered(is []driver.Setting) bool {
	return slices.ContainsFunc(is, func(s driver.Setting) bool { return line.Covered(s.Value) })
}

// proved says what a comparison of two plans came to.
func (s *Screen) proved(proof *dialplan.Proof) fyne.CanvasObject {
	w := s.deps.Words
	if proof.Difference == nil {
		return widgets.NewParagraph(w.T("seal.same_numbers"), theme.Secondary)
	}
	why := proof.Difference.Why().Label()
	return widgets.NewParagraph(w.T("seal.number_differs", w.Label(why.Zh, why.En)), theme.Secondary)
}
