package dialplan_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// template is one that comes with the program.
func template(t testing.TB, name string) *dialplan.Template {
	t.Helper()
	all, err := dialplan.Templates()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if one.Name == name {
			return one
		}
	}
	t.Fatalf("no template %s among %d", name, len(all))
	return nil
}

// standard is the profile of the tests at a home area.
func standard(t testing.TB, home string) *dialplan.Profile {
	t.Helper()
	p, err := template(t, "one_stage").Fill(map[string]string{"home": home, "access": "17909"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParse_yamlAndJSONAreOneProfile(t *testing.T) {
	p := standard(t, "755")
	p.Classes = []dialplan.Class{{COS: "2", Allow: []string{"local", "mobile"}}}
	p.Lines = append(p.Lines, dialplan.Line{No: 2, Label: "传真: \"#2\"", Mode: "fxs_fxo", Dial: "tone", COS: "2", Routes: []string{"C"}})
	p.Schedules = []dialplan.Schedule{{ID: "night", Days: []int{1, 2, 5}, From: "22:00", To: "06:00", Holidays: "except"}}
	p.Routes[0].Account = &dialplan.Secret{Ref: "box/7", Digits: 10}
	p.Routes[0].Seq = []dialplan.Step{{Send: "17911"}, {Pause: 3000}, {Account: true}, {Send: "#"}, {WaitTone: &dialplan.Tone{Freq: 450, MinMS: 200, WithinMS: 2000, OnFail: "reject"}}, {Number: true}}
	p.SpeedDials = []dialplan.SpeedDial{{Code: "01", Send: "075526012345"}}
	want, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := p.YAML()
	if err != nil {
		t.Fatal(err)
	}

	for name, text := range map[string][]byte{"profile.yaml": yaml, "profile.json": want} {
		again, err := dialplan.Parse(name, text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		got, err := again.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s changed on its way:\n%s\n%s", name, got, want)
		}
	}
}

func TestDigest_knowsNoOrderAndNoWayOfWriting(t *testing.T) {
	text := `
name: shop
home: {area_code: 10}
routes: [{id: C, access: 17909}]
rules:
  - {id: 2, pattern: "0[789]", min_len: 3, max_len: 12, action: ROUTE, route: C}
  - {id: 1, pattern: "[0-9]", min_len: 1, max_len: 8, action: DIRECT}
`
	same := `{"rules":[{"id":"1","pattern":"x","min_len":1,"max_len":8,"action":"DIRECT"},
		{"id":"2","pattern":"0[7-9]","min_len":3,"max_len":12,"action":"ROUTE","route":"C"}],
		"emergency":["122","120","119","110"],"flash":300,
		"routes":[{"id":"C","access":"17909","seq":[{"send":"17"},{"send":"909"},{"number":true}]}],
		"home":{"area_code":"10","local_len":8},"name":"shop"}`

	a, b := digest(t, text), digest(t, strings.ReplaceAll(same, "\t", " "))
	if a != b {
		t.Error("the same settings have two digests")
	}
	if c := digest(t, strings.Replace(text, "17909", "17911", 1)); c == a {
		t.Error("another access code has the same digest")
	}
}

func digest(t *testing.T, text string) string {
	t.Helper()
	p, err := dialplan.Parse("shop.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParse_namesThePlaceOfEveryFault(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"name: a", `p.yaml:1:1: "home" is missing`},
		{"name: a\nhome: {area_code: 26}", `p.yaml:2:19: "26" is no area code`},
		{"name: a\nhome: {area_code: 755, local_len: 7}", `p.yaml:2:7: area 755 has no local numbers of 7 digits`},
		{"name: a\nhome: {area_code: 755}\nroot: 1", `p.yaml:3:1: unknown key "root"`},
		{"name: a\nhome: {area_code: 755}\nflash: 20", `p.yaml:3:8: "flash" is 20, must be 80 to 1000`},
		{"name: a\nhome: {area_code: 755}\nflash: soon", `p.yaml:3:8: "flash" must be a whole number`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"[5-2]\", min_len: 1, max_len: 2, action: DIRECT}", `p.yaml:4:5: rule "1": pattern "[5-2]"`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"0１\", min_len: 2, max_len: 2, action: DIRECT}", `rule "1": pattern "0１": '１' is no key`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"[3－9]\", min_len: 2, max_len: 2, action: DIRECT}", `rule "1": pattern "[3－9]": '－' is no key`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"12\", min_len: 3, max_len: 2, action: DIRECT}", `min_len 3 is more than max_len 2`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"1234\", min_len: 1, max_len: 2, action: DIRECT}", `its pattern has 4 keys, more than max_len 2`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"12\", min_len: 1, max_len: 2, action: ROUTE}", `ROUTE needs a route`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"12\", min_len: 1, max_len: 2, action: ROUTE, route: C}", `there is no route "C"`},
		{"name: a\nhome: {area_code: 755}\nrules:\n  - {id: E, pattern: \"12\", min_len: 1, max_len: 2, action: DIRECT}", `means the emergency numbers`},
		{"name: a\nhome: {area_code: 755}\nroutes:\n  - {id: C, access: 17909, seq: [{send: 17909}]}", `must send the number once, not 0 times`},
		{"name: a\nhome: {area_code: 755}\nroutes:\n  - {id: C, access: 17909, seq: [{pin: true, number: true}]}", `a step is one of send`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: [1, 8], from: \"22:00\", to: \"25:00\"}", `p.yaml:4:23: a day is 1`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"6-2\", from: \"22:00\", to: \"06:00\"}", `"days" names no day`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"7-1\", from: \"22:00\", to: \"06:00\"}", `"days" names no day`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"0000000\", from: \"22:00\", to: \"06:00\"}", `"days" names no day`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"\", from: \"22:00\", to: \"06:00\"}", `"days" names no day`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: [], from: \"22:00\", to: \"06:00\"}", `"days" names no day`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"1-8\", from: \"22:00\", to: \"06:00\"}", `a day is 1 (Monday) to 7`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"1-%\", from: \"22:00\", to: \"06:00\"}", `a day is 1 (Monday) to 7`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"0-3\", from: \"22:00\", to: \"06:00\"}", `a day is 1 (Monday) to 7`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: \"11\", from: \"22:00\", to: \"06:00\"}", `a day is 1 (Monday) to 7`},
		{"name: a\nhome: {area_code: 755}\nschedules:\n  - {id: n, days: mon, from: \"22:00\", to: \"06:00\"}", `a day is 1 (Monday) to 7`},
		{"name: a\nhome: {area_code: 755}\nemergency: [1x0]", `p.yaml:3:13: "emergency" may hold 0-9`},
		{"name: a\nname: b", `p.yaml:2:1: "name" stands here twice`},
	} {
		_, err := dialplan.Parse("p.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestFill_namesTheValuesThatAreWrong(t *testing.T) {
	_, err := template(t, "one_stage").Fill(map[string]string{"home": "26", "short": "soon", "acces": "17909"})

	var bad *dialplan.ValueError
	if !errors.As(err, &bad) {
		t.Fatalf("got %v", err)
	}
	want := map[string]string{"home": "value.area", "short": "value.number", "access": "value.missing", "acces": "value.unknown"}
	for _, p := range bad.Problems {
		if want[p.Name] != p.Why.Key {
			t.Errorf("%s: %s", p.Name, p.Why.Key)
		}
		delete(want, p.Name)
	}
	if len(want) > 0 {
		t.Errorf("not named: %v", want)
	}
}

func TestFill_aValueTheProfileRefusesIsFoundInTheTemplate(t *testing.T) {
	_, err := template(t, "one_stage").Fill(map[string]string{"home": "755", "access": "17909", "short": "20"})

	var faults *dialplan.ParseError
	if !errors.As(err, &faults) || len(faults.Problems) != 1 || faults.Problems[0].Pos.Line != 15 {
		t.Fatalf("got %v", err)
	}
}

// Where local numbers of 7 and of 8 digits are in use, a customer has the one or the other.
func TestFill_localNumbersOfTwoLengths(t *testing.T) {
	for said, want := range map[string]struct {
		local          int
		home, national string
	}{
		"7": {7, "5234567", "07545234567"}, "8": {8, "85234567", "075485234567"}, "": {8, "85234567", "075485234567"},
	} {
		p, err := template(t, "one_stage").Fill(map[string]string{"home": "754", "access": "17909", "local_len": said})
		if err != nil {
			t.Fatal(err)
		}
		m := machine(t, p, nil)
		if o := m.Dial(dialplan.Pace(want.home, 300)); p.Home.LocalLen != want.local || o.Sent.String() != want.home || o.How != dialplan.ByKey {
			t.Errorf("%q: %d digits, %+v", said, p.Home.LocalLen, o)
		}
		if o := m.Dial(dialplan.Pace(want.national, 300)); o.Sent.String() != want.home || o.How != dialplan.ByKey {
			t.Errorf("%q: %+v", said, o)
		}
	}
	for said, want := range map[string]string{"9": "754 的本地号码是 7 位或 8 位，不是“9”", "x": "不是“x”"} {
		_, err := template(t, "one_stage").Fill(map[string]string{"home": "754", "access": "17909", "local_len": said})
		var bad *dialplan.ValueError
		if !errors.As(err, &bad) || len(bad.Problems) != 1 || bad.Problems[0].Name != "local_len" || !strings.Contains(bad.Problems[0].Why.Label().Zh, want) {
			t.Errorf("%q: %v", said, err)
		}
	}
	if _, err := template(t, "one_stage").Fill(map[string]string{"home": "755", "access": "17909", "local_len": "7"}); err == nil {
		t.Error("Shenzhen has numbers of 7 digits")
	}
}

func TestFill_makesRulesPerArea(t *testing.T) {
	shenzhen, beijing := standard(t, "755"), standard(t, "10")

	if len(shenzhen.Rules) != 22+39+8 || len(beijing.Rules) != 21+40+8 {
		t.Errorf("%d rules in Shenzhen, %d in Beijing", len(shenzhen.Rules), len(beijing.Rules))
	}
	if shenzhen.Rule("1755") != nil || shenzhen.Rule("72") == nil || beijing.Rule("72") != nil {
		t.Error("home has a rule of its own only")
	}
	if r := shenzhen.Rule("60"); r.Pattern != "0755" || r.Strip != 4 || r.MaxLen != 12 {
		t.Errorf("home rule %+v", r)
	}
	if shenzhen.Template != "one_stage@1" {
		t.Errorf("template %q", shenzhen.Template)
	}
}

func TestPlaces(t *testing.T) {
	got, err := dialplan.Places("0[3-59]x*")
	if err != nil || strings.Join(got, " ") != "0 3459 0123456789 *" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestPrecedence(t *testing.T) {
	p := standard(t, "755")
	p.Rules = nil
	for id, pattern := range map[string]string{"1": "1", "2": "1[3-9]", "3": "1[37]", "4": "x3", "5": "138"} {
		add(p, id, pattern, 1, 8, dialplan.Direct, "")
	}
	m := machine(t, p, nil)
	for number, rule := range map[string]string{"138": "5", "137": "3", "139": "3", "149": "2", "23": "4", "10": "1"} {
		if o := m.Dial(dialplan.Pace(number, dialplan.ByHand)); o.Rule != rule {
			t.Errorf("%s: rule %s, want %s", number, o.Rule, rule)
		}
	}
}

// The names of the specification may be written in several ways; they say the same.
func TestParse_waysOfWriting(t *testing.T) {
	long := `
home: {area_code: 755, segments: {version: "2026-11"}}
lines: [{no: 1}, {no: 2}]
routes:
  - id: C
    access: 17911
    intl_form: keep_00
    account: {ref: C/account}
    pin: {ref: box/7}
    seq: [{send: 17911}, {pause: 3000}, {send: 1}, {account: true}, {send: "#"}, {pin: true}, {send: "#"}, {pause: 2000}, {number: true}]
answer: {by: delay, delay: 5}
pulse: {break_make: "66:33"}
schedules: [{id: week, days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00"}]
classes: [{cos: 1, allow: [local, mobile]}, {cos: 2}]
speed_dials: [{code: 1, send: 110}]
`
	other := `
home: {area_code: 755, segments: {ref: mobiles.csv, version: "2026-11"}}
lines: 2
routes:
  - {id: C, access: 17911, intl_form: "00", schedule: null, seq: [{send: 17911}, {pause: 3000}, {send: 1}, {account}, {send: "#"}, {pin: box/7}, {send: "#"}, {pause: 2000}, number]}
answer: delay
pulse: {"break:make": "66:33"}
schedules: [{id: week, days: "1111100", from: "08:00", to: "18:00"}]
classes: {1: [mobile, local], 2: []}
speed_dials: {1: 110}
`
	for _, text := range []string{other, strings.Replace(other, `"1111100"`, "1-5", 1), strings.Replace(other, `"1111100"`, "12345", 1),
		strings.Replace(strings.Replace(other, "{pin: box/7}", "{pin: {ref: box/7}}", 1), "number]", "{number: true}]", 1)} {
		if digest(t, text) != digest(t, long) {
			t.Errorf("not the same:\n%s", text)
		}
	}
	compact := strings.Replace(strings.Replace(long, "[{send: 17911}, {pause: 3000}, {send: 1}, {account: true}, {send: \"#\"}, {pin: true}, {send: \"#\"}, {pause: 2000}, {number: true}]",
		`"17911(3000)1{account}#{pin}#(2000)"`, 1), "\t", " ", -1)
	if digest(t, compact) != digest(t, long) {
		t.Error("the compact sequence is another one")
	}
	if _, err := dialplan.Parse("p.yaml", []byte(strings.Replace(compact, "(3000)", "(99)", 1))); err == nil || !strings.Contains(err.Error(), "must be 100 to 16000") {
		t.Error(err)
	}
	if _, err := dialplan.Parse("p.json", []byte("{\n\t\"home\": {\"area_code\": \"10\"}\n}")); err != nil {
		t.Error("tabs in JSON:", err)
	}
}

func TestParseLoosely_readsWhatItCan(t *testing.T) {
	p, found, err := dialplan.ParseLoosely("p.yaml", []byte(`
home: {area_code: 26}
flash: soon
emergency: [110, 1x0]
routes: [{id: C, access: 17909}]
rules:
  - {id: 1, pattern: "[5-2]", min_len: 1, max_len: 2, action: DIRECT}
  - {id: 2, pattern: "12", min_len: 5, max_len: 4, action: DIRECT}
  - {id: 3, pattern: "[2-8]", min_len: 8, max_len: 8, action: ROUTE, route: D}
  - {id: 4, pattern: "[2-8]", min_len: 8, max_len: 8, action: DIRECT}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Code+" "+f.Rule)
	}
	if strings.Join(got, ", ") != "file , file , file , file , pattern 1, length 2, route 3" || len(p.Rules) != 3 {
		t.Errorf("%q, %d rules: %+v", got, len(p.Rules), found)
	}
	plan := compile(t, p, nil)
	if all, err := dialplan.Lint(plan); err != nil || !slices.ContainsFunc(all, func(f dialplan.Finding) bool { return f.Code == "conflict" && f.Rule == "3" && f.Other == "4" }) {
		t.Errorf("%v %+v", err, all)
	}
}

// A thousand rules fit a file, however roomily it is written.
func TestParse_aThousandRules(t *testing.T) {
	var text strings.Builder
	text.WriteString("{\n  \"home\": {\"area_code\": 755},\n  \"routes\": [{\"id\": \"C\", \"access\": \"17909\"}],\n  \"rules\": [")
	for i := range 1000 {
		if i > 0 {
			text.WriteString(",")
		}
		fmt.Fprintf(&text, `
    {
      "id": "%d",
      "pattern": "0%03d",
      "min_len": 8,
      "max_len": 12,
      "action": "ROUTE",
      "strip": 0,
      "prepend": "",
      "route": "C",
      "class": "national",
      "block_early": false,
      "note": "%s"
    }`, i, i, strings.Repeat("n", 200))
	}
	text.WriteString("\n  ]\n}\n")
	p, err := dialplan.Parse("p.json", []byte(text.String()))
	if err != nil || len(p.Rules) != 1000 {
		t.Errorf("of %d bytes: %.300v", text.Len(), err)
	}
	if _, err := dialplan.Parse("p.json", append([]byte(text.String()), make([]byte, dialplan.MaxFile)...)); err == nil || !strings.Contains(err.Error(), "p.json:1:1: the file has more than 1048576 bytes") {
		t.Errorf("a file that is too large: %.300v", err)
	}
}

// What would take memory or time by the square of its size is refused before it is read.
func TestParse_filesThatAskForTooMuch(t *testing.T) {
	many := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < dialplan.MaxFile/2; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct{ text, want string }{
		{"a: " + strings.Repeat("[", 400000), "p:1:67: more than 64 lists and maps in one another"},
		{strings.Repeat(`{"a":`, 80000), "p:1:321: more than 64 lists and maps in one another"},
		{"a:\n" + strings.Repeat("- ", 400000), "p:2:127: more than 64 lists and maps in one another"},
		{many("k%d: 1\n"), "p:2049:1: a map of more than 2048 keys"},
		{many("? k%d\n: 1\n"), "a map of more than 2048 keys"},
		{"rules:\n  - id: 1\n" + many("    k%d: 1\n"), "p:2050:5: a map of more than 2048 keys"},
		{"home: {area_code: 755}\nclasses: {" + many("c%d: [], ") + "}", `p:2:10: "classes" has`},
		{"home: {area_code: 755}\nspeed_dials: {" + many("%d: 1, ") + "}", `p:2:14: "speed_dials" has`},
	} {
		if _, err := dialplan.Parse("p", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %.300v", c.text, err)
		}
	}
	lists := "home: {area_code: 755}\nrules:\n"
	for i := range 1000 {
		lists += fmt.Sprintf("- id: %d\n  pattern: \"0%03d\"\n  min_len: 8\n  max_len: 12\n  action: DIRECT\n", i, i)
	}
	if _, err := dialplan.Parse("p", []byte(lists)); err != nil {
		t.Errorf("5000 keys of a thousand rules: %v", err)
	}
}
