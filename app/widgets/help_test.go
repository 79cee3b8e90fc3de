package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// start gives a test an app in the light theme.
func start(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, 1))
}

// inWindow shows an object in a window of a size.
func inWindow(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

// walk calls visit for an object and everything drawn in it.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// drawnTexts lists the texts as they are drawn, so cut ones end in "…".
func drawnTexts(o fyne.CanvasObject) []string {
	var texts []string
	walk(o, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			texts = append(texts, text.Text)
		}
	})
	return texts
}

func contains(texts []string, text string) bool {
	for _, t := range texts {
		if t == text {
			return true
		}
	}
	return false
}

func TestPages_stayUnderAThousandObjects(t *testing.T) {
	for name, page := range pages() {
		start(t)
		content := page.content()
		inWindow(t, content, page.size.Width, page.size.Height)

		count := 0
		walk(content, func(fyne.CanvasObject) { count++ })

		t.Logf("%s: %d objects", name, count)
		if count > 1000 {
			t.Errorf("%s has %d objects, want at most 1000", name, count)
		}
	}
}

func TestHeightFor_asksWidgetsAndLayouts(t *testing.T) {
	start(t)
	long := "门卫要登记身份证，从西门进。老设备先别拆，等何工到场。"
	column := widgets.PadAll(10, widgets.Column(8, widgets.NewParagraph(long, theme.Body), widgets.NewText("x", theme.Body)))

	wide, narrow := widgets.HeightFor(column, 1000), widgets.HeightFor(column, 150)

	if wide != 20+24+8+24 {
		t.Errorf("wide: %g", wide)
	}
	if narrow <= wide {
		t.Errorf("narrow %g is not higher than wide %g", narrow, wide)
	}
}
