package record

import (
	"slices"
	"strings"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// step is what can be done next: the one filled button, and what stands beside it.
type step struct {
	icon, label string
	do          func()
	lacks       []lack // what is wrong or missing, each with its place
	mine        bool   // it is this person's turn
	whose       string // else whose
	blocked     string // why the next action cannot be done yet
	others      []other
	refused     bool // the button is of an action that a rule forbids until something else is done
}

// kind is how the button is drawn: filled where it is what to do now.
func (n step) kind() widgets.ButtonKind {
	if n.refused {
		return widgets.Outlined
	}
	return widgets.Filled
}

// lack is something that is wrong or missing.
type lack struct {
	spot  formview.Spot
	label string
	why   string
	wrong bool
}

// other is a further action.
type other struct {
	button form.Button
	label  string
	reason string // why not now; "" where it can be done
}

// due finds what can be done with the record as typed, whose step is next, and what that
// step, or saving the record, would be refused for. The view stars and marks by the
// answer, next lists it.
func (s *Screen) due(env *form.Env) []form.Problem {
	f := s.session.form
	if s.session.fresh {
		s.buttons, s.turn = nil, screen.Turn{Mine: true}
		return f.Due(env, nil, nil)
	}
	if s.session.foreign {
		s.buttons, s.turn = nil, screen.Turn{}
		return nil
	}
	s.buttons = f.Buttons(env)
	s.turn = screen.TurnOf(s.speech(), f, env.Self, s.buttons)
	if !s.turn.Mine {
		s.turn.Next = nil
	}
	var next *form.Action
	if s.turn.Next != nil {
		next = s.turn.Next.Action
	}
	return f.Due(env, &s.session.base.Record, next)
}

// next works out the next step of the record as typed.
func (s *Screen) next() step {
	if s.session.fresh {
		return s.nextOfNew()
	}
	if s.session.foreign {
		return step{}
	}
	main := s.turn.Next
	n := step{lacks: s.wrong(), mine: s.turn.Mine, whose: s.turn.Who}
	n.lacks = append(n.lacks, s.lacking(n.lacks)...)
	for _, b := range s.buttons {
		if main == nil || b.Action != main.Action {
			n.others = append(n.others, other{b, s.actionLabel(b.Action), s.reason(b)})
		}
	}
	if main == nil {
		if s.session.dirty(s.view) {
			n.mine = n.mine || len(n.lacks) > 0
			n.icon, n.label, n.do = "save", s.deps.Words.T("common.save"), s.Save
		}
		return n
	}
	if s.receives(main, n.lacks) {
		d := s.desks()[0]
		n.icon, n.label, n.do = d.icon, d.text, func() { s.enter(d) }
		if len(n.lacks) == 0 {
			n.blocked = s.reason(*main)
		}
		n.others = append(n.others, other{*main, s.actionLabel(main.Action), s.reason(*main)})
		return n
	}
	if slices.ContainsFunc(n.lacks, func(l lack) bool { return s.view.Writes(l.spot.Field) }) {
		s.fillNext(&n)
		return n
	}
	if !main.Allowed && len(main.Missing) == 0 {
		n.blocked, n.refused = s.speech().Sentence(main.Why[0]), true // a rule says what to do first
	}
	action := main.Action
	n.icon, n.label, n.do = iconOf(s.session.form, action), s.actionLabel(action), func() { s.act(action) }
	return n
}

// nextOfNew: what is demanded first, then to make it.
func (s *Screen) nextOfNew() step {
	n := step{mine: true, lacks: s.wrong()}
	n.lacks = append(n.lacks, s.lacking(n.lacks)...)
	if len(n.lacks) > 0 && !s.session.startsAsDraft() {
		s.fillNext(&n)
		return n
	}
	if first := s.view.FirstToFill(); first != "" && s.untouched() {
		spot := formview.Spot{Field: first}
		n.icon, n.label, n.do = "arrow-down", s.deps.Words.T("record.fill_next", s.view.Label(spot)), func() { s.jump(spot) }
		return n
	}
	n.icon, n.label, n.do = "check", s.deps.Words.T("record.create"), s.Save
	return n
}

// fillNext makes the button lead to what is missing first, else to what is wrong.
func (s *Screen) fillNext(n *step) {
	can := func(l lack) bool { return s.view.Writes(l.spot.Field) }
	at := slices.IndexFunc(n.lacks, func(l lack) bool { return !l.wrong && can(l) })
	if at < 0 {
		at = slices.IndexFunc(n.lacks, can)
	}
	to := n.lacks[max(0, at)]
	key := "record.fill_next"
	if to.wrong {
		key = "record.mend_next"
	}
	n.icon, n.label, n.do = "arrow-down", s.deps.Words.T(key, to.label), func() { s.jump(to.spot) }
}

// wrong are the faults of what is typed, warnings left out.
func (s *Screen) wrong() []lack {
	var all []lack
	speech := s.speech()
	for _, p := range s.view.Problems() {
		spot := formview.SpotOf(p)
		if p.Warn || p.Key == form.KeyRequired || spot.Field == "" || !s.view.Writes(spot.Field) {
			continue
		}
		if slices.ContainsFunc(all, func(l lack) bool { return l.spot == spot }) {
			continue
		}
		what, _ := speech.Problem(p)
		all = append(all, lack{spot, s.view.Label(spot), strings.TrimRight(what, "：: "), true})
	}
	return all
}

// lacking is what is due, other than what is known already.
func (s *Screen) lacking(known []lack) []lack {
	var all []lack
	speech := s.speech()
	for _, p := range s.view.Due() {
		spot := formview.SpotOf(p)
		if slices.ContainsFunc(known, func(l lack) bool { return l.spot == spot }) || slices.ContainsFunc(all, func(l lack) bool { return l.spot == spot }) {
			continue
		}
		why := s.deps.Words.T("record.not_filled")
		if p.Key != form.KeyRequired {
			why, _ = speech.Problem(p)
			why = strings.TrimRight(why, "：: ")
		}
		label := s.view.Label(spot)
		if column := speech.About(s.session.form, p); spot.Row != "" && column != label {
			why = column + s.deps.Words.Label("：", ": ") + why
		}
		all = append(all, lack{spot, label, why, p.Key != form.KeyRequired})
	}
	return all
}

// reason says why an action cannot be done now.
func (s *Screen) reason(b form.Button) string {
	if b.Allowed || len(b.Why) == 0 {
		return ""
	}
	if len(b.Missing) > 0 {
		return s.deps.Words.T("record.lacks", len(b.Missing))
	}
	return s.speech().Sentence(b.Why[0])
}

func (s *Screen) actionLabel(a *form.Action) string {
	return s.deps.Words.Label(a.Label.Zh, a.Label.En)
}

// iconOf is the sign of an action: that of the state it leads to.
func iconOf(f *form.Form, a *form.Action) string {
	if a.To == "" {
		return "check"
	}
	return screen.StateLook(f, a.To).Icon
}
