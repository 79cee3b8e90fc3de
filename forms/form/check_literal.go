package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// hasLiteral tells whether the value may be a text written in the expression.
func hasLiteral(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.StringNode:
		return true
	case *ast.ConditionalNode:
		return hasLiteral(n.Exp1) || hasLiteral(n.Exp2)
	case *ast.ArrayNode:
		return slices.ContainsFunc(n.Nodes, hasLiteral)
	}
	return false
}

// allLiteral tells whether every answer of the value is a text written there, or nothing.
func allLiteral(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.StringNode:
		return true
	case *ast.IdentifierNode:
		return n.Value == "nothing"
	case *ast.ConditionalNode:
		return allLiteral(n.Exp1) && allLiteral(n.Exp2)
	case *ast.ArrayNode:
		return !slices.ContainsFunc(n.Nodes, func(one ast.Node) bool { return !allLiteral(one) })
	}
	return false
}

// literals checks each written text of a value against the type it stands for, at its
// own column. It answers true where one was refused.
func (c *checker) literals(n ast.Node, want typ) bool {
	switch n := n.(type) {
	case *ast.StringNode:
		if wrong := literalFits(typ{kind: kText, lit: true, words: []string{n.Value}}, want); wrong != "" {
			c.fail(n, "%s", wrong)
			return true
		}
	case *ast.ConditionalNode:
		first, second := c.literals(n.Exp1, want), c.literals(n.Exp2, want)
		return first || second
	case *ast.ArrayNode:
		if want.kind == kList && want.elem != nil {
			want = *want.elem
		}
		refused := false
		for _, one := range n.Nodes {
			refused = c.literals(one, want) || refused
		}
		return refused
	}
	return false
}

// literalFits says why texts written in an expression cannot stand for a type, "" when
// they can.
func literalFits(lit, want typ) string {
	for _, word := range lit.words {
		switch want.kind {
		case kWord:
			if word != "" && want.words != nil && !slices.Contains(want.words, word) {
				return fmt.Sprintf("%q is no word of %s: %s", word, want.name, strings.Join(want.words, ", "))
			}
		case kDate:
			if _, err := fromText(DateType, word); err != nil {
				return err.Error()
			}
		case kClock:
			if _, err := fromText(TimeType, word); err != nil {
				return err.Error()
			}
		case kLength:
			if _, err := ParseLength(word); err != nil {
				return err.Error()
			}
		case kText, kNone:
		case kPerson, kRef:
			return fmt.Sprintf("%s compares only with %s, not with the text %q", want, want, word)
		default:
			return fmt.Sprintf("%q is a text, not %s", word, want)
		}
	}
	return ""
}
