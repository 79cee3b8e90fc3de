package form_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fieldline/forms/form"
)

// leaves are what random expressions are made of, by what they are.
var leaves = map[string][]string{
	"yes":     {"solved", "repeats.solved", "answer_late", "true", "false", `module("seat")`, `has_role(me, "engineer")`, "filled(photos)", "filled(repeats)"},
	"number":  {"hours", "count_of", "fee", "doing_times", "card.score", "engineer.level", "0", "1", "2.5", "9223372036854775807", `balance("used", customer)`, `setting("SET-04")`, "repeats.hours"},
	"text":    {"remark", "contact", "number", "customer.name", "customer.manager.name", "repeats.remark", `""`, `"天"`},
	"word":    {"kind", "repeats.kind", `"install"`, `"repair"`},
	"day":     {"on_day", "today", "repeats.on_day"},
	"time":    {"begun_at", "ended_at", "now", "created_at", "doing_at", "answer_due", "card.created_at", "repeats.begun_at"},
	"length":  {"lasts", `setting("SET-01")`, "repeats.lasts"},
	"person":  {"engineer", "me", "created_by", "doing_by", "engineer.boss", "customer.manager", "nothing"},
	"people":  {"helpers", `people("engineer")`, "superior(me)", "repeats.helpers"},
	"row":     {"lines", "repeats.lines"},
	"units":   {"units"},
	"any":     {"photos", "nowhere", "it", "despite", "nothing", "self", "plan_problems(self)", "customer", "source.form", "id", "-3", `"08:30"`},
	".yes":    {".ok", `.place == "van"`, "filled(.unit)", ".unit.holder == me"},
	".number": {".amount", ".price", "2"},
}

// source draws an expression of a kind; inside a fold over rows it may read them. Now
// and then it is of another kind, which the checker must find.
func source(t *rapid.T, kind string, depth int, folded bool) string {
	if rapid.IntRange(0, 60).Draw(t, "odd") == 0 {
		kind = rapid.SampledFrom([]string{"yes", "number", "text", "day", "time", "length", "person", "people", "row", "any"}).Draw(t, "kind")
	}
	if own := leaves["."+kind]; folded && own != nil && rapid.Bool().Draw(t, "own") {
		return rapid.SampledFrom(own).Draw(t, "member")
	}
	shapes := shapesOf(kind)
	if depth == 0 || len(shapes) == 0 || rapid.IntRange(0, 4).Draw(t, "leaf") == 0 {
		return rapid.SampledFrom(leaves[kind]).Draw(t, "leaf")
	}
	parts := strings.Fields(rapid.SampledFrom(shapes).Draw(t, "shape"))
	for i, part := range parts {
		if inner, found := strings.CutPrefix(part, "$."); found {
			parts[i] = source(t, inner, depth-1, true)
		} else if inner, found := strings.CutPrefix(part, "$"); found {
			parts[i] = source(t, inner, depth-1, folded)
		}
	}
	return strings.Join(parts, " ")
}

func shapesOf(kind string) []string {
	shapes := map[string][]string{
		"yes": {"( $yes && $yes )", "( $yes || $yes )", "! ( $yes )", "( $number < $number )", "( $number == $number )", "( $time <= $time )", "( $day > $day )",
			"( $length >= $length )", "( $text == $text )", "( $word == kind )", "( kind in [ $word , $word ] )", "( $person == $person )", "( $person != nothing )",
			"( me in $people )", "( $person not in $people )", "( $text contains $text )", "filled( $text )", "filled( $person )", "any( $row , $.yes )", "all( $row , $.yes )",
			"none( $row , $.yes )", "one( $row , $.yes )", "any( units , .holder == $person )", "( $day == day( $time ) )", "filled( $row )", `( lower( $text ) matches "^a" )`},
		"number": {"( $number + $number )", "( $number - $number )", "( $number * $number )", "( $number / $number )", "sum( $row , $.number )", "count( $row , $.yes )",
			"len( $row )", "len( $people )", "len( $text )", "round( $number )", "abs( $number )", "days( $day , $time )", "working_days( $day , $day )", "len( uniq( map( $row , $.number ) ) )"},
		"text":   {"( $text + $text )", "lower( $text )", "trim( $text )", "week( $time )", "month( $day )"},
		"day":    {"day( $time )", `after( $day , $length )`, "quarter_end( $time )"},
		"time":   {"after( $time , $length )"},
		"length": {"( $time - $time )"},
		"row":    {"filter( $row , $.yes )"},
		"people": {"superior( $person )"},
	}[kind]
	if shapes == nil || kind == "row" {
		return shapes
	}
	return append(shapes, "( $yes ? $"+kind+" : $"+kind+" )")
}

// TestExpr_neverFails: whatever an expression says, checked or not, it has an answer on
// a full record, on an empty one, far from the office and with no world at all.
func TestExpr_neverFails(t *testing.T) {
	lib, world := scene(t)
	f := lib.Form("order")
	full, err := world.Record("order", first)
	if err != nil {
		t.Fatal(err)
	}
	far := *world
	far.Incomplete = true
	envs := []*form.Env{
		{Lib: lib, World: world, Self: full, Me: zhou, Now: noon},
		{Lib: lib, World: world, Self: &form.Record{Form: "order"}, It: form.Row{}, Now: noon},
		{Lib: lib, World: &far, Self: &form.Record{Form: "order", ID: id(99)}, It: zhou},
		{Lib: lib, Self: full},
		{Lib: lib},
	}

	rapid.Check(t, func(t *rapid.T) {
		text := anySource(t, 4)
		e, faults := f.Expression(text)
		for i, env := range envs {
			v, answer, err := e.Eval(env)
			if len(faults) > 0 {
				continue
			}
			if err != nil {
				t.Fatalf("%s fails: %v", text, err)
			}
			if i < 2 && answer == form.Unknown && !strings.Contains(text, "plan_problems") {
				t.Fatalf("%s is not known in a whole world: %v", text, v)
			}
		}
		where, args, err := e.SQL(f, envs[0])
		if err == nil && where == "" {
			t.Fatalf("%s became nothing, with %v", text, args)
		}
	})
}

func anySource(t *rapid.T, depth int) string {
	return source(t, rapid.SampledFrom([]string{"yes", "number", "text", "day", "time", "length", "people", "row"}).Draw(t, "of"), depth, false)
}

// TestExpr_knowsMoreNearer: what is known far from the office stays so in the office.
func TestExpr_knowsMoreNearer(t *testing.T) {
	lib, world := scene(t)
	f := lib.Form("order")
	full, err := world.Record("order", first)
	if err != nil {
		t.Fatal(err)
	}
	hidden := func() *form.Env {
		_, far := scene(t)
		far.Incomplete = true
		far.Hide(form.Ref{Form: "customer", ID: acme})
		far.Hide(form.Ref{Form: "unit", ID: id(30)})
		return &form.Env{Lib: lib, World: far, Self: full, Me: zhou, Now: noon}
	}()
	near := &form.Env{Lib: lib, World: world, Self: full, Me: zhou, Now: noon}

	rapid.Check(t, func(t *rapid.T) {
		text := anySource(t, 3)
		e, faults := f.Expression(text)
		if len(faults) > 0 || strings.Contains(text, "units") || strings.Contains(text, "balance") {
			return // part of a relation may be here
		}
		there, answer, err := e.Eval(hidden)
		if err != nil {
			t.Fatal(err)
		}
		here, _, err := e.Eval(near)
		if err != nil {
			t.Fatal(err)
		}
		if answer != form.Unknown && !form.Equal(there, here) && (!form.Empty(there) || !form.Empty(here)) {
			t.Fatalf("%s was %v far away and is %v in the office", text, there, here)
		}
	})
}
