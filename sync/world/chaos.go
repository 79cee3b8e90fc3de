package world

import "time"

// chaos is which faults and acts a history knows: each seed draws its own, so that some
// histories are full of one kind of trouble (swarm testing).
type chaos struct {
	tablets int
	steps   int
	page    int        // rows in a reply
	ways    [ways]bool // in which messages fail
	bad     int        // a message fails once in so many; 0: never
	crashes bool       // power fails at tablets
	outages bool       // and at the office
	clocks  bool       // are wrong and jump
	posts   bool       // change
	leaving bool       // tablets are drained, lost
	copies  bool       // older copies and clones of tablets come to life
	restore bool       // the office is put back from a backup
	meet    bool       // both happen, and often: places in journals say little then
	upgrade bool       // a newer library is published
	long    bool       // days pass, not minutes
	files   bool       // attachments
	lines   bool       // tablets are offline for long
}

// calm is no trouble at all.
func calm() chaos { return chaos{page: 2000} }

func drawChaos(seed uint64, steps int) chaos {
	d := newDice(seed, 0)
	some := func() bool { return d.in(2) }
	c := chaos{
		tablets: 2 + d.IntN(7), steps: steps, page: pick(d, []int{2, 3, 7, 2000}), bad: pick(d, []int{0, 3, 6, 20}),
		crashes: some(), outages: some(), clocks: some(), posts: some(), leaving: d.in(3), copies: d.in(3),
		restore: d.in(3), upgrade: d.in(4), long: d.in(3), files: d.in(3), lines: some(),
	}
	for i := range c.ways {
		c.ways[i] = some()
	}
	if d.in(6) { // by themselves they seldom meet
		c.meet, c.copies, c.restore = true, true, true
	}
	return c
}

// pause is how long a step takes.
func (c *chaos) pause(d dice) time.Duration {
	switch {
	case c.long && d.in(10):
		return d.between(time.Hour, 60*time.Hour)
	case d.in(5):
		return d.between(time.Minute, 2*time.Hour)
	}
	return d.between(0, 20*time.Second)
}

// way draws how a message fares.
func (w *World) way(tb *tablet) int {
	if w.healed || w.chaos.bad == 0 || !w.dice.in(w.chaos.bad) {
		return arrives
	}
	way := 1 + w.dice.IntN(ways-1)
	if !w.chaos.ways[way] || (way == diesSending || way == diesWaiting) && !w.chaos.crashes {
		return arrives
	}
	w.faults++
	return way
}
