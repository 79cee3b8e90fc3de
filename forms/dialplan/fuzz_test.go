package dialplan_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// FuzzParse: whatever bytes come as a profile, they are refused with a place, or they are
// a profile that is written and read for good, compiles, and proves equal to itself.
func FuzzParse(f *testing.F) {
	full, err := standard(f, "755").JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add([]byte("name: a\nhome: {area_code: 10}"))
	f.Add([]byte(`{"name":"x","home":{"area_code":"755"},"lines":[{"no":2,"cos":"1"}],"classes":[{"cos":"1","allow":["local"]}],"speed_dials":[{"code":"1","send":"*#"}],"rules":[{"id":"a","pattern":"*[0-3]x","min_len":1,"max_len":4,"action":"REPLACE","strip":2}]}`))
	f.Add([]byte("name: b\nhome: {area_code: 311, mobile_policy: by_trunk_zero}\nschedules: [{id: n, days: [1], from: \"22:00\", to: \"06:00\", holidays: only}]\nroutes: [{id: C, access: 1, pin: {ref: p, digits: 4}, seq: [{pin: true}, {wait_tone: {freq: 450}}, {number: true}], schedule: n}]\nrules: [{id: 1, pattern: \"1[3-9]\", min_len: 11, max_len: 11, action: MOBILE, route: C, schedule: n}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := dialplan.Parse("p", b)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "p:") {
				t.Fatalf("a fault without a place: %v", err)
			}
			return
		}
		once, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		yaml, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{once, yaml} {
			again, err := dialplan.Parse("p", text)
			if err != nil {
				t.Fatalf("%s is written and refused: %v", text, err)
			}
			if twice, err := again.JSON(); err != nil || !bytes.Equal(once, twice) {
				t.Fatalf("%s became %s, %v", once, twice, err)
			}
		}
		plan, err := dialplan.Compile(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Rules) > 20 || len(p.Lines) > 2 || len(p.Schedules) > 2 {
			return
		}
		if proof, err := dialplan.Prove(plan, plan, dialplan.How{}); err != nil || !proof.Equal() {
			t.Fatalf("a plan is not itself: %+v, %v", proof, err)
		}
		if _, err := dialplan.Lint(plan); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzLint: whatever can be read of a file is linted, however wrong it is.
func FuzzLint(f *testing.F) {
	f.Add([]byte("home: {area_code: 755}\nrules: [{id: 7, pattern: \"9[0-4]\", min_len: 4, max_len: 100000, strip: -3, action: REPLACE}]\nspeed_dials: {\"1\": \"110\"}"))
	f.Add([]byte("home: {area_code: 433, local_len: 9}\npulse: {pps: 0}\nlines: [{no: 1, dial: pulse}]\nremote: {call_home: \"17911880#4321#\"}"))
	f.Add([]byte("schedules: [{id: n, days: \"1-5\", from: \"22:00\", to: \"6\", holidays: only}]\nroutes: [{id: C, access: 1, pin: {ref: p, digits: 4}, seq: \"1(100){pin}\", schedule: n}, {id: D, access: 2, fallback_route: C}]\nrules: [{id: 1, pattern: \"1[3-9]\", min_len: 11, max_len: 11, action: MOBILE, route: D}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, _, err := dialplan.ParseLoosely("p", b)
		if err != nil {
			return
		}
		plan, err := dialplan.Compile(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Rules) > 20 || len(p.Lines) > 2 || len(p.Schedules) > 2 {
			return
		}
		if _, err := dialplan.Lint(plan); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzParseTemplate: a template is refused, or filled, or its values are refused.
func FuzzParseTemplate(f *testing.F) {
	b, err := os.ReadFile("data/templates/one_stage.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b, "17909")
	f.Add([]byte("template: a\nversion: 1\nvalues: [{name: home, type: area}]\nprofile: {name: x, home: {area_code: \"${home}\"}, rules: [{each: areas, id: \"${area}\"}]}"), "")
	f.Fuzz(func(t *testing.T, b []byte, access string) {
		tpl, err := dialplan.ParseTemplate("t", b)
		if err != nil {
			return
		}
		p, err := tpl.Fill(map[string]string{"home": "755", "access": access})
		if err != nil {
			return
		}
		if _, err := p.Digest(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzReadSegments: every line is a segment or is named.
func FuzzReadSegments(f *testing.F) {
	f.Add("segment,area\n1380013,10\n1380014,0755,x\nrubbish\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, bad, err := dialplan.ReadSegments("v", strings.NewReader(text))
		if err != nil {
			return
		}
		if lines := strings.Count(text, "\n") + 1; s.Count+len(bad) > lines {
			t.Fatalf("%d segments and %d bad lines of %d", s.Count, len(bad), lines)
		}
	})
}
