package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestButton_isTappedByFingerAndKeys(t *testing.T) {
	start(t)
	taps := 0
	b := widgets.NewButton(widgets.Filled, "check", "交卡", func() { taps++ })
	w := inWindow(t, b, 200, 48)

	test.Tap(b)
	w.Canvas().Focus(b)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})

	if taps != 3 {
		t.Errorf("%d taps, want 3", taps)
	}
	if b.Cursor() != desktop.PointerCursor {
		t.Error("no hand over the button")
	}
}

func TestButton_disabledDoesNothing(t *testing.T) {
	start(t)
	done := 0
	b := widgets.NewButton(widgets.Filled, "", "交卡", func() { done++ })

	b.Disable()
	test.Tap(b)
	b.Enable()
	test.Tap(b)

	if done != 1 {
		t.Errorf("it was done %d times", done)
	}
}

func TestButton_isAtLeastATarget(t *testing.T) {
	start(t)
	for name, b := range map[string]*widgets.Button{
		"labelled": widgets.NewButton(widgets.Outlined, "check", "好", nil),
		"icon":     widgets.NewIconButton("phone", "打电话", nil),
		"quiet":    widgets.NewButton(widgets.Quiet, "", "好", nil),
	} {
		if size := b.MinSize(); size.Width < 48 || size.Height < 48 {
			t.Errorf("%s is %v", name, size)
		}
	}
	if got := widgets.NewButton(widgets.Filled, "", "出发", nil).Big().MinSize().Height; got != 56 {
		t.Errorf("big is %g high", got)
	}
	if got := widgets.NewIconButton("phone", "打电话", nil).Label(); got != "打电话" {
		t.Errorf("an icon button is called %q", got)
	}
}

func TestEscape_reachesTheWindowFromAnywhere(t *testing.T) {
	start(t)
	b, input := widgets.NewButton(widgets.Quiet, "", "好", nil), widgets.NewInput(widgets.InputOptions{})
	w := inWindow(t, widgets.Row(8, b, input), 400, 48)
	var heard []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { heard = append(heard, e.Name) })

	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	input.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	input.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	input.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})

	if len(heard) != 4 || heard[0] != fyne.KeyEscape || heard[2] != fyne.KeyF5 || heard[3] != fyne.KeyReturn {
		t.Errorf("heard %v", heard)
	}
}

func TestSegments_answerOnce(t *testing.T) {
	start(t)
	var told []int
	s := widgets.NewSegments([]widgets.Segment{{Label: "正常", Tone: theme.Go}, {Label: "可疑"}, {Label: "故障"}}, -1, func(i int) { told = append(told, i) })
	inWindow(t, s, 400, 48)

	s.Choose(2)
	s.Choose(2)
	s.Clearable = true
	s.Choose(2)

	if s.Chosen() != -1 || len(told) != 2 || told[0] != 2 || told[1] != -1 {
		t.Errorf("chosen %d, told %v", s.Chosen(), told)
	}
	if narrow, wide := s.HeightFor(150), s.HeightFor(600); narrow <= wide {
		t.Error("where it is narrow the answers do not stand below each other")
	}
	s.Disable()
	s.Choose(1)
}

func TestCheck_andRadio(t *testing.T) {
	start(t)
	var told []bool
	c := widgets.NewCheck("试拨长途", false, func(on bool) { told = append(told, on) })
	inWindow(t, c, 200, 48)

	test.Tap(c)
	test.Tap(c)
	c.Disable()
	test.Tap(c)
	if len(told) != 2 || !told[0] || told[1] || c.Checked() {
		t.Errorf("told %v", told)
	}

	r := widgets.NewRadio("我的", true, func(bool) { t.Error("a chosen radio told again") })
	test.Tap(r)
	if !r.Checked() {
		t.Error("a tap took the radio's answer away")
	}
}

func TestRating_byTapAndKeys(t *testing.T) {
	start(t)
	var told []int
	r := widgets.NewRating(0, nil, func(stars int) { told = append(told, stars) })
	inWindow(t, r, 400, 48)

	r.Tapped(&fyne.PointEvent{Position: fyne.NewPos(48*3+10, 20)})
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	r.TypedKey(&fyne.KeyEvent{Name: fyne.Key2})
	r.Tapped(&fyne.PointEvent{Position: fyne.NewPos(390, 20)})

	if r.Stars() != 2 || len(told) != 4 || told[0] != 4 || told[2] != 5 {
		t.Errorf("stars %d, told %v", r.Stars(), told)
	}
}
