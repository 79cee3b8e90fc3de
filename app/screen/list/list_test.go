package list_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/screen/list"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

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

func TestList_searchCountsEveryChipAndSaysWhereMoreIs(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Tap("服务单")
	r.Want("待安排") // which does not hold the order that is sought

	if err := r.Fill("技术服务单", "海纳物流"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)

	r.Want("没有找到“海纳物流”", "“待关闭”里有 1 条")
	r.Shoot("list-elsewhere-empty")
	r.Tap("“待关闭”里有 1 条")
	r.Want("南山海纳物流有限公司", "1 条")
	r.WantGone("里有 1 条")

	if err := r.Fill("技术服务单", "有限公司"); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)

	r.Want("南山海纳物流有限公司", "“全部服务单”里有 2 条")
	r.Shoot("list-elsewhere")
	r.Tap("“全部服务单”里有 2 条")
	r.Want("盐田顺发冷链仓储有限公司第二分公司", "南山海纳物流有限公司", "2 条")
}

func TestList_onlyTheDeadlineHasItsColour(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(700, 900), Prepare: lateAndUrgent})
	r.Tap("服务单")
	r.Tap("加急")

	row := rowOf(t, r, "新桥广源茶行")
	if row.Tag != "加急" || row.NoteTone != theme.Stop || row.NoteIcon != "clock-alert" || row.Note != "加急联系工程师：超了 2 小时" {
		t.Errorf("the row shows %+v", row)
	}
	if !strings.Contains(row.Subtitle, "周建明") {
		t.Errorf("the engineer is not said beside the number: %q", row.Subtitle)
	}
	r.Shoot("list-late-urgent")
}

// lateAndUrgent makes an urgent order that nobody took in time.
func lateAndUrgent(c *apptest.Company) {
	c.Find(c.Tea).Values[library.ServiceOrderUrgentReachDue] = apptest.Noon().Add(-2 * time.Hour)
}

// rowOf returns what the row of a name shows.
func rowOf(t *testing.T, r *apptest.Ready, name string) widgets.RowData {
	t.Helper()
	s, err := r.Part(name, func(w fyne.Widget) bool {
		row, ok := w.(*widgets.ListRow)
		return ok && row.Data().Title == name
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Part.(*widgets.ListRow).Data()
}

func TestDesk_countsARecordOfTwoListsOnce(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		for i := range c.Records {
			if c.Records[i].Number == "SO261122-0017" { // which is to be arranged
				c.Records[i].Values[library.ServiceOrderUrgent] = true
			}
		}
	}})

	r.Want("10 件待办")
	if row := rowOf(t, r, "加急"); row.Trailing != "2" {
		t.Errorf("two orders are urgent, the desk says %s", row.Trailing)
	}
}

func TestDesk_showsWhatIsLateAndUrgent(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900), Prepare: lateAndUrgent})

	row := rowOf(t, r, "新桥广源茶行")

	if row.Tag != "加急" || row.NoteTone != theme.Stop || row.Note != "加急联系工程师：超了 2 小时" {
		t.Errorf("the desk shows %+v", row)
	}
	r.Shoot("desk-late-urgent")
}

func TestList_enterOpensTheRowAndNothingElse(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	opened := func(why string, number string) {
		t.Helper()
		r.Pass(time.Second)
		at := r.App.Screen().Place()
		if at.Route != screen.RouteRecord || r.Record(at.Form, at.ID).Number != number {
			t.Errorf("%s: Enter led to %+v", why, at)
		}
		r.Key(fyne.KeyEscape)
		r.Pass(time.Second)
	}
	r.Tap("服务单")
	r.Tap("全部服务单")
	r.Pass(time.Second)
	r.Key(fyne.KeyReturn)
	opened("at once", "SO261123-0023")

	button, err := r.Part("技术服务单", func(w fyne.Widget) bool {
		b, ok := w.(*widgets.Button)
		return ok && b.Label() == "新建技术服务单"
	})
	if err != nil {
		t.Fatal(err)
	}
	r.App.Window().Canvas().Focus(button.Part.(fyne.Focusable)) // as Tab does
	r.Key(fyne.KeyDown)
	r.Key(fyne.KeyReturn)
	opened("after an arrow, although the button for a new one had the focus", "SO261123-0022")

	if err := r.Fill("技术服务单", "海纳"); err != nil {
		t.Fatal(err)
	}
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("南山海纳物流有限公司")
	r.Key(fyne.KeyReturn)
	opened("after a search", "SO261123-0004")
}

func TestList_keysOfADesktop(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Tap("服务单")
	ctrl := func(key fyne.KeyName) {
		shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
		r.App.Window().Canvas().(fyne.Shortcutable).TypedShortcut(shortcut)
		r.Pass(time.Second)
	}

	ctrl(fyne.KeyF)
	if err := r.Type("szhn"); err != nil {
		t.Error("Ctrl+F:", err)
	}
	r.Key(fyne.KeyEscape)
	if r.App.Window().Canvas().Focused() != nil {
		t.Error("Esc does not leave the search")
	}
	woken := r.Sync.Woken
	r.Key(fyne.KeyF5)
	if r.Sync.Woken != woken+1 {
		t.Error("F5 does not sync")
	}
	ctrl(fyne.KeyN)
	if at := r.App.Screen().Place(); at.Route != screen.RouteRecord || at.Form != library.ServiceOrder {
		t.Errorf("Ctrl+N leads to %+v", at)
	}
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

func TestList_readsFurtherPagesAsTheyComeIntoView(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900), Prepare: func(c *apptest.Company) {
		for i := range 120 {
			c.Customer(fmt.Sprintf("CU001%03d", i), fmt.Sprintf("测试客户 %03d", i), "王先生", "13500135000", "深圳市", "深圳")
		}
	}})
	r.Tap("客户")
	r.Want("全部客户", "137")

	r.Leave()
	for range 30 {
		r.Key(fyne.KeyPageDown)
	}
	r.Pass(time.Second)
	r.Key(fyne.KeyEnd)
	r.Pass(time.Second)

	r.Want("龙岗乐家超市（坂田店）")
	r.Shoot("list-customers")
	before := r.App.Screen().(screen.Scrolling).Offset()
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("客户档案")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	if after := r.App.Screen().(screen.Scrolling).Offset(); before < 1000 || after != before {
		t.Errorf("the list was scrolled to %v and is at %v", before, after)
	}
	r.Want("龙岗乐家超市（坂田店）")
}

func TestList_sortsByTheHead(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Tap("服务单")
	r.Tap("全部服务单")
	r.Tap("计划开始")
	r.Pass(time.Second)

	want := func(number, why string) {
		t.Helper()
		first, err := r.Find("SO26")
		if err != nil {
			t.Fatal(err)
		}
		if first.Text != number {
			t.Errorf("%s, not %s", why, first.Text)
		}
	}
	want("SO261123-0005", "ascending, the earliest stands first and orders without a date last")
	r.Tap("计划开始")
	r.Pass(time.Second)
	want("SO261123-0023", "descending, the latest stands first")
	r.Leave()
	r.Key(fyne.KeyEnd)
	r.Pass(time.Second)
	r.Want("SO261122-0016", "SO261122-0017")
}

func TestList_putsTheCardThatIsDueFirst(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("反馈卡")

	r.Want("待交", "4") // of which only two have a deadline yet
	var first []string
	for _, seen := range r.Look() {
		for _, name := range []string{"南山海纳物流有限公司", "福永恒泰五金制品厂", "新桥广源茶行", "龙华新澜电子厂"} {
			if seen.Text == name && (len(first) == 0 || first[len(first)-1] != name) {
				first = append(first, name)
			}
		}
	}
	if len(first) < 3 || first[0] != "南山海纳物流有限公司" || first[1] != "福永恒泰五金制品厂" {
		t.Errorf("the cards stand as %v", first)
	}
}

func TestList_saysWhoseTurnItIs(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Tap("服务单")
	r.Tap("加急")

	r.Want("轮到周建明：接单", "打开")
	r.Shoot("list-turn")
	r.Tap("打开")
	r.Want("技术服务单", "新桥广源茶行")
}

func TestDesk_leadsToTheListsThatHoldWork(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: fyne.NewSize(1440, 900)})
	r.Want("10 件待办", "待核对", "待预约", "看进展")

	r.Tap("待核对")

	r.Want("服务质量反馈卡", "大鹏湾海鲜酒楼")
}

func TestList_aWideWindowReadsAddressesWhole(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleEngineer, Size: fyne.NewSize(1900, 1000)})
	r.Tap("服务单")
	r.Want("计划开始", "宝安区福永街道怀德路 66 号 3 栋", "南山区东滨路 206 号 A 座")
	r.Shoot("list-wide")
}

// The office is warned on its home when the server's backup is too old, or there has been
// none for more than a night; an engineer is not.
func TestDesk_warnsOfAnOldBackup(t *testing.T) {
	old, none := apptest.Noon().Add(-3*24*time.Hour), time.Time{}
	for name, c := range map[string]struct {
		role string
		at   *time.Time
		wait time.Duration // until it syncs again
		want string
	}{
		"last night": {library.RoleTechnicalAssistant, nil, 0, ""},
		"old":        {library.RoleTechnicalAssistant, &old, 0, "服务器上次备份是11月20日 13:12，太久了。"},
		"just met":   {library.RoleTechnicalSupervisor, &none, 2 * time.Hour, ""},
		"none":       {library.RoleTechnicalSupervisor, &none, 27 * time.Hour, "服务器还没有备份。"},
		"engineer":   {library.RoleEngineer, &none, 27 * time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Role: c.role, BackedUp: c.at})
			if c.wait > 0 {
				r.Now = r.Now.Add(c.wait)
				r.Change()
			}
			if c.want == "" {
				r.WantGone("请告诉管理员检查服务器的备份")
				return
			}
			r.Want(c.want, "请告诉管理员检查服务器的备份")
			r.Shoot("desk-backup-" + name)
		})
	}
}

// While the first pull is on its way nobody is told that there is nothing to do.
func TestDesk_doesNotCallTheDayDoneBeforeItHasCome(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Empty: true, Arriving: true})
	r.Want("资料正在过来")
	r.WantGone("都办完了")
	r.WantGone("0 件待办")
	r.Shoot("desk-arriving")

	r.Change() // the pull comes to its end

	r.Want("都办完了", "0 件待办")
	r.WantGone("资料正在过来")
}

// A list that its form parts shows one engineer's orders after the other's, under heads
// that count them.
func TestList_partsUnderHeads(t *testing.T) {
	for size, name := range map[fyne.Size]string{{Width: 1280, Height: 800}: "tablet", {Width: 400, Height: 800}: "phone"} {
		r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Size: size})
		r.App.Nav().OpenList(library.ServiceOrder, library.ServiceOrderListRunning)
		r.Pass(time.Second)
		r.Shoot("list-parts-" + name)

		heads := 0
		for _, part := range r.Parts() {
			if _, ok := part.(*widgets.SectionHead); ok {
				heads++
			}
		}
		if heads != 2 {
			t.Errorf("%s: %d heads are seen", name, heads)
		}
		liu, err := r.Find("刘洋")
		if err != nil {
			t.Fatal(err)
		}
		zhou, err := r.Find("周建明")
		if err != nil || zhou.At.Y <= liu.At.Y {
			t.Errorf("%s: 周建明 stands at %v, 刘洋 at %v, %v", name, zhou.At.Y, liu.At.Y, err)
		}
	}
}

// What has come to its end stays to be looked at, and waits for nobody.
func TestDesk_aRefusedLotIsNoWork(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleManager, Prepare: func(c *apptest.Company) {
		c.Add(library.Arrival, "GR261123-001", library.ArrivalRejected, apptest.Noon(), form.Values{library.ArrivalLotNo: "L2611-2", library.ArrivalRefusal: "外壳全部变形"})
	}})
	r.Want("都办完了", "看进展", "拒收批次")
	r.WantGone("1 件待办", "L2611-2")
}

// What is not read yet is not empty: the desk says so, and leads to the other desks already.
func TestDesk_saysThatItLoads(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	desk := list.NewDesk(screen.Deps{
		Store: r.App.Store(), Words: w, Width: func() float32 { return 360 }, Class: func() screen.Class { return screen.Phone }, Now: apptest.Noon,
		Background: func(func(context.Context)) {},
	}, screen.Place{Route: "desk"}, list.Owner{Roles: []string{library.RoleEngineer}, Home: true, Beyond: []list.Way{{Icon: "scan", Label: "扫机"}}})

	r.App.Window().SetContent(desk.Content())

	r.Want("正在读取", "扫机")
	r.WantGone("您的岗位看不到这些单子")
}
