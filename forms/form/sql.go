package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/shopspring/decimal"
)

// SQL turns a list's `where` into a condition on the form's table with what it binds: ids
// as 16 bytes, times and days as text, yes as 1. Columns bear their names in the form.
// What reads no column is worked out first, from env: me, today, settings. An error says
// which part has no SQL.
func (e *Expr) SQL(f *Form, env *Env) (string, []any, error) {
	tree, err := e.read()
	if err != nil {
		return "", nil, err
	}
	w := &sqlWriter{form: f, env: env, expr: e}
	if err := w.cond(tree, false); err != nil {
		return "", nil, fmt.Errorf("%s: %w", e.Source, err)
	}
	return w.out.String(), w.args, nil
}

// sqlWriter writes one condition. Inside a negation every comparison must be two-valued,
// because NULL would stay NULL where the language says no.
type sqlWriter struct {
	form *Form
	env  *Env
	expr *Expr
	out  strings.Builder
	args []any
}

func noSQL(n ast.Node, why string) error { return &exprError{n.Location().From, why} }

func (w *sqlWriter) write(parts ...string) {
	for _, p := range parts {
		w.out.WriteString(p)
	}
}

func (w *sqlWriter) bind(v any) {
	w.out.WriteByte('?')
	w.args = append(w.args, sqlValue(v))
}

// sqlValue is how a canonical value lies in a table.
func sqlValue(v any) any {
	switch v := v.(type) {
	case ID:
		return append([]byte(nil), v[:]...)
	case Ref:
		return append([]byte(nil), v.ID[:]...)
	case time.Time:
		return v.UTC().Format(timeLayout)
	case Date:
		return string(v)
	case Length:
		return v.String()
	case decimal.Decimal:
		f, _ := v.Float64()
		return f
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	default:
		return v
	}
}

// constant works out what reads no column.
func (w *sqlWriter) constant(n ast.Node) (any, bool, error) {
	reads := false
	walk(n, func(below ast.Node) {
		switch below := below.(type) {
		case *ast.IdentifierNode:
			reads = reads || w.isColumn(below.Value) || below.Value == "self" || below.Value == "it"
		case *ast.PointerNode:
			reads = true
		}
	})
	if reads {
		return nil, false, nil
	}
	env := *w.env
	env.Self, env.It = nil, nil
	run := &eval{env: &env, expr: w.expr}
	v := canonicalValue(run.node(n))
	if run.err != nil {
		return nil, false, run.err
	}
	if isUnknown(v) {
		return nil, false, noSQL(n, "this cannot be worked out here")
	}
	return v, true, nil
}

func (w *sqlWriter) isColumn(name string) bool {
	if w.form.byColumn[name] != nil || w.form.fields[name] != nil || w.form.relations[name] != nil {
		return true
	}
	_, ok := w.form.builtIn(name, 0)
	return ok
}

func (w *sqlWriter) cond(n ast.Node, negated bool) error {
	v, fixed, err := w.constant(n)
	if err != nil {
		return err
	}
	if fixed {
		w.write(strconv.Itoa(map[bool]int{true: 1, false: 0}[isTrue(v)]))
		return nil
	}
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return w.flag(n)
	case *ast.UnaryNode:
		if n.Operator == "-" || n.Operator == "+" {
			return noSQL(n, "a number is no condition")
		}
		w.write("NOT (")
		err := w.cond(n.Node, !negated)
		w.write(")")
		return err
	case *ast.BinaryNode:
		return w.binary(n, negated)
	case *ast.CallNode:
		return w.filled(n)
	default:
		return noSQL(n, "a list's where uses own columns, me, today and literals; this has no SQL")
	}
}

// flag writes a yes_no column, or a deadline that is late.
func (w *sqlWriter) flag(n *ast.IdentifierNode) error {
	if due, met, ok := w.form.late(n.Value); ok && w.form.byColumn[n.Value] == nil {
		w.write(name(due), " IS NOT NULL AND ", name(due), " < IFNULL(", name(met), ", ")
		w.bind(w.env.Now)
		w.write(")")
		return nil
	}
	c, err := w.column(n)
	if err != nil {
		return err
	}
	w.write(c.sql, " IS 1")
	return nil
}

func (w *sqlWriter) filled(n *ast.CallNode) error {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || callee.Value != "filled" || len(n.Arguments) != 1 {
		return noSQL(n, "of the functions only filled(column) and day(column) have SQL")
	}
	c, err := w.column(n.Arguments[0])
	if err != nil {
		return err
	}
	w.write(c.sql, " IS NOT NULL")
	return nil
}

// sqlColumn is a stored column as SQL.
type sqlColumn struct {
	sql string
	typ typ
	day bool // day(column): a time compared as a day
}

// name quotes a column's name.
func name(column string) string { return `"` + column + `"` }

func (w *sqlWriter) column(n ast.Node) (sqlColumn, error) {
	if call, ok := n.(*ast.CallNode); ok {
		if callee, ok := call.Callee.(*ast.IdentifierNode); ok && callee.Value == "day" && len(call.Arguments) == 1 {
			c, err := w.column(call.Arguments[0])
			c.day = c.typ.kind == kTime
			return c, err
		}
	}
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return sqlColumn{}, noSQL(n, "a list's where uses own columns only, not those of other records")
	}
	t, ok := w.form.member(id.Value, 0)
	stored := w.form.byColumn[id.Value] != nil || slices.Contains([]string{"id", "number", "state", "created_at", "created_by"}, id.Value)
	if !ok || !stored {
		return sqlColumn{}, noSQL(n, fmt.Sprintf("%q is no stored column of form %s", id.Value, w.form.Name))
	}
	c := sqlColumn{sql: name(id.Value), typ: t}
	if f := w.form.fields[id.Value]; f != nil && f.Type == Decimal {
		c.sql = "CAST(" + c.sql + " AS REAL)"
	}
	return c, nil
}
