package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
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

func TestShell_opensTheScannedUnitItself(t *testing.T) {
	var unit form.ID
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalSupervisor, Prepare: func(c *apptest.Company) {
		unit = c.Unit
		config := *c.Find(c.Unit) // its program is found by the same words, and before it
		config.Form, config.State, config.Number, config.ID = library.DialerConfig, library.DialerConfigConfigured, "DC261123-0001", form.ID{0xaa}
		config.Values = form.Values{library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: c.Unit}}
		c.Records = append(c.Records, config)
	}})
	r.Leave()
	for _, code := range []string{r.Company.UnitSerial, strings.ToLower(r.Company.UnitSerial), unit.String()} {
		if err := r.Scan(code); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
		if at := r.App.Screen().Place(); at.Form != library.DialerUnit || at.ID != unit {
			t.Errorf("scanning %s opened %s %s", code, at.Form, at.ID)
		}
		r.Key(fyne.KeyEscape)
		r.Pass(time.Second)
	}

	if err := r.Scan("DC261123-0001"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)
	if at := r.App.Screen().Place(); at.Form != library.DialerConfig {
		t.Errorf("the number of a program opened %s", at.Form)
	}
}

// The bars of the goods name their model, by whatever scanner they are read.
func TestShell_findsTheModelOfTheGoods(t *testing.T) {
	var model form.ID
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Prepare: func(c *apptest.Company) {
		model = c.Add(library.DialerModel, "", "", apptest.Noon(), form.Values{library.DialerModelName: "IPD-9", library.DialerModelGtin: "6901234567892"})
	}})
	for _, code := range []string{"]E06901234567892", "6901234567892"} {
		r.App.Nav().Go(screen.Place{Route: screen.RouteOutbox})
		r.Pass(time.Second)
		r.Leave()
		if err := r.Scan(code); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
		if at := r.App.Screen().Place(); at.ID != model {
			t.Errorf("scanning %s opened %s %s", code, at.Form, at.ID)
		}
	}
}

// Without an arrow back a toast covers the title from where it begins, not half of it.
func TestShell_aToastBeginsWhereTheTitleDoes(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.App.Nav().Go(screen.Place{Route: screen.RouteOutbox})
	r.Pass(time.Second)
	title := float32(-1)
	for _, seen := range r.Look() { // the rail says it too, further left
		if seen.Text == r.App.Screen().Header().Title {
			title = max(title, seen.At.X)
		}
	}

	r.App.Nav().Toast("已丢弃，没有发送", func() {})
	r.Pass(100 * time.Millisecond)

	toast, err := r.Part("撤销", func(w fyne.Widget) bool { _, ok := w.(*widgets.Toast); return ok })
	if err != nil {
		t.Fatal(err)
	}
	if toast.At.X > title {
		t.Errorf("the toast begins at %v, the title at %v", toast.At.X, title)
	}
	r.Shoot("toast-outbox")
}

// A toast says which document it speaks of, for the one that is seen may be another; where
// there is room it stands beside the tabs.
func TestShell_aToastNamesItsDocumentBesideTheTabs(t *testing.T) {
	for language, texts := range map[words.Language][]string{
		words.Chinese: {"服务单出发，已记下", "服务单", "反馈卡", "预约", "记录"},
		words.English: {"Order: Depart, done"}, // no room beside the tabs
	} {
		r := apptest.Open(t, apptest.Options{Touch: true, Language: language})
		r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
		r.Pass(time.Second)
		r.App.Nav().Act(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderDepart)
		r.Pass(time.Second)

		r.Want(texts[0])
		toast := partOf[*widgets.Toast](t, r)
		from, to := toast.Position().X, toast.Position().X+toast.Size().Width
		for _, seen := range r.Look() {
			if middle := seen.Middle(); middle.Y < toast.Size().Height && middle.X > from && middle.X < to && slices.Contains(texts[1:], seen.Text) {
				t.Errorf("%s: the toast covers %q", language, seen.Text)
			}
		}
		r.Shoot("toast-tabs-" + string(language))
		r.Close()
	}
}

// A toast lies in the header: it moves nothing and covers nothing below it.
func TestShell_aToastMovesNothing(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 360, Height: 800}, {Width: 800, Height: 1280}, {Width: 1280, Height: 800}} {
		r := apptest.Open(t, apptest.Options{Touch: true, Size: size})
		r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
		r.Pass(time.Second)
		page := r.App.Screen().Content()
		stood, high := page.Position(), page.Size()

		r.App.Nav().Toast("已出发", func() {})
		r.Pass(100 * time.Millisecond)

		if page.Position() != stood || page.Size() != high {
			t.Errorf("at %v the page moved from %v to %v", size, stood, page.Position())
		}
		toast, err := r.Part("撤销", func(w fyne.Widget) bool { _, ok := w.(*widgets.Toast); return ok })
		if err != nil {
			t.Fatal(err)
		}
		own := map[string]bool{"已出发": true, "撤销": true, "8 秒": true}
		for _, seen := range r.Look() {
			middle := seen.Middle()
			x, y := middle.X-toast.At.X, middle.Y-toast.At.Y
			if x > 0 && y > 0 && x < toast.Size.Width && y < toast.Size.Height && !own[seen.Text] && middle.Y > stood.Y {
				t.Errorf("at %v the toast covers %q", size, seen.Text)
			}
		}
		if size.Width >= 600 {
			r.Want("已同步")
		}
		r.Shoot(fmt.Sprintf("toast-%.0f", size.Width))
		r.Pass(10 * time.Second)
		r.WantGone("已出发")
	}
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

func TestShell_countsTheDaysByTheServersClock(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	synced := r.Now.Add(-4 * 24 * time.Hour)
	if err := r.App.Store().ApplyReply(context.Background(), device.Reply{Epoch: "test", Cursor: "2", Offset: 48 * time.Hour, Timed: true}); err != nil {
		t.Fatal(err)
	}

	r.Sync.Set(func(s *client.State) { s.Stale, s.LastSuccess = true, synced }) // the tablet's clock is two days slow
	r.Pass(time.Second)

	r.Want("数据已旧 6 天")
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

	r.Ctrl(fyne.KeyN)
	r.Pass(time.Second)
	if at := r.App.Screen().Place(); at.Form != library.ServiceOrder {
		t.Errorf("Ctrl+N on the home begins a %s", at.Form)
	}
	r.Key(fyne.KeyEscape)
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)

	r.Want("待办")
	r.Leave()
	typed('/')
	r.Pass(time.Second)
	if err := r.Type("szhn"); err != nil {
		t.Fatal("the search box has no focus:", err)
	}
	r.Key(fyne.KeyF5)
	if r.Sync.Woken == 0 {
		t.Error("F5 woke nobody")
	}
}

func TestShell_ctrlZTakesBackWhatTheToastSpeaksOf(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Size: fyne.NewSize(1440, 900)})
	r.Tap("出发去 14:00 这一单")
	if r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderDepartedAt) == nil {
		t.Fatal("nobody departed")
	}
	r.Leave()

	r.Ctrl(fyne.KeyZ)

	if at := r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderDepartedAt); at != nil {
		t.Errorf("departed at %v", at)
	}
}

func TestShell_keysBelowADialogAreItsOwn(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.App.Nav().OpenList(library.ServiceOrder, "")
	r.Pass(time.Second)
	answered := 0
	r.App.Nav().Dialog(screen.Dialog{Title: "一问", Confirm: "好", OnYes: func() bool {
		answered++
		return true
	}})
	r.Leave()

	r.Ctrl(fyne.KeyN)
	r.Ctrl(fyne.KeyF)
	r.Pass(time.Second)
	if at := r.App.Screen().Place(); at.Route != screen.RouteList {
		t.Errorf("below a dialog a key led to %+v", at)
	}
	if r.App.Window().Canvas().Focused() != nil {
		t.Error("below a dialog a key chose a field")
	}
	r.Want("一问")

	r.Ctrl(fyne.KeyS)
	r.Pass(time.Second)
	r.WantGone("一问")
	if answered != 1 {
		t.Errorf("the dialog was answered %d times", answered)
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

func TestShell_escapeTakesAwayWhatFyneLaysOver(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Leave()
	before := r.App.Screen().Place()
	widget.NewModalPopUp(widget.NewLabel("文件"), r.App.Window().Canvas()).Show()

	r.Key(fyne.KeyEscape)

	if r.App.Window().Canvas().Overlays().Top() != nil || r.App.Screen().Place() != before {
		t.Error("it does not close, or it leads back")
	}
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

// A tablet is turned while a panel is half filled in: the panel stays, and what lies below
// is laid out for the new width once it has been answered.
func TestShell_turningKeepsWhatIsBeingFilledIn(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	why, said := widgets.NewInput(widgets.InputOptions{Label: "原因"}), ""
	r.App.Nav().Dialog(screen.Dialog{Title: "为什么", Content: why, Confirm: "好", OnYes: func() bool {
		said = why.Text()
		return true
	}})
	why.SetText("客户不在")

	r.App.Window().Resize(fyne.NewSize(360, 800))
	r.Pass(time.Second)
	r.Want("为什么")
	r.Tap("好")
	r.Pass(time.Second)

	if said != "客户不在" {
		t.Errorf("what was typed is %q", said)
	}
	r.WantGone("为什么", "下一单")
	r.Want("出发")
}

// What was scanned last is still seen when the tablet has been turned.
func TestShell_turningKeepsTheLastScans(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Role: library.RoleStockKeeper})
	r.App.Nav().Go(screen.Place{Route: screen.RouteIssue})
	r.Pass(time.Second)
	r.Scans("T-4711-A")
	r.Want("T-4711-A")

	r.App.Window().Resize(fyne.NewSize(800, 1280))
	r.Pass(time.Second)
	r.Want("T-4711-A")
	r.App.Window().Resize(fyne.NewSize(360, 800))
	r.Pass(time.Second)

	r.Want("T-4711-A")
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

// An act that makes one record and nothing else leads to it; taken back, one stands where
// one was.
func TestShell_anAppointmentThatIsMadeIsShown(t *testing.T) {
	var order form.ID
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Prepare: func(c *apptest.Company) {
		customer := c.Customer("KH-0900", "盐田顺发冷链仓储有限公司", "林先生", "13800138099", "盐田区明珠大道 15 号", "盐田")
		order = c.Add(library.ServiceOrder, "SO261123-0900", library.ServiceOrderDraft, apptest.Noon().Add(-time.Hour), form.Values{
			library.ServiceOrderKind: library.OrderKindIsRepair, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
			library.ServiceOrderContact: "林先生", library.ServiceOrderPhone: "13800138099", library.ServiceOrderAddress: "盐田区明珠大道 15 号",
		})
	}})
	r.App.Nav().Open(library.ServiceOrder, order)
	r.Pass(time.Second)

	r.Tap("约客户")
	r.Pass(time.Second)

	if at := r.App.Screen().Place(); at.Form != library.Appointment {
		t.Fatalf("the appointment was made on %s", at.Form)
	}
	r.Shoot("appointment-made")
	r.Tap("撤销")
	r.Pass(time.Second)
	if at := r.App.Screen().Place(); at.Form != library.ServiceOrder || at.ID != order {
		t.Errorf("taken back, %s %s is shown", at.Form, at.ID)
	}
	r.Want("约客户")
}
