package form

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

func (c *checker) binary(n *ast.BinaryNode) typ {
	left, right := c.node(n.Left), c.node(n.Right)
	switch n.Operator {
	case "&&", "||":
		c.want(n.Left, left, kBool, n.Operator)
		c.want(n.Right, right, kBool, n.Operator)
		return typ{kind: kBool}
	case "==", "!=":
		c.same(n, left, right)
		return typ{kind: kBool}
	case "<", "<=", ">", ">=":
		return c.order(n, left, right)
	case "in":
		return c.in(n, left, right)
	case "contains", "matches":
		c.wantText(n.Left, left, n.Operator)
		c.wantText(n.Right, right, n.Operator)
		return typ{kind: kBool}
	case "+", "-", "*", "/":
		return c.arithmetic(n, left, right)
	default:
		return c.fail(n, "%s is not part of the language", n.Operator)
	}
}

// want demands a kind; nothing fits everywhere.
func (c *checker) want(n ast.Node, got typ, k kind, what string) {
	if got.kind != kNone && got.kind != k {
		c.fail(n, "%s wants %s, this is %s", what, kindNames[k], got)
	}
}

func (c *checker) wantText(n ast.Node, got typ, what string) {
	if got.kind != kNone && !texts(got.kind) {
		c.fail(n, "%s wants a text, this is %s", what, got)
	}
}

// same demands that two values can be equal.
func (c *checker) same(n *ast.BinaryNode, left, right typ) {
	if left.kind == kNone || right.kind == kNone {
		return
	}
	if hasLiteral(n.Right) && c.literals(n.Right, left) || hasLiteral(n.Left) && c.literals(n.Left, right) {
		return
	}
	if left.lit || right.lit {
		return
	}
	if !c.comparable(left, right) {
		c.fail(n, "%s cannot equal %s", left, right)
	}
}

func (c *checker) comparable(a, b typ) bool {
	switch {
	case a.kind == kNone || b.kind == kNone:
		return true
	case isPerson(a) || isPerson(b):
		return isPerson(a) && isPerson(b)
	case a.kind == kRef && b.kind == kRef:
		return len(a.forms) == 0 || len(b.forms) == 0 || slices.ContainsFunc(a.forms, func(f string) bool { return slices.Contains(b.forms, f) })
	case a.kind == kWord && b.kind == kWord:
		return a.words == nil || b.words == nil || slices.ContainsFunc(a.words, func(w string) bool { return slices.Contains(b.words, w) })
	case texts(a.kind) && texts(b.kind):
		return true
	case a.kind == kList && b.kind == kList:
		return a.elem == nil || b.elem == nil || c.comparable(*a.elem, *b.elem)
	default:
		return a.kind == b.kind
	}
}

func (c *checker) order(n *ast.BinaryNode, left, right typ) typ {
	out := typ{kind: kBool}
	if left.kind == kNone || right.kind == kNone {
		return out
	}
	if left.lit && !right.lit {
		if c.literals(n.Left, right) {
			return out
		}
		left = right
	}
	if right.lit && !left.lit {
		if c.literals(n.Right, left) {
			return out
		}
		right = left
	}
	if left.kind != right.kind {
		return c.fail(n, "%s does not compare with %s", left, right)
	}
	switch left.kind {
	case kNumber, kDate, kClock, kTime, kLength:
		return out
	default:
		return c.fail(n, "%s has no order", left)
	}
}

func (c *checker) in(n *ast.BinaryNode, left, right typ) typ {
	out := typ{kind: kBool}
	if right.kind == kNone {
		return out
	}
	if right.kind != kList {
		return c.fail(n.Right, "in wants a list, this is %s", right)
	}
	if left.kind == kNone || right.elem == nil || right.elem.kind == kNone {
		return out
	}
	if hasLiteral(n.Right) && c.literals(n.Right, listOf(left)) {
		return out
	}
	if hasLiteral(n.Left) && c.literals(n.Left, *right.elem) {
		return out
	}
	if !left.lit && !right.elem.lit && !c.comparable(left, *right.elem) {
		return c.fail(n, "%s is never in %s", left, right)
	}
	return out
}

func (c *checker) arithmetic(n *ast.BinaryNode, left, right typ) typ {
	if left.kind == kNone || right.kind == kNone {
		return firstKnown(left, right)
	}
	switch {
	case left.kind == kNumber && right.kind == kNumber:
		return typ{kind: kNumber}
	case n.Operator == "+" && texts(left.kind) && texts(right.kind):
		return typ{kind: kText}
	case n.Operator == "-" && left.kind == kTime && right.kind == kTime:
		return typ{kind: kLength}
	case left.kind == kTime || left.kind == kDate:
		return c.fail(n, "use after(t, length) and days(a, b) with times and days")
	default:
		return c.fail(n, "%s %s %s is not defined", left, n.Operator, right)
	}
}

// firstKnown is the type of one of two, the other of which has none.
func firstKnown(a, b typ) typ {
	if a.kind == kNone {
		return b
	}
	return a
}
