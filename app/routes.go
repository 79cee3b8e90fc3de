package app

import (
	"slices"

	"fieldline/app/screen"
	"fieldline/app/screen/bench"
	"fieldline/app/screen/count"
	"fieldline/app/screen/issue"
	"fieldline/app/screen/list"
	"fieldline/app/screen/outbox"
	"fieldline/app/screen/plan"
	"fieldline/app/screen/proof"
	"fieldline/app/screen/quality"
	"fieldline/app/screen/receive"
	"fieldline/app/screen/seal"
	"fieldline/app/screen/segments"
	"fieldline/app/screen/settings"
	"fieldline/app/screen/today"
	"fieldline/app/screen/van"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// The routes that only this package names.
const (
	routeToday = "today"
	routeDesk  = "desk"
	routeVan   = "van"
)

const formPerson = library.Person

// route makes the screen of a place.
type route struct {
	name string
	make func(s *shell, at screen.Place, values form.Values) screen.Screen
}

// routes lists every screen there is.
func routes() []route {
	return []route{
		{routeToday, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return today.New(s.deps, at) }},
		{routeDesk, func(s *shell, at screen.Place, _ form.Values) screen.Screen {
			return list.NewDesk(s.deps, at, list.Owner{Roles: s.roles, Home: s.home() == at, Beyond: s.beyond()})
		}},
		{screen.RouteBench, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return bench.New(s.deps, at) }},
		{screen.RouteCount, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return count.New(s.deps, at) }},
		{screen.RouteQuality, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return quality.New(s.deps, at) }},
		{screen.RouteIssue, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return issue.New(s.deps, at) }},
		{routeVan, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return van.New(s.deps, at) }},
		{screen.RouteReceive, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return receive.New(s.deps, at) }},
		{screen.RouteList, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return list.New(s.deps, at, s.roles) }},
		{screen.RouteRecord, newRecord},
		{screen.RouteOutbox, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return outbox.New(s.deps, at) }},
		{screen.RoutePlan, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return plan.New(s.deps, at) }},
		{screen.RouteSeal, func(s *shell, at screen.Place, _ form.Values) screen.Screen {
			return seal.New(s.deps, at, s.bench, s.app)
		}},
		{screen.RouteSegments, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return segments.New(s.deps, at, s.app) }},
		{screen.RouteProof, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return proof.New(s.deps, at) }},
		{screen.RouteSettings, func(s *shell, at screen.Place, _ form.Values) screen.Screen { return settings.New(s.deps, at, s.app) }},
	}
}

func routeOf(at screen.Place) route {
	all := routes()
	for _, r := range all {
		if r.name == at.Route {
			return r
		}
	}
	return all[1]
}

func knownRoute(name string) bool {
	return slices.ContainsFunc(routes(), func(r route) bool { return r.name == name })
}

// desk is an entry of the rail: where it leads, who has it, how it is drawn.
type desk struct {
	place   screen.Place
	icon    string
	word    string                   // key of its name
	roles   []string                 // nil: everybody
	fits    func(*form.Library) bool // nil: any library
	counted bool                     // the rail shows how many records its list holds
}

// key names a desk among the others.
func (d desk) key() string {
	if d.place.Route == screen.RouteList {
		return d.place.Form
	}
	return d.place.Route
}

// leadsTo tells whether a place is found under a desk.
func (d desk) leadsTo(at screen.Place) bool {
	if d.place.Route != at.Route {
		return false
	}
	return at.Route != screen.RouteList || d.place.Form == at.Form
}

// desks lists the entries of the rail in order. The first one somebody has is his home.
func desks() []desk {
	lists := func(formName, listName string) screen.Place {
		return screen.Place{Route: screen.RouteList, Form: formName, List: listName}
	}
	office := []string{library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor, library.RoleManager}
	calls := []string{library.RoleRepresentative1, library.RoleRepresentative2, library.RoleIntakeSupervisor}
	return []desk{
		{place: screen.Place{Route: routeToday}, icon: "calendar", word: "app.desk.today", roles: []string{library.RoleEngineer}, fits: today.Fits},
		{place: screen.Place{Route: screen.RouteBench}, icon: "scan", word: "app.desk.bench", roles: []string{library.RoleStockKeeper}},
		{place: screen.Place{Route: routeDesk}, icon: "sun", word: "app.desk.today", roles: append(append([]string{library.RoleSalesRep, library.RoleFinance,
			library.RoleMarketing, library.RoleSystems, library.RoleHR, library.RoleGeneralManager, library.RoleAdministrator}, office...), calls...)},
		{place: screen.Place{Route: routeDesk}, icon: "sun", word: "app.desk.today", roles: []string{library.RoleEngineer},
			fits: func(lib *form.Library) bool { return !today.Fits(lib) }},

		{place: lists(library.ServiceOrder, library.ServiceOrderListMine), icon: "clipboard-list", word: "app.desk.orders", roles: []string{library.RoleEngineer}},
		{place: lists(library.FeedbackCard, library.FeedbackCardListDue), icon: "file-text", word: "app.desk.cards", roles: []string{library.RoleEngineer}},
		{place: lists(library.DialerUnit, library.DialerUnitListVan), icon: "phone-forward", word: "app.desk.dialers", roles: []string{library.RoleEngineer}},
		{place: screen.Place{Route: routeVan}, icon: "scan", word: "app.desk.van", roles: []string{library.RoleEngineer}, fits: van.Fits},

		{place: lists(library.ServiceOrder, library.ServiceOrderListToPlan), icon: "clipboard-list", word: "app.desk.orders", roles: []string{library.RoleTechnicalAssistant}, counted: true},
		{place: lists(library.FeedbackCard, library.FeedbackCardListIn), icon: "square-check", word: "app.desk.check", roles: []string{library.RoleTechnicalAssistant}, counted: true},
		{place: lists(library.Review, library.ReviewListOpen), icon: "hand", word: "app.desk.reviews", roles: []string{library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor}, counted: true},
		{place: lists(library.InstallRequest, ""), icon: "file-text", word: "app.desk.requests", roles: []string{library.RoleTechnicalAssistant, library.RoleSalesRep}},
		{place: lists(library.ServiceOrder, ""), icon: "clipboard-list", word: "app.desk.orders", roles: append([]string{library.RoleTechnicalSupervisor, library.RoleManager}, calls...)},
		{place: lists(library.DifficultIssue, ""), icon: "life-buoy", word: "app.desk.issues", roles: []string{library.RoleTechnicalSupervisor}},
		{place: screen.Place{Route: screen.RouteQuality}, icon: "chart", word: "app.desk.quality", roles: []string{library.RoleTechnicalSupervisor}, fits: quality.Fits},
		{place: lists(library.Customer, ""), icon: "users", word: "app.desk.customers", roles: append(append([]string{library.RoleSalesRep, library.RoleFinance}, office...), calls...)},

		{place: lists(library.DialerUnit, library.DialerUnitListStock), icon: "phone-forward", word: "app.desk.dialers", roles: []string{library.RoleStockKeeper}},
		{place: lists(library.DialerUnit, ""), icon: "phone-forward", word: "app.desk.dialers", roles: []string{library.RoleTechnicalSupervisor, library.RoleManager, library.RoleFinance}},
		{place: lists(library.QualityTest, library.QualityTestListToTest), icon: "clipboard-check", word: "app.desk.tests", roles: []string{library.RoleStockKeeper}, counted: true},
		{place: lists(library.StockMovement, ""), icon: "package", word: "app.desk.stock", roles: []string{library.RoleStockKeeper, library.RoleFinance}},
		{place: lists(library.Supplier, ""), icon: "truck", word: "app.desk.suppliers", roles: []string{library.RoleStockKeeper}},
		{place: lists(library.Person, ""), icon: "users", word: "app.desk.people", roles: []string{library.RoleAdministrator, library.RoleHR}},

		{place: screen.Place{Route: routeDesk}, icon: "layers", word: "app.desk.more"},
		{place: screen.Place{Route: screen.RouteOutbox}, icon: "inbox", word: "app.desk.outbox"},
	}
}

// desksOf returns the desks of somebody's roles, each place once, as far as the library
// has their forms.
func desksOf(lib *form.Library, roles []string) []desk {
	var mine []desk
	for _, d := range desks() {
		if d.roles != nil && !slices.ContainsFunc(d.roles, func(r string) bool { return slices.Contains(roles, r) }) {
			continue
		}
		if d.fits != nil && !d.fits(lib) {
			continue
		}
		if d.place.Form != "" && lib.Form(d.place.Form) == nil {
			continue
		}
		if slices.ContainsFunc(mine, func(m desk) bool { return m.key() == d.key() }) {
			continue
		}
		mine = append(mine, d)
	}
	return mine
}
