package dialplan_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// loosely lints a file as far as it can be read.
func loosely(t testing.TB, text string) ([]dialplan.Finding, error) {
	t.Helper()
	p, found, err := dialplan.ParseLoosely("p", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := dialplan.Compile(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	walked, err := dialplan.Lint(plan)
	return append(found, walked...), err
}

// What is out of bounds is told and then read within them: nothing in a file makes the lint
// fall over or ask for more than there is.
func TestLint_valuesOutOfBounds(t *testing.T) {
	rule := func(text string) string {
		return "home: {area_code: 755}\nrules:\n  - {id: 50, pattern: \"[2-8]\", min_len: 8, max_len: 8, action: DIRECT}\n  - " + text
	}
	for _, c := range []struct{ text, want string }{
		{rule(`{id: 7, pattern: "99", min_len: 4, max_len: 8, strip: -3, action: DIRECT}`), `"strip" is -3`},
		{rule(`{id: 7, pattern: "99", min_len: 4, max_len: 8, strip: 21, action: DIRECT}`), `"strip" is 21`},
		{rule(`{id: 7, pattern: "99", min_len: 4, max_len: 100000, action: DIRECT}`), `"max_len" is 100000`},
		{rule(`{id: 7, pattern: "6", min_len: 2000000, max_len: 8, action: DIRECT}`), `"min_len" is 2000000`},
		{rule(`{id: 7, pattern: "` + strings.Repeat("9", 100000) + `", min_len: 4, max_len: 8, action: DIRECT}`), `"pattern" has 100000`},
		{"home: {area_code: 755}\npulse: {pps: 0}\nlines: [{no: 1, dial: pulse}]", `"pps" is 0`},
		{"home: {area_code: 755}\nlines: 100000", `"lines" is 100000`},
		{"home: {area_code: 12345678901234567890}", `"area_code" has 20`},
		{"home: {area_code: 755}\nspeed_dials: [{code: \"1\", send: \"1a\"}]", `may hold 0-9`},
		{"home: {area_code: 755}\nrules: [" + strings.Repeat("{id: 1, pattern: 1},", 5000) + "]", `"rules" has 5000`},
	} {
		found, err := loosely(t, c.text)
		if err != nil || !strings.Contains(fmt.Sprint(found), c.want) {
			t.Errorf("%.120s: %v, %.400s", c.text, err, fmt.Sprint(found))
		}
	}
}

// The digits of a secret where its name belongs are refused, and nothing that is said of the
// file, or of what can be read of it, has them.
func TestParse_noSecretInClear(t *testing.T) {
	const head = "home: {area_code: 755}\nrules: [{id: 1, pattern: \"010\", min_len: 11, max_len: 11, action: ROUTE, route: C}]\n"
	for _, text := range []string{
		"prog_password: \"9876543\"",
		"prog_password: 9876543",
		"prog_password: {ref: \"98 765-43#\", digits: 7}",
		"prog_password: {9876543: }",
		"prog_password: {ref: unit, digits: 9876543}",
		"remote: {enabled: true, password: \"9876543\"}",
		"routes: [{id: C, access: 17911, account: \"9876543\", seq: [{send: 17911}, account, number]}]",
		"routes: [{id: C, access: 17911, pin: {ref: 9876543}, seq: [{send: 17911}, pin, number]}]",
		"routes: [{id: C, access: 17911, seq: [{account: \"9876543#\"}, number]}]",
		"routes: [{id: C, access: 17911, seq: [{pin: 9876543}, number]}]",
		"routes: [{id: C, access: 17911, seq: [{pin: {ref: \"*9876543\"}}, number]}]",
		"routes: [{id: C, access: 17911, seq: \"17911(3000){account:9876543}#\"}]",
		"routes: [{id: C, access: 17911, seq: [{send: \"9876543;\"}, number]}]",
	} {
		_, err := dialplan.Parse("p", []byte(head+text))
		if err == nil || strings.Contains(err.Error(), "765") {
			t.Errorf("%s: %v", text, err)
		}
		p, found, err := dialplan.ParseLoosely("p", []byte(head+text))
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, f := range found {
			said += f.Code + ": " + f.Why.Label().Zh + f.Why.Label().En + "\n"
		}
		if inClear := !strings.Contains(text, "9876543: ") && !strings.Contains(text, "digits: 9876543") && !strings.Contains(text, ":9876543") && !strings.Contains(text, ";"); inClear != strings.Contains(said, "secret: ") {
			t.Errorf("%s: %s", text, said)
		}
		if strings.Contains(said, "765") {
			t.Errorf("%s: %s", text, said)
		}
		if strings.Contains(text, ";") { // keys that are no keys, read as they stand
			continue
		}
		yaml, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		plan, err := dialplan.Compile(p, nil)
		if err != nil {
			continue // there is no such route
		}
		walked, err := dialplan.Lint(plan)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := dialplan.Prove(plan, compile(t, standard(t, "755"), nil), dialplan.How{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range proof.Settings {
			said += s.Why().Label().En
		}
		o := machine(t, p, nil).Dial(dialplan.Pace("01062345678", 300))
		for _, why := range o.Why {
			said += why.Label().En
		}
		if said += string(yaml) + fmt.Sprint(walked, o.Sent); strings.Contains(said, "765") || strings.Contains(said, "98 7") {
			t.Errorf("%s: %s", text, said)
		}
	}
	if _, err := dialplan.Parse("p", []byte(head+"routes: [{id: C, access: 17911, pin: box/7}]\nprog_password: unit 7")); err != nil {
		t.Error(err)
	}
	_, err := template(t, "two_stage").Fill(map[string]string{"home": "755", "access": "17911", "account": "9876543", "account_digits": "7", "pin": "box/8", "pin_digits": "4"})
	var bad *dialplan.ValueError
	if !errors.As(err, &bad) || len(bad.Problems) != 1 || bad.Problems[0].Name != "account" || strings.Contains(err.Error(), "765") || !strings.Contains(err.Error(), "a secret in clear") {
		t.Errorf("%v", err)
	}
}

// Rules that overlap in more ways than memory holds are refused, not tried; the lint says so
// beside what else it found.
func TestLint_tooManyWaysToOverlap(t *testing.T) {
	text := "home: {area_code: 755}\nrules:\n"
	for i := range 40 {
		text += fmt.Sprintf("  - {id: r%d, pattern: \"%s%d\", min_len: 32, max_len: 32, action: BLOCK}\n", i, strings.Repeat("x", i/2), i%2)
	}
	found, err := loosely(t, text)
	if err != nil || !strings.Contains(fmt.Sprint(found), "too_wide") || strings.Contains(fmt.Sprint(found), "unreachable") {
		t.Errorf("%v, %.400s", err, fmt.Sprint(found))
	}
	p, err := dialplan.Parse("wide.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dialplan.Flat(100, machine(t, p, nil)); !errors.Is(err, dialplan.ErrTooWide) {
		t.Errorf("written flat: %v", err)
	}
}
