package widgets_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestListRow_showsItsDataAndIsReused(t *testing.T) {
	start(t)
	tapped := ""
	row := widgets.NewListRow(visits()[0], false, func() { tapped = "first" })
	inWindow(t, row, 700, 100)

	texts := drawnTexts(row)
	for _, want := range []string{"08:30", "09:40", "护", "罗湖鸿翔宾馆", "反馈卡已送达 10:02", "已完工"} {
		if !contains(texts, want) {
			t.Errorf("%q is not drawn: %q", want, texts)
		}
	}

	row.Set(widgets.RowData{Title: "明天 4 单", Icon: "alert"}, func() { tapped = "second" })
	if texts := drawnTexts(row); len(texts) != 1 || texts[0] != "明天 4 单" {
		t.Errorf("reused it draws %q", texts)
	}
	test.Tap(row)
	if tapped != "second" {
		t.Errorf("tapped %q", tapped)
	}
}

func TestTableRow_drawsChipsStampsAndText(t *testing.T) {
	start(t)
	columns := []widgets.TableColumn{{Width: 32}, {Title: "客户"}, {Title: "状态", Width: 100}, {Title: "分", Width: 60, Right: true}}
	row := widgets.NewTableRow(columns, true)
	inWindow(t, row, 600, 60)

	row.Set([]widgets.TableCell{{Stamp: true, Text: "修"}, {Text: "新桥广源茶行", Sub: "SO261123-0009", Bold: true}, {Chip: true, Text: "已派工", Icon: "send"}, {Text: "96.7"}}, true, nil)
	if row.Label() != "新桥广源茶行" || !contains(drawnTexts(row), "已派工") || !contains(drawnTexts(row), "修") {
		t.Errorf("drawn %q", drawnTexts(row))
	}
	row.Set([]widgets.TableCell{{}, {Text: "空"}}, false, nil)
	if texts := drawnTexts(row); len(texts) != 1 || texts[0] != "空" {
		t.Errorf("reused it draws %q", texts)
	}
}

func TestTableHead_sortsByWhatCanBeSortedBy(t *testing.T) {
	start(t)
	var keys []string
	head := widgets.NewTableHead([]widgets.TableColumn{{Title: "客户", Key: "customer"}, {Title: "备注"}}, "customer", true, func(key string) { keys = append(keys, key) })
	w := inWindow(t, head, 400, 34)

	test.TapCanvas(w.Canvas(), head.Position().AddXY(40, 17))
	test.TapCanvas(w.Canvas(), head.Position().AddXY(330, 17))

	if len(keys) != 1 || keys[0] != "customer" {
		t.Errorf("sorted by %q", keys)
	}
}

func TestChip_changesState(t *testing.T) {
	start(t)
	chip := widgets.NewChip(theme.Accent, "circle-dot", "已接单")
	inWindow(t, chip, 200, 28)
	wide := chip.MinSize().Width

	chip.SetState(theme.Go, "circle-check", "完工")

	if chip.Text() != "完工" || chip.Icon() != "circle-check" || chip.Tone() != theme.Go || chip.MinSize().Width >= wide {
		t.Errorf("chip says %q, is %g wide", chip.Text(), chip.MinSize().Width)
	}
	if chip.MinSize().Height != 28 || widgets.NewTag(theme.Stop, "加急").MinSize().Height != 20 {
		t.Error("chips are 28 high and tags 20")
	}
}

func TestSyncBadge_hasSixStates(t *testing.T) {
	start(t)
	tapped := false
	badge := widgets.NewSyncBadge(widgets.UpToDate, "已同步", func() { tapped = true })
	inWindow(t, badge, 200, 48)

	icons := map[string]bool{}
	for _, state := range []widgets.SyncState{widgets.NeedsYou, widgets.TooOld, widgets.Offline, widgets.Syncing, widgets.ToSend, widgets.UpToDate} {
		badge.Set(state, "字", "")
		icons[badge.Icon()] = true
	}
	test.Tap(badge)

	if len(icons) != 6 || !tapped || badge.State() != widgets.UpToDate {
		t.Errorf("%d icons, tapped %v", len(icons), tapped)
	}
}

func TestClock_changesWithTheTime(t *testing.T) {
	start(t)
	clock := widgets.NewClock(widgets.ClockData{Name: "反馈卡", Left: "还剩 5 小时 20 分", Used: 0.78, Tone: theme.Warn})
	inWindow(t, clock, 300, 60)

	clock.Set(widgets.ClockData{Name: "反馈卡", Left: "超了 1 小时 05 分", Used: 1.2, Tone: theme.Stop, Note: "写特殊原因"})

	for _, want := range []string{"超了 1 小时 05 分", "写特殊原因"} {
		if !contains(drawnTexts(clock), want) {
			t.Errorf("%q is not drawn", want)
		}
	}
}

func TestSectionCell_stacksChineseAndMarks(t *testing.T) {
	start(t)
	cell, english := widgets.NewSectionCell("测试", widgets.Missing), widgets.NewSectionCell("Tests", widgets.Done)
	inWindow(t, widgets.Row(0, cell, english), 200, 100)

	if texts := drawnTexts(cell); len(texts) != 2 || texts[0] != "测" || cell.MinSize().Width != 44 {
		t.Errorf("Chinese: %q, %g wide", texts, cell.MinSize().Width)
	}
	if texts := drawnTexts(english); len(texts) != 1 || english.MinSize().Width != 88 {
		t.Errorf("English: %q, %g wide", texts, english.MinSize().Width)
	}
	long := widgets.NewSectionCell("Arrangement notes", widgets.NoMark)
	inWindow(t, long, long.MinSize().Width, 100)
	if texts := drawnTexts(long); !slices.Equal(texts, []string{"Arrangement", "notes"}) {
		t.Errorf("a word is broken: %q", texts)
	}
	cell.SetMark(widgets.Wrong)
	if cell.Mark() != widgets.Wrong {
		t.Error("the mark did not change")
	}
}
