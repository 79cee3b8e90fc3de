package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// ready opens the desk with a dialer's program, from its record.
func ready(t *testing.T, o apptest.Options) (*apptest.Ready, apptest.Program) {
	t.Helper()
	var p apptest.Program
	o.Role = library.RoleStockKeeper
	prepare := o.Prepare
	o.Prepare = func(c *apptest.Company) {
		var err error
		if p, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		if prepare != nil {
			prepare(c)
		}
	}
	r := apptest.Open(t, o)
	return r, p
}

// desk goes from the stock keeper's home to the program and its desk.
func desk(r *apptest.Ready, english bool) {
	for _, text := range map[bool][]string{false: {"待设置", "D4-26081688", "试拨号码"}, true: {"To configure", "D4-26081688", "Try numbers"}}[english] {
		r.Tap(text)
		r.Pass(time.Second)
	}
}

// What a change does to the numbers a customer dials is seen side by side, and what it does
// to all numbers is proved.
func TestDesk_beforeAndAfter(t *testing.T) {
	for name, o := range map[string]apptest.Options{
		"desktop":  {Size: fyne.NewSize(1440, 900)},
		"tablet":   {Size: fyne.NewSize(1280, 800), Touch: true},
		"portrait": {Size: fyne.NewSize(800, 1280), Touch: true},
		"narrow":   {Size: fyne.NewSize(620, 900), Touch: true},
		"english":  {Size: fyne.NewSize(1440, 900), Language: words.English},
		"dark":     {Size: fyne.NewSize(1440, 900), Mode: theme.Dark},
		"large":    {Size: fyne.NewSize(800, 1280), Touch: true, Scale: 1.5, Mode: theme.Outdoor},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := ready(t, o)
			desk(r, o.Language == words.English)
			r.Want("01062345678", "110")
			r.Shoot("plan-" + name)
			if o.Language != words.English && o.Size.Width > 1000 {
				r.Want("拦截，送忙音", "17911 01062345678", "17909 01062345678", "已证明 110 119 120 122 必直通", "5 个变了")
			}
		})
	}
}

// A number that goes as before but is through sooner says so, and is not counted as changed.
func TestDesk_soonerThrough(t *testing.T) {
	r, _ := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		for i := range c.Records {
			values := c.Records[i].Values
			if text, ok := values[library.PlanTemplateText].(string); ok && values[library.PlanTemplateEdition] == int64(13) {
				values[library.PlanTemplateText] = strings.Replace(text, "predial: 800", "predial: 0", 1)
			}
		}
	}})
	desk(r, false)
	r.Want("5 个变了")
	r.Tap("26012345")
	r.Pass(time.Second)
	r.Want("“26012345”：接通话路由 4.5 秒变为 3.7 秒")
}

// Two programs that treat every number alike may set the dialer otherwise: that is said beside
// the proof, and each setting is named.
func TestDesk_settingsThatDifferAreNamed(t *testing.T) {
	for language, wants := range map[words.Language][]string{
		words.Chinese: {"对所有号码都一样，已证明，另有 4 项设置不同，见下", "4 项设置与改前不同", "线路 1 拨号方式：原来 音频，现在 脉冲", "计费起点：原来 延时，现在 反极", "停电时：原来 话路直通，现在 无"},
		words.English: {"proved to treat every number as", "4 settings differ, see below", "line 1, dials by: tones before, pulses now", "without power: the line is passed through before, none now"},
	} {
		r, _ := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Language: language, Prepare: func(c *apptest.Company) {
			var text string // of edition 12, of which 13 becomes one with other settings
			for i := range c.Records {
				if c.Records[i].Values[library.PlanTemplateEdition] == int64(12) {
					text, _ = c.Records[i].Values[library.PlanTemplateText].(string)
				}
			}
			for i := range c.Records {
				values := c.Records[i].Values
				if values[library.PlanTemplateEdition] == int64(13) {
					values[library.PlanTemplateText] = strings.Replace(text, "profile:\n", "profile:\n  answer: reversal\n  power_fail: none\n  lines: [{no: 1, dial: pulse}]\n", 1)
				}
				if rows, ok := values[library.DialerConfigAccessNumbers].([]form.Row); ok {
					rows[0].Values[library.DialerConfigAccessNumbersRowAccess] = "17909"
				}
			}
		}})
		desk(r, language == words.English)
		r.Want(wants...)
	}
}

// Rules that overlap in more ways than can be looked through are an error of the program like
// others: nothing is called proved that was not, what differs all the same is named, and
// numbers are dialled.
func TestDesk_rulesThatOverlapInTooManyWays(t *testing.T) {
	for language, wants := range map[words.Language][]string{
		words.Chinese: {"1 处错误", "规则重叠的方式太多", "没法证明与 深圳标准 v12 对所有号码都一样，另有 1 项设置不同，见下", "停电时：原来 话路直通，现在 无", "已证明 110 119 120 122 必直通"},
		words.English: {"1 error", "the rules overlap in more ways", "it cannot be proved to treat every number as", "1 setting differs, see below", "without power"},
	} {
		r, _ := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Language: language, Prepare: func(c *apptest.Company) {
			wide := "  rules:\n"
			for i := range 40 {
				wide += fmt.Sprintf("    - {id: w%d, pattern: \"%s%d\", min_len: 32, max_len: 32, action: BLOCK}\n", i, strings.Repeat("x", i/2), i%2)
			}
			var text string // of edition 12, of which 13 becomes one with another setting
			for i := range c.Records {
				values := c.Records[i].Values
				if values[library.PlanTemplateEdition] == int64(12) {
					text, _ = values[library.PlanTemplateText].(string)
					text = strings.Replace(text, "  rules:\n", wide, 1)
					values[library.PlanTemplateText] = text
				}
			}
			for i := range c.Records {
				values := c.Records[i].Values
				if values[library.PlanTemplateEdition] == int64(13) {
					values[library.PlanTemplateText] = strings.Replace(text, "profile:\n", "profile:\n  power_fail: none\n", 1)
				}
				if rows, ok := values[library.DialerConfigAccessNumbers].([]form.Row); ok {
					rows[0].Values[library.DialerConfigAccessNumbersRowAccess] = "17909"
				}
			}
		}})
		desk(r, language == words.English)
		r.Want(wants...)
		r.Shoot("plan-too-wide-" + string(language))
	}
}

// Two programs that differ in what a number falls back on alone are not told as equal: what is
// dialled instead is named, before and now. What the fallback is called is nothing to them.
func TestDesk_whatAFallbackDialsIsNamed(t *testing.T) {
	for _, c := range []struct {
		language words.Language
		id, dial string
		wants    []string
	}{
		{words.Chinese, "E", "17908", []string{"路由都通时与 深圳标准 v12 对所有号码都一样，已证明，路由不通时有 1 处不同，见下", "路由不通时 1 处与改前不同",
			"“0000000”，路由不通时：原来改拨 179510000000，现在改拨 179080000000"}},
		{words.English, "E", "17908", []string{"while its route answers, 1 difference where a route does not answer", "1 difference from before where a route does not answer",
			"\"0000000\", when its route does not answer: dials 179510000000 before, dials 179080000000 now"}},
		{words.Chinese, "E", "17951", []string{"与 深圳标准 v12 对所有号码都一样，已证明"}},
	} {
		r, _ := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Language: c.language, Prepare: func(company *apptest.Company) {
			text := ""
			with := func(id, access string) string {
				return strings.Replace(text, `- {id: C, access: "${access}"}`, `- {id: C, access: "${access}", fallback_route: `+id+"}\n    - {id: "+id+", access: "+access+"}", 1)
			}
			for i := range company.Records {
				if company.Records[i].Values[library.PlanTemplateEdition] == int64(12) {
					text, _ = company.Records[i].Values[library.PlanTemplateText].(string)
				}
			}
			for i := range company.Records {
				values := company.Records[i].Values
				switch values[library.PlanTemplateEdition] {
				case int64(12):
					values[library.PlanTemplateText] = with("D", "17951")
				case int64(13):
					values[library.PlanTemplateText] = with(c.id, c.dial)
				}
				if rows, ok := values[library.DialerConfigAccessNumbers].([]form.Row); ok {
					rows[0].Values[library.DialerConfigAccessNumbersRowAccess] = "17909"
				}
			}
		}})
		desk(r, c.language == words.English)
		r.Want(c.wants...)
		if c.dial == "17951" {
			r.WantGone("路由都通时", "路由不通时")
		}
		r.Shoot("plan-fallback-" + c.dial + string(c.language))
	}
}

// Every key is dialled at once, Enter keeps the number, and a pasted list is taken apart.
func TestDesk_typedAndPasted(t *testing.T) {
	r, _ := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900)})
	desk(r, false)
	enter := func(text string) {
		t.Helper()
		if err := r.Type(text); err != nil {
			t.Fatal(err)
		}
		r.Pass(100 * time.Millisecond)
	}
	enter("0206234567")
	r.Want("号码不完整", "10 个号码")
	enter("8")
	r.Want("17909 02062345678", "17911 02062345678", "10 个号码")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("17911 02062345678", "10 个号码", "6 个变了")
	enter("120、95588；abc")
	r.Want("直通 120", "直通 95588", "不是号码", "13 个号码")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("直通 120", "直通 95588", "不是号码", "13 个号码")
	enter("+86 755 2601 2345")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("075526012345", "直通 26012345", "14 个号码")
	r.Tap("01062345678")
	r.Pass(time.Second)
	r.Want("3.0 秒判定", "7.0 秒接通")
	r.Shoot("plan-typed")
}

// The wait before dialling stands with its number on the way to the line, no line goes through
// a key, and what is proved of emergency numbers stands above the way, in view.
func TestDesk_theWayCanBeRead(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(1440, 900)} {
		r, _ := ready(t, apptest.Options{Size: size})
		desk(r, false)
		r.Tap("01062345678")
		r.Pass(time.Second)
		r.Shoot(fmt.Sprintf("plan-way-%.0f", size.Width))

		r.Want("0.8 秒")
		var decided, last, proved apptest.Seen
		for _, seen := range r.Look() {
			switch {
			case seen.Text == "3.0 秒判定":
				decided = seen
			case seen.Text == "8":
				last = seen
			case strings.HasPrefix(seen.Text, "已证明 110 119 120 122"):
				proved = seen
			}
		}
		if line := decided.At.X - 4; last.At.X+last.Size.Width >= line {
			t.Errorf("%v: the last key ends at %v, its line is at %v", size, last.At.X+last.Size.Width, line)
		}
		if proved.At.Y == 0 || proved.At.Y+proved.Size.Height > size.Height {
			t.Errorf("%v: what is proved stands at %v", size, proved.At)
		}
		r.Close()
	}
}

// A program that is not complete says what is missing, by the name it has for people, and
// leads to its record: nothing can be dialled or written.
func TestDesk_saysWhyNothingCanBeDialled(t *testing.T) {
	for language, c := range map[words.Language]struct{ want, record, write string }{
		words.Chinese: {"本地区号：“75”不是区号（不带 0）。请打开单子改正，改好后再试拨。", "打开单子", "写入与封存"},
		words.English: {"home area: \"75\" is no area code (without its 0). Open the record and correct it, then try again.", "Open the record", "Write and seal"},
	} {
		for _, size := range []fyne.Size{fyne.NewSize(1280, 800), fyne.NewSize(360, 800)} {
			r, p := ready(t, apptest.Options{Size: size, Touch: true, Language: language, Prepare: func(c *apptest.Company) {
				for i := range c.Records {
					if c.Records[i].Number == "DC261123-0004" {
						c.Records[i].Values[library.DialerConfigAreaCode] = "75"
					}
				}
			}})
			r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
			r.Pass(time.Second)
			r.Shoot(fmt.Sprintf("plan-wrong-%.0f-%s", size.Width, language))

			r.WantGone(c.write)
			filled := 0
			said := ""
			for _, part := range r.Parts() {
				switch p := part.(type) {
				case *widgets.Problem:
					said = p.Text()
				case *widgets.Button:
					if p.Kind() == widgets.Filled && p.Label() == c.record {
						filled++
					}
				}
			}
			if said != c.want || filled != 1 {
				t.Errorf("%s %v: %q, %d filled", language, size, said, filled)
			}
			r.Close()
		}
	}
}
