package widgets_test

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

func drag(p *widgets.SignaturePad, points ...fyne.Position) {
	down := &desktop.MouseEvent{}
	down.Position = points[0]
	p.MouseDown(down)
	for _, at := range points[1:] {
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}})
	}
	p.DragEnd()
	p.MouseUp(down)
}

func TestSignaturePad_keepsStrokes(t *testing.T) {
	start(t)
	changes := 0
	pad := widgets.NewSignaturePad("请客户在这里签字")
	pad.OnChanged = func() { changes++ }
	inWindow(t, pad, 360, 96)

	drag(pad, fyne.NewPos(10, 10))
	if !pad.Empty() {
		t.Error("a dot is taken for a signature")
	}
	drag(pad, fyne.NewPos(20, 20), fyne.NewPos(180, 48), fyne.NewPos(900, 400))
	ink := pad.Ink()

	if pad.Empty() || len(ink.Strokes) != 2 || changes != 2 {
		t.Fatalf("empty %v, %d strokes, %d changes", pad.Empty(), len(ink.Strokes), changes)
	}
	if middle := ink.Strokes[1][1]; middle.X != 0.5 || middle.Y != 48.0/360 {
		t.Errorf("the middle is kept as %v", middle)
	}
	if last := ink.Strokes[1][2]; last.X != 1 || last.Y != ink.Aspect {
		t.Errorf("a point beside the pad is kept as %v", last)
	}
	pad.Clear()
	if !pad.Empty() || changes != 3 {
		t.Error("it was not cleared")
	}
}

func TestInk_drawsWithoutGaps(t *testing.T) {
	k := widgets.Ink{Aspect: 0.5, Strokes: [][]widgets.InkPoint{{{X: 0.1, Y: 0.1}, {X: 0.5, Y: 0.4}, {X: 0.9, Y: 0.1}, {X: 0.1, Y: 0.1}}}}

	out, err := k.PNG(300)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}

	if img.Bounds().Dx() != 300 || img.Bounds().Dy() != 150 {
		t.Errorf("size %v", img.Bounds())
	}
	for i := range 21 { // along the first line, its joint included
		x, y := 30+int(120*float64(i)/20), 30+int(90*float64(i)/20)
		if red, _, _, _ := img.At(x, y).RGBA(); red > 0x9000 {
			t.Errorf("a gap at %d, %d", x, y)
		}
	}
	if red, _, _, _ := img.At(150, 75).RGBA(); red < 0xF000 {
		t.Error("ink where nobody drew")
	}
}

func TestTint_turnsPaperIntoNothing(t *testing.T) {
	k := widgets.Ink{Aspect: 0.5, Strokes: [][]widgets.InkPoint{{{X: 0.1, Y: 0.25}, {X: 0.9, Y: 0.25}}}}
	out, err := k.PNG(200)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}

	tinted := widgets.Tint(img, color.NRGBA{R: 200, A: 255})

	if at := tinted.NRGBAAt(100, 50); at.R != 200 || at.A < 150 {
		t.Errorf("ink became %v", at)
	}
	if at := tinted.NRGBAAt(10, 10); at.A > 2 {
		t.Errorf("paper became %v", at)
	}
}

func TestSignatureView_saysWhetherItIsUnchanged(t *testing.T) {
	start(t)
	view := widgets.NewSignatureView(nil, "黄志强", "11:46 在本机签", "签后内容已改", true)
	inWindow(t, view, 700, 120)

	for _, want := range []string{"黄志强", "11:46 在本机签", "签后内容已改"} {
		if !contains(drawnTexts(view), want) {
			t.Errorf("%q is not drawn", want)
		}
	}
	if view.HeightFor(340) <= view.HeightFor(700) {
		t.Error("on a phone the words do not stand below")
	}
}

func TestPhoto_showsItsSendingState(t *testing.T) {
	start(t)
	tapped := 0
	photo := widgets.NewPhoto("旧机", nil, func() { tapped++ })
	inWindow(t, photo, 128, 88)

	photo.SetState(theme.Accent, "cloud-up", "待发送")
	photo.SetPicture(board(100))
	photo.Tapped(nil)

	if photo.State() != "待发送" || !contains(drawnTexts(photo), "待发送") || tapped != 1 {
		t.Errorf("state %q, tapped %d", photo.State(), tapped)
	}
}

func TestQR_isBlackOnWhite(t *testing.T) {
	start(t)
	code, err := widgets.NewQR("018f2f5a-7c1e-7d2b-9a51-0242ac120002", 56)
	if err != nil {
		t.Fatal(err)
	}
	black, white := 0, 0
	b := code.Image.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			if red, _, _, _ := code.Image.At(x, y).RGBA(); red == 0 {
				black++
			} else {
				white++
			}
		}
	}
	if black < 100 || white < 100 || code.MinSize().Width != 56 {
		t.Errorf("%d black, %d white, %v", black, white, code.MinSize())
	}
}

func TestChoiceCard_andSteps(t *testing.T) {
	start(t)
	chosen := 0
	card := widgets.NewChoiceCard(widgets.ChoiceText{Title: "陈静的", Source: "11:42 办公室", Lead: "明天 11月24日", Value: "09:00 – 10:00", Reason: "客户来电改到明天早上"}, false, func() { chosen++ })
	steps := widgets.NewSteps([]string{"扫代码", "登录", "下载资料"}, 2)
	inWindow(t, widgets.Column(8, card, steps), 360, 400)

	card.Tapped(nil)
	card.SetChosen(true)

	if chosen != 1 || !card.Chosen() || !contains(drawnTexts(card), "09:00 – 10:00") {
		t.Errorf("chosen %d, drawn %q", chosen, drawnTexts(card))
	}
	if !contains(drawnTexts(steps), "下载资料") {
		t.Errorf("drawn %q", drawnTexts(steps))
	}
}
