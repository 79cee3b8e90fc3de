package formview

import (
	"testing"

	"fieldline/app/theme"
	"fieldline/app/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestPictures_card draws the card as the engineer fills it, at the widths of a phone and
// a tablet, and looks at what the drawing costs.
func TestPictures_card(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	cfg := s.config(s.engineer, rec)
	cfg.Head = &Head{Left: "客户服务部", Title: "服务质量反馈卡", Number: rec.Number}

	s.show(cfg, 752)
	s.capture("card-zh-752")
	if n := count(s.view); n > 1000 {
		t.Errorf("the card has %d objects", n)
	} else {
		t.Logf("%d objects", n)
	}

	s.words.Set(words.English)
	cfg.Head.Title, cfg.Head.Left = "Service feedback card", "Customer service"
	s.show(cfg, 786)
	s.capture("card-en-786")
	s.words.Set(words.Chinese)

	cfg.Phone = true
	cfg.Head.Title = "服务质量反馈卡"
	s.show(cfg, 344)
	s.capture("card-zh-344")

	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark, 1))
	cfg.Phone = false
	s.show(cfg, 752)
	s.capture("card-dark-752")
}

// count counts what the painter meets: hidden objects are passed over with all in them.
func count(o fyne.CanvasObject) int {
	if !o.Visible() {
		return 0
	}
	n := 1
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			n += count(c)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			n += count(c)
		}
	}
	return n
}

// TestPictures_sheets draws the sheets that lie over the paper.
func TestPictures_sheets(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)
	s.window.Resize(fyne.NewSize(800, 900))
	s.view.cells[Spot{Field: "finished_at"}].pickMoment()
	s.capture("sheet-moment")
	clear := func() {
		for top := s.window.Canvas().Overlays().Top(); top != nil; top = s.window.Canvas().Overlays().Top() {
			s.window.Canvas().Overlays().Remove(top)
		}
	}
	clear()
	e := s.view.cells[Spot{Field: "signature"}].editor.(*signatureEditor)
	test.Tap(e.empty)
	scribble(firstPad(s.window.Canvas().Overlays().Top()))
	s.capture("sheet-signature")
	s.pick("签好了")
	clear()
	s.view.cells[Spot{Field: "tests"}].editor.(*tableEditor).offer(s.Lib.Form("feedback_card").Field("tests").Columns[0])
	s.capture("sheet-picker")
	clear()
	scan := s.view.cells[Spot{Field: "units"}].editor.(*tableEditor).scan
	s.window.Canvas().Focus(scan.input.Focusable())
	test.Type(scan.input.Focusable(), "D4")
	s.show(s.view.cfg, 752)
	s.view.cells[Spot{Field: "units"}].editor.(*tableEditor).scan.suggest("D4")
	s.view.Redraw()
	s.window.Resize(fyne.NewSize(752, s.view.HeightFor(752)))
	s.capture("sheet-suggest")
}
