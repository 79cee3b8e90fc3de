package record

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// Act does an action of a record from elsewhere. What it asks for and warns of comes as
// a dialog; a refusal is shown with its reasons, success as a toast that can be taken back.
func Act(deps screen.Deps, formName string, id form.ID, action string) {
	s, err := openSession(context.Background(), deps, formName, id, nil)
	if err != nil {
		deps.Nav.Failed(deps.Words.T("record.doing.open"), err)
		return
	}
	a := s.form.Action(action)
	if s.foreign {
		deps.Nav.Problems(deps.Words.T("record.gone"), []form.Problem{{Form: formName, ID: id, Key: "record.gone_why"}})
		return
	}
	if a == nil {
		deps.Nav.Problems(deps.Words.T("record.refused"), []form.Problem{{Form: formName, Key: form.KeyUnknownAction, Args: map[string]any{"action": action}}})
		return
	}
	if atBench(s.form, a) {
		deps.Nav.Go(screen.Place{Route: screen.RouteSeal, Form: formName, ID: id})
		return
	}
	do := &doing{
		deps: deps, session: s, action: a, rec: *s.over(nil),
		refused: func(problems []form.Problem) { deps.Nav.Problems(deps.Words.Label(a.Label.Zh, a.Label.En), problems) },
		done:    func() {},
	}
	do.begin()
}

// act does an action of the record on the screen, with what is typed.
func (s *Screen) act(a *form.Action) {
	if atBench(s.session.form, a) {
		s.deps.Nav.Go(screen.Place{Route: screen.RouteSeal, Form: s.place.Form, ID: s.place.ID})
		return
	}
	s.view.Finish()
	s.drafts.hold()
	do := &doing{
		deps: s.deps, session: s.session, action: a, rec: *s.view.Record(), view: s.view,
		refused: s.refused,
		done:    s.acted,
	}
	do.begin()
}

// acted shows the record after an action; what another one was refused for does not hold
// any more.
func (s *Screen) acted() {
	if !s.gone {
		s.refused(nil)
	}
	s.adopted()
}

// atBench tells whether an action asks for what a dialer shows and no person types: it is
// done where one talks to dialers.
func atBench(f *form.Form, a *form.Action) bool {
	return slices.ContainsFunc(a.Ask, func(ask form.Ask) bool {
		field := f.Field(ask.Field)
		return field != nil && field.Editor == formview.Registers
	})
}

// doing is one action on its way: asking, warning, performing, telling.
type doing struct {
	deps    screen.Deps
	session *session
	action  *form.Action
	rec     form.Record
	view    *formview.View // what is typed goes along; nil from elsewhere
	refused func([]form.Problem)
	done    func()
	busy    bool
	saved   form.Values // what was typed and went along
}

// begin asks what the action asks and warns of, or does it at once.
func (d *doing) begin() {
	warnings := d.warnings()
	if len(d.action.Ask) == 0 && len(warnings) == 0 {
		d.perform(nil, nil, func(problems []form.Problem) { d.again(problems) })
		return
	}
	d.ask(warnings)
}

// warnings are the checks that may be gone on in spite of, as far as they are known before.
func (d *doing) warnings() []form.Problem {
	for _, b := range d.session.form.Buttons(d.session.envOf(&d.rec)) {
		if b.Action == d.action {
			return b.Warnings
		}
	}
	return nil
}

// again asks for reasons when the refusal was only warnings; all else is a refusal.
func (d *doing) again(problems []form.Problem) {
	if len(problems) > 0 && !slices.ContainsFunc(problems, func(p form.Problem) bool { return !p.Warn }) {
		d.ask(problems)
		return
	}
	d.refused(problems)
}

// ask shows the action's dialog: the fields it asks for, and each warning with a reason.
func (d *doing) ask(warnings []form.Problem) {
	w := d.deps.Words
	var parts []fyne.CanvasObject
	var asked *formview.View
	if len(d.action.Ask) > 0 {
		asked = d.askView()
		parts = append(parts, asked)
	}
	reasons := map[string]*widgets.Input{}
	for _, p := range warnings {
		what, todo := d.speech().Problem(p)
		reason := widgets.NewInput(widgets.InputOptions{Label: w.T("record.reason"), Placeholder: w.T("record.reason"), Lines: 2})
		reasons[p.Key] = reason
		parts = append(parts, widgets.Column(theme.SpaceButtons, widgets.NewNote(theme.Warn, "circle-alert", what, todo), reason))
	}
	trouble := widgets.Column(theme.SpaceHalf)
	trouble.Hide()
	content := widgets.Column(theme.SpaceIcon, parts...)
	var closeIt func()
	dialog := screen.Dialog{Title: d.label(), Content: content, Note: trouble, Confirm: d.label()}
	if dialog.Confirm == w.T("common.cancel") { // an action of the same name
		dialog.Cancel = w.T("common.back")
	}
	if st := d.session.form.State(d.action.To); st != nil && st.Void {
		dialog.Grave = true
	}
	show := func(problems []form.Problem) { d.showInDialog(asked, trouble, content, problems) }
	dialog.OnYes = func() bool {
		overrode, complete := reasonsOf(reasons)
		if !complete {
			return false
		}
		values := form.Values{}
		if asked != nil {
			if bad := unfinished(asked); len(bad) > 0 {
				asked.Redraw()
				return false
			}
			if due := asked.Due(); len(due) > 0 {
				show(due)
				return false
			}
			values = d.answered(asked)
		}
		d.perform(values, overrode, func(problems []form.Problem) {
			if fresh := newWarnings(problems, reasons); len(fresh) > 0 && len(fresh) == len(problems) {
				closeIt()
				d.ask(append(warnings, fresh...))
				return
			}
			show(problems)
		}, func() { closeIt() })
		return false // closed when it is done
	}
	closeIt = d.deps.Nav.Dialog(dialog)
	if asked != nil && d.deps.Class() != screen.Phone {
		asked.FocusOn(d.deps.Window().Canvas(), formview.Spot{Field: d.action.Ask[0].Field})
	}
}

// askView draws the fields the action asks for.
func (d *doing) askView() *formview.View {
	rec := d.rec
	rec.Values = form.Clone(d.rec.Values)
	return formview.New(formview.Config{
		Form: d.session.form, Record: &rec, Ask: d.action.Ask, Words: d.deps.Words, Now: d.deps.Now,
		Env: d.session.envOf, Due: func(env *form.Env) []form.Problem { return d.session.form.Asked(env, d.action) }, Source: d.session.source, Phone: true, Seal: d.deps.Store.Seal,
		OnOpen: func(string, form.ID) {}, OnResize: d.refit,
		OnError: func(doing string, err error) { d.deps.Nav.Failed(doing, err) },
	})
}

// refit gives the dialog the room that it needs by now: what was refused must be seen.
func (d *doing) refit() { widgets.Refit(d.deps.Window().Canvas()) }

// answered are the values of what was asked; what was emptied is nil.
func (d *doing) answered(asked *formview.View) form.Values {
	values := form.Values{}
	for _, ask := range d.action.Ask {
		now := asked.Record().Values[ask.Field]
		if !form.Empty(now) || !form.Empty(d.rec.Values[ask.Field]) {
			values[ask.Field] = now
		}
	}
	return values
}

func reasonsOf(reasons map[string]*widgets.Input) ([]acts.Override, bool) {
	var all []acts.Override
	complete := true
	for key, in := range reasons {
		in.SetProblem(in.Text() == "")
		complete = complete && in.Text() != ""
		all = append(all, acts.Override{Check: key, Reason: in.Text()})
	}
	return all, complete
}

func newWarnings(problems []form.Problem, known map[string]*widgets.Input) []form.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p form.Problem) bool { return !p.Warn || known[p.Key] != nil })
}

// showInDialog shows refusals at the asked fields, the others below them.
func (d *doing) showInDialog(asked *formview.View, trouble, content *fyne.Container, problems []form.Problem) {
	var rest []fyne.CanvasObject
	for _, p := range problems {
		field := formview.SpotOf(p).Field
		if asked != nil && slices.ContainsFunc(d.action.Ask, func(a form.Ask) bool { return a.Field == field }) {
			continue
		}
		what, todo := d.speech().Problem(p)
		if about := d.speech().About(d.session.form, p); about != "" && p.Form == d.session.form.Name {
			what = about + d.deps.Words.Label("：", ": ") + what
		}
		rest = append(rest, widgets.NewProblem(what, todo))
	}
	if asked != nil {
		asked.SetProblems(problems)
	}
	widgets.SetChildren(trouble, rest...)
	trouble.Hidden = len(rest) == 0
	content.Refresh()
	d.refit()
}

func (d *doing) speech() formview.Speech {
	return formview.Speech{Words: d.deps.Words, Lib: d.deps.Store.Library(), Names: d.session.source, Now: d.deps.Now}
}

// perform does what is typed and the action as one operation, off the UI thread. Refused,
// nothing is written and what was typed stays.
func (d *doing) perform(values form.Values, overrode []acts.Override, refused func([]form.Problem), after ...func()) {
	if d.busy {
		return
	}
	var w work
	if d.view != nil {
		w, _ = d.session.work(d.view, unfinished(d.view))
	}
	d.saved = nil
	if len(w.Parts) > 0 {
		d.saved = w.Parts[0].Values
	}
	w.Overrode = overrode
	w.Parts = append(w.Parts, acts.Part{
		Kind: acts.Act, Form: d.session.form.Name, ID: d.session.id, Action: d.action.Name, State: d.rec.State, Values: values,
		Upon: acts.DecidedOn(d.action, d.rec.Values),
	})
	d.busy = true
	d.deps.Background(func(ctx context.Context) {
		done, err := d.deps.Store.Perform(ctx, w.Work)
		d.deps.UI.Do(func() {
			d.busy = false
			switch {
			case err != nil:
				d.deps.Nav.Failed(d.label(), err)
			case done.Fate == acts.Refused:
				refused(done.Problems)
			default:
				for _, f := range after {
					f()
				}
				if err := d.session.settled(context.Background(), d.view, w); err != nil {
					d.deps.Nav.Failed(d.deps.Words.T("record.doing.open"), err)
					return
				}
				made := d.opened(done)
				d.tell(done, made)
				d.done()
				if made != (form.Ref{}) {
					d.deps.Nav.Open(made.Form, made.ID)
				}
			}
		})
	})
}

func (d *doing) label() string { return d.deps.Words.Label(d.action.Label.Zh, d.action.Label.En) }

// opened is the record that an action made which does nothing else, such as an appointment:
// the work goes on there.
func (d *doing) opened(done device.Done) form.Ref {
	if d.action.To != "" {
		return form.Ref{}
	}
	opens := ""
	for _, step := range d.action.Then {
		switch {
		case step.Tell != nil:
		case step.Open == "" || opens != "":
			return form.Ref{}
		default:
			opens = step.Open
		}
	}
	for _, c := range done.Changes {
		if c.Before == nil && c.After.Form == opens {
			return form.Ref{Form: opens, ID: c.After.ID}
		}
	}
	return form.Ref{}
}

// tell says what was done, with the way back for as long as there is one.
func (d *doing) tell(done device.Done, made form.Ref) {
	w := d.deps.Words
	f := d.session.form
	paper := screen.ShortName(w, f.Name, d.speech().Label(f.Label))
	d.deps.Nav.Toast(w.T("record.acted", paper, d.label()), func() {
		err := d.deps.Store.Undo(context.Background(), done.Op)
		if d.deps.Tell(w.T("common.undo"), err) {
			return
		}
		if made != (form.Ref{}) {
			d.deps.Nav.Close(made.Form, made.ID)
		}
		d.undone()
	})
}

// undone shows the record as it was before; what was typed stands there again, unsaved.
func (d *doing) undone() {
	if d.view != nil {
		if err := d.session.settled(context.Background(), d.view, work{typed: d.view.Values()}); err != nil {
			d.deps.Nav.Failed(d.deps.Words.T("record.doing.open"), err)
			return
		}
		d.session.show(d.view, d.saved)
		d.session.note(d.view)
	}
	d.done()
}
