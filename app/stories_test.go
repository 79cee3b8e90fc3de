package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
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

func TestToday_showsWhatThisPersonIsReminded(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})

	r.Pass(110 * time.Minute) // 15:00 is an hour before the next visit

	r.Want("一小时后上门", "SO261123-0009")
	r.Shoot("today-reminded")
	r.Tap("一小时后上门")
	r.Want("新桥广源茶行")
	r.Tap("今天")
	r.WantGone("一小时后上门")
}

func TestShell_reopensWhereItWasKilled(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("服务单")
	r.Want("我的服务单")

	r.Kill()
	again := apptest.Open(t, apptest.Options{Touch: true, Dir: r.Dir})

	again.Want("我的服务单")
}

func TestShell_switchesLanguageWhereItStands(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("周")
	r.Want("设置", "关于本机")
	r.Shoot("settings")

	r.Tap("English")

	r.Want("Settings", "About this device", "T07")
	r.Shoot("settings-english")
}

func TestShell_findsWhatIsScannedAnywhere(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Leave()

	if err := r.Scan("D4-26081704"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)

	r.Want("D4-26081704", "IPD-4")
	r.Shoot("scanned")
}

func TestShell_saysHowSyncingStands(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})

	for _, c := range []struct {
		change func(*client.State)
		want   string
	}{
		{func(s *client.State) { s.Online, s.Pending = false, 2 }, "离线，2 张待发送"},
		{func(s *client.State) { s.Running, s.Done, s.Total = true, 8, 12 }, "同步中 8 / 12"},
		{func(s *client.State) { s.Running, s.Online, s.Pending = false, true, 2 }, "2 张待发送"},
		{func(s *client.State) { s.NeedYou = 2 }, "2 项要你处理"},
	} {
		r.Sync.Set(c.change)
		r.Pass(time.Second)
		r.Want(c.want)
	}
	r.Shoot("today-needs-you")
}

func TestShell_signsOutOnlyWhenNothingWaits(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("出发去 14:00 这一单")
	r.Tap("周")

	r.Tap("退出并删除")

	r.Want("现在还不能退出")
	r.Shoot("settings-not-yet")
}

func TestList_searchesByInitialsAndOpens(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Tap("服务单")
	r.Want("待安排", "加急", "全部服务单", "新建技术服务单", "石岩永兴塑胶")
	r.Shoot("list-to-plan")
	r.Tap("全部服务单")
	r.Want("龙岗乐家超市（坂田店）", "龙华新澜电子厂")
	r.Shoot("list-all")

	if err := r.Fill("技术服务单", "nshn"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)

	r.Want("南山海纳物流有限公司")
	r.WantGone("龙华新澜电子厂")
	r.Shoot("list-search")

	if err := r.Fill("技术服务单", "没有的"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)
	r.Want("没有找到“没有的”")
	r.Shoot("list-nothing")
}

func TestList_onAPhone(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Size: fyne.NewSize(360, 800), Pixels: 2})
	r.Tap("服务单")

	r.Want("我的服务单", "福永恒泰五金制品厂")
	r.Shoot("list-phone")
	r.Tap("全部")
	r.Want("全部单子")
	r.Shoot("desk-phone")
}

func TestBench_findsAndSaysWhatIsKnown(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Size: fyne.NewSize(1440, 900)})
	r.Want("等待扫描", "库存")
	scan := func(code string) {
		if err := r.Scan(code); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
	}

	scan("6923450658121")
	r.Want("查无此机", "登记新机")
	r.Shoot("bench-unknown")
	scan(r.Company.UnitSerial)
	r.Want("刚扫到", "找到，待检", "入库检测")
	scan(r.Company.UnitSerial)

	r.Want("重复扫描")
	r.Shoot("bench-scanned")
}

func TestOutbox_letsAPersonMendWhatWasRefused(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")
	r.Tap("发件箱")
	r.Want("待发送", "技术服务单出发")
	r.Shoot("outbox-waiting")

	r.Refuse(form.Problem{Form: library.ServiceOrder, Key: "service_order.actions.depart.check.0",
		Label: &form.Label{Zh: "客户改约，请勿出发", En: "The customer moved it. Do not depart"}})

	r.Want("要你处理", "客户改约", "再送一次", "交给办公室", "不要了")
	r.Shoot("outbox-refused")
	r.Tap("不要了")
	r.Shoot("outbox-discard")
	if err := r.Type("客户来电改到明天"); err != nil {
		t.Fatal(err)
	}
	r.Tap("不要了")

	r.Want("没有要你处理的", "已放弃，原因已记下")
	r.Shoot("outbox-discarded")
}

func TestOutbox_showsBothSidesOfAConflict(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")

	r.Contest(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderOfficeNote,
		json.RawMessage(`"门卫要登记身份证"`), json.RawMessage(`"从西门进"`), json.RawMessage(`"从东门进，西门修路"`), r.Company.Assistant)
	r.Tap("发件箱")

	r.Want("给工程师的话，两边都改了", "从西门进", "陈静的", "用陈静的")
	r.Shoot("outbox-conflict")
	r.Tap("我的")
	r.Want("用我的")
}
