package formview

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/widgets"
)

func TestJoined_keepsEverySentenceOnce(t *testing.T) {
	for name, c := range map[string]struct{ mine, theirs, want string }{
		"both added":        {"先打电话。从西门进。", "先打电话。从东门进，西门修路。", "先打电话。从东门进，西门修路。从西门进。"},
		"no mark at an end": {"从西门进", "从东门进", "从东门进\n从西门进"},
		"the same":          {"从西门进。", "从西门进", "从西门进"},
		"mine emptied":      {"", "从东门进", "从东门进"},
		"theirs emptied":    {"从西门进", "", "从西门进"},
		"in lines":          {"a\nb\n", "a\nc", "a\nc\nb\n"},
		"with a point":      {"Ring first; use the back door", "Ring first; ask for Chen", "Ring first; ask for Chen\n use the back door"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Joined(c.mine, c.theirs); got != c.want {
				t.Errorf("joined is %q, want %q", got, c.want)
			}
		})
	}
}

func TestConflictPane_asksBeforeAnythingIsDone(t *testing.T) {
	s := newStage(t)
	var said []string
	note := func(what string) func() { return func() { said = append(said, what) } }
	c := Conflict{
		Label: "给工程师的话", Base: "门卫要登记身份证",
		Mine:   Side{Value: "从西门进。", When: "今天 13:02", Device: "本机"},
		Theirs: Side{Value: "从东门进，西门修路。", Who: "陈静", When: "今天 13:10 得知", Device: "另一台设备", InForce: true},
		OnMine: note("mine"), OnTheirs: note("theirs"), OnJoin: func(text string) { said = append(said, text) },
	}
	pane := NewConflictPane(s.words, c)
	s.window.SetContent(widgets.Pad(16, 16, 16, 16, pane))
	s.window.Resize(fyne.NewSize(680, 760))
	s.capture("conflict-pane")

	if got := pane.button.Label(); got != "用陈静的" {
		t.Errorf("at first the button says %q, want the value in force", got)
	}
	test.Tap(pane.button)
	test.Tap(pane.cards[useMine])
	test.Tap(pane.button)
	s.window.Canvas().Focus(pane.joined.Focusable())
	test.Type(pane.joined.Focusable(), "先按门铃。")
	if got := pane.button.Label(); got != "用合在一起的" {
		t.Errorf("with a typed text the button says %q", got)
	}
	test.Tap(pane.button)
	want := []string{"theirs", "mine", "先按门铃。从东门进，西门修路。从西门进。"}
	for i := range want {
		if len(said) != len(want) || said[i] != want[i] {
			t.Fatalf("it told %q, want %q", said, want)
		}
	}

	c.OnJoin = nil
	if pane = NewConflictPane(s.words, c); pane.joined != nil || pane.join != nil {
		t.Error("values that cannot be joined are asked to be joined")
	}
}
