package formview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestPartsOf_losesNothing(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "short": "好。", "one sentence without an end": strings.Repeat("好", 2000),
		"sentences": strings.Repeat("通话有杂音，已换线。", 200), "lines": strings.Repeat("好\n", 100),
		"English": strings.Repeat("The line is noisy; a new cord was fitted. ", 60),
	} {
		t.Run(name, func(t *testing.T) {
			parts := partsOf(text)
			if got := strings.Join(parts, ""); got != text {
				t.Fatalf("joined it has %d characters, want %d", len(got), len(text))
			}
			for _, p := range parts {
				if n := len([]rune(p)); n > partMost+partLeast || strings.Count(p, "\n") > partLines {
					t.Errorf("a part has %d characters", n)
				}
			}
		})
	}
}

func TestNote_isOneTextInSeveralParts(t *testing.T) {
	s := small(t, "{type: note, zh: 说明, en: Remark}")
	long := strings.Repeat("通话有杂音，已换线。", 100)
	s.again(form.Values{"one": long})
	e := s.editor().(*noteEditor)
	if len(e.parts) < 3 || e.at != len(e.parts)-1 {
		t.Fatalf("it has %d parts and types in the %dth", len(e.parts), e.at)
	}
	s.capture("note-parts")
	key := func(name fyne.KeyName) { e.input.Focusable().TypedKey(&fyne.KeyEvent{Name: name}) }
	s.window.Canvas().Focus(e.input.Focusable())

	t.Run("typing at its end", func(t *testing.T) {
		key(fyne.KeyPageDown)
		test.Type(e.input.Focusable(), "完。")
		if got := s.value(); got != long+"完。" {
			t.Errorf("it ends in %q", got.(string)[len(got.(string))-30:])
		}
	})
	t.Run("going up into the part before", func(t *testing.T) {
		before := e.at
		key(fyne.KeyPageUp)
		key(fyne.KeyUp)
		test.Type(e.input.Focusable(), "（中）")
		want := strings.Join(partsOf(long)[:before], "") + "（中）" + strings.Join(partsOf(long)[before:], "") + "完。"
		if got := s.value(); e.at != before-1 || got != want {
			t.Errorf("it types in the %dth part; the text is right: %v", e.at, got == want)
		}
	})
	t.Run("deleting over the border", func(t *testing.T) {
		key(fyne.KeyPageDown)
		whole := s.value().(string)
		at := len([]rune(strings.Join(e.parts[:e.at+1], "")))
		key(fyne.KeyDelete)
		runes := []rune(whole)
		if want := string(append(append([]rune{}, runes[:at]...), runes[at+1:]...)); s.value() != want {
			t.Errorf("not the one character at the border was deleted: %d of %d are left", len([]rune(s.value().(string))), len(runes))
		}
	})
	t.Run("tapping another part", func(t *testing.T) {
		e.passages[0].Tapped(nil)
		if e.at != 0 || !e.input.Focused() {
			t.Fatalf("it types in the %dth part", e.at)
		}
		test.Type(e.input.Focusable(), "（首）")
		if !strings.HasPrefix(s.value().(string), partsOf(long)[0]+"（首）") {
			t.Error("it was typed elsewhere")
		}
	})
}

func TestNote_partsItselfWhileSomebodyTypes(t *testing.T) {
	s := small(t, "{type: note, zh: 说明, en: Remark}")
	e := s.editor().(*noteEditor)
	s.window.Canvas().Focus(e.input.Focusable())
	long := strings.Repeat("通话有杂音，已换线。", 60)

	test.Type(e.input.Focusable(), long)

	if s.value() != long || len(e.parts) < 2 || !e.input.Focused() {
		t.Errorf("%d characters in %d parts", len([]rune(s.value().(string))), len(e.parts))
	}
	if n := len([]rune(e.input.Text())); n > partMost+partLeast {
		t.Errorf("it types among %d characters", n)
	}
}

func TestNote_growsWithItsText(t *testing.T) {
	s := small(t, "{type: note, zh: 说明, en: Remark}")
	low := s.view.HeightFor(700)
	s.types(strings.Repeat("通话有杂音，已换线。", 20))
	if high := s.view.height; high < low+60 {
		t.Errorf("200 characters make it %v high, empty it is %v", high, low)
	}
	s.capture("note-grown")
}
