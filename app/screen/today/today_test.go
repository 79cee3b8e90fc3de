package today_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

func TestToday_namesTheNextStepAndDoesIt(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Want("下一单", "出发去 14:00 这一单", "拨号器 D4-26081704 已领", "反馈卡还差 2 项，还剩 5 小时 20 分", "明天 4 单，已备好 3 单")

	r.Tap("出发去 14:00 这一单")

	if r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderDepartedAt) == nil {
		t.Fatal("the order does not say when he departed")
	}
	r.Want("13:12 已出发", "到达", "1 张待发送")
	r.Shoot("today-departed")

	r.Tap("撤销")

	if r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderDepartedAt) != nil {
		t.Error("it was not taken back")
	}
	r.Want("出发去 14:00 这一单")
}

func TestToday_acceptsWithItsQuestion(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})

	r.Tap("新桥广源茶行")
	r.Want("这一单", "维修，第 1、2 路有杂音")
	r.Tap("接单")
	r.Want("表头正确")
	r.Shoot("today-accept")
}

// What the office has to say stands under customer and problem, in view at once also where
// a late visit has more lines than the panel holds.
func TestToday_theOfficesNoteIsInView(t *testing.T) {
	for _, language := range []words.Language{words.Chinese, words.English} {
		r := apptest.Open(t, apptest.Options{Touch: true, Language: language})
		r.Pass(110 * time.Minute) // the visit is late, which takes a line

		note, err := r.Find("门卫要登记身份证")
		if err != nil {
			t.Fatal(err)
		}
		contact, err := r.Find("何秀兰")
		if err != nil {
			t.Fatal(err)
		}

		if note.At.Y > contact.At.Y {
			t.Errorf("%s: the note stands at %v, below the contact at %v", language, note.At.Y, contact.At.Y)
		}
		r.Shoot("today-note-" + string(language))
		r.Close()
	}
}

func TestToday_showsWhatThisPersonIsReminded(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Pass(110 * time.Minute) // 15:00 is an hour before the next visit

	notices, err := r.App.Store().Notices(context.Background(), 1)
	if err != nil || len(notices) == 0 || notices[0].Seen {
		t.Fatal("nothing reminds of the visit:", notices, err)
	}
	reminder := notices[0].Text.Zh
	r.Want(reminder, "SO261123-0009")
	r.Shoot("today-reminded")
	r.Tap(reminder)
	r.Want("新桥广源茶行")
	r.Tap("今天")
	r.WantGone(reminder)
}

// What a reminder is about is named once, though a card is called by its customer.
func TestToday_aReminderNamesItsCustomerOnce(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	card := r.Record(library.FeedbackCard, r.Company.LogisticsCard)
	due, _ := card.Get("return_due").(time.Time)
	r.Pass(due.Add(-62 * time.Minute).Sub(r.Now))
	if err := r.App.Store().MarkSeen(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.Pass(4 * time.Minute)
	r.Want("交卡")
	for _, seen := range r.Look() {
		for _, c := range r.Company.Records {
			name, _ := c.Values[library.CustomerName].(string)
			if c.Form == library.Customer && strings.Count(seen.Text, name) > 1 {
				t.Errorf("%q names the customer twice", seen.Text)
			}
		}
	}
}

func TestToday_fillsTheCardOfTheVeryOrder(t *testing.T) {
	open := func() *apptest.Ready {
		return apptest.Open(t, apptest.Options{Touch: true, Prepare: func(c *apptest.Company) {
			o := c.Find(c.Hardware)
			o.State, o.Values[library.ServiceOrderInProgressAt] = library.ServiceOrderInProgress, apptest.Noon().Add(-35*time.Minute)
		}})
	}
	r := open()
	r.Tap("填反馈卡")
	if at := r.App.Screen().Place(); at.ID != r.Company.CardOf(r.Company.Hardware).ID {
		t.Errorf("it opened %s %s, not the card of the order in work", at.Form, at.ID)
	}
	r.Close()

	r = open()
	r.Tap("南山海纳物流有限公司")
	r.Tap("补填反馈卡")
	if at := r.App.Screen().Place(); at.ID != r.Company.LogisticsCard {
		t.Errorf("it opened %s %s, not the card of the order that was tapped", at.Form, at.ID)
	}
	r.Close()

	r = open()
	r.Tap("新桥广源茶行") // which nobody has begun, so that its card is not to be filled yet
	r.Want("接单")
	if err := r.TapIn("南山海纳物流有限公司的反馈卡", "补填反馈卡"); err != nil {
		t.Fatal(err)
	}
	if at := r.App.Screen().Place(); at.ID != r.Company.LogisticsCard {
		t.Errorf("it opened %s %s, not the card it stands under", at.Form, at.ID)
	}
}

func TestToday_forgetsAReminderOfWhatIsSettled(t *testing.T) {
	for _, c := range []struct {
		name   string
		settle func(r *apptest.Ready, order *record.Record)
		gone   bool
	}{
		{"nothing happened", func(*apptest.Ready, *record.Record) {}, false},
		{"the work has begun", func(r *apptest.Ready, o *record.Record) {
			o.State, o.Values[library.ServiceOrderVisitMet] = library.ServiceOrderInProgress, r.Now
		}, true},
		{"the visit was moved", func(r *apptest.Ready, o *record.Record) {
			o.Values[library.ServiceOrderPlannedStart] = r.Now.Add(3 * time.Hour)
			o.Values[library.ServiceOrderVisitDue] = r.Now.Add(3 * time.Hour)
		}, true},
		{"the order was cancelled", func(_ *apptest.Ready, o *record.Record) { o.State = library.ServiceOrderCancelled }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Touch: true})
			r.Pass(110 * time.Minute)
			r.Want("还有1小时上门", "新桥广源茶行  SO261123-0009")

			order := r.Record(library.ServiceOrder, r.Company.Tea)
			c.settle(r, order)
			order.Rev, order.Seq = order.Rev+1, order.Seq+1000
			r.Change(*order)

			if c.gone {
				r.WantGone("还有1小时上门")
			} else {
				r.Want("还有1小时上门")
			}
		})
	}
}

func TestToday_saysTheOneThingToKnow(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*apptest.Company)
		wants   []string
	}{
		{"at work", func(c *apptest.Company) {
			o := c.Find(c.Hardware)
			o.State, o.Values[library.ServiceOrderInProgressAt] = library.ServiceOrderInProgress, apptest.Noon().Add(-35*time.Minute)
		}, []string{"正在处理", "12:37 开始，已 35 分", "完工", "填反馈卡"}},
		{"escalated", func(c *apptest.Company) {
			c.Find(c.Hardware).State = library.ServiceOrderEscalated
		}, []string{"已升级，等技术主管答复"}},
		{"time not confirmed", func(c *apptest.Company) {
			for i := range c.Records {
				if c.Records[i].Form == library.Appointment && c.Records[i].State == library.AppointmentConfirmed {
					c.Records[i].State = library.AppointmentMovedByCustomer
				}
			}
		}, []string{"客户还没确认时间", "14:00 – 15:30，客户还没确认"}},
		{"planned anew after the customer confirmed", func(c *apptest.Company) {
			c.Find(c.Hardware).Values[library.ServiceOrderPlannedStart] = apptest.Noon().Add(78 * time.Minute) // 14:30
		}, []string{"14:30 – 15:30，客户确认的是今天 14:00"}},
		{"no dialer yet", func(c *apptest.Company) {
			for i := range c.Records {
				if c.Records[i].Values[library.DialerUnitSerial] == "D4-26081704" {
					c.Records[i].State = library.DialerUnitAllotted
				}
			}
		}, []string{"拨号器 D4-26081704 还没领用"}},
		{"card came back", func(c *apptest.Company) {
			card := c.Find(c.LogisticsCard)
			card.State, card.Values[library.FeedbackCardMissing] = library.FeedbackCardReturned, "缺客户签字"
		}, []string{"反馈卡退回：缺客户签字", "补填反馈卡"}},
		{"card late", func(c *apptest.Company) {
			c.Find(c.LogisticsCard).Values[library.FeedbackCardReturnDue] = apptest.Noon().Add(-65 * time.Minute)
		}, []string{"超了 1 小时 05 分"}},
		{"card filled", func(c *apptest.Company) {
			c.Find(c.LogisticsCard).State = library.FeedbackCardFilled
		}, []string{"反馈卡填好未交", "交反馈卡"}},
		{"urgent and late", func(c *apptest.Company) {
			c.Find(c.Tea).Values[library.ServiceOrderUrgentReachDue] = apptest.Noon().Add(-2 * time.Hour)
		}, []string{"加急", "加急联系工程师：超了 2 小时"}},
		{"late, not urgent", func(c *apptest.Company) {
			c.Find(c.Hardware).Values[library.ServiceOrderVisitDue] = apptest.Noon().Add(-30 * time.Minute)
		}, []string{"上门：超了 30 分"}},
		{"order of yesterday", func(c *apptest.Company) {
			o := c.Find(c.Electronics)
			o.Values[library.ServiceOrderPlannedStart] = apptest.Noon().Add(-20 * time.Hour)
		}, []string{"昨天", "龙华新澜电子厂"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Touch: true, Prepare: c.prepare})
			r.Want(c.wants...)
			r.Shoot("today-" + c.name)
		})
	}
}

func TestToday_isFoundAgainWhereItWasScrolledTo(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Size: fyne.NewSize(800, 700)})
	row, err := r.Find("龙华新澜电子厂")
	if err != nil {
		t.Fatal(err)
	}
	r.Reveal(&row)
	before := r.App.Screen().(screen.Scrolling).Offset()
	if before == 0 {
		t.Fatal("the day has room on the window: nothing to scroll")
	}

	r.Tap("龙华新澜电子厂")
	r.Want("技术服务单", "SO261123-0010")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)

	if after := r.App.Screen().(screen.Scrolling).Offset(); after != before {
		t.Errorf("it was scrolled to %v and is at %v", before, after)
	}
}

func TestToday_opensAsManyRowsAsItSays(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Size: fyne.NewSize(800, 1280)})

	r.Tap("明天 4 单，已备好 3 单")
	r.Want("布吉振兴纸品厂", "坂田远东货运", "横岗佳美眼镜店", "龙岗乐家超市（坂田店）")
	r.Shoot("today-tomorrow")
	r.Tap("坂田远东货运")
	r.Want("技术服务单", "SO261123-0021")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	r.Want("横岗佳美眼镜店") // still open
	r.Tap("我手里的拨号器 3 台")
	r.Want("我的拨号器", "3", "D4-26081704", "D4-26081711", "D4-25110386")
}

func TestToday_keysChooseAndOpen(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Leave()

	r.Key(fyne.KeyDown)
	r.Pass(time.Second)
	r.Want("这一单", "SO261123-0009")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("技术服务单")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)

	r.Want("明天 4 单，已备好 3 单")
}
