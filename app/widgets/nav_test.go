package widgets_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestRail_andBottomBarLeadToDesks(t *testing.T) {
	start(t)
	var went []string
	person := 0
	rail := widgets.NewRail(navItems(), "today", "周建明", func(key string) { went = append(went, key) }, func() { person++ })
	w := inWindow(t, rail, widgets.RailWidth, 800)

	rail.Tap("outbox")
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 76+72+32))
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 800-40))
	rail.Select("orders")
	rail.SetCount("outbox", 120)

	if len(went) != 2 || went[0] != "outbox" || went[1] != "orders" || person != 1 {
		t.Errorf("went %q, person %d", went, person)
	}
	if rail.Selected() != "orders" || !contains(drawnTexts(rail), "99+") {
		t.Errorf("selected %q, drawn %q", rail.Selected(), drawnTexts(rail))
	}

	bar := widgets.NewBottomBar(navItems(), "today", func(key string) { went = append(went, key) })
	w = inWindow(t, bar, 360, widgets.BottomBarHeight)
	test.TapCanvas(w.Canvas(), fyne.NewPos(350, 40))
	if went[len(went)-1] != "outbox" {
		t.Errorf("the bar went to %q", went[len(went)-1])
	}
}

func TestHeader_keepsTheBadgeAtTheRight(t *testing.T) {
	start(t)
	back := 0
	badge := widgets.NewSyncBadge(widgets.Offline, "离线，2 张待发送", nil)
	header := widgets.NewHeader(widgets.HeaderOptions{Title: "南山海纳物流有限公司", Context: "SO261123-0004", Back: func() { back++ }, BackName: "返回", Badge: badge, Phone: true})
	w := inWindow(t, header, 360, 64)

	if right := badge.Position().X + badge.Size().Width; right != 360-16 {
		t.Errorf("the badge ends at %g", right)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(24, 32))
	if back != 1 {
		t.Error("the arrow does not lead back")
	}
	header.SetText("今天", "5 单")
	if header.Title() != "今天" || header.Context() != "5 单" {
		t.Errorf("header says %q %q", header.Title(), header.Context())
	}
}

func TestHeader_tellsWhetherAllOfItFits(t *testing.T) {
	start(t)
	tabs := widgets.NewTabs([]widgets.Tab{{Label: "Order"}, {Label: "Repair-issue card"}, {Label: "History"}}, 0, nil)
	header := widgets.NewHeader(widgets.HeaderOptions{Title: "南山海纳物流有限公司", Back: func() {}, Search: tabs,
		Actions: []fyne.CanvasObject{widgets.NewIconButton("phone", "打电话", nil)}, Badge: widgets.NewSyncBadge(widgets.UpToDate, "已同步", nil)})

	if !header.Fits(1000) || header.Fits(700) {
		t.Errorf("1000 wide: %v, 700 wide: %v", header.Fits(1000), header.Fits(700))
	}
}

func TestTabs_andFilterChipsSelect(t *testing.T) {
	start(t)
	tab, chip := -1, -1
	tabs := widgets.NewTabs([]widgets.Tab{{Label: "服务单"}, {Label: "反馈卡"}}, 0, func(i int) { tab = i })
	chips := widgets.NewFilterChips([]widgets.FilterChip{{Label: "待安排", Count: "6"}, {Label: "全部", Count: "1,284"}}, 0, func(i int) { chip = i })
	w := inWindow(t, widgets.Column(0, tabs, chips), 400, 100)

	test.TapCanvas(w.Canvas(), fyne.NewPos(110, 20))
	test.TapCanvas(w.Canvas(), fyne.NewPos(120, 72))
	if tab != 1 || tabs.Selected() != 1 || chip != 1 || chips.Selected() != 1 {
		t.Errorf("tab %d, chip %d", tab, chip)
	}
	chips.SetCounts([]string{"7", "1,285"})
	if !contains(drawnTexts(chips), "1,285") {
		t.Errorf("drawn %q", drawnTexts(chips))
	}
	if chips.HeightFor(120) <= chips.HeightFor(400) {
		t.Error("filters do not wrap")
	}
}

func TestToast_canBeTakenBack(t *testing.T) {
	start(t)
	undone := 0
	toast := widgets.NewToast("check", "已把 16:00 这一单改给刘洋", "撤销", func() { undone++ })
	inWindow(t, toast, 400, 52)

	toast.SetLeft("7 秒")
	toast.Undo()

	if undone != 1 || !contains(drawnTexts(toast), "7 秒") || !contains(drawnTexts(toast), "撤销") {
		t.Errorf("undone %d, drawn %q", undone, drawnTexts(toast))
	}
	plain := widgets.NewToast("check", "已保存", "撤销", nil)
	inWindow(t, plain, 400, 52)
	if contains(drawnTexts(plain), "撤销") {
		t.Error("a toast without undo offers one")
	}
}

func TestPicker_findsAndPicks(t *testing.T) {
	start(t)
	options := make([]widgets.PickOption, 0, 12)
	for _, name := range []string{"周建明", "刘洋", "王磊", "赵敏", "孙浩", "陈静", "吴桂香", "李娜", "马骏", "何秀兰"} {
		options = append(options, widgets.PickOption{Key: name, Label: name, Sub: "售后工程师"})
	}
	var picked []string
	one := widgets.NewPicker(widgets.PickerOptions{Title: "工程师", Options: options, SearchHint: "搜索", OnPick: func(keys []string) { picked = keys }})
	inWindow(t, one.Panel(), 400, 500)

	one.Search("静")
	if shown := one.Shown(); len(shown) != 1 || shown[0].Label != "陈静" {
		t.Errorf("found %v", shown)
	}
	one.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(picked) != 1 || picked[0] != "陈静" {
		t.Errorf("Enter picked %q", picked)
	}

	several := widgets.NewPicker(widgets.PickerOptions{Title: "参加的人", Options: options[:3], Multi: true, ConfirmText: "选好了", Selected: []string{"刘洋"}, OnPick: func(keys []string) { picked = keys }})
	several.Pick("王磊")
	several.Pick("刘洋")
	several.Pick("周建明")
	several.Confirm()
	if len(picked) != 2 || picked[0] != "王磊" || picked[1] != "周建明" {
		t.Errorf("picked %q", picked)
	}
}

func TestPicker_isWalkedByKeys(t *testing.T) {
	w := test.NewTempApp(t).NewWindow("")
	picked := ""
	p := widgets.NewPicker(widgets.PickerOptions{Title: "故障", SearchHint: "搜索", Find: func(query string) []widgets.PickOption {
		return []widgets.PickOption{{Key: "power", Label: "无电"}, {Key: "tone", Label: "无拨号音"}, {Key: "hook", Label: "不挂机"}}
	}, OnPick: func(keys []string) { picked = keys[0] }})
	w.SetContent(p.Panel())
	w.Resize(fyne.NewSize(400, 500))
	w.Canvas().Focus(p.Focusable())

	p.Focusable().TypedRune(' ') // the key that opened it
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn} {
		p.Focusable().TypedKey(&fyne.KeyEvent{Name: key})
	}

	if picked != "tone" {
		t.Errorf("three down, one up and Enter picked %q", picked)
	}
}

func TestProblem_partsItsSentences(t *testing.T) {
	for _, c := range []struct{ what, do, want string }{
		{"时间重叠", "请换人", "时间重叠，请换人"},
		{"低于下限：", "请复测", "低于下限：请复测"},
		{"“75”不是区号（不带 0）", "请改正", "“75”不是区号（不带 0）。请改正"},
		{"No area code (without its 0)", "Correct it", "No area code (without its 0). Correct it"},
		{"It overlaps", "Choose another time", "It overlaps. Choose another time"},
		{"Below the limit:", "test again", "Below the limit: test again"},
	} {
		if got := widgets.NewProblem(c.what, c.do).Text(); got != c.want {
			t.Errorf("%q and %q read %q", c.what, c.do, got)
		}
	}
}

func TestHeader_givesTabsTheRoomTheyNeed(t *testing.T) {
	test.NewTempApp(t)
	var tabs []widgets.Tab
	for _, label := range []string{"服务单", "反馈卡", "登记卡", "预约", "记录"} {
		tabs = append(tabs, widgets.Tab{Label: label, Icon: "cloud-up"})
	}
	bar := widgets.NewTabs(tabs, 0, nil)
	h := widgets.NewHeader(widgets.HeaderOptions{Title: "南山海纳物流有限公司", Search: bar, Back: func() {}})
	h.Resize(fyne.NewSize(1199, 72))
	test.WidgetRenderer(h).Layout(h.Size())

	if got, need := bar.Size().Width, bar.MinSize().Width; got < need {
		t.Errorf("the tabs have %v of %v though there is room", got, need)
	}
}

func TestCalendar_turnsAndPicks(t *testing.T) {
	start(t)
	var picked time.Time
	month := time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC)
	calendar := widgets.NewCalendar(widgets.CalendarOptions{Month: month, Today: month, Weekdays: [7]string{"一", "二", "三", "四", "五", "六", "日"}, Title: func(m time.Time) string { return m.Format("2006-01") }, OnPick: func(day time.Time) { picked = day }})
	inWindow(t, calendar, 320, 400)

	if calendar.Month().Day() != 1 {
		t.Errorf("month %v", calendar.Month())
	}
	calendar.ShowMonth(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	texts := drawnTexts(calendar)
	if !contains(texts, "2026-12") || !contains(texts, "31") {
		t.Errorf("drawn %q", texts)
	}
	walk(calendar, func(o fyne.CanvasObject) {
		if day, ok := o.(interface{ Label() string }); ok && day.Label() == "2026-12-24" {
			test.Tap(o.(fyne.Tappable))
		}
	})
	if picked.Format("2006-01-02") != "2026-12-24" {
		t.Errorf("picked %v", picked)
	}
}

func TestOverlay_isDismissedBesideThePanel(t *testing.T) {
	start(t)
	w := inWindow(t, widgets.Gap(10, 10), 1000, 800)
	dismissed := 0
	closeIt := widgets.ShowOverlay(w.Canvas(), widgets.DialogPanel("这一单改给谁？", widgets.NewParagraph("说明", theme.Body), widgets.NewButton(widgets.Filled, "", "改派", nil)), 480, func() { dismissed++ })

	test.TapCanvas(w.Canvas(), fyne.NewPos(500, 400))
	if dismissed != 0 {
		t.Error("a tap on the panel dismissed it")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(10, 10))
	if dismissed != 1 || w.Canvas().Overlays().Top() != nil {
		t.Errorf("dismissed %d times", dismissed)
	}
	closeIt()
}

func TestMenuPanel_refusesWithAReason(t *testing.T) {
	start(t)
	var did []string
	menu := widgets.MenuPanel([]widgets.MenuItem{
		{Label: "改约", Tapped: func() { did = append(did, "move") }},
		{Label: "升级", Reason: "已完工", Tapped: func() { did = append(did, "escalate") }},
	}, func() { did = append(did, "close") })
	inWindow(t, menu, 300, 200)

	walk(menu, func(o fyne.CanvasObject) {
		if row, ok := o.(*widgets.ListRow); ok {
			test.Tap(row)
		}
	})

	if len(did) != 2 || did[0] != "close" || did[1] != "move" {
		t.Errorf("did %q", did)
	}
}
