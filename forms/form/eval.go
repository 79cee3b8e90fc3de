package form

import (
	"errors"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/shopspring/decimal"
)

// unknown is the value of what cannot be known here.
type unknown struct{}

// rowAt is a row together with the table whose columns it has.
type rowAt struct {
	Row
	table *Field
}

// Eval returns the value of the expression. The answer is Unknown where a record that
// counts is not here; else Yes for a value that is true or filled and No for the rest.
// An error comes from the World only, or from an expression that Parse would refuse.
func (e *Expr) Eval(env *Env) (any, Answer, error) {
	tree, err := e.read()
	if err != nil {
		return nil, Unknown, err
	}
	run := &eval{env: env, expr: e}
	v := run.node(tree)
	if run.err != nil {
		return nil, Unknown, run.err
	}
	if _, ok := v.(unknown); ok {
		return nil, Unknown, nil
	}
	v = canonicalValue(v)
	if _, ok := v.(unknown); ok {
		return nil, Unknown, nil
	}
	if b, ok := v.(bool); ok && !b || Empty(v) {
		return v, No, nil
	}
	return v, Yes, nil
}

// Holds answers a condition; one that does not exist holds.
func (e *Expr) Holds(env *Env) (Answer, error) {
	if e == nil {
		return Yes, nil
	}
	v, answer, err := e.Eval(env)
	if err != nil || answer == Unknown {
		return Unknown, err
	}
	if b, ok := v.(bool); ok && b {
		return Yes, nil
	}
	return No, nil
}

// eval is one evaluation. The first error of the world sticks.
type eval struct {
	env     *Env
	expr    *Expr
	pointer []any    // what `.x` reads, innermost last
	loaded  []loaded // the first few records it asked for
	live    bool     // on the path of a lookup
	err     error
}

func (v *eval) node(n ast.Node) any {
	if v.err != nil {
		return unknown{}
	}
	switch n := n.(type) {
	case *ast.NilNode:
		return nil
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return int64(n.Value)
	case *ast.FloatNode:
		return decimal.NewFromFloat(n.Value)
	case *ast.StringNode:
		return n.Value
	case *ast.IdentifierNode:
		return v.name(n.Value)
	case *ast.PointerNode:
		if len(v.pointer) == 0 {
			return nil
		}
		return v.pointer[len(v.pointer)-1]
	case *ast.MemberNode:
		if name, ok := n.Property.(*ast.StringNode); ok {
			return v.member(v.node(n.Node), name.Value)
		}
	case *ast.UnaryNode:
		return v.unary(n)
	case *ast.BinaryNode:
		return v.binary(n)
	case *ast.ConditionalNode:
		return v.conditional(n)
	case *ast.ArrayNode:
		list := make([]any, len(n.Nodes))
		for i, one := range n.Nodes {
			list[i] = v.node(one)
		}
		return list
	case *ast.BuiltinNode:
		return v.builtin(n)
	case *ast.CallNode:
		return v.call(n)
	}
	return nil
}

// name reads a word that stands alone: what the environment gives, else the record.
func (v *eval) name(name string) any {
	switch name {
	case "nothing":
		return nil
	case "me":
		return v.env.Me
	case "now":
		return moment(v.env.Now)
	case "today":
		if v.env.Now.IsZero() {
			return nil
		}
		return v.calendar().Day(v.env.Now)
	case "despite":
		return v.env.Despite
	case "self":
		return v.env.Self
	case "it":
		return v.it()
	}
	if v.env.Self == nil {
		return nil
	}
	return v.read(v.env.Self, name)
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func (v *eval) it() any {
	if row, ok := v.env.It.(Row); ok {
		return rowAt{row, v.expr.scope.it.table}
	}
	return v.env.It
}

func (v *eval) calendar() *Calendar { return v.env.Lib.Calendar }

// member reads a name at a record, a ref, a person or a row; a missing one reads as a
// record with nothing in it.
func (v *eval) member(at any, name string) any {
	switch at := at.(type) {
	case unknown:
		return at
	case rowAt:
		return v.cell(at, name)
	case *Record:
		if at == nil {
			return nil
		}
		return v.read(at, name)
	case Ref:
		switch {
		case at.ID == ID{}:
			return nil
		case name == "id":
			return at.ID
		case name == "form":
			return at.Form
		}
		return v.follow(at, name)
	case ID:
		switch {
		case at == ID{}:
			return nil
		case name == "id":
			return at
		}
		return v.follow(Ref{personForm, at}, name)
	default:
		return nil
	}
}

func (v *eval) follow(to Ref, name string) any {
	rec, known := v.load(to)
	switch {
	case !known:
		return unknown{}
	case rec == nil:
		return nil
	default:
		return v.read(rec, name)
	}
}

// loaded is a record an expression asked for; nil: it is not here.
type loaded struct {
	ref Ref
	rec *Record
}

// fewRecords is how many records an expression holds by itself: most ask for one or two,
// and the world remembers the others too.
const fewRecords = 8

// load returns a record once per evaluation; nil where it does not exist, not known where
// it is not here.
func (v *eval) load(to Ref) (rec *Record, known bool) {
	if self := v.env.Self; self != nil && self.ID == to.ID && self.Form == to.Form {
		return self, true
	}
	for _, l := range v.loaded {
		if l.ref == to {
			return l.rec, l.rec != nil || v.complete()
		}
	}
	if v.env.World == nil {
		return nil, false
	}
	rec, err := v.env.World.Record(to.Form, to.ID)
	if err != nil && !errors.Is(err, ErrNotHere) {
		v.fail(err)
		return nil, false
	}
	if err != nil {
		rec = nil
	}
	if len(v.loaded) < fewRecords {
		v.loaded = append(v.loaded, loaded{to, rec})
	}
	return rec, rec != nil || v.complete()
}

func (v *eval) complete() bool { return v.env.World != nil && v.env.World.Complete() }

func (v *eval) fail(err error) {
	if v.err == nil {
		v.err = err
	}
}

// read reads a name at a record.
func (v *eval) read(rec *Record, name string) any {
	switch name {
	case "id":
		return rec.ID
	case "form":
		return rec.Form
	case "number":
		return rec.Number
	case "state":
		return rec.State
	case "created_at":
		return moment(rec.CreatedAt)
	case "created_by":
		return rec.CreatedBy
	}
	if value, ok := rec.Values[name]; ok {
		return v.typed(rec.Form, name, value)
	}
	f := v.env.Lib.Form(rec.Form)
	if f == nil {
		return nil
	}
	if rel := f.relations[name]; rel != nil {
		return v.related(rec, rel)
	}
	if field := f.fields[name]; field != nil {
		if field.Type == Lookup {
			return v.lookup(rec, field)
		}
		return nil
	}
	if due, met, ok := f.late(name); ok {
		return v.late(rec, due, met)
	}
	return nil
}

// typed gives the rows of a table their columns.
func (v *eval) typed(formName, name string, value any) any {
	rows, ok := value.([]Row)
	if !ok {
		return value
	}
	var table *Field
	if f := v.env.Lib.Form(formName); f != nil {
		table = f.fields[name]
	}
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = rowAt{row, table}
	}
	return list
}

func (v *eval) cell(row rowAt, name string) any {
	if value, ok := row.Values[name]; ok || row.table == nil {
		return value
	}
	if c := row.table.column(name); c != nil && c.Type == Lookup {
		return v.lookup(row, c)
	}
	return nil
}

func (v *eval) related(rec *Record, rel *Relation) any {
	if v.env.World == nil {
		return unknown{}
	}
	found, err := v.env.World.Related(rel.Of, rel.Via, rec.ID)
	if err != nil && !errors.Is(err, ErrNotHere) {
		v.fail(err)
		return unknown{}
	}
	if len(found) == 0 {
		whole, err := v.env.whole(rel.Of, rec)
		if err != nil {
			v.fail(err)
		}
		if !whole {
			return unknown{}
		}
	}
	list := make([]any, 0, len(found))
	for _, one := range found {
		if self := v.env.Self; self != nil && self.ID == one.ID && self.Form == one.Form {
			one = self
		}
		list = append(list, one)
	}
	switch {
	case rel.Many:
		return list
	case len(list) == 0:
		return nil
	default:
		return list[0]
	}
}

// lookup reads the live value at the end of a lookup's path, on which there is no other.
func (v *eval) lookup(at any, field *Field) any {
	if v.live {
		return nil
	}
	v.live = true
	value := v.walkPath(at, field.Path)
	v.live = false
	return value
}
