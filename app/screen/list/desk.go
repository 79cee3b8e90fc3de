package list

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// deskRows is how many records of a list the desk shows.
const deskRows = 4

// Desk is the home of those whose work is lists: the desks that have no tile of their own,
// each list of their roles with its count and its first records, those that hold work
// first, then all documents.
type Desk struct {
	deps  screen.Deps
	place screen.Place
	of    Owner

	root    *fyne.Container
	parts   *fyne.Container
	scroll  *container.Scroll
	boxes   []*box // nil: not read yet
	waiting int    // records with work in any list, each once
	notices []screen.Notice
	wanted  float32 // where to scroll to when the lists are drawn
	reading screen.Reading
}

// Owner says whose desk it is.
type Owner struct {
	Roles  []string
	Home   bool  // his day begins here
	Beyond []Way // to his desks that have no tile of their own
}

// Way leads to another desk.
type Way struct {
	Icon, Label string
	To          screen.Place
}

// box is one list on the desk.
type box struct {
	form  *form.Form
	list  *form.List
	count int
	rows  []device.Row
}

// NewDesk makes somebody's desk.
func NewDesk(deps screen.Deps, place screen.Place, of Owner) *Desk {
	d := &Desk{deps: deps, place: place, of: of, parts: widgets.Column(theme.SpacePage)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	d.scroll = widgets.VScroll(widgets.Pad(2, margin, theme.SpacePage, margin, d.parts))
	d.root = widgets.Column(0, widgets.Grow(d.scroll))
	d.draw()
	d.Refresh()
	return d
}

// Content returns the screen.
func (d *Desk) Content() fyne.CanvasObject { return d.root }

// Header says the day and how much waits.
func (d *Desk) Header() screen.Header {
	w := d.deps.Words
	title := w.T("app.desk.more")
	if d.of.Home {
		title = w.T("today.title")
	}
	day := w.Day(d.deps.Now())
	if d.deps.Class() == screen.Phone {
		day = w.ShortDay(d.deps.Now())
	}
	h := screen.Header{Title: title, Context: w.T("list.desk_context", day, d.waiting)}
	if d.waiting == 0 && (d.boxes == nil || screen.Arriving(d.deps) != nil) {
		h.Context = day // what waits is not known yet
	}
	return h
}

// Place is the desk.
func (d *Desk) Place() screen.Place { return d.place }

// Offset is how far the desk is scrolled.
func (d *Desk) Offset() float32 { return d.scroll.Offset.Y }

// ScrollTo scrolls there when the lists are drawn.
func (d *Desk) ScrollTo(y float32) { d.wanted = y }

// Leave does nothing: nothing is typed here.
func (d *Desk) Leave(context.Context) error {
	d.reading.End()
	return nil
}

// isWork tells whether a list holds what somebody has to do, rather than everything, what
// others are doing or what has come to its end.
func isWork(f *form.Form, l *form.List) bool {
	for _, watched := range [][2]string{
		{library.Appointment, library.AppointmentListConfirmed},
		{library.InstallRequest, library.InstallRequestListScheduled},
		{library.ServiceOrder, library.ServiceOrderListRunning},
		{library.ServiceOrder, library.ServiceOrderListArrangement},
		{library.DialerUnit, library.DialerUnitListStock},
		{library.DialerConfig, library.DialerConfigListDone},
		{library.Allotment, library.AllotmentListOut},
	} {
		if f.Name == watched[0] && l.Name == watched[1] {
			return false
		}
	}
	return slices.ContainsFunc(l.States, func(state string) bool {
		st := f.State(state)
		return st != nil && !st.Final
	})
}

// rank puts what is urgent first, then the documents of the day in the order of the work.
func rank(b *box) int {
	if b.form.Name == library.ServiceOrder && b.list.Name == library.ServiceOrderListUrgent {
		return -1
	}
	order := []string{library.ServiceOrder, library.FeedbackCard, library.RepairCard, library.Appointment, library.InstallRequest, library.InstallPlan, library.ExternalEntry}
	if at := slices.Index(order, b.form.Name); at >= 0 {
		return at
	}
	return len(order)
}

// Refresh reads the lists again.
func (d *Desk) Refresh() {
	lib := d.deps.Store.Library()
	screen.Read(d.deps, &d.reading, func(ctx context.Context) (found deskReading, err error) {
		if found.boxes, err = d.read(ctx, lib); err != nil {
			return found, err
		}
		if found.waiting, err = d.count(ctx, found.boxes); err != nil || !d.of.Home {
			return found, err
		}
		found.notices, err = screen.Unseen(ctx, d.deps.Store)
		return found, err
	}, func(found deskReading) {
		d.boxes, d.waiting, d.notices = found.boxes, found.waiting, found.notices
		d.draw()
		d.deps.Nav.Redraw()
	})
}

// deskReading is what is read at once.
type deskReading struct {
	boxes   []*box // nil: not read yet
	waiting int
	notices []screen.Notice
}

// count counts the records that hold work; one that stands in two lists is one.
func (d *Desk) count(ctx context.Context, boxes []*box) (int, error) {
	lists := map[string][]string{}
	for _, b := range boxes {
		if isWork(b.form, b.list) && b.count > 0 {
			lists[b.form.Name] = append(lists[b.form.Name], b.list.Name)
		}
	}
	waiting := 0
	for name, of := range lists {
		n, err := d.deps.Store.CountLists(ctx, name, of...)
		if err != nil {
			return 0, err
		}
		waiting += n
	}
	return waiting, nil
}

func (d *Desk) read(ctx context.Context, lib *form.Library) ([]*box, error) {
	boxes := []*box{}
	for _, f := range lib.Forms {
		for _, l := range listsOf(f, d.of.Roles) {
			b := &box{form: f, list: l}
			var err error
			if b.count, err = d.deps.Store.Count(ctx, device.Query{Form: f.Name, List: l.Name}); err != nil {
				return nil, err
			}
			if isWork(f, l) && b.count > 0 {
				page, err := d.deps.Store.List(ctx, device.Query{Form: f.Name, List: l.Name, Limit: deskRows})
				if err != nil {
					return nil, err
				}
				b.rows = page.Rows
			}
			boxes = append(boxes, b)
		}
	}
	slices.SortStableFunc(boxes, func(a, b *box) int { return rank(a) - rank(b) })
	return boxes, nil
}

func (d *Desk) draw() {
	w := d.deps.Words
	var work, watched, all []fyne.CanvasObject
	clear := 0
	var busy []*box
	seen := map[string]bool{}
	for _, b := range d.boxes {
		switch {
		case isWork(b.form, b.list) && b.count > 0:
			work, busy = append(work, d.sheet(b)), append(busy, b)
		case isWork(b.form, b.list):
			clear++
		case len(b.list.States) > 0:
			watched = append(watched, d.link(b))
		}
		if !seen[b.form.Name] {
			seen[b.form.Name] = true
			all = append(all, d.document(b))
		}
	}
	parts := d.ways()
	if late := screen.BackupNote(d.deps); late != nil && d.of.Home && d.office() {
		parts = append(parts, late)
	}
	if sheet := screen.NoticeSheet(d.deps, d.notices); sheet != nil {
		parts = append(parts, sheet)
	}
	arriving := screen.Arriving(d.deps)
	switch {
	case len(work) == 0 && arriving != nil:
		parts = append(parts, arriving)
	case d.boxes == nil:
		parts = append(parts, widgets.NewLine(theme.Idle, "refresh", w.T("common.loading")))
	case len(d.boxes) == 0:
		parts = append(parts, widgets.EmptyState("lock", w.T("list.no_rights"), w.T("list.no_rights_why")))
	case len(work) == 0:
		parts = append(parts, widgets.EmptyState("circle-check", w.T("list.desk_done"), w.T("list.desk_done_why")))
	default:
		parts = append(parts, d.spread(work, busy))
	}
	if clear > 0 && len(work) > 0 {
		parts = append(parts, widgets.NewLine(theme.Go, "circle-check", w.T("list.desk_clear", clear)))
	}
	if len(watched) > 0 {
		parts = append(parts, widgets.NewText(w.T("list.desk_watched"), theme.Body).Bold(), widgets.EqualAtLeast(240, theme.SpaceIcon, watched...))
	}
	if len(all) > 0 {
		parts = append(parts, widgets.NewText(w.T("list.desk_all"), theme.Body).Bold(), widgets.EqualAtLeast(280, theme.SpaceIcon, all...))
	}
	if d.deps.Width() < theme.Wide { // no rail: nobody's picture to tap
		parts = append(parts, widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{
			Avatar: d.deps.Store.Identity().PersonName, Title: w.T("list.desk_settings"), Subtitle: d.deps.Store.Identity().PersonName, Chevron: true,
		}, true, func() { d.deps.Nav.Go(screen.Place{Route: screen.RouteSettings}) })))
	}
	widgets.SetChildren(d.parts, parts...)
	d.scroll.Refresh()
	d.root.Refresh()
	if d.wanted > 0 {
		d.scroll.ScrollToOffset(fyne.NewPos(0, d.wanted))
		d.wanted = 0
	}
}

// ways lead to the desks for which the bottom bar has no room.
func (d *Desk) ways() []fyne.CanvasObject {
	if len(d.of.Beyond) == 0 {
		return nil
	}
	var buttons []fyne.CanvasObject
	for _, way := range d.of.Beyond {
		buttons = append(buttons, widgets.NewButton(widgets.Outlined, way.Icon, way.Label, func() { d.deps.Nav.Go(way.To) }))
	}
	return []fyne.CanvasObject{widgets.Flow(theme.SpaceButtons, buttons...)}
}

// office tells whether somebody sees to it that the server is looked after.
func (d *Desk) office() bool {
	return slices.ContainsFunc(d.of.Roles, func(role string) bool {
		return slices.Contains([]string{library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor, library.RoleManager, library.RoleSystems, library.RoleAdministrator}, role)
	})
}

// spread sets sheets into columns of the width there is, each where there is most room.
func (d *Desk) spread(sheets []fyne.CanvasObject, boxes []*box) fyne.CanvasObject {
	columns := max(1, min(3, int(d.deps.Width()/400)))
	stacks, heights := make([][]fyne.CanvasObject, columns), make([]int, columns)
	for i, sheet := range sheets {
		least := 0
		for at := range heights {
			if heights[at] < heights[least] {
				least = at
			}
		}
		stacks[least] = append(stacks[least], sheet)
		heights[least] += 1 + len(boxes[i].rows)
	}
	var objects []fyne.CanvasObject
	for _, stack := range stacks {
		objects = append(objects, widgets.Column(theme.SpaceSheets, stack...))
	}
	if columns == 1 {
		return objects[0]
	}
	return widgets.Equal(theme.SpaceSheets, objects...)
}

// link leads to a list, with its count.
func (d *Desk) link(b *box) fyne.CanvasObject {
	w := d.deps.Words
	return widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{
		Icon: "eye", Title: w.Label(b.list.Label.Zh, b.list.Label.En), Subtitle: w.Label(b.form.Label.Zh, b.form.Label.En),
		Trailing: w.Count(int64(b.count)), Chevron: true,
	}, true, func() { d.deps.Nav.OpenList(b.form.Name, b.list.Name) }))
}

// sheet is a list with its count and its first records; the head leads to all of them.
func (d *Desk) sheet(b *box) fyne.CanvasObject {
	w := d.deps.Words
	more := func() { d.deps.Nav.OpenList(b.form.Name, b.list.Name) }
	rows := []fyne.CanvasObject{widgets.NewListRow(widgets.RowData{
		Title: w.Label(b.list.Label.Zh, b.list.Label.En), Subtitle: w.Label(b.form.Label.Zh, b.form.Label.En),
		Trailing: w.Count(int64(b.count)), Chevron: true,
	}, true, more)}
	s := &Screen{deps: d.deps, form: b.form, lists: []*form.List{b.list}}
	for i := range b.rows {
		row := &b.rows[i]
		id := row.Record.ID
		data := s.rowData(row, false)
		if len(b.list.States) == 1 {
			data.Chip = "" // the list's own name says it
		}
		rows = append(rows, widgets.NewListRow(data, true, func() { d.deps.Nav.Open(b.form.Name, id) }))
	}
	return widgets.SheetPad(0, widgets.Rows(rows...))
}

// document leads to all lists of a form.
func (d *Desk) document(b *box) fyne.CanvasObject {
	speech := formview.Speech{Words: d.deps.Words, Lib: d.deps.Store.Library()}
	return widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{Icon: "file-text", Title: speech.Label(b.form.Label), Chevron: true}, true, func() {
		d.deps.Nav.OpenList(b.form.Name, "")
	}))
}
