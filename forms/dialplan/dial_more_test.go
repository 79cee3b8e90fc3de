package dialplan_test

import (
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

func TestDial_caller(t *testing.T) {
	m := vectorPlans(t)["A"]
	press := func(keys string, at ...int) []dialplan.Press {
		var out []dialplan.Press
		for i := range keys {
			out = append(out, dialplan.Press{Key: keys[i], At: at[i]})
		}
		return out
	}
	for _, c := range []struct {
		name    string
		presses []dialplan.Press
		action  string
		reason  string
		number  string
		after   string
		at      int
	}{
		{"no key at all", nil, "REJECT", "nodigit", "", "", 10000},
		{"first key too late", press("1", 10001), "REJECT", "nodigit", "", "", 10000},
		{"first key just in time", press("110", 10000, 10300, 10600), "DIRECT", "", "110", "", 10600},
		{"hung up", press("13.", 0, 300, 500), "ABANDON", "", "13", "", 500},
		{"flash starts anew", press("13!110", 0, 300, 600, 9000, 9300, 9600), "DIRECT", "", "110", "", 9600},
		{"nothing after flash", press("13!", 0, 300, 600), "REJECT", "nodigit", "", "", 10600},
		{"letters restart no timer", press("1A1", 0, 4000, 5001), "REJECT", "incomplete", "1", "1", 5000},
		{"a gap of exactly the timer", press("110", 0, 5000, 10000), "DIRECT", "", "110", "", 10000},
		{"keys for the menu behind it", press("10086134", 0, 300, 600, 900, 1200, 5000, 6000, 7000), "DIRECT", "", "10086", "134", 1200},
	} {
		o := m.Dial(c.presses)
		if o.Action != c.action || o.Reason != c.reason || o.Number != c.number || o.After != c.after || o.DecidedAt != c.at {
			t.Errorf("%s: %+v", c.name, o)
		}
	}
}

func TestDial_showsEveryStage(t *testing.T) {
	o := vectorPlans(t)["A"].Dial(dialplan.Pace("95588", 300))

	var got []string
	for _, s := range o.Stages {
		got = append(got, s.Buffer+" "+s.Rule)
	}
	if strings.Join(got, ", ") != "9 , 95 30, 955 30, 9558 30, 95588 30" || o.Stages[3].Timer != 5000 || o.Stages[4].Timer != 3000 || !o.Stages[0].Longer {
		t.Errorf("%+v", o.Stages)
	}
}

func TestDial_tellsWhyInBothLanguages(t *testing.T) {
	plans := vectorPlans(t)
	for _, c := range []struct{ plan, number, zh, en string }{
		{"A", "110", "“110”：紧急号码（公安报警）。紧急号码，原样直通，任何规则都不能改。按下最后一位即决定（0.6 秒）。2.0 秒接通话路", "an emergency number (police)"},
		{"A", "01062345678", "“01062345678”：国内长途（北京）。规则 72（010）：经路由 C 拨出 1790901062345678。", "by route C as 1790901062345678"},
		{"A", "13502801234", "本地手机，直接拨出 13502801234", "a home mobile"},
		{"A", "13800138000", "号段表里没有，按外地手机", "not in the table of segments"},
		{"B", "01062345678", "17911(3000)1(1000){account}#(2000){pin}#(2000)01062345678", "through at 18.4 s"},
		{"C", "0013105551234", "规则 100（00）拦截", "rule 100 (00) bars it"},
		{"A", "6234567", "号码不完整（7 位）", "not complete (7 keys)"},
	} {
		var zh, en []string
		for _, w := range plans[c.plan].Dial(dialplan.Pace(c.number, 300)).Why {
			l := w.Label()
			zh, en = append(zh, l.Zh), append(en, l.En)
		}
		if got := strings.Join(zh, "。"); !strings.Contains(got, c.zh) {
			t.Errorf("%s", got)
		}
		if got := strings.Join(en, ". "); !strings.Contains(got, c.en) {
			t.Errorf("%s", got)
		}
	}
}

func TestCompare(t *testing.T) {
	plans := vectorPlans(t)
	slow := standard(t, "755")
	slow.Timers.Short = 4000
	plans["slow"] = machine(t, slow, nil)
	for _, c := range []struct {
		after, number, what, zh string
		otherwise               bool
	}{
		{"C", "110", "", "“110”：不变", false},
		{"C", "01062345678", "", "“01062345678”：不变", false},
		{"C", "0013105551234", "action", "“0013105551234”：原来经路由拨出，现在拦截", true},
		{"P", "110", "time", "“110”：接通话路由 2.0 秒变为 1.2 秒", false},
		{"slow", "95588", "time", "“95588”：接通话路由 6.0 秒变为 7.0 秒", false},
		{"B", "01062345678", "sent", "“01062345678”：原来拨出 1790901062345678，现在拨出 " + twoStage + "01062345678", true},
	} {
		got := dialplan.Compare(plans["A"], plans[c.after], c.number)
		if got.What != c.what || got.Otherwise() != c.otherwise || got.Why.Label().Zh != c.zh {
			t.Errorf("%s, %s: %q %s", c.after, c.number, got.What, got.Why.Label().Zh)
		}
	}
}

func TestDial_pulsesAndTransparentUnits(t *testing.T) {
	p := standard(t, "755")
	p.Lines[0].Dial = "pulse"
	if o := machine(t, p, nil).Dial(dialplan.Pace("110", 300)); o.CutAt != 600+800+(100+800)*2+1000+800 {
		t.Errorf("pulses through at %d", o.CutAt)
	}
	p = standard(t, "755")
	p.Transparent = true
	m := machine(t, p, nil)
	if o := m.Dial(dialplan.Pace("110", 300)); o.CutAt != 600 || o.SentAt >= 0 {
		t.Errorf("what has passed is dialled again: %d", o.CutAt)
	}
	if o := m.Dial(dialplan.Pace("01062345678", 300)); o.CutAt != 7000+300+200 {
		t.Errorf("redialled without a clear-down: %d", o.CutAt)
	}
}

func TestAt_fallsBackToTheNextRoute(t *testing.T) {
	p := standard(t, "755")
	p.Routes = append(p.Routes, dialplan.Route{ID: "D", Access: "17911", NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", MaxLen: 32, Fallback: "C"})
	p.Routes[0].Fallback = "D"
	plan := compile(t, p, nil)
	for _, c := range []struct {
		down []string
		want string
	}{{nil, "1790901062345678"}, {[]string{"C"}, "1791101062345678"}, {[]string{"C", "D"}, ""}} {
		m, err := plan.At(dialplan.Scene{Line: 1, Down: c.down})
		if err != nil {
			t.Fatal(err)
		}
		o := m.Dial(dialplan.Pace("01062345678", 300))
		if o.Sent.String() != c.want || c.want == "" && o.Reason != dialplan.NoRoute {
			t.Errorf("%v down: %+v", c.down, o)
		}
		if o := m.Dial(dialplan.Pace("110", 300)); o.Sent.String() != "110" {
			t.Errorf("%v down: 110 is %+v", c.down, o)
		}
	}
}

// What a carrier gets, form by form, and what is left alone.
func TestDial_formsOfNumbers(t *testing.T) {
	for _, c := range []struct{ number, form, mobile, intl, want string }{
		{"01062345678", "keep_zero", "zero+11", "keep_00", "01062345678"},
		{"01062345678", "strip_zero", "zero+11", "keep_00", "1062345678"},
		{"01062345678", "e164", "zero+11", "keep_00", "861062345678"},
		{"26012345", "e164", "zero+11", "keep_00", "8675526012345"},
		{"26012345", "strip_zero", "zero+11", "keep_00", "26012345"},
		{"95588", "e164", "zero+11", "keep_00", "95588"},
		{"13800138000", "keep_zero", "zero+11", "keep_00", "013800138000"},
		{"013800138000", "keep_zero", "11", "keep_00", "13800138000"},
		{"013800138000", "e164", "zero+11", "keep_00", "8613800138000"},
		{"138001380001", "keep_zero", "zero+11", "keep_00", "138001380001"},
		{"1380013800", "keep_zero", "zero+11", "keep_00", "1380013800"},
		{"0138001380001", "strip_zero", "11", "keep_00", "138001380001"},
		{"0085223456789", "e164", "11", "keep_00", "0085223456789"},
		{"0085223456789", "keep_zero", "zero+11", "strip_00", "85223456789"},
		{"*13800*38000", "keep_zero", "zero+11", "keep_00", "13800*38000"},
		{"*01380013*000", "strip_zero", "11", "keep_00", "1380013*000"},
		{"*1380013*000", "keep_zero", "zero+11", "keep_00", "1380013*000"},
	} {
		p := standard(t, "755")
		p.Rules = nil
		p.Routes[0].NumberForm, p.Routes[0].MobileForm, p.Routes[0].IntlForm = c.form, c.mobile, c.intl
		add(p, "1", "x", 1, 20, dialplan.Through, "C")
		add(p, "2", "*", 1, 20, dialplan.Through, "C")
		p.Rule("2").Strip = 1
		if got := machine(t, p, nil).Dial(dialplan.Pace(c.number, 300)).Sent.String(); got != "17909"+c.want {
			t.Errorf("%s as %s, %s, %s: %s", c.number, c.form, c.mobile, c.intl, got)
		}
	}
}

func TestDial_replaces(t *testing.T) {
	p := standard(t, "755")
	p.SpeedDials = []dialplan.SpeedDial{{Code: "1", Send: "26012345"}, {Code: "10", Send: "01062345678"}}
	add(p, "12", "*0", 3, 4, dialplan.Replace, "")
	add(p, "13", "*1", 3, 4, dialplan.Replace, "C")
	add(p, "14", "*2", 2, 2, dialplan.Replace, "")
	p.Rule("12").Strip, p.Rule("13").Strip, p.Rule("14").Strip, p.Rule("14").Prepend = 2, 2, 20, "26099999"
	m := machine(t, p, nil)
	for number, want := range map[string]string{
		"*01": "DIRECT 26012345", "*010": "DIRECT 01062345678", "*02": "REJECT ", "*012": "REJECT ",
		"*110": "ROUTE 1790901062345678", "*2": "DIRECT 26099999",
	} {
		if o := m.Dial(dialplan.Pace(number, 300)); o.Action+" "+o.Sent.String() != want {
			t.Errorf("%s: %s %s", number, o.Action, o.Sent)
		}
	}
}

func TestDial_bars(t *testing.T) {
	p := standard(t, "755")
	p.Classes = []dialplan.Class{{COS: "2", Allow: []string{"local"}}}
	p.Lines[0].COS = "2"
	p.Rule("100").Class = "international"
	p.Rule("25").BlockEarly = true
	m := machine(t, p, nil)

	if o := m.Dial(dialplan.Pace("0013105551234#", 300)); o.Action != dialplan.Block || o.Reason != dialplan.ByClass {
		t.Errorf("%+v", o)
	}
	if o := m.Dial(dialplan.Pace("16812345", 300)); o.Action != dialplan.Block || o.DecidedAt != 600 || o.After != "12345" {
		t.Errorf("barred late: %+v", o)
	}
	if o := m.Dial(dialplan.Pace("110", 300)); o.Sent.String() != "110" {
		t.Errorf("%+v", o)
	}
}

// The time the keys take counts whatever comes before them, and also where nothing does.
func TestDial_timeOfTheKeys(t *testing.T) {
	for _, c := range []struct {
		name         string
		set          func(*dialplan.Profile)
		number       string
		begins, ends int // behind the decision
	}{
		{"predial", func(p *dialplan.Profile) { p.Timers.Predial = 1 }, "110", 1, 601},
		{"no predial", func(p *dialplan.Profile) { p.Timers.Predial = 0 }, "110", 0, 600},
		{"no predial, by a route", func(p *dialplan.Profile) { p.Timers.Predial = 0 }, "01062345678", 0, 3200},
		{"dial tone", func(p *dialplan.Profile) {
			p.Timers.WaitDialTone = &dialplan.Tone{Freq: 450, MinMS: 400, WithinMS: 5000}
		}, "110", 400, 1000},
		{"transparent", func(p *dialplan.Profile) { p.Transparent = true }, "01062345678", 1300, 4500},
	} {
		p := standard(t, "755")
		c.set(p)
		o := machine(t, p, nil).Dial(dialplan.Pace(c.number, 300))
		if o.SentAt-o.DecidedAt != c.begins || o.CutAt-o.DecidedAt != c.ends {
			t.Errorf("%s: from %d to %d", c.name, o.SentAt-o.DecidedAt, o.CutAt-o.DecidedAt)
		}
	}
}
