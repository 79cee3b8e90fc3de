package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func TestText_isCutToItsWidth(t *testing.T) {
	start(t)
	text := widgets.NewText("盐田顺发冷链仓储有限公司第二分公司", theme.Body).Truncate()
	inWindow(t, text, 120, 24)

	shown := drawnTexts(text)

	if len(shown) != 1 || !strings.HasSuffix(shown[0], "…") || len([]rune(shown[0])) < 5 {
		t.Errorf("drawn %q", shown)
	}
	if text.Text() != "盐田顺发冷链仓储有限公司第二分公司" {
		t.Errorf("the text itself became %q", text.Text())
	}

	text.SetText("短")
	if shown := drawnTexts(text); shown[0] != "短" {
		t.Errorf("after SetText drawn %q", shown)
	}
}

func TestText_takesItsLineBox(t *testing.T) {
	start(t)
	for level, want := range map[theme.Level]float32{
		theme.Note: 16, theme.Secondary: 20, theme.Body: 24, theme.Title: 28, theme.Page: 36, theme.Figure: 52, theme.Scan: 50,
	} {
		if got := widgets.NewText("字", level).MinSize().Height; got != want {
			t.Errorf("level %d is %g high, want %g", level, got, want)
		}
	}
}

func TestTitle_fallsBackWhereTheSerifLacksACharacter(t *testing.T) {
	start(t)
	serif, sans := widgets.NewTitle("服务质量反馈卡", false), widgets.NewTitle("饕餮盛宴", false)
	source := func(o fyne.CanvasObject) fyne.Resource {
		var found fyne.Resource
		walk(o, func(o fyne.CanvasObject) {
			if text, ok := o.(*canvas.Text); ok {
				found = text.FontSource
			}
		})
		return found
	}

	if source(serif) == nil {
		t.Error("a known title is not in serif")
	}
	if source(sans) != nil {
		t.Error("a title with unknown characters is in serif")
	}
}

func lines(t *testing.T, p *widgets.Paragraph, width float32) []string {
	t.Helper()
	inWindow(t, p, width, 400)
	var out []string
	y := float32(-1)
	walk(p, func(o fyne.CanvasObject) {
		text, ok := o.(*canvas.Text)
		if !ok {
			return
		}
		if text.Position().Y != y {
			y = text.Position().Y
			out = append(out, "")
		}
		out[len(out)-1] += text.Text
	})
	return out
}

func TestParagraph_keepsChineseLineRules(t *testing.T) {
	start(t)
	for _, width := range []float32{120, 140, 180, 233, 300} {
		for _, line := range lines(t, widgets.NewParagraph("低于 18 mA：请复测，或在“故障情况”里写明原因（见第 3 页）。SO261123-0004 已于 11月23日 完工。", theme.Body), width) {
			first, last := []rune(line)[0], []rune(line)[len([]rune(line))-1]
			if strings.ContainsRune("，。：）”、", first) {
				t.Errorf("at %g a line begins with closing punctuation: %q", width, line)
			}
			if strings.ContainsRune("（“", last) {
				t.Errorf("at %g a line ends with opening punctuation: %q", width, line)
			}
			for _, broken := range []string{"SO261123-0004", "18 mA", "23日"} {
				if head, tail := broken[:3], broken[len(broken)-2:]; strings.HasSuffix(line, head) && !strings.Contains(line, broken) || strings.HasPrefix(line, tail) && !strings.Contains(line, broken) {
					t.Errorf("at %g %q is broken: %q", width, broken, line)
				}
			}
		}
	}
}

func TestParagraph_losesNothing(t *testing.T) {
	start(t)
	text := "第一行\n第二行很长很长很长很长很长很长\n\nhttps://fieldline.example/a/very/long/address/without/any/blank"
	joined := strings.Join(lines(t, widgets.NewParagraph(text, theme.Body), 120), "")
	if joined != strings.ReplaceAll(text, "\n", "") {
		t.Errorf("drawn %q", joined)
	}
}

func TestParagraph_mixesBoldAndRegular(t *testing.T) {
	start(t)
	p := widgets.NewRuns(theme.Body, widgets.Run{Text: "低于 18 mA：", Bold: true}, widgets.Run{Text: "请复测"})
	inWindow(t, p, 400, 40)

	var bold, regular string
	walk(p, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok {
			if text.TextStyle.Bold {
				bold += text.Text
			} else {
				regular += text.Text
			}
		}
	})

	if bold != "低于 18 mA：" || regular != "请复测" {
		t.Errorf("bold %q, regular %q", bold, regular)
	}
}

func TestProblem_saysWhatAndWhatToDo(t *testing.T) {
	start(t)
	p := widgets.NewProblem("Below 18 mA:", "measure again")
	if p.Text() != "Below 18 mA: measure again" {
		t.Errorf("says %q", p.Text())
	}
	if narrow, wide := p.HeightFor(120), p.HeightFor(600); narrow <= wide {
		t.Errorf("it does not wrap: %g, %g", narrow, wide)
	}
}
