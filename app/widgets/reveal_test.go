package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestReveal_followsTheFocusThroughALongForm(t *testing.T) {
	start(t)
	var rows []fyne.CanvasObject
	for i := range 20 {
		rows = append(rows, widgets.NewInput(widgets.InputOptions{Label: fmt.Sprint(i)}))
	}
	scroll := widgets.VScroll(widgets.Column(theme.SpaceButtons, rows...))
	outside := widgets.NewButton(widgets.Outlined, "", "保存", nil)
	w := inWindow(t, widgets.Column(0, outside, widgets.Grow(scroll)), 300, 250)

	for range 12 {
		w.Canvas().(interface{ FocusNext() }).FocusNext()
	}

	focused, ok := w.Canvas().Focused().(fyne.CanvasObject)
	if !ok {
		t.Fatal("nothing has the focus")
	}
	y := fyne.CurrentApp().Driver().AbsolutePositionForObject(focused).Y
	if y < 48 || y > 250-48 {
		t.Errorf("what has the focus stands at %g", y)
	}

	before := scroll.Offset.Y
	w.Canvas().Focus(outside)
	if scroll.Offset.Y != before {
		t.Error("what is not in the scroll moves it")
	}
}

func TestSegments_areChosenWithTheKeyboard(t *testing.T) {
	start(t)
	var chosen []int
	segments := widgets.NewSegments([]widgets.Segment{{Label: "正常"}, {Label: "可疑"}, {Label: "故障"}}, -1, func(i int) { chosen = append(chosen, i) })
	w := inWindow(t, segments, 400, 48)

	w.Canvas().(interface{ FocusNext() }).FocusNext()
	press := func(keys ...fyne.KeyName) {
		for _, key := range keys {
			w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
		}
	}
	press(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace)
	press(fyne.KeyLeft, fyne.KeyReturn)

	if fmt.Sprint(chosen) != "[2 1]" || segments.Chosen() != 1 {
		t.Errorf("chosen %v, at last %d", chosen, segments.Chosen())
	}
}

func TestSelectBox_opensWithTheKeyboard(t *testing.T) {
	start(t)
	opened := 0
	box := widgets.NewSelectBox("故障代码", "请选择", func() { opened++ })
	inWindow(t, box, 260, 48)

	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeySpace, fyne.KeyDown} {
		box.TypedKey(&fyne.KeyEvent{Name: key})
	}
	test.Tap(box)

	if opened != 4 {
		t.Errorf("it opened %d times", opened)
	}
	box.SetText("无拨号音")
	if texts := drawnTexts(box); len(texts) != 1 || texts[0] != "无拨号音" || box.Text() != texts[0] {
		t.Errorf("it shows %q", texts)
	}
}
