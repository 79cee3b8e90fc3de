package dialplan

import (
	"math/bits"
	"slices"

	"fieldline/forms/form"
)

// numbers walks the plan beside every kind of number that people dial, all numbers of the
// kind at once: none may be refused that nobody barred, cut short, or taken for more than
// it is.
func (l *linter) numbers(m *Machine) {
	for _, k := range l.kinds() {
		l.kind(m, k)
	}
}

// kinds are the languages of the numbering plan, seen from home.
func (l *linter) kinds() []numbers {
	home := l.plan.profile.Home
	f := known()
	var out []numbers
	add := func(class, pattern string, least, most int, name form.Label) {
		if p, err := parsePattern(pattern); err == nil {
			out = append(out, numbers{class, p, least, most, name})
		}
	}
	// 400, 800 and 26 are no local numbers.
	for _, p := range []string{"[35-7]", "2[0-57-9]", "4[1-9]", "40[1-9]", "8[1-9]", "80[1-9]"} {
		add(ClassLocal, p, home.LocalLen, home.LocalLen, form.Label{})
	}
	for _, a := range f.areas {
		lengths := a.Lengths // away from home both are dialled where an area has both
		if a.Code == home.AreaCode {
			lengths = []int{home.LocalLen}
		}
		for _, n := range lengths {
			add(ClassNational, "0"+a.Code+"[2-8]", 1+len(a.Code)+n, 1+len(a.Code)+n, a.Name)
		}
	}
	for _, p := range f.mobiles {
		out = append(out, numbers{ClassMobile, p, 11, 11, form.Label{}})
		out = append(out, numbers{ClassMobile, append(pattern{1}, p...), 12, 12, form.Label{}})
	}
	for _, n := range f.kinds {
		if n.class != ClassEmergency && n.class != ClassAccess {
			out = append(out, n)
		}
	}
	return out
}

// step is where a number of a kind stands in the plan.
type step struct {
	st *state
	n  int
}

func (l *linter) kind(m *Machine, k numbers) {
	queue := []place{{m.start, ""}}
	seen := map[step]bool{}
	for i := 0; i < len(queue); i++ {
		at := queue[i]
		n := len(at.number)
		set := digits
		if n < len(k.pattern) {
			set = k.pattern[n]
		}
		for d := range 10 {
			if set&(1<<d) == 0 {
				continue
			}
			e := m.press(at.st, Keys[d])
			number := at.number + Keys[d:d+1]
			if e.decided != nil {
				l.judge(m, k, number, e.decided, true)
				continue
			}
			if n+1 >= k.min {
				l.judge(m, k, number, m.end(e.to), false)
			}
			if n+1 < k.max && !seen[step{e.to, n + 1}] {
				seen[step{e.to, n + 1}] = true
				queue = append(queue, place{e.to, number})
			}
		}
	}
}

// judge says what is wrong with how a number of a kind is treated.
func (l *linter) judge(m *Machine, k numbers, number string, v *verdict, decided bool) {
	f := Finding{Rule: v.rule, Number: number}
	args := map[string]any{"class": Text{Key: "class." + k.class}, "keys": len(number), "length": k.length(),
		"by": Text{"by.rule", map[string]any{"rule": v.rule}}}
	emergency := v.rule == EmergencyRule
	if emergency {
		args["by"] = Text{"by.emergency", map[string]any{"number": number}}
	}
	switch {
	case slices.Contains(MustPass(), number):
		return // 1101… cannot be dialled anywhere; the number itself, emergencies judges
	case v.action == Conflict:
		return // told by itself
	case v.action == Block:
		if k.class != ClassMobile || v.reason != ByRule || !l.barsSome(k, v.rule) {
			return // by intent
		}
		f.Code, f.Severity = "mobile_barred", Warning
	case v.action == Reject:
		f.Code, f.Severity = "gap", Error
		f.Number = k.whole(number)
		args["reason"] = v.reason
		if v.reason == NoRoute {
			f.Code = "no_route"
		}
	case decided && len(number) < k.min:
		f.Code, f.Severity = "cut", Error
		f.Number = k.whole(number)
	case k.class == ClassMobile && len(number) == k.max && !decided:
		f.Code, f.Severity = "swallowed", Error
	case decided && len(number) < k.max:
		f.Code, f.Severity = "cut", Warning
	case v.action == Direct && !l.keeps(k, number, v):
		f.Code, f.Severity = "altered", Error
		args["sent"] = sentOf(v, number).String()
	case emergency:
		return
	default:
		l.price(m, k, f, v, args)
		return
	}
	l.add(m, f, args)
}

// whole is a number of the kind that begins with the keys after which it was decided: people
// know a number by all of its digits.
func (k numbers) whole(keys string) string {
	for n := len(keys); n < k.min; n++ {
		set := digits
		if n < len(k.pattern) {
			set = k.pattern[n]
		}
		keys += string(Keys[bits.TrailingZeros16(uint16(set))])
	}
	return keys
}

// length is how many digits numbers of the kind have.
func (k numbers) length() Text {
	if k.min == k.max {
		return Text{"lengths.one", map[string]any{"n": k.min}}
	}
	return Text{"lengths.range", map[string]any{"n": k.min, "m": k.max}}
}

// barsSome tells whether a rule bars some ranges of mobiles and not the others, as one does
// that was written for a carrier's code and came before mobiles of the same digits. Who bars
// them all, or a single number, means it.
func (l *linter) barsSome(k numbers, rule string) bool {
	i := slices.IndexFunc(l.plan.rules, func(r planRule) bool { return r.ID == rule })
	if i < 0 || len(l.plan.rules[i].pattern) >= k.max {
		return false
	}
	return slices.ContainsFunc(known().mobiles, func(p pattern) bool {
		if k.max == 12 { // dialled with a 0
			p = append(pattern{1}, p...)
		}
		return !l.plan.rules[i].pattern.holds(p)
	})
}

// keeps tells whether a number that goes straight arrives: unchanged, a mobile without its
// 0, a number of the home area without its code.
func (l *linter) keeps(k numbers, number string, v *verdict) bool {
	sent := sentOf(v, number).String()
	switch {
	case sent == number:
		return true
	case k.class == ClassMobile:
		return "0"+sent == number
	}
	return k.class == ClassNational && "0"+l.plan.profile.Home.AreaCode+sent == number
}

// price finds calls that cost more than they must, or that nobody may have meant to allow.
func (l *linter) price(m *Machine, k numbers, f Finding, v *verdict, args map[string]any) {
	own := k.class == ClassNational && l.plan.profile.Home.AreaCode != "" && f.Number[1:1+len(l.plan.profile.Home.AreaCode)] == l.plan.profile.Home.AreaCode
	switch {
	case v.action == Through && (own || k.class == ClassLocal):
		f.Code, f.Severity = "home_routed", Warning
	case v.action == Through && (k.class == ClassService || k.class == ClassShared || k.class == ClassFreephone):
		f.Code, f.Severity = "service_routed", Warning
	case k.class == ClassPremium:
		f.Code, f.Severity = "premium_open", Info
	case k.class == ClassIntl && m.line.COS != "" && l.plan.profile.Rule(v.rule).Class == "":
		f.Code, f.Severity = "intl_open", Warning
	default:
		return
	}
	l.add(m, f, args)
}
