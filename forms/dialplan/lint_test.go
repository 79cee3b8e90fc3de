package dialplan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"

	"pgregory.net/rapid"
)

func lint(t testing.TB, p *dialplan.Profile) []dialplan.Finding {
	t.Helper()
	found, err := dialplan.Lint(compile(t, p, segments(t, "1350280,755\n")))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestLint_theTemplatesAreSoundAtEveryHome(t *testing.T) {
	for _, name := range []string{"one_stage", "two_stage"} {
		values := map[string]string{"access": "17909"}
		if name == "two_stage" {
			values["account"], values["account_digits"], values["pin"], values["pin_digits"] = "box/1", "10", "box/2", "6"
		}
		for i, a := range dialplan.Areas() {
			if name == "two_stage" && i%10 > 0 { // its rules are those of the other
				continue
			}
			values["home"] = a.Code
			for _, length := range a.Lengths { // the present one, left out, is the last
				values["local_len"] = fmt.Sprint(length)
				if length == a.Present() {
					delete(values, "local_len")
				}
				p, err := template(t, name).Fill(values)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range lint(t, p) {
					if f.Severity > dialplan.Info && f.Code != "no_segments" {
						t.Errorf("%s at home %s with %d digits: %s %s", name, a.Code, length, f.Code, f.Why.Label().En)
					}
				}
			}
		}
	}
}

// byText is the standard plan for a unit that knows no emergency numbers by itself: four
// rules let them pass.
func byText(t testing.TB) *dialplan.Profile {
	p := standard(t, "755")
	for _, e := range dialplan.MustPass() {
		p.Rules = append(p.Rules, dialplan.Rule{ID: "9" + e, Pattern: e, MinLen: 3, MaxLen: 3, Action: dialplan.Direct})
	}
	p.AsFound = true
	return p
}

// fault is a mistake planted in a plan: what lint calls it, and whether it changes what
// becomes of any number.
type fault struct {
	name  string
	code  string
	same  bool
	bare  bool
	plant func(*dialplan.Profile)
}

func drop(p *dialplan.Profile, id string) {
	p.Rules = slices.DeleteFunc(p.Rules, func(r dialplan.Rule) bool { return r.ID == id })
}

func add(p *dialplan.Profile, id, pattern string, least, most int, action, route string) {
	p.Rules = append(p.Rules, dialplan.Rule{ID: id, Pattern: pattern, MinLen: least, MaxLen: most, Action: action, Route: route})
}

var faults = []fault{
	{name: "emergency number by the carrier", code: "emergency", bare: true, plant: func(p *dialplan.Profile) {
		p.Rule("9119").Action, p.Rule("9119").Route = "ROUTE", "C"
	}},
	{name: "emergency number without a rule", code: "emergency", bare: true, plant: func(p *dialplan.Profile) { drop(p, "9120") }},
	{name: "emergency number with a prefix", code: "emergency", bare: true, plant: func(p *dialplan.Profile) { p.Rule("9110").Prepend = "0" }},
	{name: "emergency number barred", code: "emergency", bare: true, plant: func(p *dialplan.Profile) { p.Rule("9122").Action = "BLOCK" }},
	{name: "emergency number waits for more", code: "emergency_slow", bare: true, plant: func(p *dialplan.Profile) { p.Rule("9122").MaxLen = 5 }},
	{name: "emergency number missing in the list", code: "emergency_missing", same: true, plant: func(p *dialplan.Profile) { p.Emergency = []string{"110", "119", "122"} }},
	{name: "emergency number behind a speed dial", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "119"}}
		add(p, "12", "*0", 3, 3, "REPLACE", "C")
		p.Rule("12").Strip = 2
	}},
	{name: "emergency number by a hot line", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "12", "*9", 2, 2, "REPLACE", "C")
		p.Rule("12").Strip, p.Rule("12").Prepend = 2, "110"
	}},
	{name: "emergency number behind digits that are taken off", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "32", "9", 4, 12, "ROUTE", "C")
		p.Rule("32").Strip = 1
	}},
	{name: "emergency number with digits put before", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "32", "9", 2, 2, "ROUTE", "C")
		p.Rule("32").Strip, p.Rule("32").Prepend = 1, "12"
	}},
	{name: "emergency number behind the 0 that a route takes off", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "32", "01", 4, 4, "ROUTE", "C")
		p.Routes[0].NumberForm = "strip_zero"
	}},
	{name: "emergency number by a fallback that takes off the 0", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "32", "01", 4, 4, "ROUTE", "C")
		other := p.Routes[0]
		other.ID, other.NumberForm = "D", "strip_zero"
		p.Routes[0].Fallback = "D"
		p.Routes = append(p.Routes, other)
	}},
	{name: "emergency number cuts mobiles", code: "cut", plant: func(p *dialplan.Profile) { p.Emergency = append(p.Emergency, "138") }},
	{name: "emergency number cuts 400", code: "cut", plant: func(p *dialplan.Profile) { p.Emergency = append(p.Emergency, "400") }},
	{name: "a rule hurries 11", code: "emergency_hurried", plant: func(p *dialplan.Profile) { p.Rule("21").MinLen = 2 }},
	{name: "area too short", code: "cut", plant: func(p *dialplan.Profile) { p.Rule("1571").MinLen, p.Rule("1571").MaxLen = 11, 11 }},
	{name: "area too long", code: "gap", plant: func(p *dialplan.Profile) { p.Rule("2310").MinLen, p.Rule("2310").MaxLen = 12, 12 }},
	{name: "area code mistyped", code: "gap", plant: func(p *dialplan.Profile) { p.Rule("1571").Pattern = "0572" }},
	{name: "no rule for mobiles", code: "gap", plant: func(p *dialplan.Profile) { drop(p, "90") }},
	{name: "new mobile range forgotten", code: "gap", plant: func(p *dialplan.Profile) { p.Rule("90").Pattern = "1[3-8]" }},
	{name: "access code swallows mobiles", code: "swallowed", plant: func(p *dialplan.Profile) { add(p, "112", "197", 6, 24, "DIRECT", "") }},
	{name: "access code ends within a mobile", code: "cut", plant: func(p *dialplan.Profile) { add(p, "112", "19701", 5, 5, "DIRECT", "") }},
	{name: "an old carrier's code barred", code: "mobile_barred", plant: func(p *dialplan.Profile) { add(p, "112", "197", 5, 24, "BLOCK", "") }},
	{name: "new mobile ranges barred", code: "mobile_barred", plant: func(p *dialplan.Profile) { add(p, "112", "19", 11, 11, "BLOCK", "") }},
	{name: "mobiles with 0 barred in part", code: "mobile_barred", plant: func(p *dialplan.Profile) { add(p, "112", "0197", 12, 12, "BLOCK", "") }},
	{name: "route's access code is a mobile range", code: "access_mobile", plant: func(p *dialplan.Profile) { p.Routes[0].Access = "19701"; p.Routes[0].Seq = nil }},
	{name: "400 forgotten", code: "cut", plant: func(p *dialplan.Profile) { drop(p, "40") }},
	{name: "own area by the carrier", code: "home_routed", plant: func(p *dialplan.Profile) { drop(p, "60") }},
	{name: "own area stripped wrongly", code: "altered", plant: func(p *dialplan.Profile) { p.Rule("60").Strip = 3 }},
	{name: "local numbers with a prefix", code: "altered", plant: func(p *dialplan.Profile) { p.Rule("50").Prepend = "0755" }},
	{name: "local numbers too short", code: "cut", plant: func(p *dialplan.Profile) { p.Rule("50").MinLen, p.Rule("50").MaxLen = 7, 7 }},
	{name: "services by the carrier", code: "service_routed", plant: func(p *dialplan.Profile) { p.Rule("30").Action, p.Rule("30").Route = "ROUTE", "C" }},
	{name: "services one digit too long", code: "gap", plant: func(p *dialplan.Profile) { p.Rule("22").MinLen, p.Rule("22").MaxLen = 6, 6 }},
	{name: "no international rule", code: "gap", plant: func(p *dialplan.Profile) { drop(p, "100") }},
	{name: "international numbers too long for it", code: "gap", plant: func(p *dialplan.Profile) { p.Rule("100").MinLen = 9 }},
	{name: "string longer than the route takes", code: "gap", plant: func(p *dialplan.Profile) { p.Routes[0].MaxLen = 16 }},
	{name: "two rules tie", code: "conflict", plant: func(p *dialplan.Profile) { add(p, "91", "1[3-9]", 11, 11, "DIRECT", "") }},
	{name: "two rules tie in part", code: "conflict", plant: func(p *dialplan.Profile) {
		add(p, "51", "[46]", 8, 8, "BLOCK", "")
		add(p, "52", "[67]", 8, 8, "BLOCK", "")
	}},
	{name: "two rules overlap", code: "overlap", plant: func(p *dialplan.Profile) {
		add(p, "51", "[2-8]1", 8, 8, "DIRECT", "")
		add(p, "52", "6x", 8, 8, "BLOCK", "")
	}},
	{name: "a rule behind an emergency number", code: "unreachable", same: true, plant: func(p *dialplan.Profile) { add(p, "26", "1101", 8, 8, "BLOCK", "") }},
	{name: "a rule that others cover", code: "unreachable", same: true, plant: func(p *dialplan.Profile) {
		add(p, "61", "07[05]", 12, 12, "BLOCK", "")
		add(p, "62", "070", 11, 12, "ROUTE", "C")
		add(p, "63", "075", 11, 12, "ROUTE", "C")
	}},
	{name: "a route with hours and no fallback", code: "no_route", plant: func(p *dialplan.Profile) {
		p.Schedules = []dialplan.Schedule{{ID: "day", Days: []int{1, 2, 3, 4, 5}, From: "08:00", To: "18:00", Holidays: "ignore"}}
		p.Routes[0].Schedule = "day"
	}},
	{name: "a rule with hours and none beside it", code: "gap", plant: func(p *dialplan.Profile) {
		p.Schedules = []dialplan.Schedule{{ID: "night", Days: []int{7}, From: "22:00", To: "06:00", Holidays: "except"}}
		p.Rule("90").Schedule = "night"
	}},
	{name: "premium numbers let through", code: "premium_open", plant: func(p *dialplan.Profile) { p.Rule("25").Action = "DIRECT" }},
	{name: "international rule without a class", code: "intl_open", same: true, plant: func(p *dialplan.Profile) {
		p.Classes = []dialplan.Class{{COS: "3", Allow: []string{"local"}}}
		p.Lines[0].COS = "3"
	}},
	{name: "an account in clear", code: "secret", plant: func(p *dialplan.Profile) {
		p.Routes[0].Seq = []dialplan.Step{{Send: "17909"}, {Send: "8801234567#"}, {Number: true}}
	}},
	{name: "pulses cannot send #", code: "pulse_keys", plant: func(p *dialplan.Profile) {
		p.Lines[0].Dial = "pulse"
		p.Routes[0].Seq = []dialplan.Step{{Send: "17909"}, {Number: true}, {Send: "#"}}
	}},
	{name: "account and PIN before a number", code: "secret", plant: func(p *dialplan.Profile) { p.Rule("100").Prepend = "8801234#4321#" }},
	{name: "account and PIN in a speed dial", code: "secret", same: true, plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "12", Send: "179118801234567#4321#0106234"}}
	}},
	{name: "account and PIN in the call-home number", code: "secret", same: true, plant: func(p *dialplan.Profile) {
		p.Remote = &dialplan.Remote{Enabled: true, CallHome: "17911880123456743212012345678"}
	}},
	{name: "a unit that calls the police by itself", code: "emergency_called", same: true, plant: func(p *dialplan.Profile) {
		p.Remote = &dialplan.Remote{Enabled: true, CallHome: "110"}
	}},
	{name: "emergency number behind a speed dial with a prefix", code: "emergency_coded", plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "119"}}
		add(p, "12", "*0", 3, 3, "REPLACE", "")
		p.Rule("12").Strip, p.Rule("12").Prepend = 2, "17909"
	}},
	{name: "emergency number behind a speed dial whose route takes no number so long", code: "emergency_coded", plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "110"}}
		p.Routes[0].MaxLen = 7
		add(p, "12", "*0", 3, 3, "REPLACE", "C")
		p.Rule("12").Strip = 2
	}},
	{name: "emergency number and # behind a speed dial, by the carrier", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "110#"}}
		add(p, "12", "*0", 3, 3, "REPLACE", "C")
		p.Rule("12").Strip = 2
	}},
	{name: "emergency number and # of a hot line, by the carrier", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "12", "*0", 2, 2, "REPLACE", "C")
		p.Rule("12").Strip, p.Rule("12").Prepend = 2, "120#"
	}},
	{name: "emergency number dialled with #, by the carrier", code: "emergency_routed", plant: func(p *dialplan.Profile) {
		add(p, "12", "*01", 6, 6, "ROUTE", "C")
		p.Rule("12").Strip = 2
	}},
	{name: "emergency number with more behind it in a speed dial with a prefix", code: "emergency_coded", plant: func(p *dialplan.Profile) {
		p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "119*1"}}
		add(p, "12", "*0", 3, 3, "REPLACE", "")
		p.Rule("12").Strip, p.Rule("12").Prepend = 2, "0"
	}},
	{name: "both lengths of an area forgotten", code: "gap", plant: func(p *dialplan.Profile) { add(p, "2433", "0433", 12, 12, "ROUTE", "C") }},
	{name: "a short account and PIN with pauses", code: "secret", plant: func(p *dialplan.Profile) {
		p.Routes[0].Seq = []dialplan.Step{{Send: "17909"}, {Pause: 1000}, {Send: "8801#"}, {Pause: 1000}, {Send: "4321#"}, {Number: true}}
	}},
	{name: "no bypass without power", code: "no_bypass", same: true, plant: func(p *dialplan.Profile) { p.PowerFail = "none" }},
	{name: "a route nobody uses", code: "route_unused", same: true, plant: func(p *dialplan.Profile) {
		p.Routes = append(p.Routes, dialplan.Route{ID: "D", Access: "17911", MaxLen: 32})
	}},
	{name: "routes that only each other fall back on", code: "route_unused", same: true, plant: func(p *dialplan.Profile) {
		p.Routes = append(p.Routes, dialplan.Route{ID: "D", Access: "17911", MaxLen: 32, Fallback: "E"}, dialplan.Route{ID: "E", Access: "17951", MaxLen: 32, Fallback: "D"})
	}},
	// Faults of intent: only a comparison can know them.
	{name: "another access code", plant: func(p *dialplan.Profile) { p.Routes[0].Access, p.Routes[0].Seq = "17911", nil }},
	{name: "number without its 0", plant: func(p *dialplan.Profile) { p.Routes[0].NumberForm = "strip_zero" }},
	{name: "mobile without its 0", plant: func(p *dialplan.Profile) { p.Routes[0].MobileForm = "11" }},
	{name: "international without its 00", plant: func(p *dialplan.Profile) { p.Routes[0].IntlForm = "strip_00" }},
	{name: "a pause too many", plant: func(p *dialplan.Profile) {
		p.Routes[0].Seq = []dialplan.Step{{Send: "17909"}, {Pause: 1000}, {Number: true}}
	}},
	{name: "mobiles always straight", plant: func(p *dialplan.Profile) { p.Home.MobilePolicy = "direct_all" }},
	{name: "no terminator", plant: func(p *dialplan.Profile) { p.Terminator = "none" }},
	{name: "international barred", plant: func(p *dialplan.Profile) { p.Rule("100").Action, p.Rule("100").Route = "BLOCK", "" }},
	{name: "a line more", plant: func(p *dialplan.Profile) {
		p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone"})
	}},
}

func TestLintAndProve_findEveryPlantedFault(t *testing.T) {
	for _, f := range faults {
		good, bad := byText(t), byText(t)
		if !f.bare {
			good, bad = standard(t, "755"), standard(t, "755")
		}
		f.plant(bad)

		table := segments(t, "1350280,755\n")
		proof, err := dialplan.Prove(compile(t, good, table), compile(t, bad, table), dialplan.How{})
		if err != nil {
			t.Fatal(err)
		}
		forbidden(t, compile(t, bad, table), lint(t, bad))
		if proof.Equal() != f.same {
			t.Errorf("%s: equal is %v", f.name, proof.Equal())
		}
		if d := proof.Difference; d != nil && d.What != "line" && d.A.Action == d.B.Action && d.A.Sent.String() == d.B.Sent.String() && d.A.How == d.B.How {
			t.Errorf("%s: %s is no example: %+v", f.name, d.Number, d)
		}
		if f.code != "" && !has(lint(t, bad), f.code) {
			t.Errorf("%s: lint says nothing of %s", f.name, f.code)
		}
		if f.code != "" && has(lint(t, good), f.code) {
			t.Errorf("%s: the sound plan has %s as well", f.name, f.code)
		}
	}
}

// A line of pulses sends no * and no #, whoever adds them: a rule that does fails with every
// number, one that only lets them pass with those.
func TestLint_pulses(t *testing.T) {
	pulses := func(plant func(*dialplan.Profile)) string {
		p := standard(t, "755")
		p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "pulse"})
		drop(p, "10")
		drop(p, "11")
		plant(p)
		var all []string
		for _, f := range lint(t, p) {
			if f.Code == "pulse_keys" {
				all = append(all, fmt.Sprint(f.Severity, " ", f.Rule, " ", f.Number, " ", f.Line))
			}
		}
		return strings.Join(all, "; ")
	}
	for _, c := range []struct {
		name, want string
		plant      func(*dialplan.Profile)
	}{
		{"nothing", "", func(*dialplan.Profile) {}},
		{"dialled", "1 10 *57 2", func(p *dialplan.Profile) { add(p, "10", "*57", 3, 3, "DIRECT", "") }},
		{"dialled behind a digit", "1 10 90* 2", func(p *dialplan.Profile) { add(p, "10", "90[0*]", 3, 3, "DIRECT", "") }},
		{"taken off", "", func(p *dialplan.Profile) {
			add(p, "10", "*57", 3, 11, "DIRECT", "")
			p.Rule("10").Strip = 1
			add(p, "11", "*57*", 4, 11, "BLOCK", "")
			add(p, "12", "*57#", 4, 11, "BLOCK", "")
			add(p, "13", "*57x", 4, 11, "BLOCK", "")
		}},
		{"put before", "2 100 0000000 2", func(p *dialplan.Profile) { p.Rule("100").Prepend = "*70" }},
		{"of a speed dial", "2 14 91 2", func(p *dialplan.Profile) {
			p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "*57"}}
			add(p, "14", "91", 2, 2, "REPLACE", "")
			p.Rule("14").Strip = 1
		}},
		{"passed by itself", "", func(p *dialplan.Profile) {
			p.Transparent = true
			add(p, "10", "*57", 3, 3, "DIRECT", "")
		}},
	} {
		if got := pulses(c.plant); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// An area that has numbers of 7 and of 8 digits is not said to be sound while one kind of them
// cannot be dialled.
func TestLint_areasWithBothLengths(t *testing.T) {
	for area, want := range map[string]string{"433": "04332000000", "435": "04352000000", "754": "07542000000", "851": "08512000000"} {
		p := standard(t, "755")
		add(p, "2"+area, "0"+area, 12, 12, "ROUTE", "C")
		if f := lint(t, p)[0]; f.Code != "gap" || f.Severity != dialplan.Error || f.Number != want || f.Rule != "2"+area {
			t.Errorf("%s: %+v", area, f)
		}
	}
}

// A speed dial may be a long number, and an emergency number that goes straight through.
func TestLint_soundSpeedDials(t *testing.T) {
	p := standard(t, "755")
	for i, send := range []string{"110", "110#", "17909013800138000", "1790901062345678#", "01062345678#", "179090085223456789", "4008108888#", "*57*60#"} {
		p.SpeedDials = append(p.SpeedDials, dialplan.SpeedDial{Code: fmt.Sprint(i), Send: send})
	}
	add(p, "12", "*0", 3, 3, "REPLACE", "")
	p.Rule("12").Strip = 2
	p.Remote = &dialplan.Remote{Enabled: true, CallHome: "1790902081234567"}
	for _, f := range lint(t, p) {
		if f.Severity > dialplan.Info {
			t.Errorf("%s %s", f.Code, f.Why.Label().En)
		}
	}
}

// Emergency numbers of an area may stand in the list, all mobiles or one may be barred.
func TestLint_whatIsMeant(t *testing.T) {
	p := standard(t, "755")
	p.Emergency = append(p.Emergency, "12110", "12395")
	add(p, "112", "13800138000", 11, 11, "BLOCK", "")
	p.Rule("80").Action, p.Rule("80").Route = "BLOCK", ""
	for _, f := range lint(t, p) {
		if f.Severity > dialplan.Info {
			t.Errorf("%s %s", f.Code, f.Why.Label().En)
		}
	}
}

func TestLint_saysWhatCutsANumber(t *testing.T) {
	p := standard(t, "755")
	p.Emergency = append(p.Emergency, "138")
	f := lint(t, p)[0]
	if f.Why.Label().Zh != "手机号码没拨完就被紧急号码表里的 138 截断，例如 13800000000（应有 11 位）" {
		t.Error(f.Why.Label().Zh)
	}
}

// What cannot be dialled or is cut short is shown by a whole number, also where the first keys
// decide, and its length is one figure where there is one.
func TestLint_showsWholeNumbers(t *testing.T) {
	p := standard(t, "755")
	drop(p, "90")
	drop(p, "41")
	p.Emergency = append(p.Emergency, "95")
	said := map[string]bool{}
	for _, f := range lint(t, p) {
		said[f.Why.Label().Zh], said[f.Why.Label().En] = true, true
	}
	for _, want := range []string{
		"手机号码拨不出，例如 13300000000", "a mobile number cannot be dialled, for example 13300000000",
		"服务号码没拨完就被紧急号码表里的 95 截断，例如 95000（应有 5 至 13 位）", "a service number is cut short by emergency number 95, for example 95000 (has 5 to 13 digits)",
	} {
		if !said[want] {
			t.Errorf("%q is not said; there is %v", want, slices.Sorted(maps.Keys(said)))
		}
	}
}

// Whatever the plan, an emergency number that a route would carry is found, and what is
// found is one.
func TestLint_routedEmergenciesAgreeWithBruteForce(t *testing.T) {
	table := homeTable(t)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		p.Emergency = append(p.Emergency, "119", "120", "122")
		for i := range p.Routes { // so that the number is all that is sent
			p.Routes[i].Seq, p.Routes[i].MaxLen = []dialplan.Step{{Number: true}}, 32
		}
		plan := compile(t, p, table)
		all, err := dialplan.Lint(plan)
		if err != nil {
			t.Fatal(err)
		}
		forbidden(t, plan, all)
		carried := func(when dialplan.Moment, number string) bool {
			for _, down := range [][]string{nil, {"D", "F"}, {"C", "F"}, {"C", "D"}} {
				a := bruteOf(p, dialplan.Scene{Line: 1, When: when, Down: down}).dial(number)
				if a.action == "ROUTE" && slices.Contains(p.Emergency, strings.TrimSuffix(a.sent, "#")) {
					return true
				}
			}
			return false
		}
		told := false
		for _, f := range all {
			if f.Code != "emergency_routed" {
				continue
			}
			told = true
			if !carried(f.When, f.Number) {
				t.Fatalf("%s is not carried: %+v", f.Number, f)
			}
		}
		if told {
			found++
		}
		at := randomMoment(t)
		words(5, func(w string) {
			if carried(at, w) && !told {
				t.Fatalf("%s is carried at %s and not found", w, at)
			}
		})
	})
	if found == 0 {
		t.Error("none was found")
	}
}

// forbidden holds what forbids a plan against what the whole lint found.
func forbidden(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, p *dialplan.Plan, all []dialplan.Finding) {
	t.Helper()
	got, err := dialplan.Forbidden(p)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(slices.Clone(all), func(f dialplan.Finding) bool { return !f.Final })
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Fatalf("forbidden for %+v, not %+v", got, want)
	}
}

func has(found []dialplan.Finding, code string) bool {
	for _, f := range found {
		if f.Code == code && (code != "cut" || f.Severity == dialplan.Error) {
			return true
		}
	}
	return false
}

func TestLint_anEmergencyFaultCannotBeOverridden(t *testing.T) {
	p := byText(t)
	p.Rule("9119").Action, p.Rule("9119").Route = "ROUTE", "C"

	f := lint(t, p)[0]
	if f.Code != "emergency" || !f.Final || f.Number != "119" || f.Why.Label().Zh != "紧急号码 119 没有原样直通：经路由拨出 17909119" {
		t.Errorf("%+v %s", f, f.Why.Label().Zh)
	}
}

// Every sentence that the package may say stands in the file of texts, and none besides.
func TestTexts_areAllThere(t *testing.T) {
	b, err := os.ReadFile("data/texts.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]struct{ Zh, En string }
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	literal := regexp.MustCompile(`"((?:value|lengths|segment|why|how|kind|change|differ|fallback|by)\.[a-zA-Z_]+|kind|cut)"|(?:put\(|Setting\{Name: )"([a-z_.]+)"|Code(?:, f.Severity)?(?::| =) "([a-z_]+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			switch {
			case m[3] != "":
				used["lint."+m[3]] = true
			case m[2] != "":
				used["setting."+m[2]] = true
			default:
				used[m[1]] = true
			}
		}
	}
	for _, key := range []string{
		"why.DIRECT", "why.ROUTE", "why." + dialplan.NoMatch, "why." + dialplan.Incomplete, "why." + dialplan.TooLong, "why." + dialplan.NoRoute,
		"why." + dialplan.ByClass, "why." + dialplan.ByRule, "why." + dialplan.Tie, "why.home", "why.away",
		"lint.file", "cut.least", "how.key", "how.hash", "how.timer", "change.action", "change.sent", "change.time", "differ.line", "differ.end", "differ.fallback",
	} {
		used[key] = true
	}
	for _, w := range strings.Fields("unset none true false tone pulse fxs_fxo sip gsm redial continue reject reversal delay relay_bypass by_segment by_trunk_zero direct_all route_all") {
		used["word."+w] = true
	}
	for _, a := range []string{dialplan.Direct, dialplan.Through, dialplan.Block, dialplan.Reject, dialplan.Conflict, dialplan.Abandon} {
		used["action."+a] = true
	}
	for _, c := range []string{"emergency", "local", "national", "mobile", "international", "service", "shared", "freephone", "premium", "access", "feature", "unknown"} {
		used["class."+c] = true
	}
	for key := range used {
		if l := texts[key]; l.Zh == "" || l.En == "" {
			t.Errorf("%q has no sentence", key)
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("%q is never said", key)
		}
	}
}

// large is a plan of about 200 rules with the segments of a whole country.
func large(b *testing.B) *dialplan.Plan {
	p := standard(b, "755")
	for _, a := range dialplan.Areas() {
		if n := len(a.Code) + 1 + a.Lengths[0]; len(p.Rules) < 200 && p.Rule("1"+a.Code) == nil && p.Rule("2"+a.Code) == nil && len(a.Code) == 3 && a.Code != "755" {
			add(p, "2"+a.Code, "0"+a.Code, n, n, "ROUTE", "C")
		}
	}
	p.Schedules = []dialplan.Schedule{{ID: "day", Days: []int{1, 2, 3, 4, 5}, From: "08:00", To: "18:00", Holidays: "except"}}
	p.Rule("100").Schedule = "day"
	return compile(b, p, segments(b, table(dialplan.Areas())))
}

func BenchmarkCompile200(b *testing.B) {
	p := large(b)
	s := segments(b, table(dialplan.Areas()))
	b.ReportAllocs()
	for b.Loop() {
		compile(b, p.Profile(), s)
	}
}

func BenchmarkProve200(b *testing.B) {
	p, q := large(b), large(b)
	b.ReportAllocs()
	for b.Loop() {
		proof, err := dialplan.Prove(p, q, dialplan.How{})
		if err != nil || !proof.Equal() {
			b.Fatal(proof, err)
		}
		b.ReportMetric(float64(proof.States), "states")
		b.ReportMetric(float64(proof.Moments), "moments")
	}
}

func BenchmarkLint200(b *testing.B) {
	p := large(b)
	for b.Loop() {
		if _, err := dialplan.Lint(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDial(b *testing.B) {
	m := machine(b, standard(b, "755"), nil)
	presses := dialplan.Pace("01062345678", 300)
	b.ReportAllocs()
	for b.Loop() {
		if o := m.Dial(presses); o.Action != dialplan.Through {
			b.Fatal(fmt.Sprint(o))
		}
	}
}
