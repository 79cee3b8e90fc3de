package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// filled writes a profile of one of the program's templates to a file.
func filled(t *testing.T, template string, values map[string]string, change func(*dialplan.Profile)) string {
	t.Helper()
	all, err := dialplan.Templates()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Name != template {
			continue
		}
		p, err := one.Fill(values)
		if err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(p)
		}
		b, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		return file(t, "profile.yaml", string(b))
	}
	t.Fatalf("no template %s", template)
	return ""
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func oneStage(t *testing.T, home string) string {
	t.Helper()
	return filled(t, "one_stage", map[string]string{"home": home, "access": "17909"}, nil)
}

const c2 = "17911(3000)1(1000)8801234567#(2000)4321#(2000)"

// Every vector of the specification, to the millisecond, through the command line.
func TestDialplanSimulate_vectors(t *testing.T) {
	two := filled(t, "two_stage", map[string]string{"home": "755", "access": "17911", "account": "box/7", "account_digits": "10", "pin": "box/8", "pin_digits": "4"}, nil)
	barred := filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, func(p *dialplan.Profile) {
		p.Rule("100").Action, p.Rule("100").Route = dialplan.Block, ""
	})
	atOnce := filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, func(p *dialplan.Profile) { p.Timers.Predial = 0 })
	shenzhen, beijing := file(t, "mobiles.csv", "1350280,755\n"), file(t, "mobiles.csv", "1380013\n")
	secrets := file(t, "secrets.yaml", "C: {account: 8801234567, pin: 4321}\n")
	plans := map[string][]string{
		"A": {"--profile", oneStage(t, "755"), "--segments", shenzhen},
		"B": {"--profile", two, "--segments", shenzhen, "--secrets", secrets},
		"C": {"--profile", barred, "--segments", shenzhen},
		"D": {"--profile", oneStage(t, "10"), "--segments", beijing},
		"H": {"--profile", oneStage(t, "310")},
		"P": {"--profile", atOnce, "--segments", shenzhen},
	}
	b, err := os.ReadFile("../../forms/dialplan/testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	type want struct{ line, text string }
	wanted, vectors := map[string][]want{}, map[string]string{}
	n := 0
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line) // no plan dialled action sent rule decided cut; a REJECT has its reason for sent
		if f[3] == dialplan.Reject {
			f[4] += " -"
		}
		keys, pace, _ := strings.Cut(f[2], "@")
		if pace == "" {
			pace = "300"
		}
		wanted[f[1]] = append(wanted[f[1]], want{line, strings.Join(f[3:], " ")})
		vectors[f[1]] += fmt.Sprintf("{\"keys\": %q, \"gaps\": [%s], \"at\": \"2026-11-30T10:00:00+08:00\"}\n", keys, pace)
		n++
	}
	if n != 73 {
		t.Fatalf("%d vectors", n)
	}
	for plan, args := range plans {
		out := must(t, "", append([]string{"dialplan", "simulate", "--json", "--vectors", file(t, "vectors.jsonl", vectors[plan])}, args...)...)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if len(lines) != len(wanted[plan]) {
			t.Fatalf("plan %s: %d answers to %d vectors", plan, len(lines), len(wanted[plan]))
		}
		for i, w := range wanted[plan] {
			var got simulated
			if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
				t.Fatalf("%s: %v", lines[i], err)
			}
			cut, rule, reason := "-", got.Rule, got.Reason
			if got.Cut != nil {
				cut = strconv.Itoa(*got.Cut)
			}
			if rule == "" {
				rule = "-"
			}
			if got.Outcome == "block" {
				reason = ""
			}
			sent := strings.Replace(got.Sent, c2, "{C2}", 1)
			if sent == "" {
				sent = "-"
			}
			has := strings.Join(strings.Fields(fmt.Sprint(strings.ToUpper(got.Outcome), " ", reason, " ", sent, " r", rule, " ", got.Decided, " ", cut)), " ")
			if has != w.text || got.Why == "" || got.Class == "" || got.Rule != "" && got.Action == "" {
				t.Errorf("%s\n got %s %+v", w.line, has, got)
			}
		}
	}
}

func simulate(t *testing.T, args ...string) simulated {
	t.Helper()
	var got simulated
	out := must(t, "", append([]string{"dialplan", "simulate", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	return got
}

func TestDialplanSimulate_oneNumber(t *testing.T) {
	profile := file(t, "p.yaml", `
home: {area_code: 755}
classes: [{cos: 3, allow: [local]}]
schedules: [{id: night, days: [5], from: "22:00", to: "06:00", holidays: ignore}]
routes: [{id: C, access: 17911, seq: [{send: 17911}, {pause: 3000}, {account}, {send: "#"}, {pin}, {number}]}]
rules:
  - {id: 1, pattern: "0", min_len: 10, max_len: 12, action: ROUTE, route: C, class: national}
  - {id: 2, pattern: "00", min_len: 3, max_len: 12, action: BLOCK, schedule: night}
`)
	for _, c := range []struct{ args, want string }{
		{"--dial 01062345678", "route ROUTE 1 C  national 17911(3000){account}#{pin}01062345678 6000 null"},
		{"--dial 01062345678 --cos 3", "block ROUTE 1  class national  6000 null"},
		{"--dial 00852 --at 2026-12-05T05:59:59+08:00", "block BLOCK 2  rule international  4200 null"},
		{"--dial 00852 --at 2026-12-05T06:00:00+08:00", "reject ROUTE 1  incomplete international  6200 null"},
		{"--dial 00852 --at 2026-12-04T21:59:59Z", "block BLOCK 2  rule international  4200 null"},
		{"--dial 01.", "abandon     unknown  600 null"},
		{"--dial=", "reject    nodigit unknown  10000 null"},
		{"--dial 0 --gaps 500", "reject ROUTE 1  incomplete unknown  5000 null"},
		{"--dial 110 --gaps 500", "direct DIRECT E   emergency 110 1000 2400"},
		{"--dial 110 --gaps 500,200", "direct DIRECT E   emergency 110 700 2100"},
		{"--dial 110 --gaps 1000,500,200", "direct DIRECT E   emergency 110 1700 3100"},
	} {
		args := append([]string{"--profile", profile, "--at", "2026-11-30T10:00:00+08:00"}, strings.Fields(c.args)...)
		got := simulate(t, args...)
		cut := "null"
		if got.Cut != nil {
			cut = strconv.Itoa(*got.Cut)
		}
		has := strings.Join([]string{got.Outcome, got.Action, got.Rule, got.Route, got.Reason, got.Class, got.Sent, strconv.Itoa(got.Decided), cut}, " ")
		if has != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.args, has, c.want)
		}
	}
	secrets := file(t, "s.json", `{"C/account": "123", "C/pin": "45"}`)
	if got := simulate(t, "--profile", profile, "--dial", "01062345678", "--secrets", secrets); got.Sent != "17911(3000)123#4501062345678" || got.Cut == nil || *got.Cut != 6000+800+22*200+3000 {
		t.Errorf("%+v", got)
	}
	if _, err := run(t, "", "dialplan", "simulate", "--profile", profile, "--dial", "1", "--secrets", file(t, "bad.yaml", "C: {pin: 12a4}")); err == nil || strings.Contains(err.Error(), "12a4") || !strings.Contains(err.Error(), "C/pin") {
		t.Error(err)
	}
	if got := must(t, "", "dialplan", "simulate", "--profile", profile, "--dial", "110", "--language", "zh"); !strings.Contains(got, "紧急号码") {
		t.Error(got)
	}
	if out := must(t, "", "dialplan", "simulate", "--json", "--profile", profile, "--vectors", file(t, "v.jsonl", "{\"keys\": \"01062345678\", \"gaps\": 300, \"cos\": 3}\n\n{\"keys\": \"110\", \"at\": null, \"cos\": null}\n")); !strings.Contains(out, `"outcome":"block"`) || strings.Count(out, "\n") != 2 {
		t.Error(out)
	}
	if _, err := run(t, "", "dialplan", "simulate", "--profile", profile, "--vectors", file(t, "v.jsonl", "{\"keys\": \"1x\"}\n")); err == nil || !strings.Contains(err.Error(), "v.jsonl:1") {
		t.Error(err)
	}
}

// A secret is found by the end of its path, unless two of them end alike.
func TestDialplanSimulate_secretsByTheEndOfTheirPath(t *testing.T) {
	profile := file(t, "p.yaml", `
home: {area_code: 755}
routes: [{id: C, access: 17911, pin: {ref: b7}, seq: [{send: 17911}, {pin}, {number}]}]
rules: [{id: 1, pattern: "0", min_len: 10, max_len: 11, action: ROUTE, route: C}]
`)
	for _, c := range []struct{ text, want string }{
		{"box: {b7: 1234}", "17911123401062345678"},
		{"box: {b7: 1234}\nchest: {b7: 1234}", "17911123401062345678"},
		{"box: {b7: 1234}\nchest: {b7: 5678}\nb7: 9", "17911901062345678"},
		{"box: {b8: 1234}", "17911{pin}01062345678"},
	} {
		if got := simulate(t, "--profile", profile, "--dial", "01062345678", "--secrets", file(t, "s.yaml", c.text)); got.Sent != c.want {
			t.Errorf("%q: sent %s, want %s", c.text, got.Sent, c.want)
		}
	}
	_, err := run(t, "", "dialplan", "simulate", "--profile", profile, "--dial", "01062345678", "--secrets", file(t, "s.yaml", "box: {b7: 1234}\nchest: {b7: 5678}"))
	if err == nil || !strings.Contains(err.Error(), `"box/b7" and "chest/b7"`) || strings.Contains(err.Error(), "1234") {
		t.Errorf("two secrets end alike: %v", err)
	}
}

func TestDialplanLint(t *testing.T) {
	lint := func(path string) (string, error) {
		out, err := run(t, "", "dialplan", "lint", "--profile", path, "--json")
		var all struct{ Findings []finding }
		if err := json.Unmarshal([]byte(out), &all); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		var got []string
		for _, f := range all.Findings {
			got = append(got, fmt.Sprint(f.Level, " ", f.Code, " ", f.Rules, " ", f.Example))
		}
		return strings.Join(got, "\n"), err
	}
	for name, c := range map[string]struct {
		want   string
		change func(*dialplan.Profile)
	}{
		"conflict": {"error conflict [20 99] 10", func(p *dialplan.Profile) {
			r := *p.Rule("20")
			r.ID = "99"
			p.Rules = append(p.Rules, r)
		}},
		"gap":   {"error gap [50] 40000000", func(p *dialplan.Profile) { p.Rules = without(p, "40") }},
		"short": {"error length [1311] 03112000000", func(p *dialplan.Profile) { p.Rule("1311").MinLen, p.Rule("1311").MaxLen = 11, 11 }},
		"never": {"warning unreachable [99", func(p *dialplan.Profile) {
			r := *p.Rule("100")
			r.ID, r.Pattern, r.MinLen, r.MaxLen = "99", "1101", 4, 4
			p.Rules = append(p.Rules, r)
		}},
		"emergency": {"error emergency [] 119", func(p *dialplan.Profile) { p.Emergency = []string{"110", "120", "122"} }},
		"hot line": {"error emergency [99] *9", func(p *dialplan.Profile) {
			p.Rules = append(p.Rules, dialplan.Rule{ID: "99", Pattern: "*9", MinLen: 2, MaxLen: 2, Action: dialplan.Replace, Strip: 2, Prepend: "110", Route: "C"})
		}},
		"call home": {"error emergency [] 110", func(p *dialplan.Profile) { p.Remote = &dialplan.Remote{Enabled: true, CallHome: "110"} }},
		"cuts":      {"error emergency [E] 138", func(p *dialplan.Profile) { p.Emergency = append(p.Emergency, "138") }},
		"mobile": {"error overlap [99] 13", func(p *dialplan.Profile) {
			r := *p.Rule("110")
			r.ID, r.Pattern = "99", "135"
			p.Rules = append(p.Rules, r)
		}},
	} {
		got, err := lint(filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, c.change))
		if !strings.Contains(got, c.want) || (err == nil) == strings.HasPrefix(c.want, "error") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	if got, err := lint(oneStage(t, "755")); err != nil || strings.Contains(got, "error") {
		t.Errorf("%v\n%s", err, got)
	}
	got, err := lint(file(t, "p.yaml", "home: {area_code: 755}\nrules:\n  - {id: 7, pattern: \"12\", min_len: 5, max_len: 4, action: DIRECT}\n  - {id: 8, pattern: \"1[\", min_len: 5, max_len: 5, action: DIRECT}"))
	if err == nil || !strings.Contains(got, "error length [7]") || !strings.Contains(got, "error pattern [8]") || !strings.Contains(got, "error gap [] ") {
		t.Errorf("%v\n%s", err, got)
	}
	if got, err := lint(file(t, "p.yaml", "home: [")); err == nil || !strings.HasPrefix(got, "error file") {
		t.Errorf("%v\n%s", err, got)
	}
}

func without(p *dialplan.Profile, id string) []dialplan.Rule {
	var out []dialplan.Rule
	for _, r := range p.Rules {
		if r.ID != id {
			out = append(out, r)
		}
	}
	return out
}

// A table is checked as the app would import it.
func TestDialplanSegments(t *testing.T) {
	if out := must(t, "", "dialplan", "segments", file(t, "good.csv", "号段,城市,区号\n1350280,深圳,0755\n1380013,北京,010\n")); out != "good.csv: 2 segments\n" {
		t.Errorf("says %q", out)
	}
	out, err := run(t, "", "dialplan", "segments", "--language", "zh", file(t, "bad.csv", "号段,城市,区号\n1350280,深圳,0755\n138001,北京,010\n"))
	if err == nil || !strings.Contains(out, "bad.csv:3:A: “138001”不是号段") {
		t.Errorf("says %q, %v", out, err)
	}
}

func TestDialplanDiff(t *testing.T) {
	a := oneStage(t, "755")
	b := filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, func(p *dialplan.Profile) {
		p.Rule("100").Action, p.Rule("100").Route = dialplan.Block, ""
		p.Timers.Short = 4000
	})
	diff := func(a, b string) difference {
		var got difference
		if err := json.Unmarshal([]byte(must(t, "", "dialplan", "diff", a, b, "--json")), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := diff(a, a); !got.Equal || got.A != nil {
		t.Errorf("%+v", got)
	}
	got := diff(a, b)
	if got.Equal || got.Number != "0000000" || got.What != "action" || got.A.Outcome != "route" || got.A.Sent != "179090000000" || got.B.Outcome != "block" || len(got.Settings) != 1 || got.Settings[0] != (setting{"timers.short", 0, "3000", "4000", "short timer (ms): 3000 before, 4000 now"}) {
		t.Errorf("%+v", got)
	}
	if page := must(t, "", "dialplan", "diff", a, b); !strings.Contains(page, "different") || !strings.Contains(page, "0000000") {
		t.Error(page)
	}
	pulses := filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, func(p *dialplan.Profile) {
		p.Lines[0].Dial, p.Answer = "pulse", dialplan.Answer{By: "none"}
	})
	if got := diff(a, pulses); !got.Equal || len(got.Settings) != 3 || got.Settings[0] != (setting{"lines.dial", 1, "tone", "pulse", "line 1, dials by: tones before, pulses now"}) {
		t.Errorf("%+v", got)
	}
	by := func(id, access string) string {
		return filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, func(p *dialplan.Profile) {
			p.Routes = append(p.Routes, dialplan.Route{ID: id, Access: access, Stage: "one", NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", MaxLen: 32})
			p.Routes[0].Fallback = id
		})
	}
	if got := diff(by("D", "17911"), by("E", "17911")); !got.Equal || len(got.Fallbacks) > 0 || len(got.Settings) > 0 {
		t.Errorf("%+v", got)
	}
	got = diff(by("D", "17911"), by("D", "17908"))
	if got.Equal || len(got.Fallbacks) != 1 || len(got.Settings) > 0 || got.Number != got.Fallbacks[0].Number || got.Failed != 1 || got.A.Sent != "179110000000" {
		t.Fatalf("%+v", got)
	}
	if f := got.Fallbacks[0]; f.What != "fallback" || f.Failed != 1 || f.A.Sent != "179110000000" || f.B.Sent != "179080000000" || f.Why != `"0000000", when its route does not answer: dials 179110000000 before, dials 179080000000 now` {
		t.Errorf("%+v", f)
	}
	page := strings.Join(strings.Fields(must(t, "", "dialplan", "diff", by("D", "17911"), a)), " ")
	if strings.Contains(page, "equal") || !strings.Contains(page, `different: "0000000", when its route does not answer: dials 179110000000 before, is not dialled now A 0000000 route 179110000000`) {
		t.Error(page)
	}
	page = strings.Join(strings.Fields(must(t, "", "dialplan", "diff", a, pulses)), " ")
	if !strings.Contains(page, "equal for all numbers") || !strings.HasSuffix(page, "settings that differ: 3 lines.dial of line 1 tone pulse answer.by delay none answer.delay 5 -") {
		t.Error(page)
	}
}

// What is compiled is read back, and the command line proves it the same plan.
func TestDialplanCompile(t *testing.T) {
	profile := filled(t, "one_stage", map[string]string{"home": "755", "access": "17909"}, nil)
	for _, name := range []string{"asterisk", "at", "keypad", "grandstream", "spa"} {
		text := must(t, "", "dialplan", "compile", "--driver", name, "--profile", profile)
		read := must(t, "", "dialplan", "parse", "--driver", name, file(t, "text", text))
		var got difference
		if err := json.Unmarshal([]byte(must(t, "", "dialplan", "diff", "--refusals", "--json", profile, file(t, "read.yaml", read))), &got); err != nil {
			t.Fatal(err)
		}
		if exact := name == "asterisk" || name == "at" || name == "keypad"; got.Equal != exact || !exact && !strings.HasPrefix(got.Number, "*") && !strings.HasPrefix(got.Number, "1") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	beside := filepath.Join(t.TempDir(), "hseg")
	must(t, "", "dialplan", "compile", "--driver", "asterisk", "--profile", profile, "--segments", file(t, "home.csv", "1350280,755\n"), "--table", beside)
	if b, err := os.ReadFile(beside); err != nil || string(b) != "database deltree hseg\ndatabase put hseg 1350280 1\n" {
		t.Errorf("%v\n%s", err, b)
	}
	if out := must(t, "", "dialplan", "compile", "--driver", "keypad", "--profile", profile, "--table", beside); strings.Contains(out, "hseg") {
		t.Error(out)
	}
	if _, err := os.Stat(beside); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the table of another text is left: %v", err)
	}
	two := filled(t, "two_stage", map[string]string{"home": "755", "access": "17911", "account": "box/7", "account_digits": "10", "pin": "box/8", "pin_digits": "4"}, nil)
	out, err := run(t, "", "dialplan", "compile", "--driver", "spa", "--profile", two, "--json")
	var got compiled
	if jsonErr := json.Unmarshal([]byte(out), &got); jsonErr != nil || err == nil || !got.Refused || len(got.Unsupported) == 0 || got.Unsupported[0].Feature != "pause" || got.Text != "" {
		t.Errorf("%v %v %+v", err, jsonErr, got)
	}
	if text := must(t, "", "dialplan", "compile", "--driver", "keypad", "--unit", "terminal8", "--profile", two); !strings.Contains(text, "{account:box/7/10}") {
		t.Error(text)
	}
	if _, err := run(t, "", "dialplan", "compile", "--driver", "fax", "--profile", two); err == nil || !strings.Contains(err.Error(), "grandstream") {
		t.Error(err)
	}
	bare := "<flat-profile><Dial_Plan_1_>(11x|12x)</Dial_Plan_1_></flat-profile>"
	if _, err := run(t, "", "dialplan", "parse", "--driver", "spa", file(t, "found.xml", bare)); err == nil || !strings.Contains(err.Error(), "area code") {
		t.Error(err)
	}
	if read := must(t, "", "dialplan", "parse", "--driver", "spa", "--home", "755", file(t, "found.xml", bare)); !strings.Contains(read, `pattern: "12x"`) {
		t.Error(read)
	}
}

// What was read from a unit is judged by its text alone, whichever command is asked: a unit that
// bars an emergency number is no equal of the profile, and whoever reads it is told at once.
func TestDialplanParse_aTextIsJudgedByItself(t *testing.T) {
	profile := file(t, "p.yaml", "home: {area_code: 755, mobile_policy: direct_all}\nrules:\n  - {id: 50, pattern: \"[2-8]\", min_len: 8, max_len: 8, action: DIRECT}\n")
	for _, c := range []struct{ driver, from, to, number string }{
		{"spa", "11[09]|12[02]|", "11[09]!|12[02]!|", "110"},
		{"spa", "12[02]|", "", "120"},
		{"grandstream", "11[09]|12[02]|", "", "110"},
		{"asterisk", "exten => _11[09],1,Dial(${TRUNK}/${EXTEN})", "exten => _11[09],1,Congestion()", "110"},
	} {
		text := must(t, "", "dialplan", "compile", "--driver", c.driver, "--profile", profile)
		right := file(t, "right.yaml", must(t, "", "dialplan", "parse", "--driver", c.driver, file(t, "text", text)))
		if page := must(t, "", "dialplan", "diff", "--refusals", profile, right); !strings.HasPrefix(page, "equal for all numbers") {
			t.Errorf("%s as it was written: %s", c.driver, page)
		}
		changed := strings.Replace(text, c.from, c.to, 1)
		if changed == text {
			t.Fatalf("%s has no %s:\n%s", c.driver, c.from, text)
		}
		yaml, err := run(t, "", "dialplan", "parse", "--driver", c.driver, file(t, "text", changed))
		if err == nil || !strings.Contains(err.Error(), c.number) {
			t.Errorf("%s: parse says nothing of %s: %v", c.driver, c.number, err)
		}
		found := file(t, "found.yaml", yaml)
		for _, pair := range [][2]string{{profile, found}, {found, profile}} {
			var got difference
			if err := json.Unmarshal([]byte(must(t, "", "dialplan", "diff", "--refusals", "--json", pair[0], pair[1])), &got); err != nil {
				t.Fatal(err)
			}
			if got.Equal || got.Number != c.number {
				t.Errorf("%s: diff says %+v", c.driver, got)
			}
		}
		if got := simulate(t, "--profile", found, "--dial", c.number); got.Outcome == "direct" {
			t.Errorf("%s: %+v", c.driver, got)
		}
		if page, err := run(t, "", "dialplan", "lint", "--profile", found); err == nil || !strings.Contains(page, "emergency number "+c.number+" does not pass") {
			t.Errorf("%s: lint says %s", c.driver, page)
		}
		if again := must(t, "", "dialplan", "compile", "--driver", c.driver, "--profile", found); !strings.Contains(again, "11[09]") || !strings.Contains(again, "12[02]") || strings.Contains(again, "11[09]!") {
			t.Errorf("%s, written again, bars emergency numbers:\n%s", c.driver, again)
		}
	}
}

// The profile that the help shows is one to begin with: it is sound, and does what it says.
func TestDialplan_theExampleOfTheHelpIsSound(t *testing.T) {
	profile := file(t, "profile.yaml", exampleProfile)

	if page := must(t, "", "dialplan", "lint", "--profile", profile); !strings.Contains(page, "0 errors") {
		t.Errorf("it has %s", page)
	}
	if page := must(t, "", "dialplan", "simulate", "--profile", profile, "--dial", "02164375700"); !strings.HasPrefix(page, "02164375700 route 1790902164375700 ") {
		t.Errorf("a number of Shanghai: %s", page)
	}
}
