package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Opening is a record that the calendar opens by a form's `every`. Its id comes from the
// form, the key, the period and the subject, so that twice is once.
type Opening struct {
	Ref    Ref
	Site   ID
	Values Values
}

// Openings returns what the calendar opens on a day for an `every` of the form: one
// record per subject, none on other days. The subject is `it` in `if` and `set`.
func (f *Form) Openings(env *Env, e *Every, day Date) ([]Opening, error) {
	period, on := env.Lib.period(e.On, day)
	target := env.Lib.Form(e.Open)
	if !on || target == nil {
		return nil, nil
	}
	own := *env
	own.Self, own.It = &Record{Form: f.Name, Values: Values{}}, nil
	j := newJudge(f, &own)
	subjects, err := j.subjects(e)
	if err != nil {
		return nil, fmt.Errorf("every %s of form %s: %w", e.Name, f.Name, err)
	}
	var openings []Opening
	for _, it := range subjects {
		j := j.with(it)
		if j.holds(e.If) != Yes {
			continue
		}
		id := PeriodID(f.Name, e.Name, string(period), keyText(subjectKey(it)), env.Lib.Calendar.Start(period))
		o := Opening{Ref: Ref{target.Name, id}, Values: Values{}, Site: j.siteOf(it)}
		for _, a := range e.Set {
			if field := target.Field(a.Field); field != nil {
				if v, answer := j.assigned(field, a); answer != Unknown {
					put(o.Values, a.Field, v)
				}
			}
		}
		openings = append(openings, o)
	}
	if j.err != nil {
		return nil, fmt.Errorf("every %s of form %s: %w", e.Name, f.Name, j.err)
	}
	return openings, nil
}

// subjects returns what `each` yields, refs as their records; one nil where there is no
// each.
func (j *judge) subjects(e *Every) ([]any, error) {
	if e.Each == nil {
		return []any{nil}, nil
	}
	v, answer, err := e.Each.Eval(j.env)
	if err != nil || answer == Unknown {
		return nil, err
	}
	var subjects []any
	switch v := v.(type) {
	case []ID:
		subjects = spread(v)
	case []string:
		subjects = spread(v)
	case []Ref:
		subjects = spread(v)
	case []any:
		subjects = v
	}
	for i, it := range subjects {
		if ref, ok := it.(Ref); ok {
			if rec, here := j.opened(ref); here && rec != nil {
				subjects[i] = rec
			}
		}
	}
	return subjects, j.err
}

func subjectKey(it any) any {
	if rec, ok := it.(*Record); ok {
		return rec.ID
	}
	return it
}

// siteOf is the site of a subject: a record's own, a person's by his posts.
func (j *judge) siteOf(it any) ID {
	switch it := it.(type) {
	case *Record:
		return it.Site
	case ID:
		rec, here := j.opened(it)
		if !here || rec == nil {
			return ID{}
		}
		for _, p := range rec.Posts(j.env.Lib, j.env.Now) {
			if p.Site != (ID{}) {
				return p.Site
			}
		}
	}
	return ID{}
}

var weekdayNames = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// period tells whether an `on` falls on a day, and the first day of the period it counts
// for: the week, month, quarter or year of that day.
func (l *Library) period(on string, day Date) (first Date, falls bool) {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return "", false
	}
	date := func(month time.Month, n int) Date {
		return Date(time.Date(t.Year(), month, n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	if slices.Contains(weekdayNames, on) {
		monday := day.AddDays(-(int(t.Weekday()) + 6) % 7)
		return monday, on == weekdayNames[t.Weekday()]
	}
	if md, yearly := strings.CutPrefix(on, "year "); yearly {
		return date(time.January, 1), t.Format("01-02") == md
	}
	rest, quarterly := strings.CutPrefix(on, "quarter ")
	first = date(t.Month(), 1)
	if quarterly {
		first = date((t.Month()-1)/3*3+1, 1)
	}
	rest, working := strings.CutPrefix(rest, "working ")
	n, err := strconv.Atoi(strings.TrimPrefix(rest, "day "))
	if err != nil || n < 1 {
		return "", false
	}
	if working {
		return first, l.Calendar.Works(day) && l.Calendar.WorkingDays(first.AddDays(-1), day) == int64(n)
	}
	return first, first.AddDays(n-1) == day
}
