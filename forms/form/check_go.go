package form

import "github.com/expr-lang/expr/ast"

// declared are the named Go functions of the language (forms/README.md 3). Their bodies are
// handed to the library when it is opened; without one, the answer is not known here.
func declared() map[string]Named {
	all := map[string]Named{}
	for _, n := range []Named{
		{Name: "plan_problems", Params: []FieldType{RefType}, Result: Table},
		{Name: "number_faults", Params: []FieldType{RefType}, Result: Table},
		{Name: "lacking_secrets", Params: []FieldType{RefType}, Result: Table},
		{Name: "unit_problems", Params: []FieldType{RefType}, Result: Table},
		{Name: "values_digest", Params: []FieldType{Text}, Result: Text},
		{Name: "sample_size", Params: []FieldType{Integer, Decimal}, Result: Integer},
		{Name: "sample_accepts", Params: []FieldType{Integer, Decimal}, Result: Integer},
		{Name: "scorecard_lines", ServerOnly: true, Params: []FieldType{Person, Text}, Result: Table},
		{Name: "attendance_lines", ServerOnly: true, Params: []FieldType{Person, Text}, Result: Table},
		{Name: "supplier_figures", ServerOnly: true, Params: []FieldType{RefType, Text, Text}, Result: Table},
		{Name: "traffic_change", ServerOnly: true, Params: []FieldType{RefType, Text, Text}, Result: Decimal},
		{Name: "roster_gaps", ServerOnly: true, Params: []FieldType{RefType}, Result: Table},
		{Name: "seat_points", ServerOnly: true, Params: []FieldType{Person, Text, Text}, Result: Decimal},
		{Name: "report_gaps", ServerOnly: true, Params: []FieldType{Text, Text}, Result: Table},
		{Name: "service_counts", ServerOnly: true, Params: []FieldType{DateType, RefType}, Result: Table},
	} {
		all[n.Name] = n
	}
	return all
}

// functions are the declared named functions and those handed over.
func (l *Library) functions() map[string]Named {
	all := declared()
	for name, n := range l.named {
		all[name] = n
	}
	return all
}

func (c *checker) goFunction(n *ast.CallNode, fn Named, args []typ) typ {
	if !c.arity(n, fn.Name, len(args), len(fn.Params)) {
		return typ{}
	}
	for i, p := range fn.Params {
		want := fieldTyp(&Field{Type: p}, 0)
		if p == RefType && args[i].kind == kPerson || p == Text && args[i].kind == kList {
			continue
		}
		c.fits(n.Arguments[i], want, args[i], fn.Name)
	}
	if fn.Result == Table {
		return listOf(typ{kind: kRow})
	}
	return fieldTyp(&Field{Type: fn.Result}, 0)
}

// periodCall checks what only the calendar uses: entries of a choice list, records of a
// form, and a sample of them; conditions in them read the other form's fields.
func (c *checker) periodCall(n *ast.CallNode, name string) (typ, bool) {
	switch name {
	case "entries":
		if !c.arity(n, name, len(n.Arguments), 1) {
			return typ{}, true
		}
		word, ok := c.written(n.Arguments[0])
		if !ok {
			return typ{}, true
		}
		list := c.lib.choices[word]
		if list == nil {
			return c.fail(n.Arguments[0], "there is no choice list %q", word), true
		}
		return listOf((&Field{List: word, Words: list.Words}).wordTyp(0)), true
	case "records", "sample":
		return c.records(n, name), true
	}
	return typ{}, false
}

func (c *checker) records(n *ast.CallNode, name string) typ {
	most := 2
	if name == "sample" {
		most = 3
	}
	if len(n.Arguments) == 0 || len(n.Arguments) > most || name == "sample" && len(n.Arguments) != most {
		return c.fail(n, "write records(\"form\", condition) or sample(\"form\", condition, n)")
	}
	word, ok := c.written(n.Arguments[0])
	if !ok {
		return typ{}
	}
	form := c.lib.forms[word]
	if form == nil {
		return c.fail(n.Arguments[0], "there is no form %q", word)
	}
	if len(n.Arguments) > 1 {
		inner := &checker{lib: c.lib, expr: c.expr, fs: c.fs, form: form}
		inner.want(n.Arguments[1], inner.node(n.Arguments[1]), kBool, name)
		c.failed = c.failed || inner.failed
	}
	if len(n.Arguments) > 2 {
		c.want(n.Arguments[2], c.node(n.Arguments[2]), kNumber, name)
	}
	return listOf(typ{kind: kRef, forms: []string{word}})
}
