package form

import "regexp"

// readRules reads the rules over several records: unique, totals and what the calendar
// opens.
func (f *Form) readRules(k keys) {
	for _, n := range k.list("unique") {
		u, ok := k.fs.keysOf(n, "unique", "of", "while", "during", "zh", "en", "since")
		if !ok {
			continue
		}
		one := &Unique{Of: u.words("of"), While: u.words("while"), During: u.words("during"), Label: u.label(), Since: u.count("since"), Pos: n.pos}
		if len(one.Of) == 0 {
			k.fs.add(n.pos, "unique has no of")
		}
		if u.has("during") && len(one.During) != 2 {
			k.fs.add(u.pos("during"), "during is [start, end]")
		}
		f.Uniques = append(f.Uniques, one)
	}
	k.each("totals", func(name, value *node) {
		t, ok := k.fs.named(name, value, "total", "key", "amount", "in", "least", "most", "beyond", "zh", "en")
		if !ok {
			return
		}
		one := &Total{Name: name.text, Key: t.words("key"), Amount: t.word("amount"), In: t.words("in"), Least: t.expr("least"),
			Most: t.expr("most"), Beyond: t.word("beyond"), Pos: name.pos}
		if t.has("least") || t.has("most") || t.hasLabel() {
			one.Label = t.label()
		}
		for _, need := range []string{"key", "amount"} {
			if !t.has(need) {
				k.fs.add(name.pos, "total %s has no %s", name.text, need)
			}
		}
		f.Totals = append(f.Totals, one)
	})
	k.each("every", func(name, value *node) {
		e, ok := k.fs.named(name, value, "every", "each", "on", "if", "set", "open")
		if !ok {
			return
		}
		one := &Every{Name: name.text, Each: e.expr("each"), On: e.text("on"), If: e.expr("if"), Set: e.assigns("set"), Open: e.word("open"), Pos: name.pos}
		if !everyPattern.MatchString(one.On) {
			k.fs.add(e.pos("on"), "on must be a weekday, `day 1`, `working day 3`, `quarter day 1` or `year 01-15`")
		}
		if one.Open == "" {
			one.Open = f.Name
		}
		f.Every = append(f.Every, one)
	})
}

var everyPattern = regexp.MustCompile(`^(monday|tuesday|wednesday|thursday|friday|saturday|sunday|` +
	`(quarter )?(working )?day [0-9]{1,2}|year [0-9]{2}-[0-9]{2})$`)
