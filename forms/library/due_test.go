package library_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// What a screen says is missing and what is refused as missing are one: over every form,
// state and action of the library, with values drawn at random, Due and Asked name
// something required exactly when the act is refused for it.
func TestDue_isWhatIsRefused(t *testing.T) {
	c := newCompany(t)
	d := &dice{company: c, r: rand.New(rand.NewPCG(3, 7)), refs: map[string]form.ID{}}
	for _, f := range c.Lib.Forms {
		if f.Name != library.Person && f.Name != library.Site {
			d.refs[f.Name] = c.ID()
			c.Put(&form.Record{ID: d.refs[f.Name], Form: f.Name, Site: c.site, State: f.Start(), CreatedAt: c.Now, Values: form.Values{}})
		}
	}
	d.refs[library.Site] = c.site
	for _, f := range c.Lib.Forms {
		t.Run(f.Name, func(t *testing.T) {
			tries := &tries{t: t}
			for _, who := range f.Create {
				if who.Kind == form.WhoRole {
					for range 20 {
						d.creates(f, who.Role, tries)
					}
				}
			}
			for _, a := range f.Actions {
				for _, from := range a.From {
					for range 12 {
						d.acts(f, a, from, tries)
					}
				}
			}
			for _, s := range f.States {
				for range 10 {
					d.saves(f, s.Name, tries)
				}
			}
			if tries.judged == 0 || tries.free == 0 {
				t.Errorf("%d acts were judged, %d of them not refused: the test says nothing", tries.judged, tries.free)
			}
		})
	}
}

// tries counts what was compared, so that a test in which everything is refused for
// another reason is seen.
type tries struct {
	t            *testing.T
	judged, free int
}

// compare asserts that something is missing exactly when the act is refused for it; what is
// refused for another reason says nothing.
func (tr *tries) compare(what string, of form.ID, due []form.Problem, err error) {
	tr.t.Helper()
	var refusal *form.Refusal
	if err != nil && !errors.As(err, &refusal) {
		tr.t.Fatalf("%s: %v", what, err)
	}
	lacks, refused := required(of, due), []string(nil)
	if refusal != nil {
		if refused = required(of, refusal.Problems); len(refused) == 0 {
			return
		}
	}
	tr.judged++
	if refusal == nil {
		tr.free++
	}
	if (len(lacks) == 0) != (len(refused) == 0) {
		tr.t.Fatalf("%s: missing %v, refused for %v", what, lacks, refused)
	}
	for _, name := range refused {
		if !slices.Contains(lacks, name) {
			tr.t.Fatalf("%s: refused for %s, which is not among the missing %v", what, name, lacks)
		}
	}
}

// required names what a record lacks; what an effect asks of another record is not its own.
func required(of form.ID, problems []form.Problem) []string {
	var names []string
	for _, p := range problems {
		if p.Key == form.KeyRequired && p.ID == of {
			names = append(names, p.Field+"#"+p.Row)
		}
	}
	return names
}

func (d *dice) begin(me form.ID) *form.Evaluation {
	return form.Begin(form.Given{Lib: d.Lib, World: d.World, Op: d.ID(), Me: me, Now: d.Now})
}

func (d *dice) creates(f *form.Form, role string, tr *tries) {
	me := d.people[role]
	id := d.ID()
	fresh, err := f.New(d.Env(me, nil), id, nil)
	if err != nil {
		tr.t.Fatal(err)
	}
	typed := d.fill(f)
	given := form.Clone(typed)
	for name, v := range typed {
		if field := f.Field(name); field.Calc != nil || field.Type == form.Lookup {
			delete(given, name)
			continue
		}
		fresh.Values[name] = v
	}
	env := d.Env(me, fresh)
	if err := f.Recompute(env); err != nil {
		tr.t.Fatal(err)
	}
	due := f.Due(env, nil, nil)
	err = d.begin(me).Create(form.Input{Ref: form.Ref{Form: f.Name, ID: id}, Values: given})
	tr.compare(fmt.Sprintf("create %s by %s with %v", f.Name, role, typed), id, due, err)
}

func (d *dice) acts(f *form.Form, a *form.Action, from string, tr *tries) {
	role := d.roleOf(a.By)
	me := d.people[role]
	before, typed := d.typedOver(f, from, me)
	asked := form.Values{}
	for _, ask := range a.Ask {
		if field := f.Field(ask.Field); field != nil && d.r.IntN(4) > 0 {
			asked[ask.Field] = d.value(f, field)
		}
	}
	env := d.Env(me, typed)
	if err := f.Recompute(env); err != nil {
		tr.t.Fatal(err)
	}
	due := f.Due(env, before, a)
	answered := *typed
	answered.Values = form.Clone(typed.Values)
	for name, v := range asked {
		answered.Values[name] = v
	}
	if err := f.Recompute(d.Env(me, &answered)); err != nil {
		tr.t.Fatal(err)
	}
	// What the dialog asks may change what else is due; the screen judges again then.
	due = append(due, f.Due(d.Env(me, &answered), &answered, a)...)
	due = append(due, f.Asked(d.Env(me, &answered), a)...)
	d.Put(before)
	e := d.begin(me)
	err := d.write(e, before, typed)
	if err == nil {
		err = e.Act(form.Input{Ref: form.Ref{Form: f.Name, ID: before.ID}, Action: a.Name, Values: asked})
	}
	tr.compare(fmt.Sprintf("%s %s in %s by %s", a.Name, f.Name, from, role), before.ID, due, err)
}

func (d *dice) saves(f *form.Form, state string, tr *tries) {
	me := d.people[d.roleOf(f.Create)]
	before, typed := d.typedOver(f, state, me)
	env := d.Env(me, typed)
	if err := f.Recompute(env); err != nil {
		tr.t.Fatal(err)
	}
	due := f.Due(env, before, nil)
	d.Put(before)
	e := d.begin(me)
	tr.compare(fmt.Sprintf("save %s in %s", f.Name, state), before.ID, due, d.write(e, before, typed))
}

// typedOver is a stored record with some fields emptied by a person who may write them.
func (d *dice) typedOver(f *form.Form, state string, me form.ID) (before, typed *form.Record) {
	before = &form.Record{ID: d.ID(), Form: f.Name, Site: d.site, State: state, Number: "N1", CreatedAt: d.Now, CreatedBy: me, Values: d.fill(f)}
	own := *before
	own.Values = form.Clone(before.Values)
	typed = &own
	env := d.Env(me, typed)
	for _, field := range f.Fields() {
		if ok, _ := f.Writable(env, field); ok && d.r.IntN(12) == 0 {
			delete(typed.Values, field.Name)
		}
	}
	return before, typed
}

func (d *dice) write(e *form.Evaluation, before, typed *form.Record) error {
	changed := form.Values{}
	for name := range before.Values {
		if _, still := typed.Values[name]; !still && !computed(d.Lib.Form(before.Form), name) {
			changed[name] = nil
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return e.Set(form.Input{Ref: form.Ref{Form: before.Form, ID: before.ID}, Values: changed})
}

func computed(f *form.Form, name string) bool {
	field := f.Field(name)
	return field == nil || field.Calc != nil || field.Type == form.Lookup
}

// dice draws values that fit their fields.
type dice struct {
	*company
	r    *rand.Rand
	refs map[string]form.ID
}

func (d *dice) roleOf(whos []form.Who) string {
	var roles []string
	for _, w := range whos {
		if w.Kind == form.WhoRole {
			roles = append(roles, w.Role)
		}
	}
	if len(roles) == 0 {
		return library.RoleEngineer
	}
	return roles[d.r.IntN(len(roles))]
}

// fill draws a value for most fields, so that everything and nothing is missing at times.
func (d *dice) fill(f *form.Form) form.Values {
	values := form.Values{}
	full := d.r.IntN(3)
	for _, field := range f.Fields() {
		if field.Calc != nil || field.Type == form.Lookup || full == 0 && d.r.IntN(3) == 0 || full == 1 && d.r.IntN(25) == 0 {
			continue
		}
		if v := d.value(f, field); !form.Empty(v) {
			values[field.Name] = v
		}
	}
	return values
}

func (d *dice) value(f *form.Form, field *form.Field) any {
	word := func() string {
		if len(field.Words) == 0 {
			return "x"
		}
		return field.Words[d.r.IntN(len(field.Words))].Word
	}
	person := func() form.ID {
		if field.Role != "" {
			return d.people[field.Role]
		}
		return d.people[library.RoleEngineer]
	}
	file := form.Attachment{SHA256: "ab", Mime: "image/jpeg", Bytes: 3, Name: "a.jpg", At: d.Now, By: d.people[library.RoleEngineer]}
	switch field.Type {
	case form.Integer, form.Money:
		return int64(1 + d.r.IntN(5))
	case form.Rating:
		return int64(1 + d.r.IntN(3))
	case form.Decimal:
		return decimal.NewFromInt(int64(1 + d.r.IntN(20)))
	case form.DateType:
		return d.Lib.Calendar.Day(d.Now)
	case form.TimeType:
		return "10:30"
	case form.DateTime:
		return d.Now.Add(-time.Duration(d.r.IntN(600)) * time.Minute)
	case form.Duration:
		return form.Length{N: 2, Unit: "h"}
	case form.Phone:
		return "13800138045"
	case form.Choice:
		return word()
	case form.Choices:
		return []string{word()}
	case form.YesNo:
		return d.r.IntN(2) == 0
	case form.Checklist:
		return d.ticked(f.Name, field.Name)
	case form.RefType:
		to := field.Forms[d.r.IntN(len(field.Forms))]
		id := d.refs[to]
		if to == library.Person {
			id = d.people[library.RoleEngineer]
		}
		return form.Ref{Form: to, ID: id}
	case form.Person:
		return person()
	case form.People:
		return []form.ID{person()}
	case form.Photos:
		return d.rows(form.Values{"photo": file})
	case form.File:
		return file
	case form.SignType:
		return form.Signature{SHA256: "cd", Signer: "x", At: d.Now}
	case form.Place:
		return form.Location{Lat: 22.5, Lon: 114}
	case form.Secret:
		return nil
	case form.Table:
		cells := form.Values{}
		for _, c := range field.Columns {
			if c.Calc == nil && c.Type != form.Lookup && d.r.IntN(9) > 0 {
				if v := d.value(f, c); !form.Empty(v) {
					cells[c.Name] = v
				}
			}
		}
		return d.rows(cells)
	}
	switch [2]string{f.Name, field.Name} { // texts that have a rule
	case [2]string{library.Setting, library.SettingKey}:
		return library.Setting01
	case [2]string{library.Setting, library.SettingValue}:
		return "12 h"
	}
	return "x"
}
