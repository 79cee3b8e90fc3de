package list

import (
	"cmp"
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// detail is what is known about the chosen record beside the rows.
type detail struct {
	s     *Screen
	asked int
}

func newDetail(s *Screen) *detail { return &detail{s: s} }

// facts are read and put into words behind the UI thread.
type facts struct {
	row     *device.Row
	list    *form.List
	env     *form.Env
	buttons []form.Button
	values  [][2]string // label and text
	past    []step
	turn    screen.Turn
}

// step is a state that a record went through.
type step struct {
	look        screen.Look
	state, when string
}

// showDetail reads the chosen record and draws it.
func (s *Screen) showDetail() {
	if !s.beside() {
		return
	}
	d := s.detail
	d.asked++
	mine := d.asked
	at := s.indexOf(s.chosen)
	if at < 0 {
		widgets.SetChildren(s.side)
		s.root.Refresh()
		return
	}
	row, list := s.rows[at], s.lists[s.at]
	s.deps.Background(func(ctx context.Context) {
		f := &facts{row: &row, list: list, env: s.deps.Store.Env(ctx, &row.Record)}
		f.buttons = s.form.Buttons(f.env)
		f.values, f.past = d.values(ctx, f), d.past(f)
		f.turn = screen.TurnOf(d.speech(f), s.form, &row.Record.Record, f.buttons)
		s.deps.UI.Do(func() {
			if mine == d.asked && !s.left {
				widgets.SetChildren(s.side, widgets.Grow(d.panel(f)))
				s.root.Refresh()
			}
		})
	})
}

// panel draws the record: state, name, deadlines, what is known, what happened, and the
// one next step.
func (d *detail) panel(f *facts) fyne.CanvasObject {
	rec := &f.row.Record.Record
	parts := []fyne.CanvasObject{d.head(f), widgets.Gap(0, theme.SpaceIcon), widgets.Rule()}
	for _, clock := range d.clocks(rec) {
		parts = append(parts, widgets.Gap(0, theme.SpaceIcon), clock, widgets.Gap(0, theme.SpaceIcon), widgets.Rule())
	}
	parts = append(parts, widgets.Gap(0, theme.SpaceButtons))
	names := labelWidth(f.values)
	for _, v := range f.values {
		parts = append(parts, fact(v[0], v[1], names))
	}
	if len(f.past) > 0 {
		parts = append(parts, widgets.Gap(0, theme.SpaceButtons), widgets.Rule(), widgets.Gap(0, theme.SpaceButtons))
	}
	for _, p := range f.past {
		parts = append(parts, widgets.Pad(5, 0, 5, 0, widgets.Row(theme.SpaceButtons, widgets.NewIcon(p.look.Icon, 18, p.look.Tone),
			widgets.NewText(p.state, theme.Body).Bold(), widgets.Grow(widgets.NewText(p.when, theme.Secondary).Muted().Truncate()))))
	}
	next, others := d.steps(f)
	var foot []fyne.CanvasObject
	if f.turn.Who != "" {
		turn := d.s.deps.Words.T("list.turn", f.turn.Who, d.speech(f).Label(f.turn.Next.Action.Label))
		foot = append(foot, widgets.Row(theme.SpaceButtons, widgets.NewMutedIcon("user", 20), widgets.Grow(widgets.NewParagraph(turn, theme.Secondary).Muted())))
	}
	if next != nil {
		foot = append(foot, next)
	}
	widest := float32(0)
	for _, o := range others {
		widest = max(widest, o.MinSize().Width)
	}
	foot = append(foot, widgets.EqualAtLeast(widest, theme.SpaceButtons, others...))
	return widgets.Panel(widgets.Column(0, parts...), widgets.Column(theme.SpaceButtons, foot...))
}

func (d *detail) head(f *facts) fyne.CanvasObject {
	s, rec := d.s, &f.row.Record.Record
	name, _ := s.nameOf(f.row)
	var first []fyne.CanvasObject
	if len(s.form.States) > 0 {
		look := screen.StateLook(s.form, rec.State)
		first = append(first, widgets.NewChip(look.Tone, look.Icon, s.speech().State(s.form, rec.State)))
	}
	if urgent, _ := rec.Get(library.ServiceOrderUrgent).(bool); urgent {
		first = append(first, widgets.NewTag(theme.Stop, s.deps.Words.T("list.urgent")))
	}
	first = append(first, widgets.Space())
	if name != rec.Number {
		first = append(first, widgets.NewText(rec.Number, theme.Secondary).Muted())
	}
	title := widgets.Grow(widgets.Column(0, widgets.NewParagraph(name, theme.Title).Bold()))
	if problem, _ := rec.Get(library.ServiceOrderProblem).(string); problem != "" {
		title = widgets.Grow(widgets.Column(0, widgets.NewParagraph(name, theme.Title).Bold(), widgets.NewParagraph(problem, theme.Secondary).Muted()))
	}
	second := []fyne.CanvasObject{title}
	if text, open := screen.StampOf(s.deps.Words, s.form, rec); text != "" {
		second = append([]fyne.CanvasObject{widgets.NewStamp(text, open, 40)}, second...)
	}
	return widgets.Column(theme.SpaceIcon, widgets.Row(theme.SpaceButtons, first...), widgets.TopRow(theme.SpaceIcon, second...))
}

// clocksMost is how many deadlines the panel shows.
const clocksMost = 2

// clocks are the deadlines that run while somebody still has to do the work.
func (d *detail) clocks(rec *form.Record) []fyne.CanvasObject {
	var clocks []fyne.CanvasObject
	for _, dl := range d.s.form.Deadlines {
		c, runs := screen.RunningClock(d.s.deps.Words, d.s.form, rec, dl, d.s.deps.Now())
		if runs && screen.IsOpen(d.s.form, rec.State) && len(clocks) < clocksMost {
			clocks = append(clocks, widgets.NewClock(c))
		}
	}
	return clocks
}

// valuesMost is how many values the panel shows, except of what is decided there.
const valuesMost = 9

// values are the columns of the list, then the first filled fields of the form; of work
// that somebody has to decide about, all that was typed and why it was refused.
func (d *detail) values(ctx context.Context, f *facts) [][2]string {
	s, rec := d.s, &f.row.Record.Record
	said := map[string]bool{library.ServiceOrderProblem: true, library.ServiceOrderUrgent: true}
	speech, decides := d.speech(f), holdsWork(s.form)
	var rows [][2]string
	add := func(label, text string) {
		if text != "" && (decides || len(rows) < valuesMost) {
			rows = append(rows, [2]string{label, text})
		}
	}
	l := f.list
	for _, path := range l.Columns {
		if path == "state" || s.inName(l, path) || isDeadline(s.form, path) {
			continue
		}
		said[path] = true
		text := s.say(f.row.Cells[path])
		if field := s.form.Field(path); field != nil {
			text = cmp.Or(d.whose(ctx, field, rec.Get(path)), text)
		}
		add(s.labelOf(s.form, path), text)
	}
	for _, field := range s.form.Fields() {
		if said[field.Name] || len(s.form.NameBy) > 0 && field.Name == s.form.NameBy[0] || field.Name == library.ServiceOrderCustomer {
			continue
		}
		v := rec.Get(field.Name)
		if form.Empty(v) || !s.form.Visible(f.env, field) {
			continue
		}
		switch label := speech.Label(field.Label); {
		case toldWork(field):
			for _, row := range v.([]form.Row) {
				for _, c := range field.Columns {
					add(speech.Label(c.Label), speech.Value(c, row.Values[c.Name]))
				}
			}
		case plain(field), decides && field.Type == form.Note:
			add(label, cmp.Or(d.whose(ctx, field, v), speech.Value(field, v)))
		}
	}
	return rows
}

// whose is the number of what a field that may point to any of several documents points
// to, and whose it is; "" for other fields, whose customer stands beside them.
func (d *detail) whose(ctx context.Context, field *form.Field, v any) string {
	ref, ok := v.(form.Ref)
	if !ok || len(field.Forms) < 2 {
		return ""
	}
	name, err := d.s.deps.Store.Called(ctx, ref)
	if err != nil {
		return "" // the number alone is said by who asks
	}
	return name
}

// holdsWork tells whether records of a form hold work to decide about.
func holdsWork(f *form.Form) bool { return slices.ContainsFunc(f.Fields(), toldWork) }

// toldWork tells whether a field is a table of operations with why they were not carried out.
func toldWork(field *form.Field) bool {
	return field.Type == form.Table && slices.ContainsFunc(field.Columns, func(c *form.Field) bool { return c.Editor == "operation" })
}

func isDeadline(f *form.Form, path string) bool {
	for _, d := range f.Deadlines {
		if path == d.Name+"_due" || path == d.Name+"_late" || path == d.Name+"_met" {
			return true
		}
	}
	return false
}

// plain tells whether a field's value is read well on one line.
func plain(field *form.Field) bool {
	switch field.Type {
	case form.Table, form.Photos, form.SignType, form.File, form.Secret, form.Checklist, form.Place, form.Note:
		return false
	}
	return field.Retired == 0
}

// labelWidth is the column of the names: the widest, within bounds.
func labelWidth(values [][2]string) float32 {
	widest := float32(88)
	for _, v := range values {
		widest = max(widest, widgets.NewText(v[0], theme.Secondary).MinSize().Width)
	}
	return min(widest, 140*theme.Current().Scale())
}

func fact(label, text string, names float32) fyne.CanvasObject {
	return widgets.Pad(5, 0, 5, 0, widgets.TopRow(theme.SpaceIcon,
		widgets.Fixed(names, 0, widgets.NewText(label, theme.Secondary).Muted().Truncate()),
		widgets.Grow(widgets.NewParagraph(text, theme.Body))))
}

// pastMost is how many steps of a record's life the panel shows.
const pastMost = 4

// past lists the states a record went through, the newest first, by whom.
func (d *detail) past(f *facts) []step {
	s, w, rec := d.s, d.s.deps.Words, &f.row.Record.Record
	type entered struct {
		st *form.State
		at time.Time
	}
	var all []entered
	for _, st := range s.form.States {
		if at, ok := rec.Get(st.Name + "_at").(time.Time); ok {
			all = append(all, entered{st, at})
		}
	}
	var rows []step
	for len(all) > 0 && len(rows) < pastMost {
		last := 0
		for i := range all {
			if !all[i].at.Before(all[last].at) {
				last = i
			}
		}
		e := all[last]
		all = append(all[:last], all[last+1:]...)
		by, _ := rec.Get(e.st.Name + "_by").(form.ID)
		who := d.speech(f).Name(library.Person, by)
		look := screen.StateLook(s.form, e.st.Name)
		rows = append(rows, step{look, w.Label(e.st.Label.Zh, e.st.Label.En), w.When(e.at, s.deps.Now()) + " " + who})
	}
	return rows
}

// steps are the next step as a filled button where it is this person's, and what else
// can be done: at most one other action, and opening the record.
func (d *detail) steps(f *facts) (next fyne.CanvasObject, others []fyne.CanvasObject) {
	s, w, rec := d.s, d.s.deps.Words, &f.row.Record.Record
	main := f.turn.Next
	button := func(kind widgets.ButtonKind, a *form.Action) *widgets.Button {
		name, id, action := s.form.Name, rec.ID, a.Name
		icon := ""
		if a.To != "" {
			icon = screen.StateLook(s.form, a.To).Icon
		}
		return widgets.NewButton(kind, icon, w.Label(a.Label.Zh, a.Label.En), func() { s.deps.Nav.Act(name, id, action) })
	}
	if main != nil && main.Allowed {
		next = button(widgets.Filled, main.Action).Big()
	}
	for _, b := range f.buttons {
		if b.Allowed && (next == nil || b.Action != main.Action) && len(others) == 0 {
			others = append(others, button(widgets.Outlined, b.Action))
		}
	}
	others = append(others, widgets.NewButton(widgets.Outlined, "file-text", w.T("list.open"), s.open))
	return next, others
}

// speech says what the record holds from what was read with it.
func (d *detail) speech(f *facts) formview.Speech {
	return formview.Speech{Words: d.s.deps.Words, Lib: f.env.Lib, Names: f.env.World, Now: d.s.deps.Now}
}
