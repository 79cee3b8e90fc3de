package form

import (
	"slices"
	"sort"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// builtinKinds are the functions the expression library parses by itself and the
// language keeps, by whether they take a predicate.
var builtinKinds = map[string]bool{
	"all": true, "any": true, "none": true, "one": true, "count": true, "filter": true, "map": true, "sum": true,
	"len": false, "uniq": false, "lower": false, "trim": false, "round": false, "abs": false,
}

func (c *checker) builtin(n *ast.BuiltinNode) typ {
	predicate, known := builtinKinds[n.Name]
	if !known {
		return c.fail(n, "unknown function %q; known are %s", n.Name, functionNames(c.lib))
	}
	least, most := 1, 1
	if predicate {
		most = 2
		if n.Name != "count" && n.Name != "sum" {
			least = 2
		}
	}
	if len(n.Arguments) < least || len(n.Arguments) > most {
		return c.fail(n, "%s wants %s", n.Name, argumentsText(least, most))
	}
	first := c.node(n.Arguments[0])
	switch n.Name {
	case "lower", "trim":
		c.wantText(n.Arguments[0], first, n.Name)
		return typ{kind: kText}
	case "round", "abs":
		c.want(n.Arguments[0], first, kNumber, n.Name)
		return typ{kind: kNumber}
	case "len":
		if texts(first.kind) {
			return typ{kind: kNumber}
		}
	}
	if first.kind != kNone && first.kind != kList {
		return c.fail(n.Arguments[0], "%s wants a list, this is %s", n.Name, first)
	}
	return c.overList(n, element(first), first)
}

func argumentsText(least, most int) string {
	words := []string{"no argument", "one argument", "two arguments", "three arguments"}
	switch {
	case least == most:
		return words[least]
	case most > 3:
		return "at least " + words[least]
	default:
		return words[least] + " or " + words[most]
	}
}

func (c *checker) overList(n *ast.BuiltinNode, elem, list typ) typ {
	said := elem
	if len(n.Arguments) > 1 {
		p, ok := n.Arguments[1].(*ast.PredicateNode)
		if !ok {
			return c.fail(n.Arguments[1], "%s wants a condition on .field", n.Name)
		}
		c.pointer = append(c.pointer, elem)
		said = c.node(p.Node)
		c.pointer = c.pointer[:len(c.pointer)-1]
		n := p.Node
		if said.kind != kNone && c.expr != nil {
			c.predicate(n, list, said)
		}
	}
	switch n.Name {
	case "all", "any", "none", "one":
		c.want(n.Arguments[1], said, kBool, n.Name)
		return typ{kind: kBool}
	case "count":
		c.want(n.Arguments[len(n.Arguments)-1], said, kBool, n.Name)
		return typ{kind: kNumber}
	case "filter":
		c.want(n.Arguments[1], said, kBool, n.Name)
		return list
	case "map":
		return listOf(said)
	case "sum":
		c.want(n.Arguments[len(n.Arguments)-1], said, kNumber, n.Name)
		return typ{kind: kNumber}
	case "uniq":
		return list
	default: // len
		return typ{kind: kNumber}
	}
}

// predicate refuses one that does not look at the entries of its list.
func (c *checker) predicate(n ast.Node, list, said typ) {
	uses := false
	walk(n, func(below ast.Node) {
		if _, ok := below.(*ast.PointerNode); ok {
			uses = true
		}
	})
	if !uses && list.kind == kList {
		c.fail(n, "the condition does not read the entries; write .field for a field of each")
	}
}

// signature is the types of a function's arguments and result.
type signature struct {
	params []kind
	result typ
}

// functions are those of the language with plain signatures; the rest are checked one by
// one.
var functions = map[string]signature{
	"week":           {[]kind{kTime}, typ{kind: kText}},
	"month":          {[]kind{kTime}, typ{kind: kText}},
	"day":            {[]kind{kTime}, typ{kind: kDate}},
	"quarter_end":    {[]kind{kTime}, typ{kind: kDate}},
	"quarter_before": {[]kind{kTime}, typ{kind: kDate}},
	"days":           {[]kind{kTime, kTime}, typ{kind: kNumber}},
	"working_days":   {[]kind{kTime, kTime}, typ{kind: kNumber}},
	"superior":       {[]kind{kPerson}, listOf(typ{kind: kPerson})},
	"is_setting":     {[]kind{kText}, typ{kind: kBool}},
	"fits_setting":   {[]kind{kText, kText}, typ{kind: kBool}},
	"may_set":        {[]kind{kPerson, kText}, typ{kind: kBool}},
}

// functionWords are all functions that are written as a call.
var functionWords = []string{
	"filled", "setting", "after", "day", "days", "working_days", "week", "month", "quarter_end", "quarter_before", "has_role", "superior",
	"people", "balance", "module", "is_setting", "fits_setting", "may_set",
}

func functionNames(l *Library) string {
	names := slices.Clone(functionWords)
	for name := range builtinKinds {
		names = append(names, name)
	}
	for name := range l.functions() {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// call checks a call of a function of the language or of a named Go function.
func (c *checker) call(n *ast.CallNode) typ {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return c.fail(n, "this cannot be called")
	}
	name := callee.Value
	if c.expr.scope.period || name == "sample" {
		if t, ok := c.periodCall(n, name); ok {
			return t
		}
	}
	args := make([]typ, len(n.Arguments))
	for i, a := range n.Arguments {
		args[i] = c.node(a)
	}
	if s, ok := functions[name]; ok {
		return c.signed(n, name, s, args)
	}
	switch name {
	case "filled":
		c.arity(n, name, len(args), 1)
		return typ{kind: kBool}
	case "setting":
		return c.setting(n, args)
	case "after":
		return c.after(n, args)
	case "has_role":
		if c.arity(n, name, len(args), 2) {
			c.person(n.Arguments[0], args[0], name)
			c.role(n.Arguments[1])
		}
		return typ{kind: kBool}
	case "people":
		if c.arity(n, name, len(args), 1) {
			c.role(n.Arguments[0])
		}
		return listOf(typ{kind: kPerson})
	case "module":
		if c.arity(n, name, len(args), 1) {
			if word, ok := c.written(n.Arguments[0]); ok && c.lib.modules[word] == nil {
				c.fail(n.Arguments[0], "there is no module %q", word)
			}
		}
		return typ{kind: kBool}
	case "balance":
		return c.balance(n, args)
	}
	fn, ok := c.lib.functions()[name]
	if !ok {
		return c.fail(n, "unknown function %q; known are %s", name, functionNames(c.lib))
	}
	return c.goFunction(n, fn, args)
}

func (c *checker) arity(n ast.Node, name string, got, want int) bool {
	if got != want {
		c.fail(n, "%s wants %s", name, argumentsText(want, want))
		return false
	}
	return true
}

// signed checks a call against a signature; a day stands for a time everywhere.
func (c *checker) signed(n *ast.CallNode, name string, s signature, args []typ) typ {
	if !c.arity(n, name, len(args), len(s.params)) {
		return typ{}
	}
	for i, want := range s.params {
		switch {
		case want == kPerson:
			c.person(n.Arguments[i], args[i], name)
		case want == kTime && (args[i].kind == kDate || args[i].kind == kNone):
		default:
			c.want(n.Arguments[i], args[i], want, name)
		}
	}
	return s.result
}

func (c *checker) person(n ast.Node, got typ, what string) {
	if got.kind != kNone && !isPerson(got) {
		c.fail(n, "%s wants a person, this is %s", what, got)
	}
}

// written returns a text that stands in the expression itself.
func (c *checker) written(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		c.fail(n, "write it out in quotes")
		return "", false
	}
	return s.Value, true
}

func (c *checker) role(n ast.Node) {
	if word, ok := c.written(n); ok && c.lib.roles[word] == nil {
		c.fail(n, "there is no role %q", word)
	}
}

func (c *checker) setting(n *ast.CallNode, args []typ) typ {
	if len(args) < 1 || len(args) > 2 {
		return c.fail(n, "setting wants the id of a setting, and may take a word that names a part")
	}
	id, ok := c.written(n.Arguments[0])
	if !ok {
		return typ{}
	}
	if len(args) == 2 {
		return c.settingPart(n, id, args[1])
	}
	t, ok := c.lib.settingTyp(id)
	if !ok {
		return c.fail(n.Arguments[0], "there is no setting %q", id)
	}
	return t
}

// settingPart is the part of a setting that a word names: the lowest value of a test.
func (c *checker) settingPart(n *ast.CallNode, id string, word typ) typ {
	s := c.lib.settings[id]
	switch {
	case s == nil:
		return c.fail(n.Arguments[0], "there is no setting %q", id)
	case word.kind == kNone:
	case word.kind != kWord:
		return c.fail(n.Arguments[1], "a part of a setting is named by a choice, this is %s", word)
	case s.List == "" || word.name != s.List:
		return c.fail(n.Arguments[1], "the parts of %s are not named by %s; its `of` says by what", id, word.name)
	}
	return fieldTyp(&Field{Type: s.Type}, 0)
}

// settingTyp is the type of SET-09 or SET-09.major; a setting that is only parts has no
// value of its own.
func (l *Library) settingTyp(id string) (typ, bool) {
	s := l.settingOf(id)
	if s == nil {
		return typ{}, false
	}
	return fieldTyp(&Field{Type: s.Type}, 0), true
}

func (c *checker) after(n *ast.CallNode, args []typ) typ {
	if !c.arity(n, "after", len(args), 2) {
		return typ{}
	}
	at := args[0]
	if at.kind != kNone && at.kind != kTime && at.kind != kDate {
		return c.fail(n.Arguments[0], "after wants a time or a day, this is %s", at)
	}
	c.fits(n.Arguments[1], typ{kind: kLength}, args[1], "the second argument of after")
	return typ{kind: at.kind}
}

func (c *checker) balance(n *ast.CallNode, args []typ) typ {
	out := typ{kind: kNumber}
	if len(args) == 0 {
		return c.fail(n, "balance wants the name of a total and its key")
	}
	name, ok := c.written(n.Arguments[0])
	if !ok {
		return out
	}
	f, total := c.lib.total(name)
	if total == nil {
		return c.fail(n.Arguments[0], "there is no total %q", name)
	}
	if len(args)-1 != len(total.Key) {
		return c.fail(n, "the key of total %s is [%s]", name, strings.Join(total.Key, ", "))
	}
	for i, key := range total.Key {
		if want, ok := f.member(key, 0); ok {
			c.fits(n.Arguments[i+1], want, args[i+1], key)
		}
	}
	return out
}
