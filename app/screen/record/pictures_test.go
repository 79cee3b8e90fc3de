package record

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/words"
	acts "fieldline/sync/record"
)

// most is how many objects a screen may have, by the look's measure.
const most = 1000

// TestPictures draws the screen with three documents at every size, in both languages and
// all three modes, and counts what it draws. With FIELDLINE_PICTURES set to a folder the
// pictures are left there.
func TestPictures(t *testing.T) {
	sizes := map[string]fyne.Size{"tablet": {Width: 1280, Height: 800}, "portrait": {Width: 800, Height: 1280}, "phone": {Width: 360, Height: 800}, "desktop": {Width: 1440, Height: 900}}
	looks := []struct {
		mode     theme.Mode
		language words.Language
	}{{theme.Light, words.Chinese}, {theme.Light, words.English}, {theme.Dark, words.Chinese}, {theme.Outdoor, words.Chinese}}
	tb := newTablet(t)
	tb.half()
	for name, size := range sizes {
		for _, look := range looks {
			tb.size, tb.touch = size, name != "desktop"
			fyne.CurrentApp().Settings().SetTheme(theme.New(look.mode, 1))
			tb.words.Set(look.language)
			for paper, shown := range map[string]acts.Record{"card": tb.card, "order": tb.order, "unit": tb.old} {
				s := tb.show(shown)
				tb.picture(fmt.Sprintf("%s-%s-%s-%s", paper, name, look.language, look.mode))
				if n := count(tb.window.Content()); n > most {
					t.Errorf("%s %s %s: %d objects", paper, name, look.language, n)
				}
				s.gone = true // nothing was typed here
			}
		}
	}
}

// count counts what the painter meets: hidden objects are passed over with all in them.
func count(o fyne.CanvasObject) int {
	if !o.Visible() {
		return 0
	}
	n := 1
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			n += count(c)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			n += count(c)
		}
	}
	return n
}
