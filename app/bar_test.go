package app_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/library"
)

// What the rail leads to on a wide screen is two taps away at most on a phone and on a
// tablet held upright, whose bar has no room for all desks.
func TestBar_everyDeskOfEveryRoleIsReachedByTaps(t *testing.T) {
	for _, role := range []string{
		library.RoleManager, library.RoleIntakeSupervisor, library.RoleRepresentative1, library.RoleRepresentative2, library.RoleStockKeeper,
		library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor, library.RoleEngineer, library.RoleSalesRep, library.RoleFinance,
		library.RoleMarketing, library.RoleSystems, library.RoleHR, library.RoleGeneralManager, library.RoleAdministrator,
	} {
		r := apptest.Open(t, apptest.Options{Touch: true, Role: role})
		rail := partOf[*widgets.Rail](t, r)
		desks, places := rail.Items(), map[string]screen.Place{}
		for _, desk := range desks {
			partOf[*widgets.Rail](t, r).Tap(desk.Key)
			r.Pass(time.Second)
			places[desk.Key] = r.App.Screen().Place()
		}
		for name, size := range map[string]fyne.Size{"phone": {Width: 360, Height: 800}, "portrait": {Width: 800, Height: 1280}} {
			r.App.Window().Resize(size)
			r.Pass(time.Second)
			for _, desk := range desks {
				if !tapDesk(t, r, desk) {
					t.Errorf("%s, %s: nothing leads to %s: %s", role, name, desk.Label, r.Summary())
					continue
				}
				at, want := r.App.Screen().Place(), places[desk.Key]
				if at.Route != want.Route || at.Form != want.Form {
					t.Errorf("%s, %s: %s leads to %+v, not to %+v", role, name, desk.Label, at, want)
				}
			}
			home(t, r)
			r.Shoot("bar-" + name + "-" + role)
		}
		r.Close()
	}
}

// tapDesk goes to a desk by the bar, or by what the desk of all documents offers.
func tapDesk(t *testing.T, r *apptest.Ready, desk widgets.NavItem) bool {
	t.Helper()
	bar := home(t, r)
	for _, item := range bar.Items() {
		if item.Key == desk.Key {
			bar.Tap(desk.Key)
			r.Pass(time.Second)
			return true
		}
	}
	for _, part := range r.Parts() {
		if b, ok := part.(*widgets.Button); ok && b.Label() == desk.Label {
			b.Tapped(nil)
			r.Pass(time.Second)
			return true
		}
	}
	return false
}

// home goes to the desk of all documents; a page with an arrow back has no bar before that.
func home(t *testing.T, r *apptest.Ready) *widgets.BottomBar {
	t.Helper()
	for r.App.Screen().Header().Back {
		r.Key(fyne.KeyEscape)
		r.Pass(time.Second)
	}
	partOf[*widgets.BottomBar](t, r).Tap("desk")
	r.Pass(time.Second)
	return partOf[*widgets.BottomBar](t, r)
}

// partOf is the widget of a kind that is on the window.
func partOf[W fyne.Widget](t *testing.T, r *apptest.Ready) W {
	t.Helper()
	for _, part := range r.Parts() {
		if w, ok := part.(W); ok {
			return w
		}
	}
	t.Fatalf("there is no %T: %s", *new(W), r.Summary())
	return *new(W)
}
