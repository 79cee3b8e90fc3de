package form

import (
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// entries returns the words of a choice list that are offered.
func (v *eval) entries(list string) any {
	l := v.env.Lib.ChoiceList(list)
	var out []any
	if l == nil {
		return out
	}
	today := v.calendar().Day(v.env.Now)
	for _, w := range l.Words {
		if w.Offered(today) {
			out = append(out, w.Word)
		}
	}
	return out
}

// recordsOf evaluates records(form, condition) and sample(form, condition, n): the
// records of a form for which a condition on their own fields holds. A sample is drawn by
// the hash of day, person and record, so the same day gives everybody the same one.
func (v *eval) recordsOf(name string, args []ast.Node) any {
	formName, ok := argText(args)
	if !ok || v.env.World == nil {
		return unknown{}
	}
	found, err := v.env.World.Matching(formName, nil, nil, nil)
	if err != nil && !errors.Is(err, ErrNotHere) {
		v.fail(err)
		return unknown{}
	}
	if !v.complete() {
		return unknown{}
	}
	var out []any
	for _, rec := range found {
		if len(args) < 2 || isTrue(v.of(rec, args[1])) {
			out = append(out, rec)
		}
	}
	if name == "sample" && len(args) > 2 {
		n, _ := number(v.node(args[2]))
		return v.sample(out, int(n.IntPart()))
	}
	return out
}

func argText(args []ast.Node) (string, bool) {
	if len(args) == 0 {
		return "", false
	}
	s, ok := args[0].(*ast.StringNode)
	if !ok {
		return "", false
	}
	return s.Value, true
}

// of evaluates a condition as one of another record.
func (v *eval) of(rec *Record, condition ast.Node) any {
	env := *v.env
	env.Self = rec
	inner := &eval{env: &env, expr: v.expr, loaded: v.loaded}
	said := inner.node(condition)
	if inner.err != nil {
		v.fail(inner.err)
	}
	return said
}

func (v *eval) sample(list []any, n int) []any {
	day := v.calendar().Day(v.env.Now)
	rank := func(x any) [32]byte {
		rec, ok := x.(*Record)
		if !ok {
			return [32]byte{}
		}
		return sha256.Sum256([]byte(string(day) + v.env.Me.String() + rec.Form + rec.ID.String()))
	}
	slices.SortFunc(list, func(a, b any) int {
		ra, rb := rank(a), rank(b)
		return slices.Compare(ra[:], rb[:])
	})
	return list[:max(0, min(n, len(list)))]
}
