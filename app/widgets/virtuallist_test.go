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

func textsIn(o fyne.CanvasObject) []*widgets.Text {
	var texts []*widgets.Text
	walk(o, func(o fyne.CanvasObject) {
		if text, ok := o.(*widgets.Text); ok {
			texts = append(texts, text)
		}
	})
	return texts
}
