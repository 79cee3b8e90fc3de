package form

// readShown reads how a form is listed, searched, printed and imported.
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
