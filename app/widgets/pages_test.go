package widgets_test

import (
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func navItems() []widgets.NavItem {
	return []widgets.NavItem{
		{Key: "today", Icon: "calendar", Label: "今天"}, {Key: "orders", Icon: "clipboard-list", Label: "服务单"},
		{Key: "dialers", Icon: "phone-forward", Label: "拨号器"}, {Key: "library", Icon: "book-open", Label: "资料"},
		{Key: "outbox", Icon: "inbox", Label: "发件箱", Count: 2},
	}
}

func visits() []widgets.RowData {
	return []widgets.RowData{
		{Time: "08:30", Until: "09:40", Stamp: "护", Title: "罗湖鸿翔宾馆", Subtitle: "罗湖区桂园路 18 号 2 楼机房", NoteIcon: "checks", Note: "反馈卡已送达 10:02", NoteTone: theme.Go, Chip: "已完工", ChipIcon: "circle-check", ChipTone: theme.Go, Done: true},
		{Time: "10:30", Until: "11:50", Stamp: "修", Title: "南山海纳物流有限公司", Subtitle: "南山区东滨路 206 号 A 座", NoteIcon: "alarm", Note: "反馈卡还差 2 项，剩 5 小时 20 分", NoteTone: theme.Warn, Chip: "已完工", ChipIcon: "circle-check", ChipTone: theme.Go, Done: true},
		{Time: "14:00", Until: "15:30", Stamp: "装", StampOpen: true, Title: "福永恒泰五金制品厂", Subtitle: "宝安区福永街道怀德路 66 号 3 栋", NoteIcon: "package-check", Note: "拨号器 D4-26081704 已领，发票已带", NoteTone: theme.Go, Chip: "已接单", ChipIcon: "circle-dot", ChipTone: theme.Now, Selected: true},
		{Time: "16:00", Until: "17:00", Stamp: "修", StampOpen: true, Title: "新桥广源茶行", Subtitle: "宝安区新桥街道中心路 9 号", NoteIcon: "alert", Note: "加急，联系人还没确认时间", NoteTone: theme.Warn, Chip: "已派工", ChipIcon: "send"},
		{Time: "17:30", Until: "18:00", Stamp: "护", StampOpen: true, Title: "龙华新澜电子厂", Subtitle: "龙华区观澜大道 301 号", Chip: "已派工", ChipIcon: "send"},
	}
}

func runSheet() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i, v := range visits() {
		if i > 0 {
			rows = append(rows, widgets.NewTravelRow("车程约 35 分钟"))
		}
		rows = append(rows, widgets.NewListRow(v, false, nil))
	}
	return widgets.SheetPad(0, widgets.Rows(rows...))
}

func todayPage() fyne.CanvasObject {
	header := widgets.NewHeader(widgets.HeaderOptions{Title: "今天", Context: "11月23日 星期一，5 单，已完工 2 单", Badge: widgets.NewSyncBadge(widgets.Offline, "离线，2 张待发送", nil)})
	info := func(icon, one, two string, actions ...fyne.CanvasObject) fyne.CanvasObject {
		row := append([]fyne.CanvasObject{widgets.NewMutedIcon(icon, 24), widgets.Grow(widgets.Column(0, widgets.NewText(one, theme.Body).Truncate(), widgets.NewText(two, theme.Secondary).Muted().Truncate()))}, actions...)
		return widgets.Pad(8, 0, 8, 0, widgets.Row(12, row...))
	}
	panel := widgets.Panel(widgets.Column(12,
		widgets.Row(8, widgets.Grow(widgets.NewText("下一单", theme.Secondary).Bold().Tone(theme.Accent)), widgets.NewText("SO261123-0007", theme.Secondary).Muted()),
		widgets.Row(12, widgets.NewStamp("装", true, 40), widgets.Grow(widgets.Column(0, widgets.NewParagraph("福永恒泰五金制品厂", theme.Title).Bold(), widgets.NewText("安装，4 线拨号器 1 台", theme.Secondary).Muted()))),
		widgets.Rule(),
		widgets.Rows(
			info("clock", "14:00 – 15:30，客户已确认", "13:20 前出发，车程约 40 分钟"),
			info("map-pin", "福永街道怀德路 66 号 3 栋", "宝安区，货梯旁弱电间", widgets.NewIconButton("navigation", "导航", nil), widgets.NewIconButton("copy", "复制", nil)),
			info("user", "何秀兰，设备科", "0755-2738 6601", widgets.NewIconButton("phone", "打电话", nil)),
		),
		widgets.Well(widgets.TopRow(12, widgets.NewAvatar("陈静", 28), widgets.Grow(widgets.NewParagraph("门卫要登记身份证，从西门进。老设备先别拆，等何工到场。", theme.Secondary)))),
		widgets.Rule(),
		widgets.NewClock(widgets.ClockData{Name: "上一单反馈卡", Left: "还剩 5 小时 20 分", Used: 0.78, Note: "接单 11月22日 18:32，24 小时内交；还差环路电流、培训", Tone: theme.Warn}),
	), widgets.Column(12,
		widgets.NewButton(widgets.Filled, "navigation", "出发去 14:00 这一单", nil).Big(),
		widgets.Equal(12, widgets.NewButton(widgets.Outlined, "pencil", "补填反馈卡", nil), widgets.NewButton(widgets.Outlined, "calendar-clock", "请求改约", nil)),
	))
	left := widgets.NewScroll(widgets.Column(16, runSheet(),
		widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{Icon: "alert", IconTone: theme.Warn, Title: "明天 4 单，已备好 3 单", Subtitle: "还缺：龙岗乐家超市的发票。空间、电量够用。", Chevron: true}, true, nil))), 12)
	split := widgets.FillRow(12, widgets.Grow(left), widgets.Fixed(432, 0, panel))
	return widgets.Desk(widgets.FillRow(0,
		widgets.NewRail(navItems(), "today", "周建明", nil, nil),
		widgets.Grow(widgets.Column(0, header, widgets.Grow(widgets.Pad(0, 24, 24, 24, split)))),
	))
}

func phonePage() fyne.CanvasObject {
	header := widgets.NewHeader(widgets.HeaderOptions{Title: "今天", Context: "11月23日 周一，5 单", Phone: true, Badge: widgets.NewSyncBadge(widgets.Offline, "离线，2 张待发送", nil)})
	bar := widgets.NextBar(widgets.NextBarOptions{Title: "福永恒泰五金制品厂", Notes: []fyne.CanvasObject{widgets.NewText("14:00，13:20 前出发", theme.Secondary).Muted()},
		Button: widgets.NewButton(widgets.Filled, "navigation", "出发", nil), Side: []fyne.CanvasObject{widgets.NewIconButton("phone", "打电话", nil)}, Phone: true})
	return widgets.Desk(widgets.Column(0, header,
		widgets.Grow(widgets.Pad(0, 8, 0, 8, widgets.NewScroll(widgets.Pad(0, 0, 8, 0, runSheet()), 6))),
		bar, widgets.NewBottomBar(navItems(), "today", nil)))
}

// board draws a picture of a unit, so that a photo has something to show.
func board(shade uint8) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 256, 176))
	for y := range 176 {
		for x := range 256 {
			c := color.NRGBA{shade, shade + 8, shade + 18, 255}
			if x > 55 && x < 210 && y > 45 && y < 120 {
				c = color.NRGBA{225, 226, 222, 255}
				if y > 92 && (x/22)%2 == 0 {
					c = color.NRGBA{50, 50, 54, 255}
				}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func desktopPage() fyne.CanvasObject {
	search := widgets.NewInput(widgets.InputOptions{Placeholder: "客户、单号、电话，拼音首字母也行", Icon: "search", Trailing: widgets.NewKeycap("", "/")})
	header := widgets.NewHeader(widgets.HeaderOptions{Title: "服务单", Search: search, Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Filled, "plus", "新建服务单", nil)}, Badge: widgets.NewSyncBadge(widgets.Syncing, "同步中 8 / 12", nil)})
	columns := []widgets.TableColumn{{Width: 32}, {Title: "客户、单号", Key: "customer"}, {Title: "状态", Width: 100, Key: "state"}, {Title: "工程师", Width: 70}, {Title: "上门", Width: 110}, {Title: "时限", Width: 170, Key: "due"}}
	rows := [][]widgets.TableCell{
		{{Stamp: true, Text: "修", Tone: theme.Accent}, {Text: "新桥广源茶行", Sub: "SO261123-0009", Bold: true}, {Chip: true, Text: "已派工", Icon: "send"}, {Text: "周建明"}, {Text: "今天 16:00"}, {Icon: "circle-alert", Tone: theme.Stop, Text: "30 分内要联系客户"}},
		{{Stamp: true, Text: "修"}, {Text: "南山海纳物流有限公司", Sub: "SO261123-0004", Bold: true}, {Chip: true, Text: "已完工", Icon: "circle-check", Tone: theme.Go}, {Text: "周建明"}, {Text: "今天 10:30"}, {Icon: "alarm", Tone: theme.Warn, Text: "卡剩 5 小时 20 分"}},
		{{Stamp: true, Text: "装", Tone: theme.Accent}, {Text: "盐田顺发冷链仓储有限公司第二分公司宝安仓库", Sub: "SO261122-0011", Bold: true}, {Chip: true, Text: "处理中", Icon: "loader", Tone: theme.Accent}, {Text: "未安排", Tone: theme.Warn, Bold: true}, {Text: "今天 13:00"}, {Icon: "clock", Text: "卡剩 19 小时", Muted: true}},
	}
	list := widgets.NewVirtualList(func() int { return 300 }, func() fyne.CanvasObject { return widgets.NewTableRow(columns, true) }, func(i int, o fyne.CanvasObject) {
		if row, ok := o.(*widgets.TableRow); ok {
			row.Set(rows[i%len(rows)], i == 1, nil)
		}
	})
	table := widgets.SheetPad(0, widgets.Column(0, widgets.NewTableHead(columns, "due", false, nil), widgets.Rule(), widgets.Grow(list)))
	filters := widgets.NewFilterChips([]widgets.FilterChip{{Label: "待安排", Count: "6"}, {Label: "待核对", Count: "4"}, {Label: "今天的", Count: "23"}, {Label: "全部", Count: "1,284"}}, 2, nil)
	detail := widgets.Panel(widgets.Column(12,
		widgets.Row(8, widgets.NewChip(theme.Go, "circle-check", "已完工"), widgets.NewTag(theme.Stop, "加急"), widgets.Space(), widgets.NewText("SO261123-0004", theme.Secondary).Muted()),
		widgets.NewSteps([]string{"扫代码", "登录", "下载资料", "可以离线"}, 2),
		widgets.NewProgressBar(theme.Accent, 0.25, 14),
		widgets.Equal(12, widgets.NewChoiceCard(widgets.ChoiceText{Title: "我的", Source: "11:20 本机，离线", Lead: "今天 11月23日", Value: "16:30", Reason: "客户四点开会"}, false, nil), widgets.NewChoiceCard(widgets.ChoiceText{Title: "陈静的", Source: "11:42 办公室", Lead: "明天 11月24日", Value: "09:00", Reason: "客户来电改到明天早上"}, true, nil)),
	), widgets.NewButton(widgets.Filled, "phone-call", "催周建明交卡", nil).Big())
	return widgets.Desk(widgets.FillRow(0,
		widgets.NewRail(navItems(), "orders", "陈静", nil, nil),
		widgets.Grow(widgets.Column(0, header, widgets.Pad(0, 24, 12, 24, filters), widgets.Grow(widgets.Pad(0, 24, 24, 24, widgets.FillRow(12, widgets.Grow(table), widgets.Fixed(384, 0, detail)))))),
	))
}

func statesPage() fyne.CanvasObject {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	empty := widgets.EmptyState("calendar-check", "今天没有排给你的单", "排给你、今天要上门的单会放在这里。陈静排好就会出现，上次同步 12:58。", widgets.NewButton(widgets.Filled, "pencil", "补交 1 张反馈卡", nil))
	fault := widgets.ErrorState(widgets.ErrorText{Title: "这张卡没交成", WhyHead: "为什么", Why: "平板只剩 38 MB，照片放不下。", SafeHead: "没有丢", Safe: "15 项内容、3 张照片都在草稿里。", WhatHead: "怎么办", What: "清掉已送达的旧照片。", Number: "错误号 E-1042，报给系统部", OnCopy: func() {}, Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Filled, "eraser", "腾出空间", nil), widgets.NewButton(widgets.Outlined, "life-buoy", "导出救援文件", nil)}})
	calendar := widgets.NewCalendar(widgets.CalendarOptions{Month: day(1), Selected: day(24), Today: day(23), Weekdays: [7]string{"一", "二", "三", "四", "五", "六", "日"}, Title: func(m time.Time) string { return m.Format("2006 年 1 月") }, Closed: func(d time.Time) bool { return d.Weekday() == time.Sunday || d.Weekday() == time.Saturday }})
	picker := widgets.NewPicker(widgets.PickerOptions{Title: "选故障原因", Selected: []string{"line"}, Multi: true, ConfirmText: "选好了", SearchHint: "搜索", Options: []widgets.PickOption{{Key: "dialer", Label: "拨号器"}, {Key: "line", Label: "线路", Sub: "外线杂音、断线"}, {Key: "own", Label: "客户设备"}, {Key: "program", Label: "程序"}}})
	toast := widgets.NewToast("check", "已把 16:00 这一单改给刘洋", "撤销", func() {})
	toast.SetLeft("8 秒")
	menu := widgets.MenuPanel([]widgets.MenuItem{{Icon: "calendar-clock", Label: "请求改约"}, {Icon: "circle-arrow-up", Label: "升级", Reason: "已完工的单不能升级"}, {Icon: "ban", Label: "取消", Grave: true}}, nil)
	dialog := widgets.DialogPanel("这一单改给谁？", widgets.NewParagraph("改派后，周建明的平板下次同步时会看到说明。", theme.Body).Muted(), widgets.NewButton(widgets.Outlined, "", "取消", nil), widgets.NewButton(widgets.Filled, "check", "改派", nil))
	return widgets.Desk(widgets.PadAll(24, widgets.Column(16,
		widgets.Equal(16, widgets.Fixed(0, 480, empty), widgets.Fixed(0, 480, fault)),
		widgets.TopRow(16, widgets.Fixed(360, 0, widgets.Sheet(calendar)), widgets.Fixed(360, 0, picker.Panel()), widgets.Grow(widgets.Column(16, toast, menu, dialog))),
		widgets.Equal(16, clock(theme.Idle, 0.08, "还剩 22 小时 10 分", "明天 12:05 前"), clock(theme.Warn, 0.78, "还剩 5 小时 20 分", "今天 18:32 前；18 小时提醒过"), clock(theme.Stop, 1, "超了 1 小时 05 分", "写特殊原因，主管准了才算"), clock(theme.Go, 0.66, "已交，用 16 小时", "10:02 送达，陈静已核对")),
	)))
}

func clock(tone theme.Tone, used float32, left, note string) fyne.CanvasObject {
	return widgets.NewClock(widgets.ClockData{Name: "反馈卡", Left: left, Used: used, Note: note, Tone: tone})
}
