package form

import (
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// divisionDigits are kept behind the point by a division; everything else is exact.
const divisionDigits = 16

func (v *eval) unary(n *ast.UnaryNode) any {
	x := v.node(n.Node)
	if _, ok := x.(unknown); ok {
		return x
	}
	switch n.Operator {
	case "!", "not":
		return !isTrue(x)
	case "-":
		return arithmetic("-", int64(0), x)
	default:
		return x
	}
}

func isTrue(x any) bool {
	b, ok := x.(bool)
	return ok && b
}

func isUnknown(x any) bool {
	_, ok := x.(unknown)
	return ok
}

func (v *eval) binary(n *ast.BinaryNode) any {
	left := v.node(n.Left)
	switch n.Operator {
	case "&&":
		return v.both(left, n.Right)
	case "||":
		return v.either(left, n.Right)
	}
	right := v.node(n.Right)
	if isUnknown(left) || isUnknown(right) {
		return unknown{}
	}
	switch n.Operator {
	case "==":
		return alikeValues(left, right)
	case "!=":
		return !alikeValues(left, right)
	case "<", "<=", ">", ">=":
		return v.ordered(n.Operator, left, right)
	case "in":
		return v.in(left, right)
	case "contains":
		return strings.Contains(textOf(left), textOf(right))
	case "matches":
		pattern, _ := right.(string)
		re := v.expr.patterns[pattern]
		return re != nil && re.MatchString(textOf(left))
	default:
		return arithmetic(n.Operator, left, right)
	}
}

// both is no as soon as one side is, known or not.
func (v *eval) both(left any, right ast.Node) any {
	if !isUnknown(left) && !isTrue(left) {
		return false
	}
	r := v.node(right)
	switch {
	case !isUnknown(r) && !isTrue(r):
		return false
	case isUnknown(left) || isUnknown(r):
		return unknown{}
	default:
		return true
	}
}

// either is yes as soon as one side is.
func (v *eval) either(left any, right ast.Node) any {
	if isTrue(left) {
		return true
	}
	r := v.node(right)
	switch {
	case isTrue(r):
		return true
	case isUnknown(left) || isUnknown(r):
		return unknown{}
	default:
		return false
	}
}

func (v *eval) conditional(n *ast.ConditionalNode) any {
	cond := v.node(n.Cond)
	if !isUnknown(cond) {
		if isTrue(cond) {
			return v.node(n.Exp1)
		}
		return v.node(n.Exp2)
	}
	a, b := v.node(n.Exp1), v.node(n.Exp2)
	if !isUnknown(a) && !isUnknown(b) && Equal(canonicalValue(a), canonicalValue(b)) {
		return a
	}
	return unknown{}
}

func (v *eval) in(x, list any) any {
	values, known := v.listOfValues(list)
	if !known {
		return unknown{}
	}
	open := false
	for _, one := range values {
		if isUnknown(one) {
			open = true
		} else if alikeValues(x, one) {
			return true
		}
	}
	if open {
		return unknown{}
	}
	return false
}

// alikeValues compares two values of one type; all empty values are alike, and an empty
// yes_no is no.
func alikeValues(a, b any) bool {
	a, b = bare(a), bare(b)
	if Empty(a) || Empty(b) {
		return says(a) == says(b)
	}
	if da, ok := number(a); ok {
		db, ok := number(b)
		return ok && da.Equal(db)
	}
	if la, lb, ok := lengths(a, b); ok {
		return la == lb
	}
	return Equal(a, b)
}

// says tells whether a value is more than empty or no.
func says(v any) bool {
	if b, ok := v.(bool); ok {
		return b
	}
	return !Empty(v)
}

// bare brings the several shapes of one thing together: a record and its ref, a
// person and the ref to him, a day and its text, a row and its id.
func bare(v any) any {
	switch v := v.(type) {
	case *Record:
		if v == nil {
			return nil
		}
		return bare(Ref{v.Form, v.ID})
	case Ref:
		if v.Form == personForm {
			return v.ID
		}
		return v
	case Date:
		return string(v)
	case rowAt:
		return v.ID
	case []any:
		return canonicalValue(append([]any(nil), v...))
	case int:
		return int64(v)
	default:
		return v
	}
}

// ordered compares numbers, days, times of day, times and lengths; with nothing no order
// holds.
func (v *eval) ordered(op string, a, b any) any {
	order, ok := v.compare(a, b)
	if !ok {
		return false
	}
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

func (v *eval) compare(a, b any) (int, bool) {
	a, b = bare(a), bare(b)
	if Empty(a) || Empty(b) {
		return 0, false
	}
	if da, ok := number(a); ok {
		db, ok := number(b)
		return da.Cmp(db), ok
	}
	if la, lb, ok := lengths(a, b); ok {
		hours := v.calendar().DayHours()
		return compareInts(la.Minutes(hours), lb.Minutes(hours)), true
	}
	switch a := a.(type) {
	case time.Time:
		b, ok := b.(time.Time)
		return a.Compare(b), ok
	case string:
		b, ok := b.(string)
		return strings.Compare(a, b), ok
	default:
		return 0, false
	}
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Date:
		return string(v)
	default:
		return ""
	}
}
