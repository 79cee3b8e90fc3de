package form

import (
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// doubled returns the unique rules that another record already fills. A rule that held
// before is judged again only where what it reads has changed.
func (t *turn) doubled() []Problem {
	var problems []Problem
	for i, u := range t.form.Uniques {
		if t.older(u.Since) || !t.counts(u.While, t.rec.State) || t.counted(u) {
			continue
		}
		values, full := t.rec.values(u.Of)
		if !full {
			continue
		}
		others, err := t.env.World.Matching(t.form.Name, u.Of, values, t.form.Counting(u.While))
		if err != nil {
			t.fail(err)
			return nil
		}
		key := t.form.Name + ".unique." + strconv.Itoa(i)
		switch {
		case slices.ContainsFunc(others, func(o *Record) bool { return o.ID != t.rec.ID && overlap(t.rec, o, u.During) }):
			p := t.problemWith(key, u.Of[0], map[string]any{"value": t.rec.Values[u.Of[0]]})
			p.Label = &Label{u.Label.Zh, u.Label.En}
			problems = append(problems, p)
		case !t.env.World.Complete():
			t.note(key)
		}
	}
	return problems
}

// counted tells whether the record counted before just as it does now.
func (t *turn) counted(u *Unique) bool {
	if t.before == nil || !t.counts(u.While, t.before.State) {
		return false
	}
	same := func(column string) bool { return Equal(t.before.Get(column), t.rec.Get(column)) }
	return !slices.ContainsFunc(u.Of, func(c string) bool { return !same(c) }) &&
		!slices.ContainsFunc(u.During, func(c string) bool { return !same(c) })
}

// Counting returns the states in which records count for a rule that names some, or none:
// then all that are not void.
func (f *Form) Counting(states []string) []string {
	if len(states) > 0 {
		return states
	}
	var all []string
	for _, s := range f.States {
		if !s.Void {
			all = append(all, s.Name)
		}
	}
	return all
}

func (t *turn) counts(states []string, state string) bool {
	if len(states) > 0 {
		return len(t.form.States) == 0 || slices.Contains(states, state)
	}
	s := t.form.State(state)
	return len(t.form.States) == 0 || s != nil && !s.Void
}

// values returns the values of columns, and whether all are filled.
func (r *Record) values(columns []string) (values []any, full bool) {
	for _, c := range columns {
		v := r.Get(c)
		if Empty(v) {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}

// overlap tells whether the times of two records overlap; an open end never ends, and
// without during all do. What ends as another begins does not overlap it.
func overlap(a, b *Record, during []string) bool {
	if len(during) != 2 {
		return true
	}
	begins := func(r *Record) any { return r.Get(during[0]) }
	ends := func(r *Record) any { return r.Get(during[1]) }
	if Empty(begins(a)) || Empty(begins(b)) {
		return false
	}
	return !notAfter(ends(a), begins(b)) && !notAfter(ends(b), begins(a))
}

// notAfter tells whether an end is at or before a beginning. Days are whole, so one day
// of both is an overlap.
func notAfter(end, begin any) bool {
	switch end := end.(type) {
	case time.Time:
		begin, ok := begin.(time.Time)
		return ok && !end.After(begin)
	case Date:
		begin, ok := begin.(Date)
		return ok && end < begin
	case string:
		begin, ok := begin.(string)
		return ok && end != "" && end <= begin
	}
	return false
}

// overdraft is a total that a change takes past its limits, and what a person is told.
type overdraft struct {
	total   *Total
	problem Problem
}

// overdrawn returns the totals that this change takes past their limits. One that takes a
// total back towards them is none.
func (t *turn) overdrawn() []overdraft {
	var passed []overdraft
	for _, total := range t.form.Totals {
		key := t.form.Name + ".totals." + total.Name
		values, full := t.rec.values(total.Key)
		if !full {
			continue
		}
		moved := t.part(total, t.rec, values).Sub(t.part(total, t.touch.before, values))
		if moved.IsZero() {
			continue
		}
		if !t.env.World.Complete() {
			t.note(key)
			continue
		}
		records, err := t.env.World.Matching(t.form.Name, total.Key, values, total.In)
		if err != nil {
			t.fail(err)
			return nil
		}
		sum := decimal.Zero
		for _, rec := range records {
			sum = sum.Add(amount(rec.Get(total.Amount)))
		}
		least, hasLeast := t.limit(total.Least)
		most, hasMost := t.limit(total.Most)
		if hasLeast && moved.IsNegative() && sum.LessThan(least) || hasMost && moved.IsPositive() && sum.GreaterThan(most) {
			p := t.problemWith(key, total.Amount, map[string]any{"total": sum.String()})
			p.Label = &Label{total.Label.Zh, total.Label.En}
			passed = append(passed, overdraft{total, p})
		}
	}
	return passed
}

// part is what a record gives to the total of a key.
func (t *turn) part(total *Total, rec *Record, key []any) decimal.Decimal {
	if rec == nil || len(total.In) > 0 && !slices.Contains(total.In, rec.State) {
		return decimal.Zero
	}
	for i, c := range total.Key {
		if !Equal(rec.Get(c), key[i]) {
			return decimal.Zero
		}
	}
	return amount(rec.Get(total.Amount))
}

func (t *turn) limit(e *Expr) (decimal.Decimal, bool) {
	if e == nil {
		return decimal.Zero, false
	}
	v, answer, err := e.Eval(t.env)
	if err != nil {
		t.fail(err)
		return decimal.Zero, false
	}
	if answer == Unknown || Empty(v) {
		return decimal.Zero, false
	}
	return amount(v), true
}

func amount(v any) decimal.Decimal {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v)
	case int:
		return decimal.NewFromInt(int64(v))
	case decimal.Decimal:
		return v
	}
	return decimal.Zero
}
