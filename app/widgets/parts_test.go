package widgets_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// TestParts_areDrawnInEveryMode draws a page of all parts in the three modes. With
// FIELDLINE_PICTURES set to a folder the pages are left there, to be looked at.
func TestParts_areDrawnInEveryMode(t *testing.T) {
	for _, mode := range theme.Modes() {
		for page, build := range pages() {
			app := test.NewTempApp(t)
			app.Settings().SetTheme(theme.New(mode, 1))
			window := test.NewTempWindow(t, build.content())
			window.SetPadded(false)
			window.Resize(build.size)
			if focus := build.focus; focus != nil {
				focus(window)
			}

			if scaled, ok := window.Canvas().(interface{ SetScale(float32) }); ok {
				scaled.SetScale(1.5)
			}
			img := window.Canvas().Capture()

			if got := img.Bounds().Dx(); got != int(build.size.Width*1.5) {
				t.Errorf("%s %s is %d wide", page, mode, got)
			}
			if folder := os.Getenv("FIELDLINE_PICTURES"); folder != "" {
				file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-%s.png", page, mode)))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(file, img); err != nil {
					t.Fatal(err)
				}
				if err := file.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

type page struct {
	size    fyne.Size
	content func() fyne.CanvasObject
	focus   func(fyne.Window)
}

func pages() map[string]page {
	return map[string]page{
		"parts": {size: fyne.NewSize(1280, 1140), content: partsPage, focus: func(w fyne.Window) {
			w.Canvas().FocusNext()
		}},
		"today":   {size: fyne.NewSize(1280, 800), content: todayPage},
		"phone":   {size: fyne.NewSize(360, 800), content: phonePage},
		"desktop": {size: fyne.NewSize(1440, 900), content: desktopPage},
		"states":  {size: fyne.NewSize(1280, 1140), content: statesPage},
	}
}

func head(text string) fyne.CanvasObject {
	return widgets.NewText(text, theme.Secondary).Bold().Muted()
}

func part(name string, content fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Column(8, head(name), content)
}

func partsPage() fyne.CanvasObject {
	body := widgets.Column(20,
		part("字号，数字等宽", widgets.Column(0,
			widgets.Row(16, widgets.NewText("44 数字 95.0", theme.Figure).Bold(), widgets.End(widgets.NewText("28 页名", theme.Page).Bold()), widgets.End(widgets.NewText("20 标题 海纳物流", theme.Title).Bold())),
			widgets.Row(16, widgets.NewText("16 正文 0123456789", theme.Body), widgets.NewText("16 粗 0123456789", theme.Body).Bold(),
				widgets.NewText("14 次要 2026-11-23 14:00", theme.Secondary).Muted(), widgets.NewText("12 注脚", theme.Note).Faint(), widgets.NewTitle("服务质量反馈卡", false)),
		)),
		part("同步标记，六种", widgets.Row(12,
			widgets.NewSyncBadge(widgets.UpToDate, "已同步", nil),
			widgets.NewSyncBadge(widgets.Syncing, "同步中 8 / 12", nil),
			widgets.NewSyncBadge(widgets.ToSend, "2 张待发送", nil),
			widgets.NewSyncBadge(widgets.Offline, "离线，2 张待发送", nil),
			widgets.NewSyncBadge(widgets.NeedsYou, "2 项要你处理", nil),
			widgets.NewSyncBadge(widgets.TooOld, "数据已旧 3 天", nil),
		)),
		part("状态", widgets.Row(8,
			widgets.NewChip(theme.Idle, "pencil", "草稿"), widgets.NewChip(theme.Idle, "send", "已派工"),
			widgets.NewChip(theme.Accent, "circle-dot", "已接单"), widgets.NewChip(theme.Accent, "loader", "处理中"),
			widgets.NewChip(theme.Go, "circle-check", "已完工"), widgets.NewChip(theme.Go, "checks", "已核对"),
			widgets.NewChip(theme.Idle, "calendar-clock", "改约"), widgets.NewChip(theme.You, "circle-arrow-up", "已升级"),
			widgets.NewChip(theme.Stop, "undo", "退回补填"), widgets.NewChip(theme.Idle, "ban", "已取消"),
			widgets.NewChip(theme.Now, "circle-dot", "现在这一单"),
		)),
		part("印章、标签、按键", widgets.Row(10,
			widgets.NewStamp("装", true, 40), widgets.NewStamp("修", true, 40), widgets.NewStamp("护", true, 40), widgets.NewStamp("修", false, 40),
			widgets.NewTag(theme.Stop, "加急"), widgets.NewTag(theme.Warn, "变了"), widgets.NewKeycap("", "Ctrl"), widgets.NewKeycap("搜索", "/"),
			widgets.NewAvatar("周建明", 40),
		)),
		part("按钮", buttons()),
		part("字段", fields()),
		part("勾选、单选、评分", widgets.Row(24,
			widgets.Fixed(368, 72, widgets.NewScanBox("扫描，或输入序列号", nil)),
			widgets.NewCheck("试拨长途", true, nil), widgets.NewCheck("清扫现场", false, nil),
			widgets.NewRadio("", true, nil), widgets.NewRadio("", false, nil),
			widgets.Fixed(330, 48, widgets.NewSegments([]widgets.Segment{{Label: "正常", Tone: theme.Go}, {Label: "可疑"}, {Label: "故障", Icon: "circle-x", Tone: theme.Stop}}, 0, nil)),
		)),
		widgets.NewRating(4, func(n int) string { return fmt.Sprintf("%d 分 满意", n) }, nil),
	)
	return widgets.Desk(widgets.PadAll(32, body))
}

func buttons() fyne.CanvasObject {
	off := widgets.NewButton(widgets.Filled, "play", "开始今天", nil).Big()
	off.Disable()
	return widgets.Row(12,
		widgets.NewButton(widgets.Filled, "navigation", "出发", nil).Big(),
		widgets.NewButton(widgets.Filled, "check", "交卡", nil),
		widgets.NewButton(widgets.Outlined, "calendar-clock", "改约", nil),
		widgets.NewIconButton("phone", "打电话", nil),
		widgets.NewButton(widgets.Quiet, "rotate", "重签", nil),
		off,
		widgets.NewButton(widgets.Outlined, "printer", "键盘焦点", nil),
		widgets.NewButton(widgets.Grave, "trash", "作废", nil),
		widgets.NewButton(widgets.Outlined, "plus", "小按钮", nil).Small(),
	)
}

func fields() fyne.CanvasObject {
	bad := widgets.NewInput(widgets.InputOptions{Text: "16.5", Unit: "mA", Number: true})
	bad.SetProblem(true)
	locked := widgets.NewInput(widgets.InputOptions{})
	locked.Lock("主管填")
	label := func(text string, o fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Column(4, widgets.NewText(text, theme.Secondary).Muted(), o)
	}
	return widgets.Equal(16,
		label("看", widgets.AtLeast(0, 48, widgets.Row(0, widgets.NewText("12 次全通", theme.Body)))),
		label("可填", widgets.NewInput(widgets.InputOptions{Text: "21", Unit: "mA", Number: true})),
		label("有占位", widgets.NewInput(widgets.InputOptions{Placeholder: "客户、单号、电话，拼音首字母也行", Icon: "search", Trailing: widgets.NewKeycap("", "/")})),
		label("有问题", widgets.Column(6, bad, widgets.NewProblem("低于 18 mA：", "请复测，或在“故障情况”里写明原因"))),
		label("不能填", locked),
	)
}
