// Package record is the screen of one record of any form: the paper sheet to read and to
// fill, its tabs, what is missing, whose turn it is, and the one next step. What is typed
// is kept as a draft at once and becomes an operation when the record is left or acted
// on. Begin with New and session.go; Act does a record's action from elsewhere.
package record

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// Screen shows one record and those that belong to it.
type Screen struct {
	deps    screen.Deps
	place   screen.Place
	prefill form.Values

	session  *session // nil: the record is not here
	view     *formview.View
	tabs     []tab
	tab      int // of tabs; len(tabs) is the history
	root     *form.Record
	needs    []need
	attached device.Attached // how many of its attachments have arrived
	buttons  []form.Button   // what can be done with the record as typed
	turn     screen.Turn     // whose step is next

	contested []formview.Spot // fields that two people wrote
	panes     map[form.ID]*formview.ConflictPane
	online    online // the history as the server tells it

	frame   *frame
	drafts  *autosave
	notices []form.Problem // refusals that belong to no field that can be filled
	last    formview.Spot  // the field somebody typed into last
	gone    bool           // left: nothing is saved any more
}

// New shows a record at a place, at its field when one is named. Values are what a new
// record begins with; they are not looked at when the record exists.
func New(deps screen.Deps, at screen.Place, values form.Values) *Screen {
	s := &Screen{deps: deps, place: at, prefill: values}
	s.frame = newFrame(s)
	s.drafts = newAutosave(s)
	s.load()
	s.tick()
	return s
}

// tick moves the deadlines on.
func (s *Screen) tick() {
	s.deps.After(time.Minute, func() {
		if !s.gone {
			if s.view != nil {
				s.view.Redraw() // what is due may hang on the time
			}
			s.frame.renew()
			s.tick()
		}
	})
}

// load reads the record and draws everything anew.
func (s *Screen) load() {
	s.end()
	opened, err := openSession(context.Background(), s.deps, s.place.Form, s.place.ID, s.prefill)
	if err != nil {
		s.session, s.view = nil, nil
		if !errors.Is(err, device.ErrNotFound) {
			s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
		}
		s.frame.draw()
		return
	}
	s.session, s.view = opened, nil
	s.readPapers()
	s.makeView()
	s.frame.draw()
	if s.place.Field != "" {
		s.frame.later = func() { s.jump(formview.ParseSpot(s.place.Field)) }
	}
}

// makeView draws the record as typed, with what a draft kept of it.
func (s *Screen) makeView() {
	s.view = formview.New(s.viewConfig(s.session.typed()))
	s.view.SetContested(s.contested)
	if s.session.hasDraft() {
		s.restore()
	}
}

func (s *Screen) viewConfig(rec *form.Record) formview.Config {
	d := s.deps
	return formview.Config{
		Form: s.session.form, Record: rec, Words: d.Words, Now: d.Now, Env: s.session.envOf, Due: s.due, ReadOnly: s.session.foreign,
		Source: s.session.source, Phone: d.Class() == screen.Phone, Dense: d.Class() == screen.Desktop, Scrolled: true,
		Head: s.head(rec), Loose: s.session.loose, Last: s.session.last, Signer: s.signer, Seal: d.Store.Seal,
		OnChange: s.changed, OnLeave: s.left, OnOpen: func(f string, id form.ID) { d.Nav.Open(f, id) },
		OnResize: s.frame.resized, PickFile: s.pickFile, Behind: s.behind,
		OnError: func(doing string, err error) { d.Nav.Failed(doing, err) },
	}
}

// head is the head of the paper.
func (s *Screen) head(rec *form.Record) *formview.Head {
	w := s.deps.Words
	h := &formview.Head{Left: w.T("record.department"), Title: w.Label(s.session.form.Label.Zh, s.session.form.Label.En), Number: rec.Number}
	if !s.session.fresh {
		h.Code = rec.ID.String()
	}
	return h
}

// signer is the name first proposed under a signature: the contact on the order.
func (s *Screen) signer() string {
	for _, rec := range []*form.Record{s.view.Record(), s.root} {
		if rec == nil {
			continue
		}
		if name, ok := rec.Values["contact"].(string); ok && name != "" {
			return name
		}
	}
	return ""
}

// behind runs work off the UI thread and its result on it.
func (s *Screen) behind(work func() func()) {
	s.deps.Background(func(context.Context) {
		done := work()
		s.deps.UI.Do(done)
	})
}

// Content is the whole screen.
func (s *Screen) Content() fyne.CanvasObject { return s.frame.content }

// Header names the record, and carries the tabs.
func (s *Screen) Header() screen.Header {
	title, about := s.titles()
	return screen.Header{Title: title, Context: about, Back: true, Search: s.frame.tabBar(), Actions: s.actions()}
}

// Place is where one is, at the field that has the cursor.
func (s *Screen) Place() screen.Place {
	at := s.place
	if s.view != nil {
		at.Field = s.focus()
	}
	return at
}

// focus is the field that has the cursor, or had it last.
func (s *Screen) focus() string {
	if at := s.view.Where(); at.Field != "" {
		return at.String()
	}
	return s.last.String()
}

// Refresh takes over what others did to the record; what is typed stays.
func (s *Screen) Refresh() {
	if s.gone {
		return
	}
	if s.session == nil {
		s.load()
		return
	}
	was := s.session.foreign
	if err := s.session.renew(context.Background(), s.view); err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
		return
	}
	if s.session.foreign != was {
		s.redraw()
		return
	}
	came, err := s.session.draftCame(context.Background(), s.view)
	switch {
	case err != nil:
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
		return
	case came:
		s.load()
		return
	}
	s.readPapers()
	s.frame.refill()
}

// redraw makes the paper anew, with what is typed kept in a draft: it became read-only,
// or is this person's again.
func (s *Screen) redraw() {
	s.drafts.hold()
	if err := s.session.keep(context.Background(), s.view, s.focus()); err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.draft"), err)
		return
	}
	s.load()
	s.deps.Nav.Redraw()
}

// adopted shows the record after an operation of one's own.
func (s *Screen) adopted() {
	if s.gone {
		return // another screen is seen; it is told by the store
	}
	s.readPapers()
	s.frame.refill()
	s.deps.Nav.Redraw()
}

// changed is called at every change of a value.
func (s *Screen) changed(at formview.Spot) {
	s.last = at
	s.notices = nil
	s.session.noteEmptied(at.Field, s.view.Record().Values[at.Field])
	s.session.fillDefaults(s.view, at.Field)
	s.drafts.changed()
	s.frame.renew()
}

// left is called when the cursor leaves a field.
func (s *Screen) left(at formview.Spot) {
	s.last = at
	s.drafts.save()
	s.frame.renew()
}

// jump scrolls to a spot and puts the cursor there.
func (s *Screen) jump(spot formview.Spot) {
	if s.tab != s.mine() {
		return
	}
	s.frame.scrollTo(spot)
	s.view.Focus(spot)
}

// Leave makes an operation of what is typed and valid; the rest stays a draft.
func (s *Screen) Leave(ctx context.Context) error {
	if s.session == nil {
		s.gone = true
	}
	if s.gone {
		return nil
	}
	s.deps.Window().Canvas().Unfocus()
	s.view.Finish()
	s.drafts.stop()
	_, err := s.session.settle(ctx, s.view, false)
	if err == nil {
		s.gone = true
		s.end()
	}
	return err
}

// end gives up what is still being brought for the paper that was seen.
func (s *Screen) end() {
	if s.session != nil {
		s.session.source.leave()
	}
}

// Keep writes what is typed as a draft: the screen is made again at once.
func (s *Screen) Keep(ctx context.Context) error {
	if s.session == nil {
		s.gone = true
		return nil
	}
	s.view.Finish()
	s.drafts.stop()
	err := s.session.keep(ctx, s.view, s.focus())
	if err == nil {
		s.gone = true // another screen takes over
		s.end()
	}
	return err
}

// Save settles what is typed without leaving: Ctrl+S.
func (s *Screen) Save() {
	if s.session == nil {
		return
	}
	if s.untouched() {
		s.deps.Nav.Toast(s.deps.Words.T("record.nothing_filled"), nil)
		return
	}
	s.settle(true)
}

// untouched tells whether this is a new record into which nobody put anything.
func (s *Screen) untouched() bool {
	return s.session.fresh && len(s.prefill) == 0 && !s.session.dirty(s.view)
}

// settle makes an operation of what is valid and shows what is not.
func (s *Screen) settle(asked bool) {
	s.view.Finish()
	s.drafts.hold()
	problems, err := s.session.settle(context.Background(), s.view, asked)
	if err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.save"), err)
		return
	}
	s.refused(problems)
	if asked {
		s.tellSaved(problems)
	}
	s.adopted()
}

// tellSaved says what became of what is typed.
func (s *Screen) tellSaved(problems []form.Problem) {
	w := s.deps.Words
	fields := unfinished(s.view)
	for _, p := range problems {
		fields[formview.SpotOf(p).Field] = true
	}
	if len(fields) > 0 {
		s.deps.Nav.Toast(w.T("record.saved_rest", len(fields)), nil)
		return
	}
	s.deps.Nav.Toast(w.T("record.saved"), nil)
}

// refused shows refusals at the fields that can be filled, and all others in the panel.
func (s *Screen) refused(problems []form.Problem) {
	s.notices = nil
	for _, p := range problems {
		if !s.view.Writes(formview.SpotOf(p).Field) { // nobody looks for it at a field that is only read
			s.notices = append(s.notices, p)
		}
	}
	s.view.SetProblems(problems)
	s.frame.renew()
	if len(problems) > 0 && len(s.notices) == 0 {
		s.jump(formview.SpotOf(problems[0]))
	}
}

// now is the corrected time.
func (s *Screen) now() time.Time { return s.deps.Now() }

// absent says that the record is not on this device.
func (s *Screen) absent() fyne.CanvasObject {
	w := s.deps.Words
	return widgets.EmptyState("file", w.T("record.absent"), w.T("record.absent_why"),
		widgets.NewButton(widgets.Outlined, "arrow-left", w.T("common.back"), s.deps.Nav.Back))
}

// Scanned takes what a scanner typed while no field had the cursor.
func (s *Screen) Scanned(text string) bool {
	return s.session != nil && s.tab < len(s.tabs) && s.view.Scan(text)
}
