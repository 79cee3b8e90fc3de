package formview

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/shopspring/decimal"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// stage is a company with one repair under way, and a window to draw its records in.
type stage struct {
	*formtest.Play
	t       testing.TB
	words   *words.Words
	window  fyne.Window
	view    *View
	blobs   map[string][]byte
	sent    map[string]bool
	changed []Spot
	left    []Spot
	opened  []form.ID
	failed  []error

	engineer, assistant, keeper form.ID
	customer, order, card       form.ID
	old, fresh                  form.ID // dialer units
}

func newStage(t testing.TB) *stage {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	return stageOf(t, lib)
}

func stageOf(t testing.TB, lib *form.Library) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, 1))
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{Play: formtest.New(t, lib), t: t, words: w, blobs: map[string][]byte{}, sent: map[string]bool{}}
	s.window = test.NewTempWindow(t, widgets.Gap(1, 1))
	s.window.SetPadded(false)
	return s
}

// company fills the stage with people, a customer, two dialers and an order that is
// being worked on, as the forms themselves let them come about.
func (s *stage) company() *stage {
	s.engineer, s.assistant = s.Person("周建明", "engineer"), s.Person("陈静", "technical_assistant")
	s.keeper = s.Person("吴小梅", "stock_keeper")
	s.customer = s.put("customer", "active", "CU000117", form.Values{
		"name": "南山海纳物流有限公司", "size_class": "key", "contact": "黄志强", "phone": "13800138045",
		"address": "深圳市南山区高新南一道 8 号创维大厦 12 楼", "district": "南山", "access_method": "模拟中继 4 路", "device_model": "D4",
	})
	s.old = s.unit("D4-25110386", "installed")
	s.fresh = s.unit("D4-26081711", "issued")
	s.order = s.put("service_order", "in_progress", "SO261123-0004", form.Values{
		"kind": "repair", "urgent": true, "customer": s.ref("customer", s.customer), "origin": "customer_call", "contact": "黄志强", "phone": "13800138045",
		"address": "深圳市南山区高新南一道 8 号创维大厦 12 楼", "district": "南山", "problem": "第 3 路打长途没有自动加拨，通话有杂音", "engineer": s.engineer,
		"planned_start": s.at("10:30"), "planned_end": s.at("12:00"), "taken_at": s.at("08:12"), "header_correct": true, "arrived_at": s.at("10:26"),
	})
	s.card = s.put("feedback_card", "blank", "FC261123-0004", form.Values{
		"order": s.ref("service_order", s.order), "customer": s.ref("customer", s.customer), "kind": "repair", "engineer": s.engineer,
		"taken_at": s.at("08:12"), "return_due": s.at("08:12").Add(24 * time.Hour), "access_method": "模拟中继 4 路", "device_model": "D4", "arrived_at": s.at("10:26"),
	})
	s.Now = s.at("13:12")
	return s
}

// filled is how far the card is in the pictures.
func (s *stage) filled() form.Values {
	v := form.Clone(s.Get("feedback_card", s.card).Values)
	v["finished_at"] = s.at("11:48")
	var items []form.Row
	for _, w := range s.Lib.ChoiceList("service_standard").Words {
		items = append(items, form.Row{ID: "item-" + w.Word, Values: form.Values{"item": w.Word, "done": true}})
	}
	v["items"] = items
	v["tests"] = []form.Row{
		{ID: "t1", Values: form.Values{"item": "loop_current", "measured": dec("16.5"), "passed": true}},
		{ID: "t2", Values: form.Values{"item": "trial_calls", "measured": dec("12"), "passed": true}},
		{ID: "t3", Values: form.Values{"item": "dial_level", "measured": dec("-11"), "passed": true}},
	}
	v["units"] = []form.Row{
		{ID: "u1", Values: form.Values{"unit": s.ref("dialer_unit", s.old), "work": "replaced", "condition": "faulty"}},
		{ID: "u2", Values: form.Values{"unit": s.ref("dialer_unit", s.fresh), "work": "installed", "condition": "ok"}},
	}
	v["photos"] = []form.Row{
		{ID: "p1", Values: form.Values{"photo": s.photo(0x8ba0b8)}},
		{ID: "p2", Values: form.Values{"photo": s.photo(0xb5aa98)}},
		{ID: "p3", Values: form.Values{"photo": s.photo(0x6d6a60)}},
	}
	v["rating"] = int64(4)
	return v
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func (s *stage) ref(formName string, id form.ID) form.Ref { return form.Ref{Form: formName, ID: id} }

func (s *stage) at(clock string) time.Time {
	return at("2026-11-23", clock, s.words.Zone())
}

func (s *stage) put(formName, state, number string, values form.Values) form.ID {
	id := s.ID()
	s.Put(&form.Record{ID: id, Form: formName, State: state, Number: number, CreatedAt: s.Now, Values: values})
	return id
}

func (s *stage) unit(serial, state string) form.ID {
	return s.put("dialer_unit", state, "", form.Values{"serial": serial, "model": "D4", "lot": "2025-11", "received_on": form.Date("2025-11-03"), "holder": s.engineer})
}

// photo keeps a small picture.
func (s *stage) photo(tone uint32) form.Attachment {
	img := image.NewRGBA(image.Rect(0, 0, 320, 220))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{uint8(tone >> 16), uint8(tone >> 8), uint8(tone), 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(70, 60, 260, 160), image.NewUniform(color.RGBA{225, 225, 220, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		s.t.Fatal(err)
	}
	at, err := s.Keep(&b, "photo.jpg")
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

// Find, Open, Keep, KeepPicture and Sent make the stage a Source.
func (s *stage) Find(formName, text string, limit int) ([]*form.Record, error) {
	var found []*form.Record
	speech := Speech{Words: s.words, Lib: s.Lib}
	for _, rec := range s.All(formName) {
		all := rec.Number
		for _, v := range rec.Values {
			all += " " + speech.Any(v)
		}
		if text == "" || strings.Contains(strings.ToLower(all), strings.ToLower(text)) || strings.Contains(initials(all), strings.ToLower(text)) {
			found = append(found, rec)
		}
	}
	return found[:min(len(found), limit)], nil
}

func (s *stage) Open(sha string) (io.ReadCloser, error) {
	b, ok := s.blobs[sha]
	if !ok {
		return nil, form.ErrNotHere
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *stage) Keep(r io.Reader, name string) (form.Attachment, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return form.Attachment{}, err
	}
	sum := sha256.Sum256(b)
	sha := hex.EncodeToString(sum[:])
	s.blobs[sha] = b
	return form.Attachment{SHA256: sha, Mime: "image/jpeg", Bytes: int64(len(b)), Name: name, At: s.Now, By: s.engineer}, nil
}

func (s *stage) KeepPicture(r io.Reader, name string) (form.Attachment, error) {
	return s.Keep(r, name)
}

func (s *stage) Sent(sha string) bool { return s.sent[sha] }

func (s *stage) config(me form.ID, rec *form.Record) Config {
	return Config{
		Form: s.Lib.Form(rec.Form), Record: rec, Words: s.words, Source: s,
		Env:      func(r *form.Record) *form.Env { return s.Env(me, r) },
		Due:      func(env *form.Env) []form.Problem { return dueToHandOn(s.Lib.Form(rec.Form), env) },
		Now:      func() time.Time { return s.Now },
		Signer:   func() string { return "黄志强" },
		OnChange: func(at Spot) { s.changed = append(s.changed, at) },
		OnLeave:  func(at Spot) { s.left = append(s.left, at) },
		OnOpen:   func(_ string, id form.ID) { s.opened = append(s.opened, id) },
		OnError:  func(_ string, err error) { s.failed = append(s.failed, err) },
	}
}

// dueToHandOn is what the first action that leads on is refused for, or the creation.
func dueToHandOn(f *form.Form, env *form.Env) []form.Problem {
	for _, a := range f.Actions {
		if slices.Contains(a.From, env.Self.State) && a.To != "" && !f.State(a.To).Void {
			return f.Due(env, env.Self, a)
		}
	}
	return f.Due(env, nil, nil)
}

// show draws a record for somebody in a window.
func (s *stage) show(cfg Config, width float32) *View {
	s.t.Helper()
	s.view = New(cfg)
	scroll := widgets.VScroll(s.view)
	s.window.SetContent(scroll)
	height := s.view.HeightFor(width)
	s.window.Resize(fyne.NewSize(width, max(height, 400)))
	return s.view
}

// capture leaves a picture where FIELDLINE_PICTURES says.
func (s *stage) capture(name string) {
	s.t.Helper()
	folder := os.Getenv("FIELDLINE_PICTURES")
	if folder == "" {
		return
	}
	img := s.window.Canvas().Capture()
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := png.Encode(file, img); err != nil {
		s.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// small is a library of one form of one field, for the tests of a field's type.
func small(t *testing.T, field string, lists ...string) *stage {
	t.Helper()
	files := map[string]string{
		"roles.yaml": "engineer: {code: AE, zh: 售后工程师, en: Engineer}\n",
		"calendar.yaml": "zone: Asia/Shanghai\nhours: [\"09:00\", \"18:00\"]\nweekend: [saturday, sunday]\n" +
			"years: {2026: {holidays: [{from: 2026-10-01, until: 2026-10-07, zh: 国庆节, en: National Day}], working: [2026-10-10]}}\n",
		"choices.yaml": "cause:\n  dialer: {zh: 拨号器, en: Dialer}\n  line: {zh: 线路, en: Line}\n  customer: {zh: 客户设备, en: Customer equipment}\n  program: {zh: 程序设置, en: Program}\n  other: {zh: 其他, en: Other}\n",
		"settings.yaml": "SET-01: {type: duration, value: 24 h, zh: 反馈卡交回, en: Card handed in, by: engineer}\n" +
			"SET-02: {type: decimal, of: cause, parts: {line: '5'}, zh: 测试上限, en: Highest, by: engineer}\n",
		"phrases.yaml": "site:\n  - {zh: 接地良好, en: Earth is good}\n",
		"person.yaml":  "form: person\ndoc: own\nzh: 人员\nen: Person\nname: [name]\ncreate: engineer\nfields:\n  name: {type: text, zh: 姓名, en: Name}\naudience: anyone\nsearch: [name]\n",
		"sheet.yaml":   "form: sheet\ndoc: own\nzh: 单子\nen: Sheet\ncreate: engineer\nfields:\n  one: " + field + "\n  other: {type: text, zh: 别的, en: Other}\naudience: engineer\n",
	}
	return stageOf(t, formtest.Parse(t, files)).alone()
}

// alone gives the stage one engineer and draws a new sheet for her.
func (s *stage) alone() *stage {
	s.engineer = s.Person("周建明", "engineer")
	s.again(form.Values{})
	return s
}

func (s *stage) again(values form.Values) *View {
	rec := &form.Record{ID: s.ID(), Form: "sheet", CreatedAt: s.Now, Values: values}
	return s.show(s.config(s.engineer, rec), 700)
}

func (s *stage) input() *widgets.Input {
	s.t.Helper()
	switch e := s.view.cells[Spot{Field: "one"}].editor.(type) {
	case typed:
		return e.field()
	case *refEditor:
		return e.input
	case *peopleEditor:
		return e.input
	}
	s.t.Fatalf("field one has no input but %T", s.view.cells[Spot{Field: "one"}].editor)
	return nil
}

// types puts the cursor into the field, types a text and leaves it.
func (s *stage) types(text string) {
	s.t.Helper()
	in := s.input()
	s.window.Canvas().Focus(in.Focusable())
	test.Type(in.Focusable(), text)
	s.window.Canvas().Unfocus()
}

func (s *stage) value() any { return s.view.Values()["one"] }

// faults are the sentences under the field.
func (s *stage) faults() string {
	var all []string
	for _, f := range s.view.cells[Spot{Field: "one"}].wrong {
		all = append(all, f.note.Text())
	}
	return strings.Join(all, "; ")
}

var enter = &fyne.KeyEvent{Name: fyne.KeyReturn}

func (s *stage) field() *form.Field { return s.view.cfg.Form.Field("one") }

func (s *stage) editor() editor { return s.view.cells[Spot{Field: "one"}].editor }

// pick taps a line of the sheet that lies over the window.
func (s *stage) pick(title string) {
	s.t.Helper()
	s.tap(s.window.Canvas().Overlays().Top(), title)
}

// tap taps what holds a text: the innermost tappable around it.
func (s *stage) tap(in fyne.CanvasObject, text string) {
	s.t.Helper()
	target := tappableAround(in, text, nil)
	if target == nil {
		s.t.Fatalf("%q is not to be seen", text)
	}
	target.Tapped(&fyne.PointEvent{})
}

func tappableAround(o fyne.CanvasObject, text string, around fyne.Tappable) fyne.Tappable {
	if o == nil || !o.Visible() {
		return nil
	}
	if t, ok := o.(*canvas.Text); ok && t.Text == text {
		return around
	}
	if t, ok := o.(fyne.Tappable); ok {
		around = t
	}
	for _, child := range childrenOf(o) {
		if t := tappableAround(child, text, around); t != nil {
			return t
		}
	}
	return nil
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// sees tells whether a text is drawn, on the window or on what lies over it.
func (s *stage) sees(text string) bool {
	if top := s.window.Canvas().Overlays().Top(); top != nil && drawsText(top, text) {
		return true
	}
	return drawsText(s.window.Canvas().Content(), text)
}

func drawsText(o fyne.CanvasObject, text string) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if t, ok := o.(*canvas.Text); ok {
		return t.Text == text
	}
	for _, child := range childrenOf(o) {
		if drawsText(child, text) {
			return true
		}
	}
	return false
}

// typeInto types into the first input there is.
func (s *stage) typeInto(o fyne.CanvasObject, text string) {
	s.t.Helper()
	in := firstInput(o)
	if in == nil {
		s.t.Fatal("there is no input")
	}
	s.window.Canvas().Focus(in.Focusable())
	test.Type(in.Focusable(), text)
}

func firstInput(o fyne.CanvasObject) *widgets.Input {
	if in, ok := o.(*widgets.Input); ok {
		return in
	}
	for _, child := range childrenOf(o) {
		if in := firstInput(child); in != nil {
			return in
		}
	}
	return nil
}
