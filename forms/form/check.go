package form

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// check binds and type-checks every expression and runs the linter.
func (l *Library) check(fs *faults) {
	l.bind()
	for _, f := range l.Forms {
		for _, e := range f.exprs {
			e.check(l, fs)
		}
	}
	l.lint(fs)
}

// check reports what is wrong with the expression, at its column.
func (e *Expr) check(l *Library, fs *faults) {
	if _, err := e.read(); err != nil {
		fs.add(e.place(e.err.offset), "%s", e.err.text)
		return
	}
	c := &checker{lib: l, expr: e, fs: fs}
	if c.bareWord() {
		return
	}
	got := c.node(e.tree)
	if c.failed {
		return
	}
	c.fits(e.tree, e.scope.want, got, e.scope.what)
}

// typeOf returns the type of an expression, kNone where it has a fault.
func (e *Expr) typeOf(l *Library) typ {
	if e == nil {
		return typ{}
	}
	tree, err := e.read()
	if err != nil {
		return typ{}
	}
	c := &checker{lib: l, expr: e, fs: &faults{}}
	return c.node(tree)
}

// subject is what `it` stands for in an `every`.
func (f *Form) subject(each *Expr) typ { return element(each.typeOf(f.lib)) }

// checker infers types; after a fault it goes on with kNone, which fits everywhere, so
// that one mistake is told once.
type checker struct {
	lib     *Library
	expr    *Expr
	fs      *faults
	pointer []typ
	form    *Form // whose names are read instead of the expression's own
	failed  bool
}

func (c *checker) fail(n ast.Node, format string, args ...any) typ {
	c.failed = true
	c.fs.add(c.expr.place(n.Location().From), format, args...)
	return typ{}
}

func (c *checker) node(n ast.Node) typ {
	switch n := n.(type) {
	case *ast.NilNode:
		return c.fail(n, "write nothing instead of nil")
	case *ast.BoolNode:
		return typ{kind: kBool}
	case *ast.IntegerNode, *ast.FloatNode:
		return typ{kind: kNumber}
	case *ast.StringNode:
		return typ{kind: kText, lit: true, words: []string{n.Value}}
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.PointerNode:
		return c.pointed(n)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.ArrayNode:
		return c.array(n)
	case *ast.BuiltinNode:
		return c.builtin(n)
	case *ast.CallNode:
		return c.call(n)
	default:
		return c.fail(n, "this is not part of the language")
	}
}

func (c *checker) pointed(n ast.Node) typ {
	if p, ok := n.(*ast.PointerNode); ok && p.Name != "" {
		return c.fail(n, "#%s is not part of the language", p.Name)
	}
	if len(c.pointer) == 0 {
		return c.fail(n, "there is no list here whose entries .field could read")
	}
	return c.pointer[len(c.pointer)-1]
}

func (c *checker) name(n *ast.IdentifierNode) typ {
	s := c.expr.scope
	switch n.Value {
	case "nothing":
		return typ{}
	case "me":
		if s.form.Anonymous {
			return c.fail(n, "the form is anonymous; nobody may know who acts")
		}
		return typ{kind: kPerson}
	case "now":
		return typ{kind: kTime}
	case "today":
		return typ{kind: kDate}
	case "self":
		return typ{kind: kRef, forms: []string{s.form.Name}, hops: -1}
	case "it":
		if s.it.kind == kNone && len(c.pointer) > 0 {
			return c.fail(n, "there is no `it` here; for a field of each entry write .field")
		}
		if s.it.kind == kNone {
			return c.fail(n, "there is no `it` here")
		}
		return s.it
	case "despite":
		if len(s.despite) == 0 {
			return c.fail(n, "the action has no despite")
		}
		return typ{kind: kWord, words: s.despite, name: "despite"}
	}
	form := s.form
	if c.form != nil {
		form = c.form
	} else if s.period {
		return c.fail(n, "unknown name %q: the calendar opens the record, none of its fields is there yet", n.Value)
	}
	t, ok := form.member(n.Value, 0)
	if !ok {
		return c.fail(n, "unknown name %q in form %s%s", n.Value, form.Name, c.suggest(n.Value, form))
	}
	return t
}

// suggest helps where a state or choice word stands without quotes.
func (c *checker) suggest(name string, f *Form) string {
	if f.states[name] != nil {
		return fmt.Sprintf(`; for the state write state == "%s"`, name)
	}
	for _, field := range f.allFields() {
		if field.holds(name) {
			return fmt.Sprintf(`; for the choice write "%s"`, name)
		}
	}
	return ""
}

func (c *checker) member(n *ast.MemberNode) typ {
	name, ok := n.Property.(*ast.StringNode)
	if !ok || n.Optional {
		return c.fail(n, "an index is not part of the language")
	}
	at := c.node(n.Node)
	switch at.kind {
	case kNone:
		return typ{}
	case kList:
		return c.fail(name, "%q of %s: ask with any, all, none, count, map or filter", name.Value, at)
	}
	t, wrong := c.lib.pathStep(at, name.Value)
	if wrong != "" {
		return c.fail(name, "%s", wrong)
	}
	return t
}

func (c *checker) unary(n *ast.UnaryNode) typ {
	t := c.node(n.Node)
	want := typ{kind: kNumber}
	switch n.Operator {
	case "!":
		want.kind = kBool
	case "not":
		if b, ok := n.Node.(*ast.BinaryNode); !ok || b.Operator != "in" && b.Operator != "contains" && b.Operator != "matches" {
			return c.fail(n, "write ! instead of not")
		}
		want.kind = kBool
	}
	if t.kind != kNone && t.kind != want.kind {
		return c.fail(n, "%s wants %s, this is %s", n.Operator, want, t)
	}
	return want
}

func (c *checker) conditional(n *ast.ConditionalNode) typ {
	cond := c.node(n.Cond)
	if cond.kind != kNone && cond.kind != kBool {
		c.fail(n.Cond, "the condition before ? must be yes or no, this is %s", cond)
	}
	a, b := c.node(n.Exp1), c.node(n.Exp2)
	t, ok := join(a, b)
	if !ok {
		return c.fail(n.Exp2, "the two answers differ: %s and %s", a, b)
	}
	return t
}

// join is the type of either of two; nothing joins with everything.
func join(a, b typ) (typ, bool) {
	switch {
	case a.kind == kNone:
		return b, true
	case b.kind == kNone:
		return a, true
	case a.lit && b.lit:
		a.words = append(slices.Clone(a.words), b.words...)
		return a, true
	case a.lit:
		return b, literalFits(a, b) == ""
	case b.lit:
		return a, literalFits(b, a) == ""
	case a.kind == kWord && b.kind == kWord:
		a.words = append(slices.Clone(a.words), b.words...)
		return a, true
	case a.kind == kRef && b.kind == kRef:
		a.forms = append(slices.Clone(a.forms), b.forms...)
		slices.Sort(a.forms)
		a.forms = slices.Compact(a.forms)
		return a, true
	case texts(a.kind) && texts(b.kind):
		return typ{kind: kText, hops: max(a.hops, b.hops)}, true
	case a.kind == kList && b.kind == kList && a.elem != nil && b.elem != nil:
		elem, ok := join(*a.elem, *b.elem)
		return listOf(elem), ok
	default:
		return a, a.kind == b.kind
	}
}

func texts(k kind) bool { return k == kText || k == kWord }

func (c *checker) array(n *ast.ArrayNode) typ {
	elem := typ{}
	for _, one := range n.Nodes {
		t := c.node(one)
		joined, ok := join(elem, t)
		if !ok {
			return c.fail(one, "the list mixes %s and %s", elem, t)
		}
		elem = joined
	}
	return listOf(elem)
}

// fits demands that a value may stand where want is.
func (c *checker) fits(n ast.Node, want, got typ, what string) {
	if want.kind == kNone || got.kind == kNone {
		return
	}
	if got.lit || hasLiteral(n) {
		if c.literals(n, want) || allLiteral(n) {
			return
		}
	}
	if wrong := c.lib.mismatch(want, got); wrong {
		if want.kind == kBool {
			c.fail(n, "%s must be yes or no, this is %s", what, got)
			return
		}
		c.fail(n, "%s must be %s, this is %s", what, want, got)
	}
}

// mismatch tells whether a value of type got cannot stand for want.
func (l *Library) mismatch(want, got typ) bool {
	switch {
	case want.kind == kNone || got.kind == kNone:
		return false
	case want.kind == kWord:
		return got.kind != kWord || want.words != nil && got.words != nil && !subset(got.words, want.words)
	case want.kind == kText:
		return !texts(got.kind)
	case isPerson(want):
		return !isPerson(got)
	case want.kind == kRef:
		return got.kind != kRef || len(want.forms) > 0 && !subset(got.forms, want.forms)
	case want.kind == kList:
		return got.kind != kList || want.elem != nil && got.elem != nil && l.mismatch(*want.elem, *got.elem)
	case want.kind == kRow:
		return got.kind != kRow
	default:
		return want.kind != got.kind
	}
}

// isPerson tells whether a type is a person, as such or as a record of the register.
func isPerson(t typ) bool {
	return t.kind == kPerson || t.kind == kRef && len(t.forms) == 1 && t.forms[0] == personForm
}

func subset(some, all []string) bool {
	for _, s := range some {
		if s != "" && !slices.Contains(all, s) {
			return false
		}
	}
	return true
}
