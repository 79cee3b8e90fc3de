package form_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// TestEvery_each: the calendar opens records for people, entries, records and samples.
func TestEvery_each(t *testing.T) {
	files := with(t, "recipe", "name: title\n", `name: title
every:
  people:  {on: monday, each: people("baker"), set: {title: it.name, source: week(now)}}
  sizes:   {on: day 1, each: entries("size"), if: it == "small", set: {size: it, source: month(now)}}
  shops:   {on: quarter day 1, each: 'records("shop", filled(boss) && name != "")', set: {title: it.name, source: '"shop"'}}
  checked: {on: working day 3, each: 'sample("shop", true, 2)', set: {title: it.name, source: '"drawn"'}}
`)
	lib := library(t, files)
	world := formtest.NewWorld(lib)
	world.Post(zhou, "baker", form.ID{})
	for n := range byte(5) {
		values := form.Values{"name": fmt.Sprint("店", n)}
		if n == 3 {
			values["boss"] = wang
		}
		world.Put(&form.Record{ID: id(50 + n), Form: "shop", Values: values})
	}
	env := &form.Env{Lib: lib, World: world, Now: noon}
	each := func(i int) any {
		v, answer, err := lib.Form("recipe").Every[i].Each.Eval(env)
		if err != nil || answer == form.Unknown {
			t.Fatalf("every %d: %v, %v", i, answer, err)
		}
		return v
	}

	if got := each(0); !reflect.DeepEqual(got, []form.ID{zhou}) {
		t.Errorf("people are %v", got)
	}
	if got := each(1); !reflect.DeepEqual(got, []string{"small", "large"}) {
		t.Errorf("entries are %v", got)
	}
	if got := each(2); !reflect.DeepEqual(got, []any{form.Ref{Form: "shop", ID: id(53)}}) {
		t.Errorf("records are %v", got)
	}
	drawn, again := each(3), each(3)
	if list, ok := drawn.([]any); !ok || len(list) != 2 || !reflect.DeepEqual(drawn, again) {
		t.Errorf("the sample is %v, then %v", drawn, again)
	}

	rule := lib.Form("recipe").Every[2]
	env.It = form.Ref{Form: "shop", ID: id(53)}
	if v, _, err := rule.Set[0].Value.Eval(env); err != nil || v != "店3" {
		t.Errorf("the title is %v (%v)", v, err)
	}
}

// TestExpr_named: a Go function gets canonical values; one only for the office is not
// known elsewhere, and neither is one that nobody handed over.
func TestExpr_named(t *testing.T) {
	errCold := errors.New("oven is cold")
	twice := form.Named{Name: "twice", Params: []form.FieldType{form.Decimal}, Result: form.Decimal,
		Call: func(_ *form.Env, args []any) (any, error) {
			d, ok := args[0].(decimal.Decimal)
			if !ok {
				return nil, errCold
			}
			return d.Add(d), nil
		}}
	gaps := form.Named{Name: "roster_gaps", ServerOnly: true, Params: []form.FieldType{form.RefType}, Result: form.Table,
		Call: func(_ *form.Env, args []any) (any, error) {
			if _, ok := args[0].(form.Ref); !ok {
				return nil, errCold
			}
			return []form.Row{{ID: "a"}, {ID: "b"}}, nil
		}}
	files := with(t, "loaf", "calc: weight * 2", "calc: twice(weight)")
	files["loaf"] = strings.Replace(files["loaf"], "that: weight > 0", "that: 'len(roster_gaps(shop)) == 2'", 1)
	lib, err := form.Parse(folder(files), twice, gaps)
	if err != nil {
		t.Fatal(err)
	}
	world := formtest.NewWorld(lib)
	self := &form.Record{Form: "loaf", Values: form.Values{"weight": decimal.New(15, -1), "shop": form.Ref{Form: "shop", ID: id(1)}}}
	env := &form.Env{Lib: lib, World: world, Self: self, Now: noon}
	double, check := lib.Form("loaf").Field("double").Calc, lib.Form("loaf").Field("weight").Checks[0].That

	if v, _, err := double.Eval(env); err != nil || !form.Equal(v, decimal.New(3, 0)) {
		t.Errorf("twice is %v (%v)", v, err)
	}
	if answer, err := check.Holds(env); err != nil || answer != form.Yes {
		t.Errorf("the gaps are %v (%v)", answer, err)
	}
	delete(self.Values, "weight")
	if _, _, err := double.Eval(env); !errors.Is(err, errCold) {
		t.Errorf("the function's error became %v", err)
	}
	world.Incomplete = true
	if answer, err := check.Holds(env); err != nil || answer != form.Unknown {
		t.Errorf("far from the office the gaps are %v (%v)", answer, err)
	}
	world.Incomplete = false
	bare, err := form.FromJSON(lib.JSON())
	if err != nil {
		t.Fatal(err)
	}
	env.Lib = bare
	if answer, err := bare.Form("loaf").Field("weight").Checks[0].That.Holds(env); err != nil || answer != form.Unknown {
		t.Errorf("without the function the gaps are %v (%v)", answer, err)
	}
}

func TestSetting_Read(t *testing.T) {
	lib := library(t, bakery)

	if v, err := lib.Setting("SET-01").Read("4 working h"); err != nil || v != (form.Length{N: 4, Unit: "h", Working: true}) {
		t.Errorf("SET-01 reads %v (%v)", v, err)
	}
	if v, err := lib.Setting("SET-02").Read("many"); err == nil {
		t.Errorf("SET-02 reads %v", v)
	}
}

// missing is a world without settings, in which the library's own value holds.
type missing struct{ *formtest.World }

func (missing) Setting(string, form.ID, time.Time) (any, error) { return nil, form.ErrNotHere }

// TestExpr_settingDefault: where no setting is stored, the library's value counts.
func TestExpr_settingDefault(t *testing.T) {
	lib, world := scene(t)
	e, _ := lib.Form("order").Expression(`setting("SET-04.major") + setting("SET-04")`)

	for _, w := range []form.World{missing{world}, nil} {
		if v, _, err := e.Eval(&form.Env{Lib: lib, World: w, Now: noon}); err != nil || v != int64(8) {
			t.Errorf("the settings are %v (%v)", v, err)
		}
	}
}

// TestExpr_worldErrors: whatever the world fails at comes out.
func TestExpr_worldErrors(t *testing.T) {
	lib, world := scene(t)
	self, err := world.Record("order", first)
	if err != nil {
		t.Fatal(err)
	}
	env := &form.Env{Lib: lib, World: failing{}, Self: self, Me: zhou, Now: noon}

	for _, source := range []string{`customer.name`, `units`, `any(units, .holder == me)`, `balance("used", customer)`, `setting("SET-04")`,
		`has_role(me, "engineer")`, `people("engineer")`, `superior(me)`, `contact`, `solved || engineer.name == "x"`} {
		e, faults := lib.Form("order").Expression(source)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		if _, _, err := e.Eval(env); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the world's error became %v", source, err)
		}
	}
}
