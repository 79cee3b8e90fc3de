package driver_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"

	"pgregory.net/rapid"
)

// A plan is compiled and proved several times for each draw, so there are fewer of them
// than usual; -rapid.checks asks for more.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "40"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// filled is a profile of one of the program's templates.
func filled(t testing.TB, template string, values map[string]string) *dialplan.Profile {
	t.Helper()
	all, err := dialplan.Templates()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Name == template {
			p, err := one.Fill(values)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Fatalf("no template %s", template)
	return nil
}

func oneStage(t testing.TB) *dialplan.Profile {
	t.Helper()
	return filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"})
}

func twoStage(t testing.TB) *dialplan.Profile {
	t.Helper()
	return filled(t, "two_stage", map[string]string{"home": "755", "access": "17911", "account": "box/7", "account_digits": "10", "pin": "box/8", "pin_digits": "4"})
}

func segments(t testing.TB, text string) *dialplan.Segments {
	t.Helper()
	s, bad, err := dialplan.ReadSegments("test", strings.NewReader(text))
	if err != nil || len(bad) > 0 {
		t.Fatal(err, bad)
	}
	return s
}

func find(t testing.TB, name string) *driver.Driver {
	t.Helper()
	d, err := driver.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compile(t testing.TB, name string, j driver.Job) *driver.Program {
	t.Helper()
	prog, err := find(t, name).Compile(j)
	if err != nil {
		t.Fatal(err)
	}
	return prog
}

// refused is the refusal of a profile, by the features that are its reasons.
func refused(t testing.TB, name string, j driver.Job) string {
	t.Helper()
	_, err := find(t, name).Compile(j)
	var r *driver.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("%s: %v is no refusal", name, err)
	}
	var out []string
	for _, reason := range r.Reasons {
		l := reason.Why.Label()
		if l.Zh == "" || l.En == "" || strings.Contains(l.En, "{") || strings.HasPrefix(l.En, "no.") {
			t.Errorf("%q is no sentence", l.En)
		}
		out = append(out, reason.Feature)
	}
	return strings.Join(out, " ")
}

func losses(prog *driver.Program) string {
	var out []string
	for _, l := range prog.Losses {
		out = append(out, strings.TrimSpace(l.Feature+" "+l.Rule))
	}
	return strings.Join(out, ", ")
}

// same proves a text equal to a profile, for each of its lines, and tells whether numbers come
// back as straight that go by a route, or the other way round.
func same(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, d *driver.Driver, prog *driver.Program, j driver.Job) (turned bool) {
	t.Helper()
	read, err := d.Parse("text", []byte(prog.Text), driver.Job{Unit: j.Unit})
	if err != nil {
		t.Fatalf("%s: %v\n%s", d.Name, err, prog.Text)
	}
	lines := 0
	for _, q := range read {
		p := *prog.Said
		p.Lines = nil
		for _, l := range q.Lines {
			p.Lines = append(p.Lines, *prog.Said.Line(l.No))
			lines++
		}
		a, err := dialplan.Compile(&p, j.Segments)
		if err != nil {
			t.Fatal(err)
		}
		b, err := dialplan.Compile(q, j.Segments)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := dialplan.Prove(a, b, driver.SameText)
		if err != nil {
			t.Fatal(err)
		}
		if d := proof.Difference; d != nil {
			t.Fatalf("%s: %s\n%s", d.Number, d.Why().Label().En, prog.Text)
		}
		if proof, err = dialplan.Prove(a, b, dialplan.How{Refusals: true}); err != nil {
			t.Fatal(err)
		}
		turned = turned || proof.Difference != nil
	}
	if lines != len(prog.Said.Lines) {
		t.Fatalf("%d of %d lines came back\n%s", lines, len(prog.Said.Lines), prog.Text)
	}
	return turned
}

// randomProfile draws a plan of any kind, small enough to be said and rich enough that
// every reason to refuse comes up.
func randomProfile(t *rapid.T) *dialplan.Profile {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	number := func(what string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, what) }
	often := func(what string, n int) bool { return number(what, 1, n) > 1 }
	p := &dialplan.Profile{
		Schema: 1, Revision: 1, Name: "random",
		Home:       dialplan.Home{AreaCode: "755", LocalLen: 8, MobilePolicy: pick("policy", "by_segment", "direct_all", "route_all", "by_trunk_zero")},
		Lines:      []dialplan.Line{{No: 1, Mode: pick("mode", "fxs_fxo", "fxs_fxo", "gsm"), Dial: "tone"}},
		Emergency:  []string{"110", "119", "120", "122"},
		Terminator: "#", PowerFail: "relay_bypass",
		Timers: dialplan.Timers{FirstDigit: 10000, Long: 5000, Short: 3000, Predial: 800},
		DTMF:   dialplan.DTMF{On: 100, Off: 100, LevelLow: -11, Twist: 2}, Pulse: dialplan.Pulse{BreakMake: "60:40", PPS: 10, Gap: 800},
		Flash: 300, Answer: dialplan.Answer{By: "delay", Delay: 5},
		Classes:    []dialplan.Class{{COS: "2", Allow: []string{"local"}}},
		SpeedDials: []dialplan.SpeedDial{{Code: "1", Send: "26012345"}, {Code: "13", Send: "00852"}},
	}
	if !often("open", 6) {
		p.Terminator = "none"
	}
	if !often("two lines", 4) {
		p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone", COS: "2"})
	}
	if !often("hours", 4) {
		p.Schedules = []dialplan.Schedule{{ID: "night", Days: []int{1, 2, 7}, From: "22:00", To: "06:00", Holidays: pick("holidays", "ignore", "ignore", "only")}}
	}
	for i := range number("routes", 1, 3) {
		r := dialplan.Route{ID: string(rune('C' + i)), Access: pick("access", "17909", "17911", "0"), Stage: "one",
			NumberForm: pick("form", "keep_zero", "keep_zero", "strip_zero", "e164"), MobileForm: pick("mobile", "zero+11", "11"),
			IntlForm: pick("intl", "keep_00", "strip_00"), MaxLen: 40}
		if !often("long", 3) {
			r.Account, r.PIN = &dialplan.Secret{Ref: "box/7", Digits: 10}, &dialplan.Secret{Ref: "box/8", Digits: 4}
			r.Seq = []dialplan.Step{{Send: r.Access}, {Pause: pick2(t, 1000, 1500, 1234)}, {Account: true}, {Send: "#"}, {PIN: true}, {Number: true}, {Send: "#"}}
			if rapid.Bool().Draw(t, "plain") {
				r.Seq = []dialplan.Step{{Send: r.Access}, {Pause: 2000}, {Account: true}, {Send: "#"}, {Number: true}}
			}
		}
		p.Routes = append(p.Routes, r)
	}
	patterns := []string{"0", "00", "1[3-9]", "13", "[2-8]", "400", "95", "0[3-9]", "010", "0755", "16[08]", "x", "*", "*57", "1", "8[12]"}
	for i := range number("rules", 1, 8) {
		r := dialplan.Rule{ID: fmt.Sprint(i + 1), Pattern: rapid.SampledFrom(patterns).Draw(t, "pattern"), Action: pick("action", "DIRECT", "ROUTE", "MOBILE", "BLOCK", "DIRECT", "ROUTE", "REPLACE")}
		r.MaxLen = number("max", max(3, len(r.Pattern)), 13)
		r.MinLen = number("min", max(1, r.MaxLen-3), r.MaxLen)
		if len(p.Schedules) > 0 && rapid.Bool().Draw(t, "scheduled") {
			r.Schedule = "night"
		}
		if len(p.Lines) > 1 && rapid.Bool().Draw(t, "classed") {
			r.Class = pick("class", "local", "national")
		}
		switch r.Action {
		case "BLOCK":
			r.BlockEarly = rapid.Bool().Draw(t, "early")
		case "MOBILE":
			r.Pattern, r.MinLen, r.MaxLen = "1[3-9]", 11, 11
			r.Route = p.Routes[0].ID
		case "REPLACE":
			r.Strip, r.MaxLen, r.MinLen = 1, 3, 2
			r.Pattern = pick("replace", "*", "*", "7")
		default:
			r.Strip = number("strip", 0, 2)
			r.Prepend = pick("prepend", "", "", "", "0", "00")
			if r.Action == "ROUTE" {
				r.Route = p.Routes[number("route", 0, len(p.Routes)-1)].ID
			}
		}
		if !slices.ContainsFunc(p.Rules, func(k dialplan.Rule) bool { return k.Pattern == r.Pattern }) {
			p.Rules = append(p.Rules, r)
		}
	}
	return p
}

func pick2(t *rapid.T, from ...int) int { return rapid.SampledFrom(from).Draw(t, "ms") }

// Whatever the plan, a driver says it or gives reasons, and what it says is proved to be
// the plan after it was read back.
func TestCompile_saysThePlanOrRefuses(t *testing.T) {
	table := segments(t, "1350280,755\n1380013,755\n1391234,10\n")
	for _, d := range driver.All() {
		t.Run(d.Name, func(t *testing.T) {
			said, no := 0, map[string]int{}
			rapid.Check(t, func(t *rapid.T) {
				j := driver.Job{Profile: randomProfile(t), Segments: table}
				prog, err := d.Compile(j)
				var r *driver.Refusal
				if errors.As(err, &r) {
					if len(r.Reasons) == 0 {
						t.Fatal("refused without a reason")
					}
					for _, reason := range r.Reasons {
						no[reason.Feature]++
						if reason.Feature == "differs" || reason.Feature == "unread" && !strings.Contains(err.Error(), "more than 1000 rules") {
							t.Fatalf("%s: %v", d.Name, err)
						}
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				said++
				told := strings.Contains(losses(prog), "read_back")
				if turned := same(t, d, prog, j); turned != told {
					t.Fatalf("%s: rules come back otherwise: %v, told: %v\n%s", d.Name, turned, told, prog.Text)
				}
				plan, err := dialplan.Compile(prog.Said, table)
				if err != nil {
					t.Fatal(err)
				}
				found, err := dialplan.Lint(plan)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					if f.Final {
						t.Fatalf("%s wrote it though %s", d.Name, f.Why.Label().En)
					}
				}
			})
			if said == 0 {
				t.Errorf("no plan was said, refusals: %v", no)
			}
			t.Logf("%d said, refused: %v", said, no)
		})
	}
}
