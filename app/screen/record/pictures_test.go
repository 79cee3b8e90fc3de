package record

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
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

// TestPictures_around draws what comes beside the paper: history, related records, a
// card that is read, and the foot of the card.
func TestPictures_around(t *testing.T) {
	tb := newTablet(t)
	tb.half()
	tb.size = fyne.NewSize(1280, 800)
	s := tb.show(tb.card)
	s.frame.scroll.ScrollToOffset(fyne.NewPos(0, 620))
	tb.picture("around-card-middle")
	s.frame.scroll.ScrollToOffset(fyne.NewPos(0, 9000))
	tb.picture("around-card-foot")

	tb.complete(s)
	s.act(s.session.form.Action("fill"))
	tb.draw(s)
	tb.picture("around-card-filled")
	s.choose(len(s.tabs))
	tb.draw(s)
	tb.picture("around-history")

	tb.size = fyne.NewSize(800, 1280)
	tb.show(tb.customer)
	tb.picture("around-customer")
	tb.show(tb.repair)
	tb.picture("around-repair")

	tb.size = fyne.NewSize(360, 800)
	s = tb.show(tb.card)
	s.frame.scroll.ScrollToOffset(fyne.NewPos(0, 1500))
	tb.picture("around-card-phone")
	tb.asKeeper()
	tb.size, tb.touch = fyne.NewSize(1440, 900), false
	tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: tb.newID()}, form.Values{})
	tb.picture("around-new-unit")
}

// TestPictures_largeText draws a card and a new order of a customer with a long name at
// one and a half times the size of text, at every size and in both languages.
func TestPictures_largeText(t *testing.T) {
	tb := newTablet(t)
	tb.half()
	long := tb.stored(tb.customer)
	long.Values["name"], long.Rev, long.Seq = "深圳市前海海纳国际物流供应链管理股份有限公司（南山分公司）", 2, 800
	tb.pull(long)
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Light, 1.5))
	for name, size := range map[string]fyne.Size{"tablet": {Width: 1280, Height: 800}, "portrait": {Width: 800, Height: 1280}, "phone": {Width: 360, Height: 800}, "desktop": {Width: 1440, Height: 900}} {
		for _, language := range []words.Language{words.Chinese, words.English} {
			tb.size, tb.touch = size, name != "desktop"
			tb.words.Set(language)
			tb.as(tb.engineer).show(tb.card).gone = true
			tb.picture(fmt.Sprintf("large-card-%s-%s", name, language))
			tb.as(tb.assistant)
			tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "service_order", ID: tb.newID()},
				form.Values{"customer": tb.ref(tb.customer), "kind": "repair"}).gone = true
			tb.picture(fmt.Sprintf("large-new-%s-%s", name, language))
			tb.as(tb.engineer)
		}
	}
}
