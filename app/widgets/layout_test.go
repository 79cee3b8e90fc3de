package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func at(o fyne.CanvasObject) (x, y, w, h float32) {
	return o.Position().X, o.Position().Y, o.Size().Width, o.Size().Height
}

func TestRow_sharesWhatIsLeft(t *testing.T) {
	start(t)
	fixed, one, two, hidden := widgets.Gap(50, 20), widgets.Gap(0, 10), widgets.Gap(0, 30), widgets.Gap(99, 99)
	hidden.Hide()
	row := widgets.Row(10, fixed, hidden, widgets.Grow(one), widgets.GrowBy(2, two))
	inWindow(t, row, 370, 30)

	if x, y, w, _ := at(one); x != 60 || y != 10 || w != 100 {
		t.Errorf("one at %g %g, %g wide", x, y, w)
	}
	if x, _, w, h := at(two); x != 170 || w != 200 || h != 30 {
		t.Errorf("two at %g, %g by %g", x, w, h)
	}
	if got := row.MinSize(); got.Width != 50+20 || got.Height != 30 {
		t.Errorf("least size %v", got)
	}
}

func TestRow_alignsItsChildren(t *testing.T) {
	start(t)
	top, end, fill := widgets.Gap(10, 10), widgets.Gap(10, 10), widgets.Gap(10, 10)
	inWindow(t, widgets.Row(0, widgets.Start(top), widgets.End(end), widgets.Fill(fill)), 100, 40)

	if _, y, _, _ := at(top); y != 0 {
		t.Errorf("top at %g", y)
	}
	if _, y, _, _ := at(end); y != 30 {
		t.Errorf("end at %g", y)
	}
	if _, _, _, h := at(fill); h != 40 {
		t.Errorf("fill is %g high", h)
	}
}

func TestColumn_givesParagraphsTheirHeight(t *testing.T) {
	start(t)
	words := widgets.NewParagraph("门卫要登记身份证，从西门进。老设备先别拆，等何工到场。", theme.Body)
	below, foot := widgets.Gap(0, 10), widgets.Gap(0, 20)
	inWindow(t, widgets.Column(8, words, below, widgets.Space(), foot), 200, 300)

	_, _, _, h := at(words)
	if h < 72 {
		t.Errorf("the paragraph got %g", h)
	}
	if _, y, _, _ := at(below); y != h+8 {
		t.Errorf("below at %g, want %g", y, h+8)
	}
	if _, y, _, _ := at(foot); y != 280 {
		t.Errorf("foot at %g", y)
	}
}

func TestEqualAtLeast_stacksWhereItIsNarrow(t *testing.T) {
	start(t)
	a, b := widgets.Gap(10, 48), widgets.Gap(10, 48)
	row := widgets.EqualAtLeast(160, 8, a, b)

	inWindow(t, row, 408, 48)
	if x, y, w, _ := at(b); x != 208 || y != 0 || w != 200 {
		t.Errorf("wide: %g %g %g", x, y, w)
	}
	if got := widgets.HeightFor(row, 300); got != 104 {
		t.Errorf("narrow it is %g high", got)
	}
}

func TestFlow_goesOnInANewRow(t *testing.T) {
	start(t)
	a, b, c := widgets.Gap(60, 20), widgets.Gap(60, 30), widgets.Gap(60, 20)
	flow := widgets.Flow(10, a, b, c)
	inWindow(t, flow, 140, 100)

	if _, y, _, _ := at(a); y != 5 {
		t.Errorf("a is not in the middle of its row: %g", y)
	}
	if x, y, _, _ := at(c); x != 0 || y != 40 {
		t.Errorf("c at %g %g", x, y)
	}
}

func TestScroll_givesItsChildTheHeightItWants(t *testing.T) {
	start(t)
	last := widgets.Gap(10, 40)
	words := widgets.NewParagraph("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十", theme.Body)
	child := widgets.Column(0, words, widgets.Gap(0, 300), last)
	scroll := widgets.NewScroll(child, 12)
	w := inWindow(t, scroll, 200, 100)

	if _, y, _, _ := at(last); y != words.Size().Height+300 {
		t.Errorf("last at %g", y)
	}
	w.Resize(fyne.NewSize(100, 100))
	if _, y, _, _ := at(last); y != words.Size().Height+300 {
		t.Errorf("narrower: last at %g", y)
	}
	scroll.ScrollTo(last)
	if scroll.Offset() < 100 {
		t.Errorf("scrolled by %g only", scroll.Offset())
	}
}

func TestRows_hideTheLinesOfHiddenRows(t *testing.T) {
	start(t)
	a, b, c := widgets.Gap(0, 10), widgets.Gap(0, 10), widgets.Gap(0, 10)
	b.Hide()
	rows := widgets.Rows(a, b, c)
	inWindow(t, rows, 100, 100)

	if _, y, _, _ := at(c); y != 11 {
		t.Errorf("c at %g, want 11: one row and one line", y)
	}
}
