package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Text of one and a half times the usual size cuts no word that one has to tap, and no
// row of a list lies over another.
func TestLargeText_cutsNothingThatIsTapped(t *testing.T) {
	for name, size := range map[string]fyne.Size{
		"tablet": {Width: 1280, Height: 800}, "portrait": {Width: 800, Height: 1280}, "phone": {Width: 360, Height: 800}, "desktop": {Width: 1440, Height: 900},
	} {
		for _, language := range []words.Language{words.Chinese, words.English} {
			for role, places := range map[string][]screen.Place{
				library.RoleEngineer: {{}, {Route: screen.RouteList, Form: library.ServiceOrder}, {Route: screen.RouteList, Form: library.FeedbackCard}},
				library.RoleTechnicalAssistant: {{}, {Route: screen.RouteList, Form: library.ServiceOrder, List: library.ServiceOrderListAll},
					{Route: screen.RouteList, Form: library.Customer}, {Route: screen.RouteSettings}},
			} {
				r := apptest.Open(t, apptest.Options{Size: size, Touch: name != "desktop", Scale: 1.5, Language: language, Role: role})
				for i, place := range places {
					at := fmt.Sprintf("large-%s-%s-%s-%d", name, language, role, i)
					if place.Route != "" {
						r.App.Nav().Go(place)
						r.Pass(time.Second)
					}
					r.Shoot(at)
					for _, part := range r.Parts() {
						checkLarge(t, at, part)
					}
				}
				r.Close()
			}
		}
	}
}

// On a phone a value that its label leaves no room stands below it: no number and no word
// is broken.
func TestLargeText_breaksNoValueOnAPhone(t *testing.T) {
	for language, wants := range map[words.Language][]string{
		words.Chinese: {"138 0013 8045", "南山海纳物流有限公司"}, words.English: {"138 0013 8045", "Customer call"},
	} {
		r := apptest.Open(t, apptest.Options{Size: fyne.NewSize(360, 800), Touch: true, Scale: 1.5, Language: language})
		order, ok := r.Company.Find(r.Company.LogisticsCard).Values[library.FeedbackCardOrder].(form.Ref)
		if !ok {
			t.Fatal("the card is of no order")
		}
		r.App.Nav().Open(order.Form, order.ID)
		r.Pass(time.Second)
		r.Shoot("large-order-" + string(language))
		for _, want := range wants {
			if !slices.ContainsFunc(r.Look(), func(s apptest.Seen) bool { return s.Text == want }) {
				t.Errorf("%s: %q is not on one line: %s", language, want, r.Summary())
			}
		}
		r.Close()
	}
}

func checkLarge(t *testing.T, at string, part fyne.Widget) {
	t.Helper()
	switch part := part.(type) {
	case *widgets.Button, *widgets.Rail, *widgets.BottomBar, *widgets.FilterChips, *widgets.SyncBadge:
		for _, text := range textsOf(part) {
			if strings.HasSuffix(text, "…") {
				t.Errorf("%s: a %T shows %q", at, part, text)
			}
		}
	case *widgets.ListRow:
		if need, has := part.HeightFor(part.Size().Width), part.Size().Height; need > has+1 {
			t.Errorf("%s: the row of %q is %v high and needs %v", at, part.Label(), has, need)
		}
	}
}

// textsOf are the texts that a widget draws.
func textsOf(w fyne.Widget) []string {
	var all []string
	for _, o := range test.WidgetRenderer(w).Objects() {
		switch o := o.(type) {
		case *canvas.Text:
			if o.Visible() {
				all = append(all, o.Text)
			}
		case fyne.Widget:
			if o.Visible() {
				all = append(all, textsOf(o)...)
			}
		}
	}
	return all
}
