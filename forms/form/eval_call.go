package form

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr/ast"
)

func lower(s string) string { return strings.ToLower(s) }

func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

// call evaluates a function of the language or a named Go function.
func (v *eval) call(n *ast.CallNode) any {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return nil
	}
	switch callee.Value {
	case "records", "sample":
		return v.recordsOf(callee.Value, n.Arguments)
	}
	args := make([]any, len(n.Arguments))
	for i, a := range n.Arguments {
		args[i] = v.node(a)
	}
	if callee.Value == "filled" {
		return v.filled(args)
	}
	if slices.ContainsFunc(args, isUnknown) {
		return unknown{}
	}
	arg := func(i int) any {
		if i < len(args) {
			return args[i]
		}
		return nil
	}
	switch callee.Value {
	case "setting":
		return v.setting(textOf(arg(0)), args[min(1, len(args)):])
	case "after":
		return v.after(arg(0), arg(1))
	case "day":
		return orNothing(v.day(arg(0)))
	case "days":
		return v.between(arg(0), arg(1), func(a, b Date) any {
			n, ok := a.DaysUntil(b)
			if !ok {
				return nil
			}
			return int64(n)
		})
	case "working_days":
		return v.between(arg(0), arg(1), func(a, b Date) any { return v.calendar().WorkingDays(a, b) })
	case "week":
		return v.day(arg(0)).Week()
	case "month":
		return v.day(arg(0)).Month()
	case "quarter_end":
		return orNothing(v.day(arg(0)).QuarterEnd())
	case "quarter_before":
		return orNothing(v.day(arg(0)).QuarterBefore())
	case "has_role":
		return v.hasRole(arg(0), textOf(arg(1)))
	case "people":
		return v.people(textOf(arg(0)))
	case "superior":
		return v.superior(arg(0))
	case "balance":
		return v.balance(args)
	case "module":
		return v.env.Lib.isOn(textOf(arg(0)))
	case "is_setting":
		return v.env.Lib.settingOf(textOf(arg(0))) != nil
	case "fits_setting":
		return v.fitsSetting(textOf(arg(0)), textOf(arg(1)))
	case "may_set":
		return v.maySet(arg(0), textOf(arg(1)))
	case "entries":
		return v.entries(textOf(arg(0)))
	}
	return v.named(callee.Value, args)
}

func orNothing(d Date) any {
	if d == "" {
		return nil
	}
	return d
}

func (v *eval) filled(args []any) any {
	if len(args) == 0 {
		return false
	}
	if isUnknown(args[0]) {
		return args[0]
	}
	if rec, ok := args[0].(*Record); ok {
		return rec != nil
	}
	if list, ok := args[0].([]any); ok {
		return len(list) > 0
	}
	return !Empty(args[0])
}

func (v *eval) site() ID {
	if v.env.Self == nil {
		return ID{}
	}
	return v.env.Self.Site
}

// setting reads the value valid now, or that of the part a word names; without a world it
// is the library's default. A word that names no part has no value.
func (v *eval) setting(id string, part []any) any {
	if len(part) > 0 {
		word := textOf(part[0])
		if word == "" {
			return nil
		}
		id += "." + word
	}
	if v.env.World == nil {
		return v.env.Lib.settingDefault(id)
	}
	value, err := v.env.World.Setting(id, v.site(), v.env.Now)
	switch {
	case errors.Is(err, ErrNotHere):
		return v.env.Lib.settingDefault(id)
	case err != nil:
		v.fail(err)
		return unknown{}
	default:
		return value
	}
}

// fitsSetting tells whether a text is a value of the setting that an id names.
func (v *eval) fitsSetting(id, text string) bool {
	s := v.env.Lib.settingOf(id)
	if s == nil {
		return false
	}
	_, err := s.Read(text)
	return err == nil
}

// maySet tells whether somebody holds, anywhere, a role that may change a setting.
func (v *eval) maySet(x any, id string) any {
	who, s := person(x), v.env.Lib.settingOf(id)
	if who == (ID{}) || s == nil {
		return false
	}
	for _, by := range s.By {
		if by.Kind == WhoAnyone {
			return true
		}
		holders, ok := v.holders(by.Role, ID{})
		if !ok {
			return unknown{}
		}
		if slices.Contains(holders, who) {
			return true
		}
	}
	return false
}

// settingDefault is the library's value of SET-09 or SET-09.major, nil for no setting.
func (l *Library) settingDefault(id string) any {
	name, part, hasPart := strings.Cut(id, ".")
	s := l.settings[name]
	switch {
	case s == nil:
		return nil
	case hasPart:
		return s.Parts[part]
	default:
		return s.Value
	}
}

func (v *eval) after(at, by any) any {
	length, ok := lengthOf(by)
	if !ok {
		return nil
	}
	switch at := at.(type) {
	case time.Time:
		return v.calendar().Add(at, length).UTC()
	case Date:
		if length.Working && length.Unit == unitDay {
			return orNothing(v.calendar().working(at, length.N, 1))
		}
		return orNothing(v.calendar().Day(v.calendar().Add(v.calendar().Start(at), length)))
	default:
		return nil
	}
}

func (v *eval) day(x any) Date {
	switch x := x.(type) {
	case Date:
		return x
	case time.Time:
		return v.calendar().Day(x)
	case string:
		if Date(x).Valid() {
			return Date(x)
		}
	}
	return ""
}

func (v *eval) between(a, b any, count func(a, b Date) any) any {
	from, until := v.day(a), v.day(b)
	if !from.Valid() || !until.Valid() {
		return nil
	}
	return count(from, until)
}

// holders returns who holds a role; ok is false where it cannot be known.
func (v *eval) holders(role string, site ID) (people []ID, ok bool) {
	if v.env.World == nil {
		return nil, false
	}
	people, err := v.env.World.People(role, site, v.env.Now)
	if err != nil {
		if !errors.Is(err, ErrNotHere) {
			v.fail(err)
		}
		return nil, v.complete()
	}
	return people, true
}

func (v *eval) people(role string) any {
	people, ok := v.holders(role, v.site())
	if !ok {
		return unknown{}
	}
	return spread(people)
}

func person(x any) ID {
	switch x := bare(x).(type) {
	case ID:
		return x
	default:
		return ID{}
	}
}

func (v *eval) hasRole(x any, role string) any {
	who := person(x)
	if who == (ID{}) {
		return false
	}
	people, ok := v.holders(role, v.site())
	if !ok {
		return unknown{}
	}
	return slices.Contains(people, who)
}

// superior returns who holds the superior role of any role of a person.
func (v *eval) superior(x any) any {
	who := person(x)
	var out []any
	if who == (ID{}) {
		return out
	}
	for _, role := range v.env.Lib.Roles {
		if role.Superior == "" {
			continue
		}
		holders, ok := v.holders(role.Word, v.site())
		if !ok {
			return unknown{}
		}
		if !slices.Contains(holders, who) {
			continue
		}
		above, ok := v.holders(role.Superior, v.site())
		if !ok {
			return unknown{}
		}
		for _, s := range above {
			if s != who && !slices.Contains(out, any(s)) {
				out = append(out, s)
			}
		}
	}
	return out
}

// balance is the sum of a total for one key, over the records in its states.
func (v *eval) balance(args []any) any {
	if len(args) == 0 {
		return nil
	}
	f, total := v.env.Lib.total(textOf(args[0]))
	if total == nil || len(args)-1 != len(total.Key) {
		return nil
	}
	if v.env.World == nil {
		return unknown{}
	}
	key := make([]any, len(total.Key))
	for i, k := range args[1:] {
		key[i] = canonicalValue(k)
	}
	found, err := v.env.World.Matching(f.Name, total.Key, key, total.In)
	if err != nil && !errors.Is(err, ErrNotHere) {
		v.fail(err)
		return unknown{}
	}
	if err != nil && !v.complete() || len(found) == 0 && !v.complete() {
		return unknown{}
	}
	amounts := make([]any, len(found))
	for i, rec := range found {
		amounts[i] = v.read(rec, total.Amount)
	}
	return sum(amounts)
}

// total finds a total of any form by its name.
func (l *Library) total(name string) (*Form, *Total) {
	for _, f := range l.Forms {
		for _, t := range f.Totals {
			if t.Name == name {
				return f, t
			}
		}
	}
	return nil, nil
}

// named calls a Go function that was handed to the library; one that was not, or that
// only the office computes, is not known here.
func (v *eval) named(name string, args []any) any {
	fn := v.env.Lib.named[name]
	if fn.Call == nil || fn.ServerOnly && !v.complete() {
		return unknown{}
	}
	for i := range args {
		args[i] = canonicalValue(args[i])
	}
	value, err := fn.Call(v.env, args)
	switch {
	case errors.Is(err, ErrNotHere):
		return unknown{}
	case err != nil:
		v.fail(err)
		return unknown{}
	}
	if rows, ok := value.([]Row); ok {
		list := make([]any, len(rows))
		for i, row := range rows {
			list[i] = rowAt{row, nil}
		}
		return list
	}
	return value
}
