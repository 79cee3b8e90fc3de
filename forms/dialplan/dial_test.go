package dialplan_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// twoStage is the route of plan B.
const twoStage = "17911(3000)1(1000){account}#(2000){pin}#(2000)"

// vectorPlans are the plans of dialer.md 3.6, and P, which is A without a wait before the first key. Secrets have as many digits as the ones there.
func vectorPlans(t testing.TB) map[string]*dialplan.Machine {
	t.Helper()
	b, err := template(t, "two_stage").Fill(map[string]string{"home": "755", "access": "17911",
		"account": "account", "account_digits": "10", "pin": "pin", "pin_digits": "4"})
	if err != nil {
		t.Fatal(err)
	}
	c := standard(t, "755")
	c.Rule("100").Action, c.Rule("100").Route = dialplan.Block, ""
	shenzhen := segments(t, "1350280,755")
	atOnce := standard(t, "755")
	atOnce.Timers.Predial = 0
	return map[string]*dialplan.Machine{
		"A": machine(t, standard(t, "755"), shenzhen),
		"B": machine(t, b, shenzhen),
		"C": machine(t, c, shenzhen),
		"D": machine(t, standard(t, "10"), segments(t, "1380013,10")),
		"H": machine(t, standard(t, "310"), nil),
		"P": machine(t, atOnce, shenzhen),
	}
}

func machine(t testing.TB, p *dialplan.Profile, s *dialplan.Segments) *dialplan.Machine {
	t.Helper()
	plan, err := dialplan.Compile(p, s)
	if err != nil {
		t.Fatal(err)
	}
	m, err := plan.At(dialplan.Scene{Line: p.Lines[0].No, When: dialplan.Moment{Weekday: 1, Minute: 600}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDial_vectors(t *testing.T) {
	b, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	plans := vectorPlans(t)
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != 73 {
		t.Fatalf("%d vectors", len(lines))
	}
	for _, line := range lines {
		f := strings.Fields(line) // no plan dialled action sent rule decided cut; a REJECT has its reason for sent
		if f[3] == dialplan.Reject {
			f[4] += " -"
		}
		keys, every, paced := strings.Cut(f[2], "@")
		pace := 300
		if paced {
			if pace, err = strconv.Atoi(every); err != nil {
				t.Fatal(err)
			}
		}

		got := plans[f[1]].Dial(dialplan.Pace(keys, pace))

		reason, rule, cut := got.Reason, "r"+got.Rule, strconv.Itoa(got.CutAt)
		if got.Action == dialplan.Block {
			reason = ""
		}
		if got.Rule == "" {
			rule = "r-"
		}
		if got.CutAt < 0 {
			cut = "-"
		}
		sent := strings.Replace(got.Sent.String(), twoStage, "{C2}", 1)
		if sent == "" {
			sent = "-"
		}
		has := strings.Join(strings.Fields(fmt.Sprint(got.Action, " ", reason, " ", sent, " ", rule, " ", got.DecidedAt, " ", cut)), " ")
		if want := strings.Join(f[3:], " "); has != want {
			t.Errorf("%s\n got %s\nwant %s", line, has, want)
		}
	}
}
