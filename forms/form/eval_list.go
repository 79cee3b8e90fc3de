package form

import (
	"github.com/expr-lang/expr/ast"
	"github.com/shopspring/decimal"
)

// builtin evaluates the functions over lists and the few over texts and numbers.
func (v *eval) builtin(n *ast.BuiltinNode) any {
	if len(n.Arguments) == 0 {
		return nil
	}
	first := v.node(n.Arguments[0])
	switch n.Name {
	case "lower", "trim", "round", "abs":
		return scalarFunction(n.Name, first)
	case "len":
		if s, ok := first.(string); ok {
			return int64(len([]rune(s)))
		}
	}
	list, known := v.listOfValues(first)
	if !known {
		return unknown{}
	}
	switch n.Name {
	case "len":
		return int64(len(list))
	case "uniq":
		return v.uniq(list)
	}
	return v.over(n, list)
}

// over applies the predicate to each and folds what it says.
func (v *eval) over(n *ast.BuiltinNode, list []any) any {
	said := list
	if len(n.Arguments) > 1 {
		said = make([]any, len(list))
		for i, one := range list {
			said[i] = v.at(one, n.Arguments[1])
			if early, done := settled(n.Name, said[i]); done {
				return early
			}
		}
	}
	switch n.Name {
	case "map":
		return said
	case "filter":
		return filtered(list, said)
	case "sum":
		return sum(said)
	}
	yes, open := 0, 0
	for _, s := range said {
		switch {
		case isUnknown(s):
			open++
		case isTrue(s):
			yes++
		}
	}
	return counted(n.Name, len(said), yes, open)
}

// at evaluates a predicate for one entry of a list.
func (v *eval) at(one any, predicate ast.Node) any {
	if p, ok := predicate.(*ast.PredicateNode); ok {
		predicate = p.Node
	}
	v.pointer = append(v.pointer, one)
	said := v.node(predicate)
	v.pointer = v.pointer[:len(v.pointer)-1]
	return said
}

// settled ends any, all and none at the first entry that decides.
func settled(name string, said any) (any, bool) {
	if isUnknown(said) {
		return nil, false
	}
	switch {
	case name == "any" && isTrue(said):
		return true, true
	case name == "none" && isTrue(said), name == "all" && !isTrue(said):
		return false, true
	default:
		return nil, false
	}
}

// counted answers all, any, none, one and count when some entries are not known.
func counted(name string, n, yes, open int) any {
	decided := func(answer bool) any {
		if open > 0 {
			return unknown{}
		}
		return answer
	}
	no := n - yes - open
	switch name {
	case "any":
		if yes > 0 {
			return true
		}
		return decided(false)
	case "none":
		if yes > 0 {
			return false
		}
		return decided(true)
	case "all":
		if no > 0 {
			return false
		}
		return decided(true)
	case "one":
		if yes > 1 {
			return false
		}
		return decided(yes == 1)
	default:
		if open > 0 {
			return unknown{}
		}
		return int64(yes)
	}
}

func filtered(list, said []any) any {
	out := make([]any, 0, len(list))
	for i, s := range said {
		if isUnknown(s) {
			return unknown{}
		}
		if isTrue(s) {
			out = append(out, list[i])
		}
	}
	return out
}

// sum adds numbers; an empty cell counts 0.
func sum(list []any) any {
	var total any = int64(0)
	for _, one := range list {
		if isUnknown(one) {
			return one
		}
		if next := arithmetic("+", total, one); next != nil {
			total = next
		}
	}
	return total
}

func (v *eval) uniq(list []any) any {
	var out []any
	for _, one := range list {
		if isUnknown(one) {
			return one
		}
		if found := v.in(one, out); !isTrue(found) {
			out = append(out, one)
		}
	}
	return out
}

func scalarFunction(name string, x any) any {
	if isUnknown(x) {
		return x
	}
	switch name {
	case "lower":
		return lower(textOf(x))
	case "trim":
		return trim(textOf(x))
	}
	d, ok := number(x)
	if !ok {
		return nil
	}
	switch name {
	case "round":
		return wholeOf(d.Round(0))
	default:
		if n, ok := x.(int64); ok {
			return wholeOf(decimal.NewFromInt(n).Abs())
		}
		return d.Abs()
	}
}

// wholeOf returns a decimal without digits behind the point as a whole number, where it
// fits.
func wholeOf(d decimal.Decimal) any {
	if b := d.BigInt(); b.IsInt64() {
		return b.Int64()
	}
	return d
}
