package dialplan

import "slices"

// Slot is a part of a weekday in which no schedule begins or ends, minutes from and until,
// until not included.
type Slot struct{ Weekday, From, Until int }

// Slots cuts the week of a profile where its hours change, Monday first; a profile without
// schedules has seven whole days. Holidays tells that a schedule asks for them, which no
// slot can say.
func (p *Profile) Slots() (slots []Slot, holidays bool) {
	edges := []int{0, 24 * 60}
	for i := range p.Schedules {
		s := &p.Schedules[i]
		edges = append(edges, minuteOf(s.From), minuteOf(s.To))
		holidays = holidays || s.Holidays != "ignore"
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for day := 1; day <= 7; day++ {
		for i := 1; i < len(edges); i++ {
			slots = append(slots, Slot{day, edges[i-1], edges[i]})
		}
	}
	return slots, holidays
}

// Held lists the schedules that hold at a moment.
func (p *Profile) Held(at Moment) []string {
	var out []string
	for i := range p.Schedules {
		if p.Schedules[i].holds(at) {
			out = append(out, p.Schedules[i].ID)
		}
	}
	return out
}
