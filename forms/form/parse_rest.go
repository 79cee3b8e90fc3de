package form

// readRest reads the rules over several records and the ways a form is shown.
func (f *Form) readRest(k keys) {
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
		t, ok := k.fs.named(name, value, "total", "key", "amount", "in", "least", "most", "zh", "en")
		if !ok {
			return
		}
		one := &Total{Name: name.text, Key: t.words("key"), Amount: t.word("amount"), In: t.words("in"), Least: t.expr("least"),
			Most: t.expr("most"), Pos: name.pos}
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
	f.readShown(k)
}

func (f *Form) readShown(k keys) {
	k.each("lists", func(name, value *node) {
		l, ok := k.fs.named(name, value, "list", "zh", "en", "for", "states", "where", "columns", "sort", "group")
		if !ok {
			return
		}
		one := &List{Name: name.text, Label: l.label(), For: l.words("for"), States: l.words("states"), Where: l.expr("where"),
			Columns: l.paths("columns"), Sort: l.text("sort"), Group: l.text("group"), Pos: name.pos}
		if len(one.Columns) == 0 {
			k.fs.add(name.pos, "list %s has no columns", name.text)
		}
		f.Lists = append(f.Lists, one)
	})
	f.Search = k.paths("search")
	if n := k.n.get("print"); n != nil {
		if p, ok := k.fs.keysOf(n, "print", "paper", "copies", "order", "code"); ok {
			f.Print = &Print{Paper: p.text("paper"), Copies: p.count("copies"), Order: p.words("order"), Code: p.word("code"), Pos: n.pos}
		}
	}
	if n := k.n.get("import"); n != nil {
		if i, ok := k.fs.keysOf(n, "import", "match", "columns"); ok {
			f.Import = &Import{Match: i.words("match"), Columns: map[string]string{}, Pos: n.pos}
			f.readImportColumns(i)
		}
	}
}

// readImportColumns reads heading: path; a heading is any text of the imported file.
func (f *Form) readImportColumns(k keys) {
	n := k.n.get("columns")
	if n == nil || n.kind != mapNode {
		k.fs.add(k.pos("columns"), "import needs columns {heading: field}")
		return
	}
	for i, heading := range n.keys {
		v := n.items[i]
		if v.kind != textNode || !pathPattern.MatchString(v.text) {
			k.fs.add(v.pos, "the column %q must name a field", heading.text)
			continue
		}
		f.Import.Columns[heading.text] = v.text
	}
}
