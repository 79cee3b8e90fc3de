package form

import (
	"time"

	"github.com/expr-lang/expr/ast"
)

func (w *sqlWriter) binary(n *ast.BinaryNode, negated bool) error {
	switch n.Operator {
	case "&&", "||":
		word := map[string]string{"&&": ") AND (", "||": ") OR ("}[n.Operator]
		w.write("(")
		if err := w.cond(n.Left, negated); err != nil {
			return err
		}
		w.write(word)
		err := w.cond(n.Right, negated)
		w.write(")")
		return err
	case "==", "!=", "<", "<=", ">", ">=":
		return w.compare(n, negated)
	case "in":
		return w.in(n)
	case "contains":
		c, err := w.column(n.Left)
		if err != nil {
			return err
		}
		v, fixed, err := w.constant(n.Right)
		if err == nil && !fixed {
			err = noSQL(n.Right, "contains wants a written text here")
		}
		w.write("instr(IFNULL(", c.sql, ", ''), ")
		w.bind(textOf(v))
		w.write(") > 0")
		return err
	default:
		return noSQL(n, n.Operator+" has no SQL in a list's where")
	}
}

var turned = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func (w *sqlWriter) compare(n *ast.BinaryNode, negated bool) error {
	left, right, op := n.Left, n.Right, n.Operator
	v, fixed, err := w.constant(left)
	if err != nil {
		return err
	}
	if fixed {
		left, right, op = right, left, turned[op]
	} else if v, fixed, err = w.constant(right); err != nil {
		return err
	}
	c, err := w.column(left)
	if err != nil {
		return err
	}
	if !fixed {
		other, err := w.column(right)
		if err != nil {
			return err
		}
		if c.day || other.day {
			return noSQL(n, "day(column) compares with today or a written day only")
		}
		w.columns(op, c, other)
		return nil
	}
	if c.day {
		return w.day(n, op, c, v)
	}
	w.value(op, c, v, negated)
	return nil
}

// columns compares two columns; with an empty one no order holds.
func (w *sqlWriter) columns(op string, a, b sqlColumn) {
	switch op {
	case "==":
		w.write(a.sql, " IS ", b.sql)
	case "!=":
		w.write(a.sql, " IS NOT ", b.sql)
	default:
		w.write("IFNULL(", a.sql, " ", op, " ", b.sql, ", 0)")
	}
}

// value compares a column with what was worked out.
func (w *sqlWriter) value(op string, c sqlColumn, v any, negated bool) {
	empty := Empty(v) || c.typ.kind == kBool && !isTrue(v)
	switch {
	case c.typ.kind == kBool && op == "==" && empty:
		w.write(c.sql, " IS NOT 1")
	case c.typ.kind == kBool && op == "!=" && empty:
		w.write(c.sql, " IS 1")
	case op == "==" && empty:
		w.write(c.sql, " IS NULL")
	case op == "!=" && empty:
		w.write(c.sql, " IS NOT NULL")
	case empty:
		w.write("0")
	case op == "!=":
		w.write(c.sql, " IS NOT ")
		w.bind(v)
	case op == "==" && negated:
		w.write(c.sql, " IS ")
		w.bind(v)
	case op == "==":
		w.write(c.sql, " = ")
		w.bind(v)
	case negated:
		w.write("IFNULL(", c.sql, " ", op, " ")
		w.bind(v)
		w.write(", 0)")
	default:
		w.write(c.sql, " ", op, " ")
		w.bind(v)
	}
}

// day compares the day of a time column by the day's first and last moment, so that an
// index on the column still serves.
func (w *sqlWriter) day(n ast.Node, op string, c sqlColumn, v any) error {
	d, ok := v.(Date)
	if s, isText := v.(string); isText {
		d, ok = Date(s), true
	}
	if !ok || !d.Valid() {
		return noSQL(n, "day(column) compares with today or a written day only")
	}
	cal := w.env.Lib.Calendar
	start, next := cal.Start(d).UTC(), cal.Start(d.AddDays(1)).UTC()
	bound := func(op string, t time.Time) {
		w.write(c.sql, " ", op, " ")
		w.bind(t)
	}
	w.write("IFNULL(")
	no := ", 0)"
	switch op {
	case "==":
		bound(">=", start)
		w.write(" AND ")
		bound("<", next)
	case "!=":
		bound("<", start)
		w.write(" OR ")
		bound(">=", next)
		no = ", 1)"
	case "<":
		bound("<", start)
	case "<=":
		bound("<", next)
	case ">":
		bound(">=", next)
	default:
		bound(">=", start)
	}
	w.write(no)
	return nil
}

// in looks a column up in written values, or a value in a column that holds a list.
func (w *sqlWriter) in(n *ast.BinaryNode) error {
	v, fixed, err := w.constant(n.Left)
	if err != nil {
		return err
	}
	if fixed {
		return w.inColumn(n, v)
	}
	c, err := w.column(n.Left)
	if err != nil {
		return err
	}
	list, fixed, err := w.constant(n.Right)
	if err != nil {
		return err
	}
	if !fixed || c.day {
		return noSQL(n.Right, "in wants a written list here")
	}
	values, _ := (&eval{env: w.env, expr: w.expr}).listOfValues(list)
	w.write("IFNULL(", c.sql, " IN (")
	for i, one := range values {
		if i > 0 {
			w.write(", ")
		}
		w.bind(one)
	}
	w.write("), 0)")
	return nil
}

func (w *sqlWriter) inColumn(n *ast.BinaryNode, v any) error {
	c, err := w.column(n.Right)
	if err != nil {
		return err
	}
	if c.typ.kind != kList {
		return noSQL(n.Right, "in wants a list")
	}
	text := textOf(v)
	if id, ok := v.(ID); ok {
		text = id.String()
	}
	w.write("EXISTS (SELECT 1 FROM json_each(IFNULL(", c.sql, ", '[]')) WHERE json_each.value = ")
	w.bind(text)
	w.write(")")
	return nil
}
