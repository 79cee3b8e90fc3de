package driver_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
	"fieldline/forms/form"
)

// The templates that come with the program, on every driver.
func TestCompile_templates(t *testing.T) {
	table := segments(t, "1350280,755\n1391234,10\n")
	const (
		levels   = "dtmf.level_low, dtmf.twist"
		tones    = "dtmf.on, dtmf.off, " + levels
		answered = "flash, answer"
		codes    = "feature_codes 10, feature_codes 11, upper_limit 20, upper_limit 30, upper_limit 100, upper_limit 110, upper_limit 111, "
	)
	for _, c := range []struct{ name, one, two string }{
		{"keypad", levels, levels},
		{"asterisk", "home.segments, timers.first_digit, timers.long, timers.short, timers.predial, " + tones + ", " + answered, "home.segments, timers.first_digit, timers.long, timers.short, timers.predial, " + tones + ", " + answered},
		{"at", "home.segments, timers.predial, dtmf.off, " + levels + ", " + answered, "home.segments, timers.predial, dtmf.off, " + levels + ", " + answered},
		{"grandstream", codes + "timers.short, timers.first_digit, timers.predial, " + tones + ", mode, " + answered, "no pause"},
		{"spa", codes + "timers.first_digit, timers.predial, " + tones + ", mode, " + answered, "no pause"},
	} {
		for i, p := range []*dialplan.Profile{oneStage(t), twoStage(t)} {
			want := []string{c.one, c.two}[i]
			j := driver.Job{Profile: p, Segments: table}
			if features, no := strings.CutPrefix(want, "no "); no {
				if got := refused(t, c.name, j); got != features {
					t.Errorf("%s: refused for %s", c.name, got)
				}
				continue
			}
			prog := compile(t, c.name, j)
			same(t, find(t, c.name), prog, j)
			if got := losses(prog); got != want {
				t.Errorf("%s: %s", c.name, got)
			}
			for _, l := range prog.Losses {
				if said := l.Why.Label(); strings.Contains(said.Zh+said.En, "{") {
					t.Errorf("%+v", said)
				}
			}
			if i == 0 && c.name != "keypad" {
				golden(t, c.name, prog.Text)
			}
		}
	}
	golden(t, "keypad", compile(t, "keypad", driver.Job{Profile: twoStage(t), Segments: table}).Text)
}

// What a format does not carry is told, whatever the profile has: calmly where the profile
// asks for nothing unusual, as a thing to do where it does.
func TestCompile_tellsWhatTheUnitDecidesItself(t *testing.T) {
	p := plain(t)
	said := func(name string) map[string]string {
		t.Helper()
		all := map[string]string{}
		for _, l := range compile(t, name, driver.Job{Profile: p}).Losses {
			label := l.Why.Label()
			if all[l.Feature] = label.Zh; strings.Contains(label.Zh+label.En, "{") {
				t.Errorf("%+v", label)
			}
		}
		return all
	}
	if got := said("spa"); got["timers.predial"] != "发号前停顿由设备自己定（方案里是 800 毫秒）" || got["timers.long"] != "" || got["answer"] != "应答判断由设备自己定（方案里是 延时 5 秒）" {
		t.Errorf("%v", got)
	}

	p.Timers.Predial, p.Answer, p.Lines[0].Dial = 900, dialplan.Answer{By: "reversal"}, "pulse"
	got := said("spa")
	if got["timers.predial"] != "发号前停顿应为 900 毫秒，这种格式带不进去，请在设备上另设" || got["answer"] != "应答判断应为 反极信号，这种格式带不进去，请在设备上另设" ||
		got["dial"] != "线路 1 拨号方式应为 脉冲，写入的是 双音频" || got["pulse.pps"] == "" {
		t.Errorf("%v", got)
	}
	if got := said("at"); got["dial"] != "" || got["timers.predial"] != "发号前停顿应为 900 毫秒，写入的是 2000 毫秒" {
		t.Errorf("%v", got)
	}
	if got := said("grandstream"); got["answer"] != "" {
		t.Errorf("%v", got)
	}
}

// 110 dialled as slowly as the plan allows goes straight by what was written too, vector 5 of the
// specification among others; where the text does not say so, a loss does.
func TestCompile_anEmergencyNumberMayBeDialledSlowly(t *testing.T) {
	for _, long := range []int{5000, 5500, 12000, 20000} {
		for _, d := range driver.All() {
			p := oneStage(t)
			p.Timers.Long = long
			gap := long
			if long == 5000 {
				gap = 4000
			}
			prog := compile(t, d.Name, driver.Job{Profile: p})
			read, err := d.Parse("text", []byte(prog.Text), driver.Job{})
			if err != nil {
				t.Fatalf("%s: %v", d.Name, err)
			}
			plan, err := dialplan.Compile(read[0], nil)
			if err != nil {
				t.Fatal(err)
			}
			m, err := plan.At(dialplan.Scene{Line: 1, When: dialplan.Moment{Weekday: 1}})
			if err != nil {
				t.Fatal(err)
			}
			o := m.Dial(dialplan.Pace("110", gap))
			passes := o.Action == dialplan.Direct && o.Sent.String() == "110"
			if told := strings.Contains(losses(prog), "timers.long"); !passes && !told || !passes && long <= 5000 {
				t.Errorf("%s: 110 at %d ms a key: %s %s", d.Name, gap, o.Action, o.Sent)
			}
		}
	}
}

// A unit with one timer between keys has the long one, and is told what that means.
func TestCompile_tellsThatTheShortTimerIsNotWritten(t *testing.T) {
	p := plain(t)
	for _, c := range []struct {
		long  int
		text  string
		short string
	}{
		{5000, "<P85>5</P85>", "the short timer is not written: the unit has one timer between keys, which is the long one, so numbers of open length end after 5000 ms (in the plan: 3000 ms)"},
		{3000, "<P85>3</P85>", ""},
		{20000, "<P85>15</P85>", "the short timer is not written: the unit has one timer between keys, which is the long one, so numbers of open length end after 15000 ms (in the plan: 10000 ms)"},
	} {
		p.Timers.Long = c.long
		if c.long == 20000 {
			p.Timers.Short = 10000
		}
		prog := compile(t, "grandstream", driver.Job{Profile: p})
		said := ""
		for _, l := range prog.Losses {
			if l.Feature == "timers.short" {
				said = l.Why.Label().En
			}
		}
		if said != c.short || !strings.Contains(prog.Text, c.text) {
			t.Errorf("%q\n%s", said, prog.Text)
		}
	}
}

// A text that says only what is sent cannot say whether it goes by a route: which rules come
// back otherwise is told, and nothing where the text says it.
func TestCompile_tellsWhichRulesComeBackOtherwise(t *testing.T) {
	said := func(name, text string) string {
		t.Helper()
		p, err := dialplan.Parse("p", []byte("home: {area_code: 755}\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, l := range compile(t, name, driver.Job{Profile: p}).Losses {
			if l.Feature == "read_back" {
				label := l.Why.Label()
				if strings.Contains(label.Zh+label.En, "{") || !strings.Contains(label.Zh, l.Number) {
					t.Errorf("%+v", label)
				}
				out += l.Rule + " " + l.Number + " " + label.En + "\n"
			}
		}
		return out
	}
	const (
		prepend = "routes: [{id: C1, access: \"17909\"}]\nrules:\n" +
			"  - {id: 1, pattern: \"6\", min_len: 8, max_len: 8, action: DIRECT, prepend: \"9\"}\n" +
			"  - {id: 2, pattern: \"010\", min_len: 11, max_len: 11, action: ROUTE, route: C1}\n"
		bare = "routes: [{id: C1, access: \"17909\", seq: [number], intl_form: strip_00}, {id: C2, access: \"17911\"}]\nrules:\n" +
			"  - {id: 1, pattern: \"6\", min_len: 8, max_len: 8, action: ROUTE, route: C1}\n" +
			"  - {id: 2, pattern: \"00\", min_len: 8, max_len: 8, action: ROUTE, route: C1}\n" +
			"  - {id: 3, pattern: \"7\", min_len: 8, max_len: 8, action: ROUTE, route: C1}\n" +
			"  - {id: 5, pattern: \"020\", min_len: 11, max_len: 11, action: ROUTE, route: C2, strip: 1}\n"
		plain = "rules:\n  - {id: 1, pattern: \"0755\", min_len: 12, max_len: 12, action: DIRECT, strip: 4}\n"
	)
	many := "routes: [{id: C1, access: \"17909\", seq: [number]}]\nrules:\n"
	for i := range 12 {
		many += "  - {id: " + strconv.Itoa(i+1) + ", pattern: \"6" + strconv.Itoa(10+i) + "\", min_len: 8, max_len: 8, action: ROUTE, route: C1}\n"
	}
	for _, d := range driver.All() {
		want := [4]string{}
		if d.Name == "grandstream" || d.Name == "spa" {
			want = [4]string{
				"1 60000000 rules 1 put keys before a number and dial straight (such as 60000000); read back from what is written they go by a route, for it says only what is sent, and that is the same\n",
				" 00000000 rules 1, 2, 3 put nothing before a number and send it by a route (such as 00000000); read back from what is written they dial straight, for it says only what is sent, and that is the same\n",
				"",
				" 61000000 rules 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more put nothing before a number and send it by a route (such as 61000000); read back from what is written they dial straight, for it says only what is sent, and that is the same\n",
			}
		}
		for i, text := range []string{prepend, bare, plain, many} {
			if got := said(d.Name, text); got != want[i] {
				t.Errorf("%s %d: %s", d.Name, i, got)
			}
		}
	}
}

// An AT terminal is set in steps of its own; what they do not hold is told, whichever way
// it lies.
func TestCompile_tellsTheTimesThatATCannotSet(t *testing.T) {
	for _, c := range []struct {
		mode    string
		change  func(*dialplan.Profile)
		text    string
		said    map[string]string // by feature
		notSaid string
	}{
		{"fxs_fxo", func(p *dialplan.Profile) { p.DTMF.On, p.DTMF.Off, p.Timers.Predial = 400, 500, 4000 }, "ATS6=4\nATS8=1\nATS11=255\n", map[string]string{
			"dtmf.on":  "the length of a tone: 255 ms is written, not 400 ms",
			"dtmf.off": "the rest between tones should be 500 ms, which the format does not carry: set it on the unit",
		}, "timers.predial"},
		{"fxs_fxo", func(p *dialplan.Profile) { p.DTMF.On, p.Timers.Predial = 60, 4100 }, "ATS6=5\nATS8=1\nATS11=60\n", map[string]string{
			"timers.predial": "the pause before dialling: 5000 ms is written, not 4100 ms",
		}, "dtmf.on"},
		{"gsm", func(p *dialplan.Profile) { p.DTMF.On, p.Timers.Predial = 60, 4000 }, "AT+VTD=1\n", map[string]string{
			"dtmf.on":        "the length of a tone: 100 ms is written, not 60 ms",
			"timers.predial": "the pause before dialling should be 4000 ms, which the format does not carry: set it on the unit",
		}, "timers.long"},
	} {
		p := plain(t)
		p.Lines[0].Mode = c.mode
		c.change(p)
		prog := compile(t, "at", driver.Job{Profile: p})
		if !strings.Contains(prog.Text, c.text) {
			t.Errorf("%q is not in\n%s", c.text, prog.Text)
		}
		said := map[string]string{}
		for _, l := range prog.Losses {
			said[l.Feature] = l.Why.Label().En
		}
		for feature, want := range c.said {
			if said[feature] != want {
				t.Errorf("%s: %q", feature, said[feature])
			}
		}
		if said[c.notSaid] != "" {
			t.Errorf("%q", said[c.notSaid])
		}
	}
}

// A route that dials otherwise than direct calls do would send keys as pulses where the plan
// says tones: it is refused where it stands.
func TestParse_routesOfAnATTextDialAlike(t *testing.T) {
	text := compile(t, "at", driver.Job{Profile: twoStage(t)}).Text
	for _, as := range []string{"ATDP1", "ATD1"} {
		bad := strings.Replace(text, "ATDT1", as, 1)
		if bad == text {
			t.Fatalf("no route in\n%s", text)
		}
		if _, err := find(t, "at").Parse("found", []byte(bad), driver.Job{}); err == nil || !strings.Contains(err.Error(), "write both alike") {
			t.Errorf("%s: %v", as, err)
		}
	}
}

// A comma is as long as S8 says, in what is read too.
func TestParse_readsHowLongACommaIs(t *testing.T) {
	j := driver.Job{Profile: twoStage(t)}
	prog := compile(t, "at", j)
	same(t, find(t, "at"), prog, j)
	longer, err := find(t, "at").Parse("found", []byte(strings.Replace(prog.Text, "ATS8=1\n", "ATS8=5\n", 1)), driver.Job{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := dialplan.Compile(prog.Said, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := dialplan.Compile(longer[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	if proof, err := dialplan.Prove(a, b, driver.SameText); err != nil || proof.Equal() {
		t.Errorf("five times the pauses are the same: %v", err)
	}
	for _, wrong := range []string{"", "ATS8=9\n"} {
		_, err := find(t, "at").Parse("found", []byte(strings.Replace(prog.Text, "ATS8=1\n", wrong, 1)), driver.Job{})
		if err == nil || !strings.Contains(err.Error(), "how long a comma pauses") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// A line that is connected otherwise than the format writes is told, or refused where it would
// be dialled wrongly.
func TestCompile_tellsHowALineIsConnected(t *testing.T) {
	for _, c := range []struct{ driver, mode, want string }{
		{"asterisk", "sip", "线路 1 接法应为 SIP，写入的是 模拟线"},
		{"keypad", "gsm", "线路 1 接法应为 移动网，写入的是 模拟线"},
		{"spa", "sip", "线路 1 接法应为 SIP，这种格式带不进去，请在设备上另设"},
		{"grandstream", "gsm", "线路 1 接法应为 移动网，这种格式带不进去，请在设备上另设"},
		{"grandstream", "fxs_fxo", "线路 1 接法由设备自己定（方案里是 模拟线）"},
		{"at", "gsm", ""},
		{"at", "fxs_fxo", ""},
	} {
		p := plain(t)
		p.Lines[0].Mode = c.mode
		said := ""
		for _, l := range compile(t, c.driver, driver.Job{Profile: p}).Losses {
			if l.Feature == "mode" {
				said += l.Why.Label().Zh
			}
		}
		if said != c.want {
			t.Errorf("%s %s: %q", c.driver, c.mode, said)
		}
	}
	p := plain(t)
	p.Lines = nil
	for i, mode := range []string{"fxs_fxo", "sip", "gsm", "sip"} {
		p.Lines = append(p.Lines, dialplan.Line{No: i + 1, Mode: mode, Dial: "tone"})
	}
	said := ""
	for _, l := range compile(t, "asterisk", driver.Job{Profile: p}).Losses {
		if l.Feature == "mode" {
			said += l.Why.Label().Zh + "\n" + l.Why.Label().En + "\n"
		}
	}
	if want := "线路 2、4 接法应为 SIP，写入的是 模拟线\nthe connection of lines 2, 4: an analogue line is written, not SIP\n" +
		"线路 3 接法应为 移动网，写入的是 模拟线\nthe connection of line 3: an analogue line is written, not the mobile network\n"; said != want {
		t.Errorf("%s", said)
	}
	p = twoStage(t) // pauses, which only an analogue line knows
	p.Lines[0].Mode = "sip"
	if got := refused(t, "asterisk", driver.Job{Profile: p}); got != "pause_mode" {
		t.Errorf("refused for %s", got)
	}
	if got := refused(t, "at", driver.Job{Profile: p}); got != "mode" {
		t.Errorf("refused for %s", got)
	}
	p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone"})
	p.Lines[0].Routes, p.Routes = []string{"D"}, append(p.Routes, dialplan.Route{ID: "D", Access: "17909", Stage: "one", NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", MaxLen: 32})
	p.Route("C").Fallback = "D"
	compile(t, "asterisk", driver.Job{Profile: p}) // the SIP line takes the other route
}

// No format says what happens when a route does not answer: whoever has a route for that is told.
func TestCompile_tellsThatARouteHasNoOtherWay(t *testing.T) {
	p := oneStage(t)
	p.Routes = append(p.Routes, dialplan.Route{ID: "D", Access: "17911", Stage: "one", NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", MaxLen: 32, Fallback: "C"})
	for _, d := range driver.All() {
		if said := losses(compile(t, d.Name, driver.Job{Profile: p})); strings.Contains(said, "fallback_route") { // no number goes by D
			t.Errorf("%s: %s", d.Name, said)
		}
	}
	p.Routes = append(p.Routes, *p.Route("D"))
	p.Routes[2].ID, p.Routes[2].Access = "E", "17951"
	for _, c := range []struct{ c, d, zh, en string }{
		{"C", "", "", ""}, // itself is no other way
		{"D", "", "路由 C 不通时改走 D（拨 17911…），这种格式说不了：路由 C 不通时，走它的号码都打不出去",
			"route C falls back on D (dials 17911…), which the format cannot say: when C does not answer, its numbers cannot be called"},
		{"D", "C", "路由 C 不通时改走 D（拨 17911…），这种格式说不了：路由 C 不通时，走它的号码都打不出去", ""},
		{"D", "E", "路由 C 不通时改走 D（拨 17911…），再不通走 E（拨 17951…），这种格式说不了：路由 C 不通时，走它的号码都打不出去",
			"route C falls back on D (dials 17911…), then on E (dials 17951…), which the format cannot say: when C does not answer, its numbers cannot be called"},
	} {
		p.Route("C").Fallback, p.Route("D").Fallback = c.c, c.d
		for _, d := range driver.All() {
			var said form.Label
			for _, l := range compile(t, d.Name, driver.Job{Profile: p}).Losses {
				if l.Feature == "fallback_route" {
					said = l.Why.Label()
				}
			}
			if said.Zh != c.zh || c.en != "" && said.En != c.en {
				t.Errorf("%s, %s then %s: %s %s", d.Name, c.c, c.d, said.Zh, said.En)
			}
		}
	}
}

// No setting is forgotten: each is in the text, or told.
func TestCompile_forgetsNoSetting(t *testing.T) {
	p := plain(t)
	p.Timers = dialplan.Timers{FirstDigit: 12000, Long: 6500, Short: 3500, Predial: 900, WaitDialTone: &dialplan.Tone{Freq: 450, MinMS: 500, WithinMS: 3000, OnFail: "redial"}}
	p.DTMF, p.Pulse = dialplan.DTMF{On: 120, Off: 130, LevelLow: -9, Twist: 3}, dialplan.Pulse{BreakMake: "66:33", PPS: 20, Gap: 900}
	p.Flash, p.Answer, p.Lines[0].Dial, p.Lines[0].Mode = 310, dialplan.Answer{By: "delay", Delay: 8}, "pulse", "gsm"
	all := map[string]func(*dialplan.Profile) any{
		"timers.first_digit": func(q *dialplan.Profile) any { return q.Timers.FirstDigit }, "timers.long": func(q *dialplan.Profile) any { return q.Timers.Long },
		"timers.short": func(q *dialplan.Profile) any { return q.Timers.Short }, "timers.predial": func(q *dialplan.Profile) any { return q.Timers.Predial },
		"timers.wait_dialtone": func(q *dialplan.Profile) any { return q.Timers.WaitDialTone != nil },
		"dtmf.on":              func(q *dialplan.Profile) any { return q.DTMF.On }, "dtmf.off": func(q *dialplan.Profile) any { return q.DTMF.Off },
		"dtmf.level_low": func(q *dialplan.Profile) any { return q.DTMF.LevelLow }, "dtmf.twist": func(q *dialplan.Profile) any { return q.DTMF.Twist },
		"pulse.break_make": func(q *dialplan.Profile) any { return q.Pulse.BreakMake }, "pulse.pps": func(q *dialplan.Profile) any { return q.Pulse.PPS },
		"pulse.gap": func(q *dialplan.Profile) any { return q.Pulse.Gap }, "flash": func(q *dialplan.Profile) any { return q.Flash },
		"answer": func(q *dialplan.Profile) any { return q.Answer }, "mode": func(q *dialplan.Profile) any { return q.Lines[0].Mode }, "dial": func(q *dialplan.Profile) any { return q.Lines[0].Dial },
	}
	for _, d := range driver.All() {
		prog := compile(t, d.Name, driver.Job{Profile: p})
		read, err := d.Parse("text", []byte(prog.Text), driver.Job{})
		if err != nil {
			t.Fatal(err)
		}
		for name, of := range all {
			told := slices.ContainsFunc(prog.Losses, func(l driver.Loss) bool { return l.Feature == name })
			if is := of(read[0]) == of(p); is == told {
				t.Errorf("%s: %s is in the text: %t, told: %t", d.Name, name, is, told)
			}
		}
	}
}

// plain is a profile that every format can say.
func plain(t testing.TB) *dialplan.Profile {
	t.Helper()
	p, err := dialplan.Parse("plain.yaml", []byte("home: {area_code: 755}\nrules:\n  - {id: 1, pattern: \"[2-8]\", min_len: 8, max_len: 8, action: DIRECT}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var update = flag.Bool("update", false, "write the golden files")

// golden compares a text with the file of its name; -update writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := "testdata/" + name + ".golden"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != text {
		t.Errorf("%s is not what it was:\n%s", name, text)
	}
}

func TestCompile_saysWhatTheMakersSay(t *testing.T) {
	j := driver.Job{Profile: oneStage(t), Segments: segments(t, "1350280,755\n")}
	for name, want := range map[string][]string{
		"grandstream": {"&lt;=17909&gt;010xxxxxxxx|", "^16[08]xxxxx", "&lt;0755=&gt;xxxxxxxx", "|95xxx+|", "<P72>1</P72>", "<P66></P66>", "<P71></P71>"},
		"spa":         {"&lt;:17909&gt;010xxxxxxxx|", "|16[08]xxxxx!|", "&lt;0755:&gt;xxxxxxxx", "|95xxxx.|", "<Interdigit_Short_Timer>3<"},
		"asterisk":    {"exten => _010XXXXXXXX,1,Goto(route-C,${EXTEN},1)", "exten => _16[08]XXXXX,1,Congestion()", "exten => _0755XXXXXXXX,1,Dial(${TRUNK}/${EXTEN:4})", "GotoIf(${DB_EXISTS(hseg/${EXTEN:0:7})}?home:away)"},
		"at":          {"ATDT17909{number};", "010xxxxxxxx 11 C {number}", "16[08]xxxxx 8 block", "0755xxxxxxxx 12 direct {number:4}"},
	} {
		text := compile(t, name, j).Text
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %s:\n%s", name, w, text)
			}
		}
	}
	two := driver.Job{Profile: twoStage(t)}
	for name, want := range map[string]string{
		"asterisk": "Dial(${TRUNK}/17911wwwwww1ww${C_ACCOUNT}#wwww${C_PIN}#wwww${EXTEN})",
		"at":       "ATDT17911,,,1,{account:box/7/10}#,,{pin:box/8/4}#,,{number};",
		"keypad":   `"1117911#2#2#2#2#2#21#2#2#3#1#2#2#2#2#4#1#2#2#2#2#5##"`,
	} {
		if text := compile(t, name, two).Text; !strings.Contains(text, want) {
			t.Errorf("%s does not say %s:\n%s", name, want, text)
		}
	}
	two.Profile.Lines[0].Mode = "gsm"
	if text := compile(t, "at", two).Text; !strings.Contains(text, "ATD17911;\nwait 3000\nAT+VTS=1\nwait 1000\nAT+VTS={account:box/7/10}#\nwait 2000\nAT+VTS={pin:box/8/4}#\nwait 2000\nAT+VTS={number}\n") {
		t.Error(text)
	}
}

// barred adds a rule for the code *21 that the class of the first line, this one, may not dial; class 1 may.
func barred(p *dialplan.Profile, cos string) {
	p.Classes = []dialplan.Class{{COS: "1", Allow: []string{"feature"}}, {COS: "2", Allow: []string{"local"}}}
	p.Rules = append(p.Rules, dialplan.Rule{ID: "x", Pattern: "*21", MinLen: 3, MaxLen: 20, Action: dialplan.Direct, Class: "feature"})
	p.Lines[0].COS = cos
}

// What a class may dial is no bar, and left out as codes are.
func TestCompile_leavesOutTheCodesThatMayBeDialled(t *testing.T) {
	for _, name := range []string{"grandstream", "spa"} {
		p := oneStage(t)
		barred(p, "1")
		if got := losses(compile(t, name, driver.Job{Profile: p})); !strings.Contains(got, "feature_codes x") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestCompile_refusesRatherThanDrop(t *testing.T) {
	for name, c := range map[string]struct {
		driver, want string
		change       func(*dialplan.Profile)
	}{
		"account": {"spa", "account", func(p *dialplan.Profile) {
			p.Routes[0].Account = &dialplan.Secret{Ref: "a", Digits: 4}
			p.Routes[0].Seq = []dialplan.Step{{Account: true}, {Number: true}}
		}},
		"pin": {"grandstream", "pin", func(p *dialplan.Profile) {
			p.Routes[0].PIN = &dialplan.Secret{Ref: "a", Digits: 4}
			p.Routes[0].Seq = []dialplan.Step{{PIN: true}, {Number: true}}
		}},
		"pause": {"spa", "pause", func(p *dialplan.Profile) {
			p.Routes[0].Seq = []dialplan.Step{{Send: "1"}, {Pause: 1000}, {Number: true}}
		}},
		"odd pause": {"asterisk", "pause_step", func(p *dialplan.Profile) {
			p.Routes[0].Seq = []dialplan.Step{{Send: "1"}, {Pause: 1234}, {Number: true}}
		}},
		"tone": {"at", "wait_tone", func(p *dialplan.Profile) {
			p.Routes[0].Seq = []dialplan.Step{{Send: "1"}, {WaitTone: &dialplan.Tone{Freq: 450, MinMS: 400, WithinMS: 5000, OnFail: "reject"}}, {Number: true}}
		}},
		"barred feature code":          {"grandstream", "keys", func(p *dialplan.Profile) { p.Rule("10").Action = dialplan.Block }},
		"feature code barred by class": {"grandstream", "keys", func(p *dialplan.Profile) { barred(p, "2") }},
		"one barred on the other line": {"spa", "keys", func(p *dialplan.Profile) {
			p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone"})
			barred(p, "2")
		}},
		"terminator": {"spa", "terminator", func(p *dialplan.Profile) { p.Terminator = "none" }},
		"tie":        {"asterisk", "conflict", func(p *dialplan.Profile) { p.Rule("20").Pattern = "11" }},
		"third port": {"grandstream", "port", func(p *dialplan.Profile) { p.Lines[0].No = 3 }},
		"rows": {"keypad", "rows", func(p *dialplan.Profile) {
			p.Rule("60").Pattern = "0755xx"
			for i := range 400 {
				p.Rules = append(p.Rules, dialplan.Rule{ID: "x" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Pattern: "2" + string(rune('0'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10)), MinLen: 8, MaxLen: 8, Action: []string{dialplan.Block, dialplan.Direct}[i%2]})
			}
		}},
	} {
		p := oneStage(t)
		c.change(p)
		if got := refused(t, c.driver, driver.Job{Profile: p}); got != c.want {
			t.Errorf("%s: refused for %q", name, got)
		}
	}
}

// A plan that gives an emergency number to a carrier, or does not have all of them, is written
// for no unit; the reason is the lint's, with its number.
func TestCompile_refusesWhatNothingOverrides(t *testing.T) {
	for name, c := range map[string]struct {
		change            func(*dialplan.Profile)
		rule, number, say string
	}{
		"digits taken off": {func(p *dialplan.Profile) {
			p.Rules = append(p.Rules, dialplan.Rule{ID: "x", Pattern: "9110", MinLen: 4, MaxLen: 4, Action: dialplan.Through, Route: "C", Strip: 1})
		}, "x", "9110", "dialling 9110 hands emergency number 110 to a route"},
		"by the fallback only": {func(p *dialplan.Profile) {
			d := p.Routes[0]
			d.ID, d.NumberForm = "D", "strip_zero"
			p.Routes[0].Fallback = "D"
			p.Routes = append(p.Routes, d)
			p.Rules = append(p.Rules, dialplan.Rule{ID: "x", Pattern: "0120", MinLen: 4, MaxLen: 4, Action: dialplan.Through, Route: "C"})
		}, "x", "0120", "hands emergency number 120 to a route"},
		"a speed dial": {func(p *dialplan.Profile) {
			p.SpeedDials = []dialplan.SpeedDial{{Code: "9", Send: "119"}}
			p.Rules = append(p.Rules, dialplan.Rule{ID: "x", Pattern: "9", MinLen: 1, MaxLen: 1, Action: dialplan.Replace, Prepend: "0"})
		}, "x", "9", "speed dial 9 is emergency number 119"},
		"the call-home number": {func(p *dialplan.Profile) { p.Remote = &dialplan.Remote{Enabled: true, RingCount: 5, CallHome: "110"} },
			"", "110", "calls emergency number 110 by itself"},
		"not in the list": {func(p *dialplan.Profile) { p.Emergency = []string{"110", "119", "120"} }, "", "122", "lacks 122"},
	} {
		for _, d := range driver.All() {
			p := oneStage(t)
			c.change(p)
			_, err := d.Compile(driver.Job{Profile: p})
			var r *driver.Refusal
			if !errors.As(err, &r) {
				t.Errorf("%s, %s: %v is no refusal", name, d.Name, err)
				continue
			}
			said := r.Reasons[0].Why.Label()
			if x := r.Reasons[0]; len(r.Reasons) != 1 || x.Feature != "emergency" || x.Rule != c.rule || x.Number != c.number ||
				!strings.Contains(said.En, c.say) || !strings.Contains(said.Zh, "不能写入") || strings.Contains(said.Zh+said.En, "{") {
				t.Errorf("%s, %s: %+v, %s, %s", name, d.Name, r.Reasons, said.Zh, said.En)
			}
		}
	}
}

// Where a text says two things of one number, or one thing half, the line is named and nobody
// guesses what the unit would do.
func TestParse_guessesNothing(t *testing.T) {
	const (
		conf  = "; fieldline home=755 len=8 mobiles=direct_all end=#\n[globals]\nTRUNK=DAHDI/g1\n"
		all   = "exten => _0XXX,1,Dial(${TRUNK}/${EXTEN})\n"
		some  = "exten => _0[1-3]XX,1,Congestion()\n"
		other = "exten => _1XXX,1,Congestion()\n"
		mon   = ",08:00-17:59,mon,*,*\n"
		later = ",17:59-19:59,mon,*,*\n"
		apart = ",18:00-23:59,mon,*,*\n"
		host  = "# fieldline home=755 len=8 mobiles=direct_all end=#\n[host]\ntimers 10000 5000 3000\n[begin]\nATE0\n[direct]\nATDT{number};\n"
	)
	for name, c := range map[string]struct{ driver, text, fault string }{
		"includes at once":              {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "include => a" + mon + "[b]\n" + all + "[a]\n" + some, "found:10:1: 0xxx and 0[123]xx both take some number at the same hours"},
		"includes that meet a minute":   {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "include => a" + later + "[b]\n" + all + "[a]\n" + some, "0xxx and 0[123]xx both take some number at the same hours"},
		"includes of other hours":       {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "include => a" + apart + "[b]\n" + all + "[a]\n" + some, ""},
		"includes of other numbers":     {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "include => a" + mon + "[b]\n" + all + "[a]\n" + other, ""},
		"an include twice":              {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "include => b" + later + "[b]\n" + all, "found:6:1: [b] is included twice at once"},
		"own numbers and included ones": {"asterisk", conf + "[lines-1]\n" + all + "include => a" + mon + "[a]\n" + some, "0xxx and 0[123]xx both take some number at the same hours"},
		"includes within includes":      {"asterisk", conf + "[lines-1]\ninclude => b" + mon + "[b]\n" + all + "include => a" + mon + "[a]\n" + other, "found:8:1: [b] is included"},
		"a route as numbers":            {"asterisk", conf + "[route-C]\nexten => _[0-9*#]!,1,Dial(${TRUNK}/1${EXTEN})\n[lines-1]\ninclude => route-C" + mon, "found:7:1: [route-C] holds no numbers"},
		"nothing included":              {"asterisk", conf + "[lines-1]\ninclude => b" + mon, "found:5:1: [b] is included and is not there"},
		"home mobiles only":             {"asterisk", conf + "[lines-1]\nexten => _138XXXXXXXX,1,GotoIf(${DB_EXISTS(hseg/${EXTEN:0:7})}?home:away)\n same => n(home),Dial(${TRUNK}/${EXTEN})\n same => n,Hangup()\n" + all, "found:5:1: what becomes of mobiles from elsewhere"},
		"home mobiles at the end":       {"asterisk", conf + "[lines-1]\n" + all + "exten => _138XXXXXXXX,1,GotoIf(${DB_EXISTS(hseg/${EXTEN:0:7})}?home:away)\n", "found:6:1: what becomes of mobiles from elsewhere"},
		"home mobiles of a context":     {"asterisk", conf + "[lines-1]\n" + all + "exten => _138XXXXXXXX,1,GotoIf(${DB_EXISTS(hseg/${EXTEN:0:7})}?home:away)\n[a]\n" + all, "found:6:1: what becomes of mobiles from elsewhere"},
		"sections at once":              {"at", host + "[numbers 1]\n0xxx 4 direct {number}\n[numbers 1]\n0[1-3]xx 4 block\n", "found:11:1: 0xxx and 0[123]xx both take some number at the same hours"},
		"sections of other numbers":     {"at", host + "[numbers 1]\n0xxx 4 direct {number}\n[numbers 1]\n1xxx 4 block\n", ""},
		"always and at times":           {"at", host + "[numbers 1]\n0xxx 4 direct {number}\n[numbers 1]\nat mon 08:00-17:59\n0[1-3]xx 4 block\n", "0xxx and 0[123]xx both take some number at the same hours"},
		"sections at meeting hours":     {"at", host + "[numbers 1]\nat mon 08:00-17:59\n0xxx 4 direct {number}\n[numbers 1]\nat sun 00:00-23:59\nat mon 17:59-23:59\n0[1-3]xx 4 block\n", "0xxx and 0[123]xx both take some number at the same hours"},
		"sections at other hours":       {"at", host + "[numbers 1]\nat mon 08:00-17:59\n0xxx 4 direct {number}\n[numbers 1]\nat mon 18:00-23:59\n0[1-3]xx 4 block\n", ""},
		"hours that meet in a section":  {"at", host + "[numbers 1]\nat mon 08:00-17:59\nat mon 12:00-12:59\n0xxx 4 direct {number}\n", "found:10:1: these hours stand here already"},
		"a line in two sets":            {"at", host + "[numbers 1 2]\n0xxx 4 direct {number}\n[numbers 2]\n1xxx 4 block\n", "found:10:1: line 2 stands among other lines above"},
		"direct calls told late":        {"at", strings.Replace(host, "[direct]\nATDT{number};\n", "", 1) + "[numbers 1]\n0xxx 4 direct {number}\n[direct]\nATDP{number};\n", "found:8:1: [direct] stands above the numbers"},
	} {
		_, err := find(t, c.driver).Parse("found", []byte(c.text), driver.Job{})
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v, want %q", name, err, c.fault)
		}
	}
}

// Rules that overlap in more ways than memory holds are refused, not tried.
func TestCompile_tooManyWaysToOverlap(t *testing.T) {
	p := plain(t)
	for i := range 40 {
		p.Rules = append(p.Rules, dialplan.Rule{ID: "r" + strconv.Itoa(i), Pattern: strings.Repeat("x", i/2) + strconv.Itoa(i%2), MinLen: 32, MaxLen: 32, Action: dialplan.Block})
	}
	if got := refused(t, "asterisk", driver.Job{Profile: p}); got != "wide" {
		t.Errorf("refused for %s", got)
	}
}

// A text that was changed behind our back is another plan, or none.
func TestParse_findsWhatWasChanged(t *testing.T) {
	j := driver.Job{Profile: oneStage(t), Segments: segments(t, "1350280,755\n")}
	for _, c := range []struct{ driver, from, to, number, fault string }{
		{"grandstream", "|11x|", "|11[1-9]|", "110", ""},
		{"grandstream", "^16[08]xxxxx|", "&lt;=17909&gt;16[08]xxxxx|", "16000000", ""},
		{"grandstream", "=17909&gt;010xxxxxxxx", "=17908&gt;010xxxxxxxx", "01000000000", ""},
		{"grandstream", "<P66></P66>", "<P66>17909</P66>", "", "before every number, emergency numbers too"},
		{"grandstream", "<P71></P71>", "<P71>13800138000</P71>", "", "as soon as the handset is lifted"},
		{"grandstream", "</config>", "<P771>13800138000</P771></config>", "", "as soon as the handset is lifted"},
		{"grandstream", "</config>", "<P766>17909</P766></config>", "", "before every number, emergency numbers too"},
		{"grandstream", "{&lt;", "{x+|&lt;", "", "who wins is not documented"},
		{"grandstream", "|95xxx+|", "|95xxx.|", "", "is not read here"},
		{"grandstream", "</config>", "", "", "no XML"},
		{"spa", "|11x|", "|11xS0|", "", "is sent at once"},
		{"spa", "|16[08]xxxxx!|", "|16[08]xxxxx|", "16000000", ""},
		{"spa", "_Timer>10<", "_Timer>x<", "", ""},
		{"asterisk", "exten => _12[02],1,Dial(${TRUNK}/${EXTEN})\n", "", "120", ""},
		{"asterisk", "Goto(route-C,${EXTEN},1)", "Dial(${TRUNK}/${EXTEN})", "", ""},
		{"asterisk", "Congestion()", "Playback(x)", "", "an application that is not read here"},
		{"asterisk", "same => n(home),Dial(${TRUNK}/${EXTEN})", "same => n(home),Dial(${TRUNK}/0${EXTEN})", "", "a home mobile is dialled straight"},
		{"at", "16[08]xxxxx 8 block\n", "16[08]xxxxx 8 direct {number}\n", "16000000", ""},
		{"at", "ATDT17909{number};", "ATDT17909{number}", "", "want ATD"},
		{"at", "ATS8=1\n", "ATS8=1\nATD13800138000;\n", "", "it may dial"},
		{"at", "ATS8=1\n", "ATS8=1\nATS8=9\n", "", "stands twice"},
		{"at", "ATS8=1\n", "ATS8=0\n", "", "takes a number from 1 to 255"},
		{"at", "ATS8=1\n", "AT+VTD=1\n", "", "stands twice, or beside another"},
		{"at", "ATS11=100\n", "AT+VTD=1\n", "", "this text has both"},
		{"at", "timers 10000 5000 3000\n", "timers 10000 5000 3000 800\n", "", "three times in ms"},
		{"keypad", `"400111080800031` + `10##"`, `"400111080800031` + `11##"`, "", ""},
	} {
		prog := compile(t, c.driver, j)
		text := strings.Replace(prog.Text, c.from, c.to, 1)
		if c.driver != "keypad" && c.from != "_Timer>10<" && text == prog.Text {
			t.Errorf("%s: %q is not in\n%s", c.driver, c.from, prog.Text)
			continue
		}
		read, err := find(t, c.driver).Parse("found", []byte(text), driver.Job{})
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) || !strings.HasPrefix(err.Error(), "found:") {
				t.Errorf("%s %q: %v", c.driver, c.to, err)
			}
			continue
		}
		if err != nil {
			if c.number != "" {
				t.Errorf("%s: %v", c.driver, err)
			}
			continue
		}
		if c.number == "" {
			continue
		}
		a, err := dialplan.Compile(prog.Said, j.Segments)
		if err != nil {
			t.Fatal(err)
		}
		b, err := dialplan.Compile(read[0], j.Segments)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := dialplan.Prove(a, b, driver.SameText)
		if err != nil || proof.Difference == nil || proof.Difference.Number != c.number {
			t.Errorf("%s without %q: %v %+v", c.driver, c.from, err, proof.Difference)
		}
	}
}

// Asterisk stays at the extension where it is if a Goto names none: a number of which nothing
// is left has one of its own, and no text is read that leaves it out.
func TestCompile_asteriskSendsNothingOfANumberThatIsTakenOff(t *testing.T) {
	p, err := dialplan.Parse("nine.yaml", []byte(`
home: {area_code: 755, mobile_policy: direct_all}
routes: [{id: C, access: "17909", seq: "17909(1000){number}(500)1#"}]
rules:
  - {id: 9, pattern: "9", min_len: 1, max_len: 2, action: ROUTE, route: C, strip: 2}
  - {id: 72, pattern: "010", min_len: 11, max_len: 11, action: ROUTE, route: C}
`))
	if err != nil {
		t.Fatal(err)
	}
	j := driver.Job{Profile: p}
	prog := compile(t, "asterisk", j)
	same(t, find(t, "asterisk"), prog, j)
	const bare = "exten => s,1,Dial(${TRUNK}/17909www1#)\n same => n,Hangup()\n"
	for _, want := range []string{bare, "exten => _9,1,Goto(route-C,s,1)\n", "exten => _9X,1,Goto(route-C,s,1)\n", "exten => _010XXXXXXXX,1,Goto(route-C,${EXTEN},1)\n"} {
		if !strings.Contains(prog.Text, want) {
			t.Errorf("%q is not in\n%s", want, prog.Text)
		}
	}
	for _, c := range []struct{ from, to, fault string }{
		{"_9,1,Goto(route-C,s,1)", "_9,1,Goto(route-C,,1)", "a Goto to no extension stays where it is"},
		{"_9,1,Goto(route-C,s,1)", "_9,1,Goto(route-C,${EXTEN:1},1)", "a Goto to no extension stays where it is"},
		{bare, "", "[route-C] has no extension s"},
		{"17909www1#", "17911www1#", "s dials otherwise"},
		{"17909www1#", "17909ww${EXTEN}w1#", "s dials otherwise"},
		{bare, bare + bare, "a line of a route that is not read here"},
	} {
		text := strings.Replace(prog.Text, c.from, c.to, 1)
		if _, err := find(t, "asterisk").Parse("found", []byte(text), driver.Job{}); err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q: %v", c.to, err)
		}
	}
	if text := compile(t, "asterisk", driver.Job{Profile: oneStage(t)}).Text; strings.Contains(text, "exten => s,") {
		t.Errorf("s is written for nothing:\n%s", text)
	}
}

// The part of every format that has plans of its own per line, and per part of the week.
func TestCompile_linesAndHours(t *testing.T) {
	p := oneStage(t)
	p.Classes = []dialplan.Class{{COS: "3", Allow: []string{"local"}}}
	p.Lines = append(p.Lines, dialplan.Line{No: 2, Mode: "fxs_fxo", Dial: "tone", COS: "3"})
	p.Rule("100").Class = "international"
	for _, name := range []string{"grandstream", "spa"} {
		j := driver.Job{Profile: p}
		prog := compile(t, name, j)
		same(t, find(t, name), prog, j)
		read, err := find(t, name).Parse("text", []byte(prog.Text), driver.Job{})
		if err != nil || len(read) != 2 {
			t.Errorf("%s: %v, %d plans", name, err, len(read))
		}
	}
	if got := refused(t, "keypad", driver.Job{Profile: p}); got != "lines" {
		t.Error(got)
	}

	p.Schedules = []dialplan.Schedule{{ID: "night", Days: []int{1, 2, 3, 4, 5}, From: "22:00", To: "06:00", Holidays: "ignore"}}
	p.Rule("90").Schedule = "night"
	for _, name := range []string{"asterisk", "at"} {
		j := driver.Job{Profile: p}
		prog := compile(t, name, j)
		same(t, find(t, name), prog, j)
		if !regexp.MustCompile(`fri[, ]22:00-23:59`).MatchString(prog.Text) && !strings.Contains(prog.Text, "22:00-23:59,fri") {
			t.Errorf("%s:\n%s", name, prog.Text)
		}
	}
	if got := refused(t, "spa", driver.Job{Profile: p}); got != "hours" {
		t.Error(got)
	}
	p.Schedules[0].Holidays = "except"
	if got := refused(t, "asterisk", driver.Job{Profile: p}); got != "holidays" {
		t.Error(got)
	}
}

// A unit that asks a table by itself is right with every table.
func TestCompile_homeTable(t *testing.T) {
	prog := compile(t, "asterisk", driver.Job{Profile: oneStage(t), Segments: segments(t, "1350280,755\n")})
	for _, table := range []string{"1350280,755\n", "1391234,755\n1990000,755\n", "1350280,10\n"} {
		same(t, find(t, "asterisk"), prog, driver.Job{Segments: segments(t, table)})
	}
}

// What such a unit must have in its table is written beside the text, and told.
func TestCompile_tellsThatHomeSegmentsAreToBeLoaded(t *testing.T) {
	said := func(prog *driver.Program) form.Label {
		t.Helper()
		for _, l := range prog.Losses {
			if l.Feature == "home.segments" {
				return l.Why.Label()
			}
		}
		return form.Label{}
	}
	table := segments(t, "1350281,755\n1350280,755\n1391234,10\n")
	for name, want := range map[string]struct{ table, zh, en string }{
		"asterisk": {"database deltree hseg\ndatabase put hseg 1350280 1\ndatabase put hseg 1350281 1\n", "区号 755 的 2 个号段（版本 test）用随附的 database put hseg", "load the 2 segments of area 755 (version test) into Asterisk by the database put hseg lines"},
		"at":       {"1350280\n1350281\n", "区号 755 的 2 个号段（版本 test，每行一个）", "give the host the 2 segments of area 755 (version test)"},
	} {
		prog := compile(t, name, driver.Job{Profile: oneStage(t), Segments: table})
		if l := said(prog); prog.Table != want.table || !strings.Contains(l.Zh, want.zh) || !strings.Contains(l.En, want.en) {
			t.Errorf("%s: %q %+v", name, prog.Table, l)
		}
		prog = compile(t, name, driver.Job{Profile: oneStage(t), Segments: segments(t, "1391234,10\n")})
		if l := said(prog); prog.Table != "" || !strings.Contains(l.En, "there are none of area 755") {
			t.Errorf("%s: %q %+v", name, prog.Table, l)
		}
		p := oneStage(t)
		p.Home.MobilePolicy = dialplan.ByTrunkZero
		if prog = compile(t, name, driver.Job{Profile: p, Segments: table}); prog.Table != "" || said(prog) != (form.Label{}) {
			t.Errorf("%s asks no table: %q %+v", name, prog.Table, said(prog))
		}
	}
	if prog := compile(t, "keypad", driver.Job{Profile: oneStage(t), Segments: table}); prog.Table != "" || said(prog) != (form.Label{}) {
		t.Errorf("rows hold the segments: %q %+v", prog.Table, said(prog))
	}
}

func TestProgram_secretsAreRevealedToWhoMay(t *testing.T) {
	vault := func(ref string) (string, bool) {
		digits, ok := map[string]string{"box/7": "8801234567", "box/8": "4321", "unit password": "1357"}[ref]
		return digits, ok
	}
	for _, name := range []string{"asterisk", "at", "keypad"} {
		prog := compile(t, name, driver.Job{Profile: twoStage(t)})
		shown, err := json.Marshal(prog)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(shown), "8801234567") || strings.Contains(string(shown), "4321") || !strings.Contains(string(shown), "box/7") {
			t.Errorf("%s: %s", name, shown)
		}
		text, err := prog.Reveal(vault)
		if err != nil || !strings.Contains(text, "8801234567") || !strings.Contains(text, "4321") || strings.Contains(text, "{pin:") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		_, err = prog.Reveal(func(ref string) (string, bool) { return "12#4", ref != "box/8" })
		if err == nil || !strings.Contains(err.Error(), "box/8") || strings.Contains(err.Error(), "12#4") {
			t.Errorf("%s: %v", name, err)
		}
		_, err = prog.Reveal(func(ref string) (string, bool) {
			digits, ok := vault(ref)
			return digits + "1", ok
		})
		if other := new(driver.DigitsError); !errors.As(err, &other) || *other != (driver.DigitsError{Ref: "box/7", Want: 10, Has: 11}) || strings.Contains(err.Error(), "8801234567") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := compile(t, "keypad", driver.Job{Profile: twoStage(t)}).Secrets(); !slices.Equal(got, []string{"unit password", "box/7", "box/8"}) {
		t.Errorf("%q", got)
	}
}

// A text in which the digits of a secret stand where its name belongs is read as one that has
// them in clear: as found, and never told again.
func TestParse_aSecretInClearIsNotNamed(t *testing.T) {
	for _, name := range []string{"asterisk", "at", "keypad"} {
		text := compile(t, name, driver.Job{Profile: twoStage(t)}).Text
		for _, in := range []string{"{account:8801234567/10}", "8801234567"} {
			read, err := find(t, name).Parse("text", []byte(strings.ReplaceAll(text, "{account:box/7/10}", in)), driver.Job{})
			if err != nil {
				if strings.Contains(err.Error(), "8801234567") {
					t.Errorf("%s, %s: %v", name, in, err)
				}
				continue
			}
			yaml, err := read[0].YAML()
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(in, "{") && (strings.Contains(string(yaml), "8801234567") || !strings.Contains(string(yaml), "as found/")) {
				t.Errorf("%s, %s:\n%s", name, in, yaml)
			}
		}
	}
}

// A new model is a file.
func TestParseUnit_aNewModelNeedsNoCode(t *testing.T) {
	text := `
unit: other4
version: 2
zh: 另一种
en: another
talk: keypad
readback: none
lines: 4
rows: 120
cards: 2
prefix: 7
strip: 9
prepend: 9
string: 40
keys: {"*": "*8", "#": "*9"}
codes: {pause: "*1", pause_ms: 1000, number: "*0"}
begin: [{send: "*61{password}#", expect: beep}]
set: [{send: "*62{register}*{value}#", expect: beep, tries: 2}]
end: [{send: "*60#", expect: beep}]
registers:
  card: {at: "8{n:1}", value: "{string}"}
  row: {at: "9{n:3}", value: "{card:1}{action:1}{strip:1}{min:2}{max:2}{prepend:+1}{prefix}"}
`
	u, err := driver.ParseUnit("other4.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	j := driver.Job{Profile: oneStage(t), Unit: u}
	prog := compile(t, "keypad", j)
	same(t, find(t, "keypad"), prog, j)
	if prog.Unit != "other4@2" || !strings.Contains(prog.Text, `send "*6281*17909*0#" expect "beep"`) {
		t.Error(prog.Text)
	}
	if got := refused(t, "keypad", driver.Job{Profile: twoStage(t), Unit: u}); got != "account pin" {
		t.Error(got)
	}
	for _, c := range []struct{ from, to, fault string }{
		{"talk: keypad", "talk: radio", "other4.yaml:6:7: must be one of keypad, terminal"},
		{"lines: 4", "lines: none", "want a whole number"},
		{"rows: 120", "row: 120", `unknown key "row"`},
		{`at: "8{n:1}"`, `at: "9{n:1}"`, "cannot be told apart"},
		{`"*": "*8"`, `"*": "*"`, "cannot be told apart in a value"},
		{"{strip:1}", "", "{strip} is missing"},
		{"{strip:1}", "{strip}", "needs a width"},
		{"{value}#", "#", "set is one step"},
		{", pause_ms: 1000", "", `other4.yaml:16:8: the code "*1" pauses, and nothing says how long`},
		{"{n:3}", "{n:2}", "other4.yaml:9:7: rows: 120 do not fit the addresses of row, where {n} has room for 2 digits"},
		{"cards: 2", "cards: 10", "cards: 10 do not fit the addresses of card"},
		{"{n:3}", "{n:3/2}", "two would have one address"},
		{`"*60#"`, `"bye"`, ""},
	} {
		_, err := driver.ParseUnit("other4.yaml", []byte(strings.Replace(text, c.from, c.to, 1)))
		if c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}

func TestUnits_areSound(t *testing.T) {
	all, err := driver.Units()
	if err != nil || len(all) < 2 {
		t.Fatal(err, len(all))
	}
	for _, u := range all {
		if u.Label == (form.Label{}) {
			t.Errorf("%s has no name", u.Name)
		}
		j := driver.Job{Profile: twoStage(t), Segments: segments(t, "1350280,755\n"), Unit: u}
		prog := compile(t, "keypad", j)
		same(t, find(t, "keypad"), prog, driver.Job{Segments: j.Segments})
		if _, _, image, err := driver.ReadScript(prog.Text, nil); err != nil || len(image) < 50 {
			t.Errorf("%s: %v, %d settings", u.Name, err, len(image))
		}
	}
}

// Every sentence is in both languages, and none is left over.
func TestTexts_areAllThere(t *testing.T) {
	b, err := os.ReadFile("data/texts.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]form.Label
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	code := ""
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			b, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code += string(b)
		}
	}
	said := map[string]bool{"loss.unset": true}
	for _, word := range []string{"mode.fxs_fxo", "mode.sip", "mode.gsm", "dial.tone", "dial.pulse", "answer.reversal", "answer.delay", "answer.none"} { // what a profile may say
		said[word] = true
	}
	for _, m := range regexp.MustCompile(`\{name: "([a-z_.]+)", (?:of|line): func`).FindAllStringSubmatch(code, -1) {
		said["setting."+m[1]] = true
	}
	for _, m := range regexp.MustCompile(`"([a-z]+)": +\{(?:"[a-z_]+"(?:, )?)+\}`).FindAllStringSubmatch(code, -1) { // what registers may hold
		said["register."+m[1]] = true
	}
	for _, m := range regexp.MustCompile(`w\.(?:no|once|instead)\("([a-z_]+)"|key :?= "([a-z_]+)"|code\("([a-z]+)"|"((?:loss|lines|rules)\.[a-z_]+)"|add\("([a-z_]+)"|\{"(prefix|strip|prepend)", len|\{"(strip)", row`).FindAllStringSubmatch(code, -1) {
		for i, prefix := range []string{"", "no.", "no.", "no.", "", "setting.", "field.", "field."} {
			if i > 0 && m[i] != "" {
				said[prefix+m[i]] = true
			}
		}
	}
	for key := range said {
		if l := texts[key]; l.Zh == "" || l.En == "" {
			t.Errorf("%q has no sentence", key)
		}
	}
	for key := range texts {
		if !said[key] {
			t.Errorf("%q is never said", key)
		}
	}
}

// small is a profile of few rules, so that a fuzzer gets around.
func small(t testing.TB, seq string) *dialplan.Profile {
	t.Helper()
	p, err := dialplan.Parse("small.yaml", []byte("home: {area_code: 755}\nroutes: [{id: C, access: 17909, account: {ref: a, digits: 3}, seq: "+seq+`}]
rules:
  - {id: 1, pattern: "0", min_len: 10, max_len: 12, action: ROUTE, route: C}
  - {id: 2, pattern: "0755", min_len: 12, max_len: 12, action: DIRECT, strip: 4}
  - {id: 3, pattern: "16", min_len: 8, max_len: 8, action: BLOCK}
  - {id: 4, pattern: "13", min_len: 11, max_len: 11, action: MOBILE, route: C}
`))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fuzzed is how every reader is fuzzed: whatever the text, it is refused by line or is a
// profile that can be written, read again and compiled.
func fuzzed(f *testing.F, name string, plans ...string) {
	for _, plan := range plans {
		f.Add(unit(name, plan))
	}
	plain, secret := small(f, "[{send: 17909}, {number: true}]"), small(f, "[{send: 17911}, {pause: 1000}, {account: true}, {number: true}]")
	for _, p := range []*dialplan.Profile{plain, secret} {
		if prog, err := find(f, name).Compile(driver.Job{Profile: p}); err == nil {
			f.Add([]byte(prog.Text))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := find(t, name).Parse("text", b, driver.Job{Home: dialplan.Home{AreaCode: "755"}})
		if err != nil {
			return
		}
		if len(read) == 0 {
			t.Fatal("neither a profile nor a fault")
		}
		for _, p := range read {
			if _, err := dialplan.Compile(p, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzParseAsterisk(f *testing.F) { fuzzed(f, "asterisk") }
func FuzzParseGrandstream(f *testing.F) {
	fuzzed(f, "grandstream", "{ x+ | *x+ | *xx*x+ }", "{^16x+|1[2*]x|[1-5]2x+}")
}
func FuzzParseSPA(f *testing.F)    { fuzzed(f, "spa", "(*xx|110S0<:@gw0>|<:9>[2-8]xx.<:@gw0>|4xx!)") }
func FuzzParseAT(f *testing.F)     { fuzzed(f, "at") }
func FuzzParseKeypad(f *testing.F) { fuzzed(f, "keypad") }

func FuzzParseUnit(f *testing.F) {
	for _, name := range []string{"units/register8.yaml", "units/terminal8.yaml"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	p := small(f, "[{send: 17909}, {number: true}]")
	f.Fuzz(func(t *testing.T, b []byte) {
		u, err := driver.ParseUnit("unit.yaml", b)
		if err != nil {
			return
		}
		prog, err := find(t, "keypad").Compile(driver.Job{Profile: p, Unit: u})
		if err == nil && prog.Text == "" {
			t.Fatal("nothing was written")
		}
	})
}
