package form

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// remind does one step of a deadline that is still due as it was.
func (t *turn) remind(deadline string, step int, due time.Time) error {
	for _, d := range t.form.Deadlines {
		if d.Name != deadline || step < 0 || step >= len(d.Steps) {
			continue
		}
		now, _ := t.rec.Values[d.Name+"_due"].(time.Time)
		if !now.Equal(due) || t.rec.Values[d.Name+"_met"] != nil || slices.Contains(d.Pause, t.rec.State) {
			return nil
		}
		s := d.Steps[step]
		length, come := t.stepCome(s, due)
		if !come {
			return refuse(AboutRule, t.problem(KeyNotDue, d.Name+"_due"))
		}
		path := StepPath(t.form, d, step)
		if people := t.told(s.Tell, func() { t.note(path) }); len(people) > 0 {
			t.e.told = append(t.e.told, Told{Ref: t.ref, To: people, Label: s.sentence(length), Step: path})
		}
		if s.Act != "" {
			return t.act(Input{Ref: t.ref, Action: s.Act})
		}
		return nil
	}
	return refuse(AboutRule, t.problemWith(KeyUnknownAction, "", map[string]any{"action": deadline}))
}

// StepPath names a step of a deadline: what a reminder says it comes from.
func StepPath(f *Form, d *Deadline, step int) string {
	return f.Name + ".deadlines." + d.Name + ".steps." + strconv.Itoa(step)
}

// stepCome tells whether the time of a step has come, and by which length: the one people
// have set, or the library's, so that a reminder whose time was moved after the clock was
// set is not lost.
func (j *judge) stepCome(s *DeadlineStep, due time.Time) (Length, bool) {
	length := j.stepLength(s)
	if j.env.Now.Before(j.env.Lib.stepTime(s, length, due)) {
		length = s.length()
	}
	return length, !j.env.Now.Before(j.env.Lib.stepTime(s, length, due))
}

// stepLength is how long before or after the due time a step is made, as people have set
// it for the record's site.
func (j *judge) stepLength(s *DeadlineStep) Length {
	if s.Setting != "" {
		if length, answer := j.setting(s.Setting); answer == Yes {
			return length
		}
	}
	return s.length()
}

// length is the one written out, or the library's value of the setting.
func (s *DeadlineStep) length() Length {
	if s.IsPast {
		return s.After
	}
	return s.Before
}

// lengthToken stands for the step's length in a sentence that is told.
const lengthToken = "{length}"

// sentence is what the step tells, with its length in words.
func (s *DeadlineStep) sentence(length Length) Label {
	words := length.Label()
	return Label{
		Zh: strings.ReplaceAll(s.Label.Zh, lengthToken, words.Zh),
		En: strings.ReplaceAll(s.Label.En, lengthToken, words.En),
	}
}

func (l *Library) stepTime(s *DeadlineStep, length Length, due time.Time) time.Time {
	if s.IsPast {
		return l.Calendar.Add(due, length)
	}
	return l.Calendar.Before(due, length)
}

// StepTime returns when a deadline's step is to be made, for a due time of the record of
// env; a length that is a setting is read for the record's site at env.Now.
func (f *Form) StepTime(env *Env, s *DeadlineStep, due time.Time) (time.Time, error) {
	j := newJudge(f, env)
	at := env.Lib.stepTime(s, j.stepLength(s), due)
	return at, j.err
}
