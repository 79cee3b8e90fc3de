// Package quality says how good what came from a supplier is: the share that failed on the
// way in, the share that was dead on arrival, and the share that failed at customers within
// 30, 90 and 365 days of its installation, by lot and by model, each with its Wilson
// interval, so that one bad of three does not weigh more than ten of four hundred. It reads
// nothing; begin with Of.
package quality

import (
	"math"
	"slices"

	"fieldline/forms/form"
)

// Windows are the days after the installation within which a failure counts, the shortest
// first.
var Windows = []int{30, 90, 365}

// Unit is a dialer with what has happened to it.
type Unit struct {
	Serial    string
	ID        form.ID
	Supplier  form.ID
	Model     string
	Lot       string
	Received  form.Date
	Price     int64     // what it cost, in fen; zero where nobody knows
	Tested    form.Date // on the way in, the first time; empty: never
	Failed    bool      // that test
	Installed form.Date
	Faults    []form.Date // confirmed or not yet judged quality faults, also before it was installed
	Sent      form.Date   // to the supplier, the last time
	Back      form.Date   // from there
}

// until is the dialer as it was at the end of a day: nothing of it is known that came later.
// False where it had not come.
func (u Unit) until(day form.Date) (Unit, bool) {
	u.Faults = slices.DeleteFunc(slices.Clone(u.Faults), func(fault form.Date) bool { return fault > day })
	for _, at := range []*form.Date{&u.Tested, &u.Installed, &u.Sent, &u.Back} {
		if *at > day {
			*at = ""
		}
	}
	return u, u.Received <= day
}

// dead tells whether it was found broken before it could be installed: at the engineer's
// check, on the bench after it was accepted, or as its box was opened at the customer's.
func (u Unit) dead() bool {
	return slices.ContainsFunc(u.Faults, func(day form.Date) bool { return u.Installed == "" || day < u.Installed })
}

// failed tells whether it failed at the customer's within so many days.
func (u Unit) failed(window int) bool {
	return slices.ContainsFunc(u.Faults, func(day form.Date) bool {
		after, ok := u.Installed.DaysUntil(day)
		return ok && after >= 0 && after <= window
	})
}

// Line is what is known of the dialers of a supplier and model, and of one lot where Lot
// is given.
type Line struct {
	Supplier form.ID
	Model    string
	Lot      string
	Received []Unit
	Incoming Share
	Dead     Share   // on arrival, of those received
	Field    []Share // one per window
}

// Of groups dialers by supplier and model, or by lot as well, and reckons until a day, as if
// it were its evening; what is proven worst comes first. A window counts only the dialers installed at least so long
// ago: young ones have not had the time to fail.
func Of(units []Unit, until form.Date, byLot bool) []Line {
	type key struct {
		supplier   form.ID
		model, lot string
	}
	found := map[key]*Line{}
	for _, u := range units {
		u, came := u.until(until)
		if !came {
			continue
		}
		k := key{u.Supplier, u.Model, ""}
		if byLot {
			k.lot = u.Lot
		}
		l := found[k]
		if l == nil {
			l = &Line{Supplier: k.supplier, Model: k.model, Lot: k.lot, Field: make([]Share, len(Windows))}
			found[k] = l
		}
		l.take(u, until)
	}
	lines := make([]Line, 0, len(found))
	for _, l := range found {
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, worse)
	return lines
}

func (l *Line) take(u Unit, until form.Date) {
	l.Received = append(l.Received, u)
	if u.Tested != "" {
		l.Incoming.take(u, u.Failed)
	}
	l.Dead.take(u, u.dead())
	age, ok := u.Installed.DaysUntil(until)
	if !ok {
		return
	}
	for i, window := range Windows {
		if age >= window {
			l.Field[i].take(u, u.failed(window))
		}
	}
}

// Turnaround is how many days a dialer was with the supplier for its repair or exchange, on
// the average of those that came back; false where none did.
func (l Line) Turnaround() (days int, ok bool) {
	sum, n := 0, 0
	for _, u := range l.Received {
		if away, ok := u.Sent.DaysUntil(u.Back); ok && away >= 0 {
			sum, n = sum+away, n+1
		}
	}
	if n == 0 {
		return 0, false
	}
	return int(math.Round(float64(sum) / float64(n))), true
}

// Price is what one cost in the lot received last, in fen; false where no price is known.
func (l Line) Price() (fen int64, ok bool) {
	var last Unit
	for _, u := range l.Received {
		if u.Price > 0 && (last.Price == 0 || u.Received > last.Received) {
			last = u
		}
	}
	return last.Price, last.Price > 0
}
