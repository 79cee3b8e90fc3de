package record

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

var ctx = context.Background()

// morning is Monday 2026-11-23, 13:12 in Shanghai.
var noon = time.Date(2026, 11, 23, 5, 12, 0, 0, time.UTC)

// tablet is an engineer's installation with one repair under way, and a window in which
// the shell would draw a screen: header above, content below.
type tablet struct {
	*device.Store
	t      testing.TB
	dir    string
	now    time.Time
	ids    uint64
	seq    int64
	words  *words.Words
	window fyne.Window
	size   fyne.Size
	touch  bool
	nav    *nav
	syncer screen.Syncer
	timers []*timer

	engineer, assistant, keeper, site form.ID
	customer, order, card, repair     acts.Record
	old, fresh                        acts.Record
}

// nav remembers what a screen asked of the shell.
type nav struct {
	screen.Nav
	opened   []screen.Place
	closed   []screen.Place
	toasts   []string
	undo     func()
	problems []form.Problem
	failed   []error
	dialogs  []screen.Dialog
	redrawn  int
}

func (n *nav) Open(formName string, id form.ID, _ ...string) {
	n.opened = append(n.opened, screen.Place{Form: formName, ID: id})
}
func (n *nav) New(formName string, _ form.Values) {
	n.opened = append(n.opened, screen.Place{Form: formName})
}
func (n *nav) Close(formName string, id form.ID) {
	n.closed = append(n.closed, screen.Place{Form: formName, ID: id})
}
func (n *nav) Back()   {}
func (n *nav) Redraw() { n.redrawn++ }
func (n *nav) Toast(text string, undo func()) {
	n.toasts, n.undo = append(n.toasts, text), undo
}
func (n *nav) Problems(_ string, problems []form.Problem) {
	n.problems = append(n.problems, problems...)
}
func (n *nav) Failed(_ string, err error) { n.failed = append(n.failed, err) }
func (n *nav) Dialog(d screen.Dialog) func() {
	n.dialogs = append(n.dialogs, d)
	return func() { n.dialogs = n.dialogs[:len(n.dialogs)-1] }
}

// timer is something to be done when a time has passed.
type timer struct {
	at      time.Time
	do      func()
	stopped bool
}

func (tb *tablet) after(d time.Duration, do func()) func() {
	t := &timer{at: tb.now.Add(d), do: do}
	tb.timers = append(tb.timers, t)
	return func() { t.stopped = true }
}

// wait lets time pass: timers that fall due are done.
func (tb *tablet) wait(d time.Duration) {
	tb.now = tb.now.Add(d)
	for again := true; again; {
		again = false
		for _, t := range tb.timers {
			if !t.stopped && !t.at.After(tb.now) {
				t.stopped, again = true, true
				t.do()
			}
		}
	}
}

func newTablet(t testing.TB) *tablet {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, 1))
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	tb := &tablet{t: t, dir: t.TempDir(), now: noon, words: w, nav: &nav{}, size: fyne.NewSize(800, 1280), touch: true}
	tb.open(lib)
	t.Cleanup(func() {
		if err := tb.Close(); err != nil {
			t.Error(err)
		}
	})
	tb.window = test.NewTempWindow(t, widgets.Gap(1, 1))
	tb.window.SetPadded(false)
	tb.company()
	return tb
}

func (tb *tablet) open(lib *form.Library) {
	store, err := device.Open(ctx, tb.dir, lib, device.Config{Now: func() time.Time { return tb.now }, NewID: tb.newID})
	tb.must(err)
	tb.Store = store
}

// reopen is a kill and a new start: nothing is told, the folder is opened again.
func (tb *tablet) reopen() {
	tb.t.Helper()
	tb.timers = nil
	tb.must(tb.Close())
	tb.open(nil)
}

func (tb *tablet) newID() uuid.UUID {
	tb.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(noon.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], tb.ids)
	id[6] = 0x70
	id[8] |= 0x80
	return id
}

func (tb *tablet) must(err error) {
	tb.t.Helper()
	if err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tablet) record(formName, state, number string, values form.Values) acts.Record {
	tb.seq++
	return acts.Record{Record: form.Record{ID: tb.newID(), Form: formName, Site: tb.site, State: state, Number: number,
		CreatedAt: noon.Add(-6 * time.Hour), CreatedBy: tb.assistant, UpdatedAt: noon.Add(-time.Hour), UpdatedBy: tb.assistant, Values: values},
		Version: 1, Rev: 1, Seq: tb.seq}
}

func (tb *tablet) ref(rec acts.Record) form.Ref { return form.Ref{Form: rec.Form, ID: rec.ID} }

func (tb *tablet) at(hour, minute int) time.Time {
	return time.Date(2026, 11, 23, hour-8, minute, 0, 0, time.UTC)
}

// company brings people, a customer, dialers, an order in work and its cards.
func (tb *tablet) company() {
	tb.engineer, tb.assistant, tb.keeper, tb.site = tb.newID(), tb.newID(), tb.newID(), tb.newID()
	tb.must(tb.SetIdentity(ctx, device.Identity{Device: tb.newID(), DeviceNumber: 7, Person: tb.engineer, PersonName: "周建明", Server: "https://office"}))
	site := tb.record("site", "", "", form.Values{"name": "深圳"})
	site.ID = tb.site
	person := func(id form.ID, name, role string) acts.Record {
		p := tb.record("person", "", "", form.Values{"name": name, "posts": []form.Row{{ID: tb.newID().String(), Values: form.Values{
			"role": role, "site": form.Ref{Form: "site", ID: tb.site}, "from": form.Date("2020-01-01")}}}})
		p.ID = id
		return p
	}
	people := []acts.Record{person(tb.engineer, "周建明", "engineer"), person(tb.assistant, "陈静", "technical_assistant"), person(tb.keeper, "吴小梅", "stock_keeper")}
	tb.customer = tb.record("customer", "active", "CU000117", form.Values{"name": "南山海纳物流有限公司", "size_class": "key", "contact": "黄志强", "phone": "13800138045",
		"address": "深圳市南山区高新南一道 8 号", "access_method": "模拟中继 4 路", "device_model": "D4", "services": []string{"long_distance"}})
	tb.order = tb.record("service_order", "in_progress", "SO261123-0004", form.Values{"kind": "repair", "urgent": true, "customer": tb.ref(tb.customer),
		"origin": "customer_call", "contact": "黄志强", "phone": "13800138045", "address": "深圳市南山区高新南一道 8 号", "district": "南山",
		"problem": "第 3 路打长途没有自动加拨，通话有杂音", "engineer": tb.engineer, "planned_start": tb.at(10, 30), "planned_end": tb.at(12, 0),
		"taken_at": tb.at(8, 12), "header_correct": true, "departed_at": tb.at(9, 40), "arrived_at": tb.at(10, 26), "first_visit": true,
		"assigned_at": tb.at(7, 50), "assigned_by": tb.assistant, "accepted_at": tb.at(8, 12), "accepted_by": tb.engineer, "in_progress_at": tb.at(10, 28), "in_progress_by": tb.engineer})
	tb.old, tb.fresh = tb.unit("D4-25110386", "installed"), tb.unit("D4-26081711", "issued")
	tb.card = tb.record("feedback_card", "blank", "FC261123-0004", form.Values{"order": tb.ref(tb.order), "customer": tb.ref(tb.customer), "kind": "repair",
		"engineer": tb.engineer, "taken_at": tb.at(8, 12), "return_due": tb.at(8, 12).Add(24 * time.Hour), "access_method": "模拟中继 4 路", "device_model": "D4", "arrived_at": tb.at(10, 26)})
	tb.repair = tb.record("repair_card", "blank", "RC261123-0002", form.Values{"order": tb.ref(tb.order), "customer": tb.ref(tb.customer), "engineer": tb.engineer,
		"taken_at": tb.at(8, 12), "submission_due": tb.at(8, 12).Add(24 * time.Hour), "symptom": "第 3 路打长途没有自动加拨"})
	last := tb.record("feedback_card", "filed", "FC251102-0031", form.Values{"customer": tb.ref(tb.customer), "kind": "install", "engineer": tb.engineer,
		"order": form.Ref{Form: "service_order", ID: tb.newID()}, "device_model": "D4",
		"tests": []form.Row{{ID: "0", Values: form.Values{"item": "loop_current", "measured": dec("21"), "passed": true}}}})
	last.CreatedAt = noon.AddDate(-1, 0, 0)
	tb.pull(append(people, site, tb.customer, tb.order, tb.old, tb.fresh, tb.card, tb.repair, last)...)
}

func (tb *tablet) unit(serial, state string) acts.Record {
	return tb.record("dialer_unit", state, "", form.Values{"serial": serial, "model": "D4", "lot": "2025-11", "received_on": form.Date("2025-11-03"),
		"holder": tb.engineer, "customer": tb.ref(tb.customer), "order": tb.ref(tb.order), "place": "engineer", "warranty_to": form.Date("2027-11-02")})
}

// pull is a reply of the server that brings records.
func (tb *tablet) pull(recs ...acts.Record) {
	tb.t.Helper()
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Records: recs, Cursor: "c", Through: tb.seq}))
}

func (tb *tablet) as(person form.ID) *tablet {
	id := tb.Identity()
	id.Person = person
	tb.must(tb.SetIdentity(ctx, id))
	return tb
}

// holds makes it the installation of somebody who holds a post.
func (tb *tablet) holds(role string) {
	person := tb.record(library.Person, "", "", form.Values{library.PersonName: role, library.PersonPosts: []form.Row{{ID: "1", Values: form.Values{
		"role": role, "site": form.Ref{Form: library.Site, ID: tb.site}, "from": form.Date("2020-01-01")}}}})
	tb.pull(person)
	tb.as(person.ID)
}

func (tb *tablet) deps() screen.Deps {
	rail := float32(0)
	if tb.size.Width >= theme.Wide {
		rail = 80
	}
	return screen.Deps{
		Store: tb.Store, Syncer: tb.syncer, Words: tb.words, UI: inline{}, Nav: tb.nav, Window: func() fyne.Window { return tb.window },
		Width: func() float32 { return tb.size.Width - rail },
		Class: func() screen.Class {
			switch {
			case tb.size.Width < theme.Narrow:
				return screen.Phone
			case tb.touch:
				return screen.Tablet
			}
			return screen.Desktop
		},
		Now: tb.Now, Launch: func(string) {}, Copy: func(string) {}, After: tb.after,
		Background: func(f func(context.Context)) { f(ctx) },
	}
}

type inline struct{}

func (inline) Do(f func()) { f() }

// show draws a screen as the shell does, without its rail.
func (tb *tablet) show(rec acts.Record) *Screen {
	tb.t.Helper()
	return tb.showAt(screen.Place{Route: screen.RouteRecord, Form: rec.Form, ID: rec.ID}, nil)
}

func (tb *tablet) showAt(at screen.Place, values form.Values) *Screen {
	tb.t.Helper()
	s := New(tb.deps(), at, values)
	tb.draw(s)
	if len(tb.nav.failed) > 0 {
		tb.t.Fatalf("it failed: %v", tb.nav.failed)
	}
	return s
}

// draw lays header and content into the window.
func (tb *tablet) draw(s *Screen) {
	h := s.Header()
	badge := widgets.NewSyncBadge(widgets.ToSend, tb.words.T("sync.to_send", 2), nil)
	o := widgets.HeaderOptions{Title: h.Title, Context: h.Context, Actions: h.Actions, Badge: badge, Back: func() {}, Phone: tb.size.Width < theme.Narrow}
	wide := tb.size.Width >= 1000
	if wide {
		o.Search = h.Search
	}
	if o.Phone {
		o.Actions = nil
	}
	header := widgets.NewHeader(o)
	rail := float32(0)
	ground := canvas.NewRectangle(theme.Current().Desk)
	objects := []fyne.CanvasObject{ground, header, s.Content()}
	if tb.size.Width >= theme.Wide {
		rail = 80
		items := []widgets.NavItem{{Key: "a", Icon: "calendar", Label: tb.words.T("app.desk.today")}, {Key: "b", Icon: "clipboard-list", Label: tb.words.T("app.desk.orders")}, {Key: "c", Icon: "phone-forward", Label: tb.words.T("app.desk.dialers")}}
		objects = append(objects, widgets.NewRail(items, "b", "周", nil, nil))
	}
	if !wide && h.Search != nil {
		objects = append(objects, h.Search)
	}
	tb.window.SetContent(container.New(&shellLike{rail: rail, header: header, content: s.Content(), search: h.Search, wide: wide}, objects...))
	tb.window.Resize(tb.size)
}

type shellLike struct {
	rail            float32
	header          *widgets.Header
	content, search fyne.CanvasObject
	wide            bool
}

func (l *shellLike) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 480) }
func (l *shellLike) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
	y := l.header.MinSize().Height
	put(l.header, l.rail, 0, size.Width-l.rail, y)
	if !l.wide && l.search != nil {
		m := float32(24)
		if size.Width < 600 {
			m = 16
		}
		put(l.search, m, y, size.Width-2*m, 48)
		y += 56
	}
	put(l.content, l.rail, y, size.Width-l.rail, size.Height-y)
	if l.rail > 0 {
		put(objects[3], 0, 0, l.rail, size.Height)
	}
}

// picture leaves what the window shows where FIELDLINE_PICTURES says.
func (tb *tablet) picture(name string) {
	tb.t.Helper()
	folder := os.Getenv("FIELDLINE_PICTURES")
	if folder == "" {
		return
	}
	img := tb.window.Canvas().Capture()
	file, err := os.Create(filepath.Join(folder, name+".png"))
	tb.must(err)
	tb.must(png.Encode(file, img))
	tb.must(file.Close())
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// photo keeps a small picture as an attachment.
func (tb *tablet) photo(tone uint32) form.Attachment {
	img := image.NewRGBA(image.Rect(0, 0, 320, 220))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{uint8(tone >> 16), uint8(tone >> 8), uint8(tone), 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(70, 60, 260, 160), image.NewUniform(color.RGBA{225, 225, 220, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	tb.must(jpeg.Encode(&b, img, nil))
	at, err := tb.PutAttachment(ctx, &b, "photo.jpg")
	tb.must(err)
	return at
}

// filling is how far the card is in the pictures: typed, not saved.
func (tb *tablet) filling() form.Values {
	var items []form.Row
	for _, w := range tb.Library().ChoiceList("service_standard").Words {
		items = append(items, form.Row{ID: form.KeyedRowID(tb.ref(tb.card), "items", w.Word), Values: form.Values{"item": w.Word, "done": true}})
	}
	row := func(v form.Values) form.Row { return form.Row{ID: tb.newID().String(), Values: v} }
	return form.Values{
		"finished_at": tb.at(11, 48), "items": items,
		"tests": []form.Row{
			row(form.Values{"item": "loop_current", "measured": dec("16.5"), "passed": true}),
			row(form.Values{"item": "trial_calls", "measured": dec("12"), "passed": true}),
			row(form.Values{"item": "dial_level", "measured": dec("-11"), "passed": true}),
		},
		"units": []form.Row{
			row(form.Values{"unit": tb.ref(tb.old), "work": "replaced", "condition": "faulty"}),
			row(form.Values{"unit": tb.ref(tb.fresh), "work": "installed", "condition": "ok"}),
		},
		"photos": []form.Row{row(form.Values{"photo": tb.photo(0x8ba0b8)}), row(form.Values{"photo": tb.photo(0xb5aa98)}), row(form.Values{"photo": tb.photo(0x6d6a60)})},
		"rating": int64(4),
	}
}

// half types into the card what the pictures show.
func (tb *tablet) half() {
	tb.must(tb.SaveDraft(ctx, "feedback_card", tb.card.ID, device.Draft{Values: tb.filling(), Base: 1}))
}
