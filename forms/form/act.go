package form

import (
	"errors"
	"slices"
)

// mayCreate settles the site and refuses who may not start a record (step 2).
func (t *turn) mayCreate() error {
	if t.system {
		return nil
	}
	if err := t.place(); err != nil || t.e.Accepted {
		return err
	}
	answer, forWhom := t.may(t.e.Me, t.form.Create, nil)
	switch answer {
	case No:
		return refuse(AboutRight, t.mayNotCreate())
	case Unknown:
		t.note(t.form.Name + ".create")
	}
	t.forWhom = forWhom
	return nil
}

// mayNotCreate tells whom the form lets create, or that it is only not at that site.
func (t *turn) mayNotCreate() Problem {
	if t.rec.Site != (ID{}) {
		anywhere := t.rec.snapshot()
		anywhere.Site = ID{}
		if answer, _ := t.at(anywhere).may(t.e.Me, t.form.Create, nil); answer == Yes {
			return t.problem(KeySite, "")
		}
	}
	return t.whoMay(KeyWhoMay, "", t.form.Create)
}

// place gives a new record its site: none where anyone reads the form, else the one
// asked for, else that of its creator's post.
func (t *turn) place() error {
	if slices.ContainsFunc(t.form.Audience, func(w Who) bool { return w.Kind == WhoAnyone }) {
		t.rec.Site = ID{}
		return nil
	}
	if t.rec.Site != (ID{}) || t.e.Lib.Form("person") == nil {
		return nil
	}
	person, err := t.env.World.Record("person", t.e.Me)
	if errors.Is(err, ErrNotHere) {
		return nil
	}
	if err != nil {
		return err
	}
	posts := person.Posts(t.e.Lib, t.e.Now)
	creates := func(p Post) bool {
		return slices.ContainsFunc(t.form.Create, func(w Who) bool { return w.Kind == WhoRole && w.Role == p.Role })
	}
	for _, p := range posts {
		if creates(p) && p.Site != (ID{}) {
			t.rec.Site = p.Site
			return nil
		}
	}
	for _, p := range posts {
		if p.Site != (ID{}) {
			t.rec.Site = p.Site
			return nil
		}
	}
	return nil
}

// mayAct refuses who may not do the action (step 2).
func (t *turn) mayAct() error {
	if t.system || t.e.Accepted {
		return nil
	}
	answer, forWhom := t.may(t.e.Me, t.action.By, t.action.Not)
	switch answer {
	case No:
		return refuse(AboutRight, t.mayNot(t.action))
	case Unknown:
		t.note(t.form.actionPath(t.action) + ".by")
	}
	t.forWhom = forWhom
	return nil
}

// mayNot says why: nobody of those who may, or one who must leave it to another.
func (j *judge) mayNot(a *Action) Problem {
	if answer, _ := j.may(j.env.Me, a.By, nil); answer != No {
		return j.whoMay(KeyNotYourTurn, "", a.Not)
	}
	return j.whoMay(KeyWhoMay, "", a.By)
}

func (j *judge) whoMay(key, field string, whos []Who) Problem {
	return j.problemWith(key, field, map[string]any{"who": j.form.WhoLabel(whos)})
}

// offered refuses an action that is not shown on this record; not known is shown.
func (t *turn) offered() error {
	switch t.holds(t.action.Show) {
	case No:
		return refuse(AboutRule, t.problemWith(KeyNotOffered, "", map[string]any{"action": t.action.Label}))
	case Unknown:
		t.note(t.form.actionPath(t.action) + ".show")
	}
	return nil
}

// fits refuses an action that does not begin in the record's state, unless it did in the
// state that was seen and the form accepts the late fact; so does the office, unless
// another has done it or the record has come to its end.
func (t *turn) fits() error {
	a := t.action
	if slices.Contains(a.From, t.rec.State) || len(t.form.States) == 0 {
		return nil
	}
	late := slices.Contains(a.Despite, t.rec.State)
	if t.e.Accepted && t.rec.State != a.To {
		state := t.form.State(t.rec.State)
		late = late || state != nil && !state.Final
	}
	if late && t.seen != "" && slices.Contains(a.From, t.seen) {
		t.env.Despite = t.rec.State
		t.from = t.seen
		return nil
	}
	return refuse(AboutState, t.problemWith(KeyWrongState, "", map[string]any{
		"state": t.form.stateLabel(t.rec.State), "action": a.Label}))
}

// upon refuses an action that decides on values which somebody has replaced since they
// were seen.
func (t *turn) upon(in Input) error {
	if in.SeenAs == nil {
		return nil
	}
	var problems []Problem
	for _, name := range t.action.Upon {
		p, err := in.SeenAs(t.rec, t.form.Field(name))
		if err != nil {
			return err
		}
		if p != nil {
			problems = append(problems, *p)
		}
	}
	return refuse(AboutRule, problems...)
}

// answered refuses when something the action asks for is empty.
func (t *turn) answered() error {
	var problems []Problem
	for _, ask := range t.action.Ask {
		field := t.form.Field(ask.Field)
		if ask.Optional || field == nil || !t.askedFor(field) {
			continue
		}
		if Empty(t.rec.Values[ask.Field]) {
			problems = append(problems, t.problem(KeyRequired, ask.Field))
			continue
		}
		problems = append(problems, t.demandOne(field)...)
	}
	return refuse(AboutRule, t.unexcused(problems)...)
}

// allowedBy refuses by the action's own checks.
func (t *turn) allowedBy() error {
	return refuse(AboutRule, t.unexcused(t.broken(t.action.Checks, t.form.actionPath(t.action), "", ""))...)
}

// enter moves the record to the action's state (step 6).
func (t *turn) enter() error {
	t.touch.acted, t.touch.action = true, t.action.Name
	if t.action.To == "" {
		return nil
	}
	if to := t.form.State(t.action.To); to != nil && to.Final {
		if err := t.arrived(); err != nil {
			return err
		}
	}
	t.resume(t.rec.State)
	t.rec.State = t.action.To
	t.stamp(t.action.To)
	t.meet(t.action.To)
	return nil
}

// stamp writes when a state was entered, by whom, for whom, and how often; an anonymous
// form has no columns for the two in the middle.
func (t *turn) stamp(state string) {
	if t.form.State(state) == nil {
		return
	}
	times, _ := t.rec.Values[state+"_times"].(int64)
	stamps := Values{
		state + "_at": t.e.Now, state + "_by": t.e.Me, state + "_for": t.forWhom, state + "_times": times + 1,
	}
	for _, column := range sortedKeys(stamps) {
		if t.form.Column(column) != nil {
			put(t.rec.Values, column, stamps[column])
		}
	}
}

// arrived refuses a final state while attachments are still on their way.
func (t *turn) arrived() error {
	have, of := 0, 0
	for _, sha := range attachmentsOf(t.rec) {
		of++
		here, err := t.e.view.Arrived(sha)
		if err != nil {
			return err
		}
		if here {
			have++
		}
	}
	if have == of {
		return nil
	}
	return refuse(AboutRule, t.problemWith(KeyAttachments, "", map[string]any{"have": have, "of": of}))
}

// attachmentsOf names the attachments a record holds, in the order of its columns.
func attachmentsOf(rec *Record) []string {
	var shas []string
	for _, name := range sortedKeys(rec.Values) {
		switch v := rec.Values[name].(type) {
		case Attachment:
			shas = append(shas, v.SHA256)
		case Signature:
			shas = append(shas, v.SHA256)
		case []Row:
			for _, row := range v {
				for _, cell := range sortedKeys(row.Values) {
					switch a := row.Values[cell].(type) {
					case Attachment:
						shas = append(shas, a.SHA256)
					case Signature:
						shas = append(shas, a.SHA256)
					}
				}
			}
		}
	}
	return shas
}

// hold judges what must hold after every change (step 7).
func (t *turn) hold() error {
	problems := t.broken(t.form.Checks, t.form.Name, "", "")
	problems = append(problems, t.doubled()...)
	passed := t.overdrawn()
	for _, p := range passed {
		if p.total.Beyond == "" {
			problems = append(problems, p.problem)
		}
	}
	if err := refuse(AboutRule, t.unexcused(problems)...); err != nil {
		return err
	}
	return t.beyond(passed)
}

// beyond lets happen what a form says of a total that is passed: the change is a fact,
// and stands. Once per total and operation.
func (t *turn) beyond(passed []overdraft) error {
	for _, p := range passed {
		if p.total.Beyond == "" || slices.Contains(t.touch.beyond, p.total.Name) {
			continue
		}
		t.touch.beyond = append(t.touch.beyond, p.total.Name)
		action := t.touch.action
		then := t.e.turnOf(t.form, t.ref, t.touch, t.rec.snapshot())
		then.system, then.forWhom = true, t.forWhom
		if err := then.act(Input{Ref: t.ref, Action: p.total.Beyond}); err != nil {
			return err
		}
		t.touch.action = action // the history tells what the person did
	}
	return nil
}

func (f *Form) stateLabel(state string) Label {
	if s := f.State(state); s != nil {
		return s.Label
	}
	return Label{Zh: state, En: state}
}
