package dialplan_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"

	"pgregory.net/rapid"
)

// Whatever the plan, every number is in at most one alternative, and that one says what the
// machine says.
func TestFlat_saysWhatTheMachineSays(t *testing.T) {
	table := homeTable(t)
	flattened := 0
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		p.AsFound = rapid.Bool().Draw(t, "as found")
		m, err := compile(t, p, table).At(dialplan.Scene{Line: 1, When: randomMoment(t)})
		if err != nil {
			t.Fatal(err)
		}
		flat, err := dialplan.Flat(5000, m)
		var tie *dialplan.TieError
		if errors.As(err, &tie) || errors.Is(err, dialplan.ErrTooMany) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		flattened++
		check := func(w string) {
			o := m.Dial(dialplan.Pace(w, 300))
			if o.Number != w { // decided before, or by the terminator
				return
			}
			var of []dialplan.Alternative
			for _, a := range flat {
				if fits(a.Places, w) {
					of = append(of, a)
				}
			}
			switch {
			case o.Action == dialplan.Reject:
				if len(of) != 0 {
					t.Fatalf("%s is refused, and is in %+v", w, of)
				}
			case len(of) != 1:
				t.Fatalf("%s gets %s and is in %+v", w, o.Action, of)
			case of[0].Ways[0].Action != o.Action || of[0].Ways[0].Route != o.Route || of[0].Decided != (o.How == dialplan.ByKey):
				t.Fatalf("%s gets %+v and is in %+v", w, o, of[0])
			case o.Action != dialplan.Block:
				if sent := sentBy(p, of[0].Ways[0], w); sent != o.Sent.String() {
					t.Fatalf("%s is sent as %s, %+v says %s", w, o.Sent, of[0], sent)
				}
			}
		}
		words(5, check)
		for s := range homeSegments {
			for _, n := range []string{s + "0000", "0" + s + "1313", s + "000", "3" + s + "0000"} {
				check(n)
			}
		}
	})
	if flattened == 0 {
		t.Error("no plan could be written flat")
	}
}

func fits(places []string, w string) bool {
	if len(places) != len(w) {
		return false
	}
	for i := range places {
		if !strings.Contains(places[i], w[i:i+1]) {
			return false
		}
	}
	return true
}

func sentBy(p *dialplan.Profile, way dialplan.Way, w string) string {
	number := way.Prepend + w[way.Strip:]
	if way.Route == "" {
		return number
	}
	route := p.Route(way.Route)
	var sent dialplan.Sent
	for _, s := range route.Steps() {
		t := dialplan.Token{Keys: s.Send, Pause: s.Pause}
		switch {
		case s.Number:
			t.Keys = number
		case s.PIN:
			t.Secret = route.PIN
		}
		sent = append(sent, t)
	}
	return sent.String()
}

// Side by side, home and away differ at mobiles only, and every mobile is told apart.
func TestFlat_homeAndAwaySideBySide(t *testing.T) {
	plan := compile(t, standard(t, "755"), nil)
	var both []*dialplan.Machine
	for _, as := range []string{dialplan.MobilesHome, dialplan.MobilesAway} {
		m, err := plan.At(dialplan.Scene{Line: 1, When: dialplan.Moment{Weekday: 1}, Mobiles: as})
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, m)
	}

	flat, err := dialplan.Flat(1000, both...)
	if err != nil {
		t.Fatal(err)
	}

	var apart []string
	for _, a := range flat {
		if h, w := a.Ways[0], a.Ways[1]; h.Action != w.Action || h.Strip != w.Strip || h.Prepend != w.Prepend || h.Route != w.Route {
			apart = append(apart, strings.Join(a.Places[:3], ","))
			if h.Action != dialplan.Direct || w.Action != dialplan.Through {
				t.Errorf("%+v", a)
			}
		}
	}
	if !slices.Equal(apart, []string{"0,1,3456789", "1,34589,0123456789", "1,6,12345679", "1,7,012345678"}) {
		t.Errorf("%q", apart)
	}
	if len(flat) > 200 {
		t.Errorf("%d alternatives", len(flat))
	}
	if _, err := dialplan.Flat(20, both...); !errors.Is(err, dialplan.ErrTooMany) {
		t.Error(err)
	}
}
