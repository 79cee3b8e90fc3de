package plan_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// On a phone everything of the desk is there: what goes to the line stands whole below the
// number, and below the one that is tapped its way, before and after, and key by key.
func TestDesk_onPhone(t *testing.T) {
	for name, o := range map[string]apptest.Options{
		"zh":    {Size: fyne.NewSize(400, 800), Touch: true, Prepare: often},
		"en":    {Size: fyne.NewSize(400, 800), Touch: true, Prepare: often, Language: words.English},
		"large": {Size: fyne.NewSize(400, 800), Touch: true, Prepare: often, Scale: 1.5, Mode: theme.Outdoor},
	} {
		t.Run(name, func(t *testing.T) {
			r, p := ready(t, o)
			r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
			r.Pass(time.Second)
			r.Shoot("plan-phone-" + name)
			if o.Language == words.English {
				r.Want("17911 031162345678", "wrong", "changed")
				r.Tap("031162345678")
				r.Pass(time.Second)
				r.Want("17909 031162345678", "031162345678 is pressed")
				r.Shoot("plan-phone-" + name + "-way")
				return
			}
			r.Want("17911 031162345678", "国际，香港总部", "不对", "变了")
			r.WantGone("逐键看")

			r.Tap("031162345678")
			r.Pass(time.Second)
			r.Want("17909 031162345678", "客户按 031162345678", "送 17911", "接通", "逐键看")
			r.Shoot("plan-phone-" + name + "-way")
			r.Tap("逐键看")
			r.Pass(time.Second)
			r.Want("还没有规则", "收起逐键")
			r.Shoot("plan-phone-" + name + "-keys")
			r.Tap("031162345678")
			r.Pass(time.Second)
			r.WantGone("客户按 031162345678")

			seen := r.Look()
			box := slices.IndexFunc(seen, func(s apptest.Seen) bool { return s.Entry != nil })
			if box < 0 {
				t.Fatal("there is nothing to type into")
			}
			r.App.Window().Canvas().Focus(seen[box].Entry)
			for _, step := range []struct{ typed, want string }{{"0206234567", "号码不完整"}, {"8", "17911 02062345678"}} {
				if err := r.Type(step.typed); err != nil {
					t.Fatal(err)
				}
				r.Pass(100 * time.Millisecond)
				r.Want(step.want)
			}
			r.Shoot("plan-phone-" + name + "-typed")
			r.Key(fyne.KeyReturn)
			r.Pass(time.Second)
			r.Want("02062345678")
			r.Tap("写入与封存")
			r.Pass(time.Second)
			r.Want("写入并封存")
			r.Shoot("plan-phone-" + name + "-seal")
		})
	}
}

// A dialer with several lines is tried on each of them: what one may not call another may.
func TestDesk_choosesTheLine(t *testing.T) {
	r, p := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		for i := range c.Records {
			rec := &c.Records[i]
			if rec.Form == library.PlanTemplate {
				text, _ := rec.Values[library.PlanTemplateText].(string)
				text = strings.Replace(text, `pattern: "010", min_len: 11, max_len: 11, action: ROUTE`, `pattern: "010", min_len: 11, max_len: 11, class: far, action: ROUTE`, 1)
				text = strings.Replace(text, "  rules:\n", "  classes:\n    - {cos: near, allow: [local]}\n  lines:\n    - {no: 1, mode: fxs_fxo, dial: tone}\n    - {no: 2, mode: fxs_fxo, dial: tone, cos: near}\n  rules:\n", 1)
				rec.Values[library.PlanTemplateText] = text
			}
			if rec.Number == "DC261123-0004" {
				rec.Values[library.DialerConfigLines] = []form.Row{
					{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1), library.DialerConfigLinesRowCaption: "前台"}},
					{ID: "2", Values: form.Values{library.DialerConfigLinesRowLine: int64(2), library.DialerConfigLinesRowCaption: "传真"}},
				}
			}
		}
	}})
	r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
	r.Pass(time.Second)
	r.Want("前台", "传真", "17911 01062345678")
	r.Tap("传真")
	r.Pass(time.Second)
	r.WantGone("17911 01062345678")
	r.Shoot("plan-lines")
}

// The way to the line begins when the dialer begins to send, whatever it waits for.
func TestDesk_waitsForTheDialTone(t *testing.T) {
	r, p := ready(t, apptest.Options{Size: fyne.NewSize(400, 800), Touch: true, Prepare: func(c *apptest.Company) {
		for i := range c.Records {
			if text, ok := c.Records[i].Values[library.PlanTemplateText].(string); ok {
				c.Records[i].Values[library.PlanTemplateText] = strings.Replace(text, "predial: 800", "wait_dialtone: {min_ms: 2000}", 1)
			}
		}
	}})
	r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
	r.Pass(time.Second)
	r.Tap("031162345678")
	r.Pass(time.Second)
	r.Want("3.3 秒", "5.3 秒", "送 17911", "8.7 秒")
}
