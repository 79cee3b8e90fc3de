package plan_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// often gives the customer of the program a list of the numbers he calls most.
func often(c *apptest.Company) {
	ref, _ := c.Find(c.Hotel).Values[library.ServiceOrderCustomer].(form.Ref)
	var rows []form.Row
	for _, n := range [][3]string{
		{"0085223456789", library.CallWayIsCarrier, "香港总部"}, {"26012345", library.CallWayIsDirect, "前台"},
		{"075588001122", library.CallWayIsDirect, "旅行社"}, {"031162345678", library.CallWayIsCarrier, "石家庄分店"},
	} {
		rows = append(rows, form.Row{ID: n[0], Values: form.Values{library.CustomerOftenRowNumber: n[0], library.CustomerOftenRowShould: n[1], library.CustomerOftenRowOfWhom: n[2]}})
	}
	c.Find(ref.ID).Values[library.CustomerOften] = rows
}

// What a customer calls most stands at the desk at once, first what would not go as it
// should; setting the dialer all the same asks for the reason.
func TestDesk_oftenCalled(t *testing.T) {
	r, p := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		often(c)
		for i := range c.Records {
			if c.Records[i].Number == "DC261123-0004" {
				c.Records[i].Values[library.DialerConfigAgrees] = true
				c.Records[i].Values[library.DialerConfigHandReason], c.Records[i].Values[library.DialerConfigHandBy] = "串口坏了", c.Engineer // whoever it was
			}
		}
	}})
	desk(r, false)
	r.Want("1 个不对", "0085223456789", "香港总部", "应当加拨接入码", "旅行社")
	r.Shoot("plan-often")

	r.App.Nav().Act(library.DialerConfig, p.Config, library.DialerConfigSetUp)
	r.Pass(time.Second)
	r.Want("客户常拨的号码不再照应当的方式送")
	r.Shoot("plan-often-reason")
	if state := r.Record(library.DialerConfig, p.Config).State; state != library.DialerConfigToConfigure {
		t.Errorf("it is %s without a reason", state)
	}
}

// What does not go as it should at another hour only says when that is.
func TestDesk_oftenCalledByNight(t *testing.T) {
	r, p := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		often(c)
		for i := range c.Records {
			if text, ok := c.Records[i].Values[library.PlanTemplateText].(string); ok {
				text = strings.Replace(text, "  timers:", "  schedules: [{id: night, days: \"5\", from: \"22:00\", to: \"06:00\"}]\n  timers:", 1)
				c.Records[i].Values[library.PlanTemplateText] = strings.Replace(text, "  rules:\n", "  rules:\n    - {id: 5, pattern: \"03116\", min_len: 12, max_len: 12, action: BLOCK, schedule: night}\n", 1)
			}
		}
	}})
	r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
	r.Pass(time.Second)
	r.Want("2 个不对", "17911 031162345678", "应当加拨接入码，周五 22:00 不是")
	r.Tap("031162345678")
	r.Pass(time.Second)
	r.Want("周五 22:00：拦截，送忙音")
}

func TestDesk_oftenCalledPictures(t *testing.T) {
	for name, o := range map[string]apptest.Options{
		"plan-often-tablet-en": {Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English, Prepare: often},
		"plan-often-phone-zh":  {Size: fyne.NewSize(400, 800), Touch: true, Prepare: often},
	} {
		t.Run(name, func(t *testing.T) {
			r, p := ready(t, o)
			r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
			r.Pass(time.Second)
			r.Shoot(name)
		})
	}
}
