package record

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// tab is one of the papers that belong together: an order, its card, its repair card.
type tab struct {
	ref   form.Ref
	label string
	icon  string // work on it is to be sent, or needs a person
}

// The signs of papers: a person has to decide something, work is to be sent.
const (
	needsYou = "hand"
	toSend   = "cloud-up"
)

// readPapers finds the papers of the record, how their work stands, and what about this
// one needs a person.
func (s *Screen) readPapers() {
	err := s.readTabs()
	for i := range s.tabs {
		icon, failed := s.waiting(s.tabs[i])
		s.tabs[i].icon = icon
		err = errors.Join(err, failed)
	}
	if err = errors.Join(err, s.readNeeds()); err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
	}
}

// readTabs finds the papers: those that belong one to one to the same root. A record is
// its own root unless it is the one card of another.
func (s *Screen) readTabs() error {
	rec := s.session.base
	root, label, err := s.rootOf(&rec)
	s.root = &root.Record
	s.tabs = []tab{{ref: form.Ref{Form: root.Form, ID: root.ID}, label: label}}
	lib := s.deps.Store.Library()
	for _, rel := range lib.Form(root.Form).Related {
		if rel.Many || s.session.fresh {
			continue
		}
		of, failed := s.deps.Store.Related(context.Background(), rel.Of, rel.Via, root.ID)
		if err = errors.Join(err, failed); len(of) == 0 {
			continue // what is not here has no tab
		}
		s.tabs = append(s.tabs, tab{ref: form.Ref{Form: rel.Of, ID: of[0].ID}, label: s.shortName(rel.Of, "")})
	}
	s.tab = s.mine()
	return err
}

// rootOf is the record the papers belong to; a record whose root is not here is its own.
func (s *Screen) rootOf(rec *acts.Record) (acts.Record, string, error) {
	lib := s.deps.Store.Library()
	for _, field := range s.session.form.Fields() {
		ref, ok := rec.Values[field.Name].(form.Ref)
		if field.Type != form.RefType || !ok || s.session.fresh {
			continue
		}
		of := lib.Form(ref.Form)
		if of == nil {
			continue
		}
		for _, rel := range of.Related {
			if rel.Many || rel.Of != rec.Form || rel.Via != field.Name {
				continue
			}
			root, err := s.deps.Store.Record(context.Background(), ref.Form, ref.ID)
			switch {
			case err == nil:
				return root, s.shortName(ref.Form, s.deps.Words.Label(field.Label.Zh, field.Label.En)), nil
			case !errors.Is(err, device.ErrNotFound):
				return *rec, s.shortName(rec.Form, ""), err
			}
		}
	}
	return *rec, s.shortName(rec.Form, ""), nil
}

// shortName is what a tab is called: the catalogue's short name, else what a field calls
// it, else the form's label.
func (s *Screen) shortName(formName, called string) string {
	return screen.ShortName(s.deps.Words, formName, cmp.Or(called, s.speech().Label(s.deps.Store.Library().Form(formName).Label)))
}

// mine is the tab of the record itself.
func (s *Screen) mine() int {
	for i, t := range s.tabs {
		if t.ref.ID == s.place.ID && t.ref.Form == s.place.Form {
			return i
		}
	}
	return 0
}

// choose shows another paper, or the history.
func (s *Screen) choose(i int) {
	if i == len(s.tabs) || s.tabs[i].ref.ID == s.place.ID {
		s.tab = i
		if i == len(s.tabs) {
			s.askHistory()
		}
		s.frame.draw()
		return
	}
	to := s.tabs[i].ref
	if err := s.Leave(context.Background()); err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.save"), err)
		return
	}
	s.gone, s.notices, s.last = false, nil, formview.Spot{} // those were of the other paper
	s.drafts = newAutosave(s)
	s.place = screen.Place{Route: s.place.Route, Form: to.Form, ID: to.ID}
	s.prefill = nil
	s.load()
	s.deps.Nav.Redraw()
}

// titles are the customer or name, and below it number and kind.
func (s *Screen) titles() (title, about string) {
	if s.session == nil {
		return s.deps.Words.T("record.absent"), ""
	}
	speech := s.speech()
	paper := s.shortName(s.place.Form, "")
	root := s.root
	if s.session.fresh && s.view != nil {
		root = s.view.Record()
	}
	customer := speech.Path(root, "customer")
	about = strings.TrimSpace(root.Number + "  " + speech.Path(root, "kind"))
	switch {
	case s.session.fresh:
		return s.deps.Words.T("record.new", paper), customer
	case customer == "" || s.hasName(root):
		return speech.NameOf(root), strings.TrimSpace(paper + "  " + cmp.Or(customer, numberUnlessName(speech, root)))
	case s.deps.Class() == screen.Phone:
		return paper, customer
	}
	return customer, about
}

// hasName tells whether records of a form are known by something better than their number.
func (s *Screen) hasName(rec *form.Record) bool {
	names := s.deps.Store.Library().Form(rec.Form).NameBy
	return len(names) > 0 && names[0] != "number"
}

func numberUnlessName(speech formview.Speech, rec *form.Record) string {
	if speech.NameOf(rec) == rec.Number {
		return ""
	}
	return rec.Number
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Names: s.session.source, Now: s.now}
}

// tabBar are the tabs, and where they have a row of their own the deadline at its end.
func (f *frame) tabBar() fyne.CanvasObject {
	s := f.s
	if s.session == nil || s.session.fresh {
		return nil
	}
	phone := s.deps.Class() == screen.Phone
	clock, running := s.shortClock()
	room := s.deps.Width() - 2*theme.SpacePage
	switch {
	case f.wide():
		room *= tabsShare
	case phone:
		room = s.deps.Width() - 2*theme.SpaceSheets
	case running:
		room -= clock.MinSize().Width + theme.SpaceIcon
	}
	tabs := f.tabs(phone)
	if tabs.MinSize().Width > room {
		tabs = f.tabs(true)
	}
	if f.wide() || phone || !running {
		return tabs
	}
	return widgets.Row(theme.SpaceIcon, widgets.Grow(tabs), clock)
}

// tabsShare is the part of a wide header that tabs have, between the customer and the badge.
const tabsShare = 0.48

func (f *frame) tabs(short bool) *widgets.Tabs {
	s := f.s
	var all []widgets.Tab
	for _, t := range s.tabs {
		label := t.label
		if key := "record.short." + t.ref.Form; short && s.deps.Words.Has(key) {
			label = s.deps.Words.T(key)
		}
		all = append(all, widgets.Tab{Label: label, Icon: t.icon})
	}
	all = append(all, widgets.Tab{Label: s.deps.Words.T("record.history")})
	return widgets.NewTabs(all, s.tab, s.choose)
}

// waiting is the sign of a paper on which work is to be sent.
func (s *Screen) waiting(t tab) (icon string, err error) {
	rec, err := s.deps.Store.Record(context.Background(), t.ref.Form, t.ref.ID)
	if errors.Is(err, device.ErrNotFound) {
		return "", nil // it is being made
	}
	if err != nil {
		return "", err
	}
	rows, err := s.deps.Store.Rows(context.Background(), []acts.Record{rec}, nil)
	switch {
	case err != nil || len(rows) == 0:
		return "", err
	case rows[0].NeedsYou:
		return needsYou, nil
	case rows[0].Pending:
		return toSend, nil
	}
	return "", nil
}

// actions are the quiet buttons of the header: other desks, or to call the contact.
func (s *Screen) actions() []fyne.CanvasObject {
	if s.session == nil {
		return nil
	}
	if desks := s.deskButtons(); len(desks) > 0 {
		return desks
	}
	if s.deps.Launch == nil {
		return nil
	}
	for _, rec := range []*form.Record{s.view.Record(), s.root} {
		f := s.deps.Store.Library().Form(rec.Form)
		for _, field := range f.Fields() {
			number, ok := rec.Values[field.Name].(string)
			if field.Type == form.Phone && ok && number != "" && field.Name != "line_no" {
				return []fyne.CanvasObject{widgets.NewIconButton("phone", s.deps.Words.T("common.call"), func() { s.deps.Launch("tel:" + number) })}
			}
		}
	}
	return nil
}
