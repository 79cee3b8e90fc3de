package form

import "slices"

// bind gives every expression the names it may read. It must run before any expression
// is used.
func (l *Library) bind() {
	for _, f := range l.Forms {
		f.bind()
		f.orderCalc()
	}
}

func (f *Form) bind() {
	f.exprs = nil
	for _, s := range f.Sections {
		f.cond(s.Show, typ{}, "show")
		for _, field := range s.Fields {
			f.bindField(field, nil)
			for _, c := range field.Columns {
				f.bindField(c, field)
			}
		}
	}
	for _, a := range f.Actions {
		f.bindAction(a)
	}
	for _, d := range f.Deadlines {
		f.cond(d.Show, typ{}, "show")
		if w := d.length(); w != nil {
			f.put(w.Value, scope{want: typ{kind: kLength}, what: "within"})
		}
	}
	f.bindChecks(f.Checks, scope{})
	for _, t := range f.Totals {
		f.put(t.Least, scope{want: typ{kind: kNumber}, what: "least"})
		f.put(t.Most, scope{want: typ{kind: kNumber}, what: "most"})
	}
	for _, e := range f.Every {
		f.bindEvery(e)
	}
	for _, l := range f.Lists {
		f.put(l.Where, scope{want: typ{kind: kBool}, what: "where", where: true})
	}
}

func (f *Form) put(e *Expr, s scope) {
	if e == nil {
		return
	}
	s.form = f
	e.scope = s
	f.exprs = append(f.exprs, e)
}

func (f *Form) cond(e *Expr, it typ, what string) {
	f.put(e, scope{it: it, want: typ{kind: kBool}, what: what})
}

func (f *Form) bindChecks(checks []*Check, s scope) {
	s.want, s.what = typ{kind: kBool}, "that"
	for _, c := range checks {
		f.put(c.That, s)
	}
}

// bindField binds the expressions of a field, or of a column of a table, where `it` is
// the row.
func (f *Form) bindField(field, table *Field) {
	row := typ{}
	if table != nil {
		row = typ{kind: kRow, table: table}
	}
	if field.Required != nil {
		f.cond(field.Required.When, row, "required")
	}
	f.cond(field.Show, row, "show")
	f.bindChecks(field.Checks, scope{it: row})
	f.put(field.Calc, scope{it: row, want: fieldTyp(field, 0), what: "calc"})
	f.put(field.Default, scope{it: row, want: fieldTyp(field, 0), what: "default"})
	f.cond(field.Along, row, "along")
	f.cond(field.Only, element(fieldTyp(field, 0)), "only")
}

func (f *Form) bindAction(a *Action) {
	f.cond(a.Show, typ{}, "show")
	f.bindChecks(a.Checks, scope{despite: a.Despite})
	for _, s := range a.Then {
		var it typ
		if s.Each != "" {
			t, _ := f.pathType(s.Each, "")
			it = element(t)
		}
		f.put(s.If, scope{it: it, despite: a.Despite, want: typ{kind: kBool}, what: "if"})
		target := f.stepTarget(s)
		f.bindAssigns(s.Set, target, nil, scope{it: it, despite: a.Despite})
		if s.Add != "" && target != nil {
			f.bindAssigns(s.Row, nil, target.fields[s.Add], scope{it: it, despite: a.Despite})
		}
	}
}

func (f *Form) bindAssigns(list []Assign, target *Form, table *Field, s scope) {
	for _, a := range list {
		s.what, s.want, s.assign = a.Field, typ{}, true
		if field := assigned(a.Field, target, table); field != nil {
			s.want = fieldTyp(field, 0)
		} else if a.Field == siteColumn {
			s.want = typ{kind: kRef, forms: []string{siteColumn}}
		}
		f.put(a.Value, s)
	}
}

func (f *Form) bindEvery(e *Every) {
	f.put(e.Each, scope{period: true, what: "each", want: typ{kind: kList, elem: &typ{}}})
	s := scope{period: true, it: f.subject(e.Each)}
	s.what, s.want = "if", typ{kind: kBool}
	f.put(e.If, s)
	f.bindAssigns(e.Set, f.lib.forms[e.Open], nil, s)
}

// orderCalc sorts the calculated fields so that each stands behind those it reads; what
// lies in a circle keeps the order of the form, and the linter refuses it.
func (f *Form) orderCalc() {
	f.calcOrder, f.calcTables = nil, nil
	var calc []*Field
	for _, field := range f.Fields() {
		if field.Calc != nil {
			calc = append(calc, field)
		}
		if slices.ContainsFunc(field.Columns, func(c *Field) bool { return c.Calc != nil }) {
			f.calcTables = append(f.calcTables, field)
		}
	}
	const inProgress, done = 1, 2
	mark := map[*Field]int{}
	var visit func(field *Field)
	visit = func(field *Field) {
		if mark[field] != 0 {
			return
		}
		mark[field] = inProgress
		for _, needed := range f.calcNeeds(field) {
			visit(needed)
		}
		mark[field] = done
		f.calcOrder = append(f.calcOrder, field)
	}
	for _, field := range calc {
		visit(field)
	}
}

// calcNeeds returns the calculated fields of the record that a calculated field reads.
func (f *Form) calcNeeds(field *Field) []*Field {
	var needs []*Field
	for _, path := range field.Calc.Paths() {
		name := path[0]
		if name == "self" && len(path) > 1 {
			name = path[1]
		}
		if other := f.fields[name]; other != nil && other.Calc != nil && !slices.Contains(needs, other) {
			needs = append(needs, other)
		}
	}
	return needs
}
