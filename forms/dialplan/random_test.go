package dialplan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"

	"pgregory.net/rapid"
)

// The shortened alphabet: enough for areas (0…), mobiles (13…), emergency (110), local
// numbers (3…), service codes and the terminator.
const alphabet = "013*#"

// words calls f with every string of the alphabet up to n keys.
func words(n int, f func(string)) {
	var grow func(string)
	grow = func(w string) {
		if w != "" {
			f(w)
		}
		if len(w) < n {
			for i := range alphabet {
				grow(w + alphabet[i:i+1])
			}
		}
	}
	grow("")
}

// randomProfile draws a small plan in which everything the language has may happen.
func randomProfile(t *rapid.T, name string) *dialplan.Profile {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name+what) }
	number := func(what string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, name+what) }
	place := []string{"0", "1", "3", "x", "[01]", "[13]", "[0-3]", "*", "#", "[03]"}
	p := &dialplan.Profile{
		Schema: 1, Revision: 1, Name: name,
		Home:       dialplan.Home{AreaCode: "311", LocalLen: 8, MobilePolicy: pick("policy", "by_segment", "direct_all", "route_all", "by_trunk_zero")},
		Lines:      []dialplan.Line{{No: 1, Mode: "fxs_fxo", Dial: "tone", COS: pick("cos", "", "2")}},
		Emergency:  []string{"110", "131"},
		Terminator: pick("terminator", "#", "#", "none"),
		Timers:     dialplan.Timers{FirstDigit: 10000, Long: 5000, Short: 3000, Predial: 800},
		DTMF:       dialplan.DTMF{On: 100, Off: 100},
		Classes:    []dialplan.Class{{COS: "2", Allow: []string{"local"}}},
		SpeedDials: []dialplan.SpeedDial{{Code: "1", Send: "13"}, {Code: "13", Send: "003"}, {Code: "0", Send: "110"}},
		Schedules: []dialplan.Schedule{
			{ID: "day", Days: []int{1, 2, 3}, From: "08:00", To: "18:00", Holidays: "ignore"},
			{ID: "night", Days: []int{7}, From: "22:00", To: "06:00", Holidays: pick("holidays", "ignore", "only", "except")},
			{ID: "sunday", Days: []int{7}, From: "00:00", To: "00:00", Holidays: "ignore"},
		},
	}
	if rapid.Bool().Draw(t, name+"limit") {
		p.Lines[0].Routes = []string{"C", "D"}
	}
	for _, id := range []string{"C", "D", "F"} {
		r := dialplan.Route{
			ID: id, Access: pick("access", "13", "0", "3"), Stage: "one",
			NumberForm: pick("form", "keep_zero", "strip_zero", "e164"), MobileForm: pick("mobile", "zero+11", "11"),
			IntlForm: pick("intl", "keep_00", "strip_00"), MaxLen: number("max", 6, 32),
			Fallback: pick("fallback", "", "C", "D", "F"), Schedule: pick("schedule", "", "", "day", "sunday"),
		}
		if rapid.Bool().Draw(t, name+"long") {
			r.PIN = &dialplan.Secret{Ref: "pin", Digits: 2}
			r.Seq = []dialplan.Step{{Send: r.Access}, {Pause: 200}, {PIN: true}, {Number: true}, {Send: "#"}}
		}
		p.Routes = append(p.Routes, r)
	}
	for i := range number("rules", 1, 7) {
		r := dialplan.Rule{ID: fmt.Sprint(i + 1), Action: pick("action", "DIRECT", "ROUTE", "MOBILE", "BLOCK", "REPLACE", "ROUTE"),
			Schedule: pick("when", "", "", "day", "night"), Class: pick("class", "", "local", "national")}
		places := number("places", 1, 4)
		for range places {
			r.Pattern += rapid.SampledFrom(place).Draw(t, name+"place")
		}
		r.MaxLen = number("maxlen", places, 7)
		r.MinLen = number("minlen", 1, r.MaxLen)
		if (r.Action == "MOBILE" || r.Action == "ROUTE") && rapid.Bool().Draw(t, name+"whole") {
			r.MaxLen = 13 // whole mobiles, and one digit more
		}
		switch r.Action {
		case "BLOCK":
			r.BlockEarly = rapid.Bool().Draw(t, name+"early")
		case "MOBILE":
			r.Strip = number("strip", 0, 1)
			r.Route = pick("route", "C", "D", "F")
		default:
			r.Strip = number("strip", 0, 3)
			r.Prepend = pick("prepend", "", "", "0", "13", "00")
			if r.Action == "ROUTE" || r.Action == "REPLACE" && rapid.Bool().Draw(t, name+"routed") {
				r.Route = pick("route", "C", "D", "F")
			}
		}
		p.Rules = append(p.Rules, r)
	}
	return p
}

// homeSegments are mobiles of the home area within the shortened alphabet.
var homeSegments = map[string]string{"1300000": "311", "1311311": "311", "1333333": "10", "1301301": "311"}

func homeTable(t testing.TB) *dialplan.Segments {
	text := ""
	for s, a := range homeSegments {
		text += s + "," + a + "\n"
	}
	return segments(t, text)
}

func randomMoment(t *rapid.T) dialplan.Moment {
	return dialplan.Moment{Weekday: rapid.IntRange(1, 7).Draw(t, "weekday"), Minute: rapid.IntRange(0, 1439).Draw(t, "minute"),
		Holiday: rapid.Bool().Draw(t, "holiday"), HolidayBefore: rapid.Bool().Draw(t, "before")}
}

// Whatever the plan, the machine and the plain reading of the rules agree on every number
// of the shortened alphabet up to five keys, on longer ones by chance, and on mobiles.
func TestMachine_agreesWithBruteForce(t *testing.T) {
	table := homeTable(t)
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		p.AsFound = rapid.Bool().Draw(t, "as found")
		plan, err := dialplan.Compile(p, table)
		if err != nil {
			t.Fatal(err)
		}
		scene := dialplan.Scene{Line: 1, When: randomMoment(t)}
		if rapid.Bool().Draw(t, "down") {
			scene.Down = []string{"C"}
		}
		m, err := plan.At(scene)
		if err != nil {
			t.Fatal(err)
		}
		b := bruteOf(p, scene)
		check := func(w string) {
			if got, want := answerOf(m, w), b.dial(w); got != want {
				t.Fatalf("%s\n got %+v\nwant %+v", w, got, want)
			}
		}
		words(5, check)
		long := rapid.StringOfN(rapid.SampledFrom([]rune("0013*#")), 1, 7, -1)
		for range 100 {
			check(long.Draw(t, "word"))
		}
		for s := range homeSegments {
			for _, n := range []string{s + "0000", "0" + s + "1313", s + "000", s + "00000", s + "0*00", "0" + s + "00#0", "0" + s + "00000", "3" + s + "0000", "*" + s + "0*00", "*0" + s + "00#0"} {
				check(n)
			}
		}
	})
}

func bruteOf(p *dialplan.Profile, s dialplan.Scene) brute {
	return brute{p: p, segs: homeSegments, line: p.Lines[0], at: s.When, down: s.Down, noRules: p.AsFound}
}

func answerOf(m *dialplan.Machine, w string) answer {
	o := m.Dial(dialplan.Pace(w, 300))
	return answer{o.Action, o.Sent.String(), len(o.Number), o.How}
}

// The same for all numbers up to seven keys, on a few plans.
func TestMachine_agreesExhaustively(t *testing.T) {
	table := homeTable(t)
	for seed := range 3 {
		p := rapid.Custom(func(t *rapid.T) *dialplan.Profile { return randomProfile(t, "") }).Example(seed)
		m := machine(t, p, table)
		b := bruteOf(p, dialplan.Scene{When: dialplan.Moment{Weekday: 1, Minute: 600}})
		words(7, func(w string) {
			if got, want := answerOf(m, w), b.dial(w); got != want {
				t.Fatalf("plan %d, %s\n got %+v\nwant %+v", seed, w, got, want)
			}
		})
	}
}

// change makes a second plan that may or may not differ from the first.
func change(t *rapid.T, p *dialplan.Profile) *dialplan.Profile {
	q := *p
	q.Rules = append([]dialplan.Rule(nil), p.Rules...)
	q.Routes = append([]dialplan.Route(nil), p.Routes...)
	which := rapid.IntRange(0, len(q.Rules)-1).Draw(t, "which")
	r := &q.Rules[which]
	switch rapid.IntRange(0, 9).Draw(t, "change") {
	case 0: // a rule less
		q.Rules = q.Rules[:len(q.Rules)-1]
	case 1:
		r.MinLen = 1
	case 2:
		r.MaxLen = min(r.MaxLen+1, 12)
	case 3: // the same string another way, as long as the key that is stripped is put back
		if r.Action == dialplan.Direct || r.Action == dialplan.Through {
			p.Rules[which].Strip, p.Rules[which].Prepend = 0, ""
			r.Strip, r.Prepend = 1, rapid.SampledFrom([]string{"0", "1", "3"}).Draw(t, "again")
		}
	case 4:
		r.Schedule = rapid.SampledFrom([]string{"", "day", "night"}).Draw(t, "hours")
	case 5: // an x spelt out
		if r.Pattern[0] == 'x' {
			r.Pattern = "[0-9]" + r.Pattern[1:]
		}
	case 6:
		q.Routes[0].NumberForm = "strip_zero"
	case 7: // one rule becomes ten
		if r.Pattern[0] == 'x' && len(r.Pattern) == 1 {
			one := *r
			for d := 1; d <= 9; d++ {
				one.ID, one.Pattern = fmt.Sprint(100+d), fmt.Sprint(d)
				q.Rules = append(q.Rules, one)
			}
			r.Pattern = "0"
		}
	case 8:
		q.Home.MobilePolicy = "by_segment"
	case 9: // the access code behind the number
		q.Routes[0].Seq = []dialplan.Step{{Number: true}, {Send: q.Routes[0].Access}}
	}
	return &q
}

// Prove finds a number only if the plain reading differs there and at no shorter one, and
// finds none only if it differs nowhere.
func TestProve_agreesWithBruteForce(t *testing.T) {
	table := homeTable(t)
	equal, different := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		p.AsFound = rapid.Bool().Draw(t, "as found")
		q := change(t, p)
		how := dialplan.How{Refusals: rapid.Bool().Draw(t, "refusals")}
		proof, err := dialplan.Prove(compile(t, p, table), compile(t, q, table), how)
		if err != nil {
			t.Fatal(err)
		}
		scene := dialplan.Scene{When: randomMoment(t)}
		d := proof.Difference
		if d != nil {
			different++
			scene.When = d.When
		} else {
			equal++
		}
		a, b := bruteOf(p, scene), bruteOf(q, scene)
		differ := func(w string) bool {
			x, y := a.dial(w), b.dial(w)
			if refuses := "REJECT BLOCK"; how.Refusals && contains(refuses, x.action) && contains(refuses, y.action) {
				return false
			}
			return x != y
		}
		if d != nil && !differ(d.Number) {
			t.Fatalf("%s differs by %s, but both say %+v", d.Number, d.What, a.dial(d.Number))
		}
		check := func(w string) {
			if (d == nil || len(w) < len(d.Number)) && differ(w) {
				t.Fatalf("found %+v, not %s: %+v, %+v", d, w, a.dial(w), b.dial(w))
			}
		}
		words(5, check)
		for s := range homeSegments {
			for _, n := range []string{s + "0000", "0" + s + "1313", "3" + s + "0000"} {
				check(n)
			}
		}
	})
	if equal == 0 || different == 0 {
		t.Errorf("%d pairs were equal, %d different", equal, different)
	}
}

func contains(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

func compile(t interface {
	Helper()
	Fatal(...any)
}, p *dialplan.Profile, s *dialplan.Segments) *dialplan.Plan {
	t.Helper()
	plan, err := dialplan.Compile(p, s)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
