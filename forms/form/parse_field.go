package form

// fieldTypes are the types a field may have (forms/README.md 2).
var fieldTypes = map[FieldType]bool{
	Text: true, Note: true, Integer: true, Decimal: true, Money: true, DateType: true, TimeType: true, DateTime: true,
	Duration: true, Phone: true, Choice: true, Choices: true, YesNo: true, Rating: true, Checklist: true, RefType: true,
	Person: true, People: true, Photos: true, SignType: true, File: true, Place: true, Scan: true, Secret: true,
	Table: true, Lookup: true,
}

// columnKeys are the keys of a column; all but `with` are a field's too.
var columnKeys = append([]string{"with"}, sharedKeys...)

var sharedKeys = []string{
	"type", "of", "zh", "en", "required", "show", "check", "calc", "default", "only", "merge", "scan", "max",
	"phrases", "editor", "hint", "mask", "unit", "was", "since", "retired", "module",
}

var fieldKeys = append([]string{"by", "in", "see", "key", "once", "ahead", "along"}, sharedKeys...)

// readFields reads the fields of a section and enters them into the form.
func (f *Form) readFields(k keys, s *Section) []*Field {
	var out []*Field
	k.each("fields", func(name, value *node) {
		field := readField(name, value, "field", fieldKeys, k.fs)
		if field == nil {
			return
		}
		field.Section = s
		field.formName = f.Name
		for _, c := range field.Columns {
			c.Section, c.formName = s, f.Name
		}
		if f.fields[field.Name] != nil {
			k.fs.add(name.pos, "field %q stands in two sections", field.Name)
		}
		f.fields[field.Name] = field
		out = append(out, field)
	})
	return out
}

func readField(name, value *node, what string, known []string, fs *faults) *Field {
	k, ok := fs.named(name, value, what, known...)
	if !ok {
		return nil
	}
	f := &Field{Name: name.text, Label: k.label(), Type: FieldType(k.text("type")), Pos: name.pos,
		Show: k.expr("show"), Checks: k.checks("check"), Calc: k.expr("calc"), Default: k.expr("default"), Only: k.expr("only"), Along: k.expr("along"),
		By: k.who("by"), In: k.words("in"), See: k.who("see"), ownBy: k.has("by"), ownIn: k.has("in"),
		With: k.word("with"), Merge: k.word("merge"), Key: k.word("key"), CanScan: k.flag("scan"), Once: k.flag("once"), Ahead: k.flag("ahead"), Max: k.count("max"),
		Phrases: k.word("phrases"), Editor: k.word("editor"), Mask: k.text("mask"), Unit: k.text("unit"),
		Was: k.word("was"), Since: k.count("since"), Retired: k.count("retired"), Module: k.word("module")}
	f.Required = k.demand("required")
	f.Hint = k.labelAt("hint")
	switch {
	case !k.has("type"):
		fs.add(name.pos, "%s %s has no type", what, name.text)
	case !fieldTypes[f.Type]:
		fs.add(k.pos("type"), "unknown field type %q", f.Type)
	default:
		f.readOf(k)
	}
	return f
}

// demand reads `required: true` or a condition.
func (k keys) demand(key string) *Demand {
	n := k.n.get(key)
	if n == nil {
		return nil
	}
	if n.kind == boolNode {
		if n.text == "false" {
			return nil
		}
		return &Demand{Always: true}
	}
	e := k.fs.expr(n, key)
	if e == nil {
		return nil
	}
	return &Demand{When: e}
}

// labelAt reads a key of its own that holds {zh, en}.
func (k keys) labelAt(key string) Label {
	n := k.n.get(key)
	if n == nil {
		return Label{}
	}
	l, ok := k.fs.keysOf(n, key, "zh", "en")
	if !ok {
		return Label{}
	}
	return l.label()
}

// readOf reads what a field is of: its form, its role, its words, its columns or its path.
func (f *Field) readOf(k keys) {
	n := k.n.get("of")
	needs := map[FieldType]string{
		Choice: "a choice list or [a, b]", Choices: "a choice list or [a, b]", Checklist: "a choice list",
		RefType: "a form or a list of forms", Table: "columns", Lookup: "a path",
	}[f.Type]
	if n == nil {
		if needs != "" {
			k.fs.add(f.Pos, "a %s needs `of`: %s", f.Type, needs)
		}
		return
	}
	switch f.Type {
	case Choice, Choices:
		f.readChoiceOf(k, n)
	case Checklist:
		f.List = k.word("of")
	case RefType:
		f.Forms = k.words("of")
		if len(f.Forms) == 0 {
			k.fs.add(n.pos, "a ref needs a form")
		}
	case Person, People:
		f.Role = k.word("of")
	case Table:
		k.each("of", func(name, value *node) {
			if c := readField(name, value, "column", columnKeys, k.fs); c != nil {
				f.Columns = append(f.Columns, c)
			}
		})
		if n.kind == mapNode && len(n.keys) == 0 {
			k.fs.add(n.pos, "the table has no columns")
		}
		if nested := firstTable(f.Columns); nested != nil {
			k.fs.add(nested.Pos, "a column may not be a %s", nested.Type)
		}
	case Lookup:
		f.Path = k.path("of")
	default:
		k.fs.add(n.pos, "a %s has no `of`", f.Type)
	}
}

func firstTable(columns []*Field) *Field {
	for _, c := range columns {
		if c.Type == Table || c.Type == Checklist {
			return c
		}
	}
	return nil
}

func (f *Field) readChoiceOf(k keys, n *node) {
	switch n.kind {
	case textNode:
		f.List = k.word("of")
	case mapNode:
		f.Words = k.fs.choiceWords(n)
	case seqNode:
		for _, w := range n.items {
			if w.kind != textNode || !wordPattern.MatchString(w.text) {
				k.fs.add(w.pos, "a choice must be a lower snake case word")
				continue
			}
			f.Words = append(f.Words, ChoiceWord{Word: w.text, Label: Label{Zh: w.text, En: w.text}})
		}
	default:
		k.fs.add(n.pos, "`of` of a %s must be a choice list or [a, b]", f.Type)
	}
}
