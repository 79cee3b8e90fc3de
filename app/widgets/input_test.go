package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"fieldline/app/widgets"
)

func TestInput_tellsChangesAndLeaving(t *testing.T) {
	start(t)
	var changes []string
	left := ""
	input := widgets.NewInput(widgets.InputOptions{Label: "故障情况", Placeholder: "写几句"})
	input.OnChanged = func(text string) { changes = append(changes, text) }
	input.OnLeave = func(text string) { left = text }
	w := inWindow(t, input, 300, 48)

	if !contains(drawnTexts(input), "写几句") {
		t.Error("the hint is not seen in the empty field")
	}
	input.Focus()
	test.Type(input.Focusable(), "外线杂音")
	w.Canvas().Unfocus()

	if len(changes) != 4 || changes[3] != "外线杂音" {
		t.Errorf("changes %q", changes)
	}
	if left != "外线杂音" || input.Text() != left {
		t.Errorf("left with %q", left)
	}
	if contains(drawnTexts(input), "写几句") {
		t.Error("the hint lies over the text")
	}
}

func TestInput_setByCodeIsNoChange(t *testing.T) {
	start(t)
	input := widgets.NewInput(widgets.InputOptions{})
	input.OnChanged = func(text string) { t.Errorf("told %q", text) }
	inWindow(t, input, 300, 48)

	input.SetText("21")

	if input.Text() != "21" {
		t.Errorf("text %q", input.Text())
	}
}

func TestInput_insertsPhrasesAsIfTyped(t *testing.T) {
	start(t)
	told := ""
	input := widgets.NewInput(widgets.InputOptions{Text: "下雨后加重，", Lines: 3})
	input.OnChanged = func(text string) { told = text }
	inWindow(t, input, 300, 120)

	input.Insert("第 1 路有杂音")

	if told != "下雨后加重，第 1 路有杂音" {
		t.Errorf("told %q", told)
	}
}

func TestInput_lockedSaysWhoMayFillIt(t *testing.T) {
	start(t)
	input := widgets.NewInput(widgets.InputOptions{Unit: "mA"})
	inWindow(t, input, 300, 48)

	input.Lock("主管填")
	test.Type(input.Focusable(), "9")

	if input.Text() != "" || !input.Locked() || !contains(drawnTexts(input), "主管填") {
		t.Errorf("locked it shows %q and holds %q", drawnTexts(input), input.Text())
	}
	input.Unlock()
	test.Type(input.Focusable(), "9")
	if input.Text() != "9" {
		t.Errorf("unlocked it holds %q", input.Text())
	}
}

func TestInput_isTappedIntoFromItsFrame(t *testing.T) {
	start(t)
	input := widgets.NewInput(widgets.InputOptions{Unit: "mA"})
	w := inWindow(t, input, 300, 48)

	test.Tap(input)

	if w.Canvas().Focused() != input.Focusable() || !input.Focused() {
		t.Error("a tap on the unit does not put the cursor in")
	}
}

func TestInput_asksForTheRightKeyboard(t *testing.T) {
	start(t)
	for name, c := range map[string]struct {
		options widgets.InputOptions
		want    mobile.KeyboardType
	}{
		"number":   {widgets.InputOptions{Number: true}, mobile.NumberKeyboard},
		"password": {widgets.InputOptions{Password: true}, mobile.PasswordKeyboard},
		"lines":    {widgets.InputOptions{Lines: 3}, mobile.DefaultKeyboard},
		"line":     {widgets.InputOptions{}, mobile.SingleLineKeyboard},
	} {
		keyed, ok := widgets.NewInput(c.options).Focusable().(mobile.Keyboardable)
		if !ok || keyed.Keyboard() != c.want {
			t.Errorf("%s asks for another keyboard", name)
		}
	}
}

func TestInput_leavesTheWindowItsShortcuts(t *testing.T) {
	start(t)
	input := widgets.NewInput(widgets.InputOptions{})
	w := inWindow(t, input, 300, 48)
	saved := 0
	save := &desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl}
	w.Canvas().AddShortcut(save, func(fyne.Shortcut) { saved++ })

	if shortcutable, ok := input.Focusable().(fyne.Shortcutable); ok {
		shortcutable.TypedShortcut(save)
	}

	if saved != 1 {
		t.Errorf("Ctrl+S was heard %d times", saved)
	}
}

func TestScanBox_takesWhatAScannerTypes(t *testing.T) {
	start(t)
	var codes []string
	box := widgets.NewScanBox("扫描，或输入序列号", func(text string) { codes = append(codes, text) })
	w := inWindow(t, box, 368, 72)
	box.Focus()

	for _, code := range []string{"D4-26081723", "6923450658121", "喆-01", ""} {
		for _, r := range code {
			w.Canvas().Focused().TypedRune(r)
		}
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}

	if len(codes) != 3 || codes[0] != "D4-26081723" || codes[1] != "6923450658121" || codes[2] != "喆-01" {
		t.Errorf("scanned %q", codes)
	}
	if box.Text() != "" || w.Canvas().Focused() != box.Focusable() {
		t.Error("the box does not wait for the next code")
	}
}

func TestInput_leavesTheWheelToThePage(t *testing.T) {
	for _, lines := range []int{1, 3} {
		w := test.NewTempWindow(t, nil)
		field := widgets.NewInput(widgets.InputOptions{Label: "备注", Lines: lines, Text: "一行很长很长的字"})
		page := widgets.VScroll(widgets.Column(0, field, widgets.Gap(0, 2000)))
		w.SetContent(page)
		w.Resize(fyne.NewSize(400, 300))

		test.Scroll(w.Canvas(), fyne.NewPos(100, 24), 0, -120)

		if page.Offset.Y != 120 {
			t.Errorf("a field of %d lines under the mouse: the page is scrolled by %v", lines, page.Offset.Y)
		}
	}
}
