package dialplan_test

import (
	"fmt"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

func prove(t *testing.T, a, b *dialplan.Plan, how dialplan.How) *dialplan.Proof {
	t.Helper()
	proof, err := dialplan.Prove(a, b, how)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func TestProve_findsTheShortestNumberAndSaysWhat(t *testing.T) {
	for _, c := range []struct {
		name, number, what, en string
		change                 func(*dialplan.Profile)
	}{
		{"barred", "0000000", "action", "by a route, now barred", func(p *dialplan.Profile) { p.Rule("100").Action, p.Rule("100").Route = dialplan.Block, "" }},
		{"one area", "057120000000", "action", "", func(p *dialplan.Profile) {
			p.Rule("1571").Action = dialplan.Block
			p.Rule("1571").Route = ""
			p.Rule("1571").Pattern = "0571[2-8]"
		}},
		{"stripped by one less", "075500000000", "sent", "sent 00000000 before, 500000000 now", func(p *dialplan.Profile) { p.Rule("60").Strip = 3 }},
		{"two changes", "30000000", "sent", "sent 30000000 before, 20000000 now", func(p *dialplan.Profile) {
			p.Rule("1571").Action, p.Rule("1571").Route = dialplan.Block, ""
			p.Rule("50").Strip, p.Rule("50").Prepend = 1, "2"
		}},
		{"waits", "96000", "end", "", func(p *dialplan.Profile) { p.Rule("31").MaxLen = 5 }},
	} {
		p := standard(t, "755")
		c.change(p)

		d := prove(t, compile(t, standard(t, "755"), nil), compile(t, p, nil), dialplan.How{}).Difference
		if d == nil || d.Number != c.number && c.name != "one area" || d.What != c.what || !strings.Contains(d.Why().Label().En, c.en) {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}

// The shortest number is that of all lines and all moments, not of the first that differs.
func TestProve_theShortestOfAllLinesAndMoments(t *testing.T) {
	const head = `
home: {area_code: "755", local_len: 8}
lines: [{no: 1, cos: c1}, {no: 2, cos: c2}]
classes: {c1: [x], c2: [x, y]}
schedules: [{id: day, days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00"}]
rules:
`
	for name, c := range map[string]struct{ a, b string }{
		"another moment": {`  - {id: 1, pattern: "2", min_len: 2, max_len: 2, action: DIRECT, schedule: day}
  - {id: 2, pattern: "3", min_len: 7, max_len: 8, action: DIRECT}
`, `  - {id: 1, pattern: "2", min_len: 2, max_len: 2, action: DIRECT, strip: 1, schedule: day}
  - {id: 2, pattern: "3", min_len: 8, max_len: 8, action: DIRECT}
`},
		"another line": {`  - {id: 1, pattern: "2", min_len: 2, max_len: 2, action: DIRECT, class: y}
  - {id: 2, pattern: "3", min_len: 7, max_len: 8, action: DIRECT}
`, `  - {id: 1, pattern: "2", min_len: 2, max_len: 2, action: DIRECT, strip: 1, class: y}
  - {id: 2, pattern: "3", min_len: 8, max_len: 8, action: DIRECT}
`},
	} {
		var plans []*dialplan.Plan
		for _, rules := range []string{c.a, c.b} {
			p, err := dialplan.Parse(name, []byte(head+rules))
			if err != nil {
				t.Fatal(err)
			}
			plans = append(plans, compile(t, p, nil))
		}
		if d := prove(t, plans[0], plans[1], dialplan.How{}).Difference; d == nil || d.Number != "20" || d.What != "sent" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestProve_theSameByOtherMeansIsEqual(t *testing.T) {
	p := standard(t, "755")
	for i := range p.Rules { // its own digits taken off and put back
		if r := &p.Rules[i]; r.Action == dialplan.Through && len(r.Pattern) == 4 && r.Strip == 0 {
			r.Strip, r.Prepend = 4, r.Pattern
		}
	}
	p.Rule("40").Strip, p.Rule("40").Prepend = 2, "40"
	p.Rule("90").Pattern = "13"
	for i, second := range "456789" { // one rule in seven
		add(p, "9"+string(rune('1'+i)), "1"+string(second), 11, 11, dialplan.Mobile, "C")
	}
	p.Routes = append(p.Routes, dialplan.Route{ID: "D", Access: "17909", NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", MaxLen: 32})
	p.Rule("100").Route = "D"
	p.Timers.Short = 4000

	proof := prove(t, compile(t, standard(t, "755"), nil), compile(t, p, nil), dialplan.How{})
	if !proof.Equal() {
		t.Errorf("%+v", proof.Difference)
	}
	if len(proof.Settings) != 1 || proof.Settings[0] != (dialplan.Setting{Name: "timers.short", A: "3000", B: "4000"}) {
		t.Errorf("%+v", proof.Settings)
	}
}

// Two units may treat every number alike and be set otherwise all the same: each such setting
// is told, as a sentence too.
func TestProve_settingsThatNoNumberShowsStandApart(t *testing.T) {
	for _, c := range []struct {
		want, zh string
		change   func(*dialplan.Profile)
	}{
		{"lines.dial 2 tone pulse", "线路 2 拨号方式：原来 音频，现在 脉冲", func(p *dialplan.Profile) { p.Lines[1].Dial = "pulse" }},
		{"lines.mode 1 fxs_fxo gsm", "线路 1 接法：原来 模拟线，现在 移动网", func(p *dialplan.Profile) { p.Lines[0].Mode = "gsm" }},
		{"transparent 0 false true", "边拨边送：原来 关，现在 开", func(p *dialplan.Profile) { p.Transparent = true }},
		{"power_fail 0 relay_bypass none", "停电时：原来 话路直通，现在 无", func(p *dialplan.Profile) { p.PowerFail = "none" }},
		{"pulse.break_make 0 60:40 66:33", "脉冲断续比：原来 60:40，现在 66:33", func(p *dialplan.Profile) { p.Pulse.BreakMake = "66:33" }},
		{"timers.wait_dialtone.on_fail 0 reject redial", "等不到拨号音时：原来 送忙音，现在 重拨", func(p *dialplan.Profile) { p.Timers.WaitDialTone.OnFail = "redial" }},
		{"answer.by 0 delay none; answer.delay 0 5 ", "计费起点：原来 延时，现在 无", func(p *dialplan.Profile) { p.Answer = dialplan.Answer{By: "none"} }},
		{"answer.by 0 delay reversal; answer.delay 0 5 ", "计费起点：原来 延时，现在 反极", func(p *dialplan.Profile) { p.Answer = dialplan.Answer{By: "reversal"} }},
		{"remote.enabled 0 false true; remote.ring_count 0  5; remote.password 0  {box/7}; remote.call_home 0  02012345678", "远程编程：原来 关，现在 开", func(p *dialplan.Profile) {
			p.Remote = &dialplan.Remote{Enabled: true, RingCount: 5, Password: &dialplan.Secret{Ref: "box/7"}, CallHome: "02012345678"}
		}},
	} {
		profile := func() *dialplan.Profile {
			p := standard(t, "755")
			p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone"})
			p.Timers.WaitDialTone = &dialplan.Tone{Freq: 450, MinMS: 400, WithinMS: 5000, OnFail: "reject"}
			return p
		}
		p := profile()
		c.change(p)
		proof := prove(t, compile(t, profile(), nil), compile(t, p, nil), dialplan.How{})
		var got []string
		for _, s := range proof.Settings {
			got = append(got, fmt.Sprint(s.Name, " ", s.Line, " ", s.A, " ", s.B))
		}
		if !proof.Equal() || strings.Join(got, "; ") != c.want || proof.Settings[0].Why().Label().Zh != c.zh {
			t.Errorf("%v, %q; want %q %s", proof.Equal(), got, c.want, c.zh)
		}
	}
}

// Two strings may be the same for some numbers only: 33 is the second key and a 3, or the
// number as it is.
func TestProve_looksForTheNumbersThatDiffer(t *testing.T) {
	plan := func(pattern string, strip int, seq ...dialplan.Step) *dialplan.Plan {
		p := standard(t, "755")
		p.Rules, p.Routes[0].Seq = nil, seq
		add(p, "1", pattern, 2, 2, dialplan.Through, "C")
		p.Rule("1").Strip = strip
		return compile(t, p, nil)
	}
	for pattern, want := range map[string]string{"x3": "03", "33": "", "3x": "30", "[34]3": "43"} {
		d := prove(t, plan(pattern, 1, dialplan.Step{Number: true}, dialplan.Step{Send: "3"}), plan(pattern, 0, dialplan.Step{Number: true}), dialplan.How{}).Difference
		if d == nil && want != "" || d != nil && (d.Number != want || d.What != "sent") {
			t.Errorf("%s: %+v", pattern, d)
		}
	}
}

func TestProve_findsTheOneSegmentThatDiffers(t *testing.T) {
	whole := table(dialplan.Areas())
	other := strings.Replace(whole, "1871234,755", "1871234,20", 1)
	if other == whole {
		for line := range strings.Lines(whole) {
			if strings.HasPrefix(line, "187") && strings.HasSuffix(line, ",755\n") {
				other = strings.Replace(whole, line, line[:8]+"20\n", 1)
				break
			}
		}
	}
	p := standard(t, "755")

	d := prove(t, compile(t, p, segments(t, whole)), compile(t, p, segments(t, other)), dialplan.How{}).Difference
	if d == nil || !strings.HasPrefix(d.Number, "187") || len(d.Number) != 11 || d.A.Home != "home" || d.B.Home != "away" {
		t.Errorf("%+v", d)
	}
}

func TestProve_anHourThatDiffersIsFound(t *testing.T) {
	hours := func(to, holidays string) *dialplan.Plan {
		p := standard(t, "755")
		p.Schedules = []dialplan.Schedule{{ID: "late", Days: []int{5}, From: "22:00", To: to, Holidays: holidays}}
		add(p, "101", "00", 7, 17, dialplan.Block, "")
		p.Rule("101").Schedule, p.Rule("101").Pattern = "late", "00x"
		return compile(t, p, nil)
	}
	if proof := prove(t, hours("06:00", "except"), hours("06:00", "except"), dialplan.How{}); !proof.Equal() || proof.Moments != 2 {
		t.Errorf("%+v", proof)
	}
	d := prove(t, hours("06:00", "except"), hours("05:59", "except"), dialplan.How{}).Difference
	if d == nil || d.When != (dialplan.Moment{Weekday: 6, Minute: 359}) {
		t.Errorf("%+v", d)
	}
	d = prove(t, hours("06:00", "ignore"), hours("06:00", "except"), dialplan.How{}).Difference
	if d == nil || !d.When.Holiday || d.A.Action != dialplan.Block || d.B.Action != dialplan.Through {
		t.Errorf("%+v", d)
	}
}

func TestProve_refusalsAlike(t *testing.T) {
	p := standard(t, "755")
	add(p, "27", "99", 2, 20, dialplan.Block, "")
	a, b := compile(t, standard(t, "755"), nil), compile(t, p, nil)

	if prove(t, a, b, dialplan.How{}).Equal() {
		t.Error("barred late is not refused at once")
	}
	if d := prove(t, a, b, dialplan.How{Refusals: true}).Difference; d != nil {
		t.Errorf("%+v", d)
	}
}
