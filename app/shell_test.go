package app_test

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

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

func TestShell_keysAreTheSameOnEveryDesktop(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Leave()
	typed := r.App.Window().Canvas().OnTypedRune()

	typed('?')
	r.Pass(time.Second)
	r.Want("全部按键", "Ctrl", "Esc")
	r.Shoot("keys")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	r.WantGone("全部按键")

	r.Tap("服务单")
	r.Leave()
	r.Pass(time.Second)
	typed('/')
	if err := r.Type("szhn"); err != nil {
		t.Fatal("the search box has no focus:", err)
	}
	r.Key(fyne.KeyF5)
	if r.Sync.Woken == 0 {
		t.Error("F5 woke nobody")
	}
}

func TestShell_escapeTakesAwayASheetBeforeItLeadsBack(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
	r.Pass(time.Second)
	r.Tap("常用语")
	r.Pass(time.Second)
	if r.App.Window().Canvas().Overlays().Top() == nil {
		t.Fatal("there is no sheet of phrases")
	}
	r.Leave()

	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	if r.App.Window().Canvas().Overlays().Top() != nil {
		t.Fatal("the sheet is still there")
	}
	r.Want("服务质量反馈卡")

	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	r.WantGone("服务质量反馈卡")
}

func TestShell_saysWhatTheMachineCouldNotDo(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})

	r.App.Nav().Failed("保存", errors.New("strange"))
	r.Pass(time.Second)

	r.Want("保存没有成功", "为什么", "没有丢", "怎么办", "错误号 E-")
	r.Shoot("failed")
	r.Tap("关闭")
	r.App.Nav().Failed("保存", device.ErrFull)
	r.Pass(time.Second)
	r.Want("本机存储空间满了")
}

func TestShell_turnsWithTheWindow(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Want("下一单")

	r.App.Window().Resize(fyne.NewSize(360, 800))
	r.Pass(time.Second)

	r.WantGone("下一单")
	r.Want("出发")
}

func TestShell_restoresWhatWasTypedAfterAKill(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
	r.Pass(time.Second)
	if err := r.Fill("设备型号", "IPD-8 改"); err != nil {
		t.Fatal(err)
	}
	r.Pass(3 * time.Second)

	r.Kill()
	again := apptest.Open(t, apptest.Options{Touch: true, Dir: r.Dir})

	again.Want("服务质量反馈卡", "IPD-8 改")
}
