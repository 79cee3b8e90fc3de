package driver_test

import (
	"fmt"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"

	"pgregory.net/rapid"
)

// unit is a configuration with a dial plan, as a unit has it.
func unit(name, plan string) []byte {
	plan = strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(plan)
	if name == "spa" {
		return []byte("<flat-profile><Dial_Plan_1_>" + plan + "</Dial_Plan_1_></flat-profile>")
	}
	return []byte("<gs_provision><config><P4200>" + plan + "</P4200></config></gs_provision>")
}

// found is a machine for a unit in Shenzhen with this dial plan.
func found(name, plan string) (*dialplan.Machine, *dialplan.Profile, error) {
	d, err := driver.Find(name)
	if err != nil {
		return nil, nil, err
	}
	read, err := d.Parse("found", unit(name, plan), driver.Job{Home: dialplan.Home{AreaCode: "755"}})
	if err != nil {
		return nil, nil, err
	}
	p, err := dialplan.Compile(read[0], nil)
	if err != nil {
		return nil, nil, err
	}
	m, err := p.At(dialplan.Scene{Line: 1, When: dialplan.Moment{Weekday: 1}})
	return m, read[0], err
}

// What units have when they come from the maker, and what the specification shows, is read.
func TestParse_unitsAsFound(t *testing.T) {
	const sample = "(110S0<:@gw0>|119S0<:@gw0>|12[02]S0<:@gw0>|12[13-9]xxS0<:@gw0>|10xxx<:@gw0>|[48]00xxxxxxxS0<:@gw0>|[235-7]xxxxxxxS0<:@gw0>|" +
		"[48][1-9]xxxxxxS0<:@gw0>|[48]0[1-9]xxxxxS0<:@gw0>|<0755:>[2-8]xxxxxxxS0<:@gw0>|<:17909>010[2-8]xxxxxxxS0<:@gw0>|" +
		"<:17909>02[0-57-9][2-8]xxxxxxxS0<:@gw0>|<:17909>0311[2-8]xxxxxxxS0<:@gw0>|<:17909>00xxxxxx.<:@gw0>|9[56]xxx.<:@gw0>|" +
		"1[3-57-9]xxxxxxxxxS0<:@gw0>|16[1-79]xxxxxxxxS0<:@gw0>|16[08]xxxxx!)"
	for _, c := range []struct{ name, plan, want string }{
		{"grandstream", "{x+}", "110=DIRECT 110 62345678=DIRECT 62345678 *72=REJECT"},
		{"grandstream", "{ x+ | *x+ | *xx*x+ }", "110=DIRECT 110 62345678=DIRECT 62345678 0011234567#=DIRECT 0011234567 *72=DIRECT *72 *7262345678=DIRECT *7262345678 " +
			"*47*62345678=DIRECT *47*62345678 *4*6=REJECT *=REJECT #=REJECT"},
		{"spa", sample, "110=DIRECT 110 122=DIRECT 122 12345=DIRECT 12345 10086=DIRECT 10086 16812345=BLOCK 62345678=DIRECT 62345678 4001234567=DIRECT 4001234567 " +
			"075526012345=DIRECT 26012345 01062345678=ROUTE 1790901062345678 0085223456789#=ROUTE 179090085223456789 95588=DIRECT 95588 13800138000=DIRECT 13800138000"},
		{"spa", "(*xx|110|[2-9]xxxxxx|xxxxxxxx.)", "*69=DIRECT *69 110=DIRECT 110 2234567=DIRECT 2234567 223456789=DIRECT 223456789 11=REJECT"},
	} {
		m, p, err := found(c.name, c.plan)
		if err != nil {
			t.Errorf("%s: %v", c.plan, err)
			continue
		}
		if p.Lines[0].Mode != "fxs_fxo" {
			t.Errorf("%s: line of %s", c.plan, p.Lines[0].Mode)
		}
		var got []string
		for want := range strings.FieldsSeq(c.want) {
			if number, _, ok := strings.Cut(want, "="); ok {
				o := m.Dial(dialplan.Pace(number, 300))
				got = append(got, strings.TrimSpace(number+"="+o.Action+" "+o.Sent.String()))
			}
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.plan, all, c.want)
		}
	}
	for _, c := range []struct{ name, plan, fault string }{
		{"grandstream", "{x+|^16x+}", "x and 16x both take some number, and who wins is not documented"},
		{"grandstream", "{x+|<=9>12}", "who wins is not documented"},
		{"grandstream", "{<=17909>0x+|<=17911>01}", "who wins is not documented"},
		{"spa", "(110<:@gw0>|119)", "some numbers go out of the unit's own line"},
		{"spa", "(110S0|11x.)", "110 is sent at once, though 11 is longer"},
	} {
		if _, _, err := found(c.name, c.plan); err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v", c.plan, err)
		}
	}
}

// alternative is one as a person reads it: what may stand at each place, and whether any
// digits may follow.
type alternative struct {
	places []string
	open   bool
}

func (a alternative) begins(number string, whole bool) bool {
	if whole && (len(number) < len(a.places) || len(number) > len(a.places) && !a.open) {
		return false
	}
	for i := range len(number) {
		keys := "0123456789"
		switch {
		case i < len(a.places):
			keys = a.places[i]
		case !a.open:
			return false
		}
		if !strings.Contains(keys, number[i:i+1]) {
			return false
		}
	}
	return true
}

// Whatever alternatives a text has that do the same, numbers go by it as by the alternatives
// one by one.
func TestParse_alternativesThatDoTheSameMayOverlap(t *testing.T) {
	var numbers []string
	for n, last := 1, []string{""}; n <= 5; n++ {
		var next []string
		for _, w := range last {
			for _, k := range "127*" {
				next = append(next, w+string(k))
			}
		}
		numbers, last = append(numbers, next...), next
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"grandstream", "spa"}).Draw(t, "name")
		places := map[string]string{"x": "0123456789", "1": "1", "2": "2", "[12]": "12", "[27]": "27", "[1-7]": "1234567", "*": "*", "[1*]": "1*"}
		var alts []alternative
		var texts []string
		for range rapid.IntRange(1, 6).Draw(t, "alternatives") {
			var a alternative
			text := ""
			for i := range rapid.IntRange(1, 4).Draw(t, "places") {
				from := []string{"x", "x", "1", "2", "[12]", "[27]", "[1-7]"}
				if i == 0 || i == 2 {
					from = append(from, "*", "[1*]")
				}
				one := rapid.SampledFrom(from).Draw(t, "place")
				a.places, text = append(a.places, places[one]), text+one
			}
			if a.open = rapid.Bool().Draw(t, "open"); a.open {
				if name == "grandstream" {
					a.places, text = append(a.places, places["x"]), text+"x+"
				} else {
					text += "x."
				}
			}
			alts, texts = append(alts, a), append(texts, text)
		}
		plan := "{" + strings.Join(texts, " | ") + "}"
		if name == "spa" {
			plan = "(" + strings.Join(texts, "|") + ")"
		}
		m, _, err := found(name, plan)
		if err != nil {
			t.Fatalf("%s: %v", plan, err)
		}
		any := func(number string, whole bool) bool {
			for _, a := range alts {
				if a.begins(number, whole) {
					return true
				}
			}
			return false
		}
		longer := func(number string) bool {
			for _, k := range "0123456789*" {
				if any(number+string(k), false) {
					return true
				}
			}
			return false
		}
		for _, n := range numbers {
			taken := len(n)
			for i := 1; i < len(n) && taken == len(n); i++ {
				if !longer(n[:i]) {
					taken = i
				}
			}
			want := "REJECT "
			if any(n[:taken], true) {
				want = "DIRECT " + n[:taken]
			}
			if o := m.Dial(dialplan.Pace(n, 300)); fmt.Sprint(o.Action, " ", o.Sent) != want {
				t.Fatalf("%s: %s is %s %s, not %s", plan, n, o.Action, o.Sent, want)
			}
		}
	})
}
