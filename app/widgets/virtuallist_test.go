package widgets_test

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestVirtualList_holdsOnlyTheRowsInView(t *testing.T) {
	start(t)
	count, made := 1000, 0
	list := widgets.NewVirtualList(func() int { return count }, func() fyne.CanvasObject {
		made++
		return widgets.AtLeast(0, 50, widgets.NewText("", theme.Body))
	}, func(i int, row fyne.CanvasObject) {
		for _, text := range textsIn(row) {
			text.SetText(fmt.Sprintf("row %d", i))
		}
	})
	w := inWindow(t, list, 300, 200)

	seen := func(rows ...int) {
		t.Helper()
		texts := drawnTexts(list)
		for _, i := range rows {
			if !slices.Contains(texts, fmt.Sprintf("row %d", i)) {
				t.Errorf("row %d is not seen among %q", i, texts)
			}
		}
	}
	seen(0, 3)

	list.ScrollTo(500)
	seen(498, 500)
	test.Scroll(w.Canvas(), fyne.NewPos(100, 100), 0, -100)
	seen(502)
	if made > 8 {
		t.Errorf("%d rows were made", made)
	}

	count = 2
	list.Refresh()
	seen(0, 1)
	if texts := drawnTexts(list); len(texts) != 2 {
		t.Errorf("after most are gone there is %q", texts)
	}
	count = 1000
	list.Refresh()
	list.ScrollTo(999)
	seen(999)
}

// Heads are rows of their own height: what is scrolled to, and what stands where, goes by it.
func TestVirtualList_headsHaveTheirOwnHeight(t *testing.T) {
	start(t)
	heads, made := 10, 0
	fill := func(i int, row fyne.CanvasObject) {
		kind := "row"
		if i%heads == 0 {
			kind = "head"
		}
		for _, text := range textsIn(row) {
			text.SetText(fmt.Sprintf("%s %d", kind, i))
		}
	}
	of := func(high float32) func() fyne.CanvasObject {
		return func() fyne.CanvasObject {
			made++
			return widgets.AtLeast(0, high, widgets.NewText("", theme.Body))
		}
	}
	list := widgets.NewVirtualList(func() int { return 1000 }, of(50), fill).Headed(func(i int) bool { return i%heads == 0 }, of(30))
	inWindow(t, list, 300, 210)
	seen := func(want ...string) {
		t.Helper()
		if got := drawnTexts(list); !slices.Equal(got, want) {
			t.Errorf("%q is seen, want %q", got, want)
		}
	}
	seen("head 0", "row 1", "row 2", "row 3", "row 4")

	list.ScrollTo(500) // the head below 50 others and 450 rows
	if want := float32(50*30+450*50+30) - 210; list.Offset() != want {
		t.Errorf("it stands at %v, want %v", list.Offset(), want)
	}
	seen("row 496", "row 497", "row 498", "row 499", "head 500")
	for y, want := range map[float32]int{0: 0, 29: 0, 31: 1, 30 + 9*50 + 15: 10, 50*30 + 450*50 + 31: 501} {
		if got := list.IndexAt(y); got != want {
			t.Errorf("row %d stands at %v, want %d", got, y, want)
		}
	}

	heads = 3 // what was a row is a head now
	list.ScrollToOffset(0)
	list.Refresh()
	seen("head 0", "row 1", "row 2", "head 3", "row 4")
	if made > 14 {
		t.Errorf("%d rows were made", made)
	}
}

func textsIn(o fyne.CanvasObject) []*widgets.Text {
	var texts []*widgets.Text
	walk(o, func(o fyne.CanvasObject) {
		if text, ok := o.(*widgets.Text); ok {
			texts = append(texts, text)
		}
	})
	return texts
}
