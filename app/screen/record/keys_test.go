package record_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"fieldline/app/apptest"
	"fieldline/app/widgets"
	"fieldline/forms/library"
)

// atTheCard opens a card that is to be filled, on a desktop.
func atTheCard(t *testing.T) *apptest.Ready {
	t.Helper()
	r := apptest.Open(t, apptest.Options{Size: fyne.NewSize(1440, 900)})
	r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
	r.Pass(time.Second)
	return r
}

func canvasOf(r *apptest.Ready) fyne.Canvas { return r.App.Window().Canvas() }

func TestKeys_tabGoesThroughTheFieldsAsTheyAreRead(t *testing.T) {
	r := atTheCard(t)
	driver := fyne.CurrentApp().Driver()
	in := firstInput(t, r, "接入方式")
	in.Focus()
	var labels []string
	last := float32(-1)
	content := pageOf(t, r).Content
	for range 120 {
		o, ok := canvasOf(r).Focused().(fyne.CanvasObject)
		if !ok {
			break
		}
		y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(content).Y
		if y < last-60 || !inside(r, o) { // a label and a button beside one another are one row
			break
		}
		last = max(last, y)
		if l, ok := o.(interface{ Label() string }); ok {
			labels = append(labels, l.Label())
		} else {
			labels = append(labels, labelOf(r, o))
		}
		canvasOf(r).FocusNext()
	}
	at := 0
	for _, want := range []string{"接入方式", "设备型号", "工况条件", "完成时间", "客户意见"} {
		found := slices.Index(labels[at:], want)
		if found < 0 {
			t.Fatalf("Tab does not come to %s after %q: %q", want, labels[:at], labels)
		}
		at += found
	}
}

// labelOf is the label of the input an entry is in.
func labelOf(r *apptest.Ready, o fyne.CanvasObject) string {
	for _, p := range r.Parts() {
		if in, ok := p.(*widgets.Input); ok && fyne.CanvasObject(in.Focusable().(fyne.CanvasObject)) == o {
			return in.Label()
		}
	}
	return ""
}

func inside(r *apptest.Ready, o fyne.CanvasObject) bool {
	return fyne.CurrentApp().Driver().CanvasForObject(o) == canvasOf(r)
}

func firstInput(t *testing.T, r *apptest.Ready, label string) *widgets.Input {
	t.Helper()
	for _, p := range r.Parts() {
		if in, ok := p.(*widgets.Input); ok && in.Label() == label {
			return in
		}
	}
	t.Fatalf("there is no input for %q", label)
	return nil
}

// pageOf is the scroll the paper is in.
func pageOf(t *testing.T, r *apptest.Ready) *container.Scroll {
	t.Helper()
	var page *container.Scroll
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *container.Scroll:
			if page == nil || o.Size().Width > page.Size().Width {
				page = o
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		}
	}
	walk(canvasOf(r).Content())
	if page == nil {
		t.Fatal("nothing scrolls")
	}
	return page
}

func TestKeys_enterAndSpaceChoose(t *testing.T) {
	r := atTheCard(t)
	for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn} {
		for _, answer := range []string{"是", "否"} {
			focusLabel(t, r, answer)
			r.Key(key)
			r.Pass(3 * time.Second)
			d, err := r.App.Store().Draft(t.Context(), library.FeedbackCard, r.Company.LogisticsCard)
			if err != nil || d.Values[library.FeedbackCardTrained] != (answer == "是") {
				t.Errorf("%s on %s writes %v, %v", key, answer, d.Values[library.FeedbackCardTrained], err)
			}
		}
	}
}

// focusLabel gives the focus to the last part of a name.
func focusLabel(t *testing.T, r *apptest.Ready, label string) {
	t.Helper()
	var found fyne.Focusable
	for _, p := range r.Parts() {
		l, named := p.(interface{ Label() string })
		f, can := p.(fyne.Focusable)
		if named && can && l.Label() == label {
			found = f
		}
	}
	if found == nil {
		t.Fatalf("%q takes no keys", label)
	}
	canvasOf(r).Focus(found)
}

func TestKeys_escapeClosesWhatLiesOverTheRecordAndLosesNothing(t *testing.T) {
	r := atTheCard(t)
	if err := r.Fill("客户意见", "声音小"); err != nil {
		t.Fatal(err)
	}
	focusLabel(t, r, "常用语")
	r.Key(fyne.KeyReturn)
	if canvasOf(r).Overlays().Top() == nil {
		t.Fatal("no phrases are offered")
	}

	r.Key(fyne.KeyEscape)

	if canvasOf(r).Overlays().Top() != nil {
		t.Fatal("they are still there")
	}
	if got := firstInput(t, r, "客户意见").Text(); got != "声音小" {
		t.Errorf("the field holds %q", got)
	}
	firstInput(t, r, "客户意见").Focus()
	r.Key(fyne.KeyEscape)
	if canvasOf(r).Focused() != nil || firstInput(t, r, "客户意见").Text() != "声音小" {
		t.Error("in a field it does not only leave the field")
	}
}

func TestKeys_saveAndUndo(t *testing.T) {
	r := atTheCard(t)
	if err := r.Fill("设备型号", "D8"); err != nil {
		t.Fatal(err)
	}
	if err := r.Type("乙"); err != nil {
		t.Fatal(err)
	}
	r.Ctrl(fyne.KeyZ)
	if got := firstInput(t, r, "设备型号").Text(); got == "D8乙" {
		t.Errorf("undo leaves %q", got)
	}
	r.Ctrl(fyne.KeyY)

	r.Ctrl(fyne.KeyS)
	r.Pass(time.Second)

	r.Want("已保存")
	if got := r.Record(library.FeedbackCard, r.Company.LogisticsCard).Get(library.FeedbackCardDeviceModel); got != "D8乙" {
		t.Errorf("the model is %v", got)
	}
	if err := r.Fill("完成时间", "25 点"); err != nil {
		t.Fatal(err)
	}
	r.Ctrl(fyne.KeyS)
	r.Pass(time.Second)
	r.Want("1 项还不能存，填的都留着")
	if got := firstInput(t, r, "完成时间").Text(); got != "25 点" {
		t.Errorf("the time has become %q", got)
	}
}

func TestKeys_theWheelOverAFieldMovesThePage(t *testing.T) {
	r := atTheCard(t)
	page := pageOf(t, r)
	for _, label := range []string{"接入方式", "工况条件"} {
		in := firstInput(t, r, label)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(in)
		before := page.Offset.Y
		test.Scroll(canvasOf(r), at.AddXY(in.Size().Width/2, in.Size().Height/2), 0, -40)
		if page.Offset.Y <= before {
			t.Errorf("over %s the page stays at %v", label, page.Offset.Y)
		}
	}
}
