package widgets

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// lift moves glyphs up by this part of an em, which centres Chinese and digits to the eye.
const lift = 0.055

// line is one line of text in its line box, whatever the font says about its height.
type line struct {
	glyphs *canvas.Text
	text   string // all of it, also where only a part is drawn
	level  theme.Level
	bold   bool
	paint  paint
	size   theme.TextSize
	width  float32 // of all of it
}

func newLine(text string, level theme.Level, bold bool, p paint) *line {
	l := &line{glyphs: canvas.NewText("", color.Transparent), text: text, level: level, bold: bold, paint: p}
	l.apply(theme.Current())
	return l
}

// apply takes over the theme and measures anew.
func (l *line) apply(th *theme.Theme) {
	l.size = th.Text(l.level)
	l.glyphs.TextSize = l.size.Size
	l.glyphs.TextStyle = fyne.TextStyle{Bold: l.bold}
	l.glyphs.Color = l.paint(th)
	l.measure()
}

func (l *line) set(text string) {
	if text != l.text {
		l.text = text
		l.measure()
	}
}

func (l *line) measure() {
	l.glyphs.Text = l.text
	l.width = 0
	if l.text != "" {
		l.width = l.widthOf(l.text)
	}
}

func (l *line) widthOf(text string) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, l.glyphs.TextSize, l.glyphs.TextStyle, l.glyphs.FontSource)
	return size.Width
}

// widthAt is how wide all of the text is in another size.
func (l *line) widthAt(points float32) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(l.text, points, l.glyphs.TextStyle, l.glyphs.FontSource)
	return size.Width
}

// fit draws the line smaller where it would not fit a width, but never smaller than it is
// at the usual size of text: for words in places that cannot grow.
func (l *line) fit(w float32) {
	if l.width <= w {
		return
	}
	usual := l.size.Size / theme.Current().Scale()
	l.glyphs.TextSize = max(min(usual, l.glyphs.TextSize), l.glyphs.TextSize*w/l.width)
	l.measure()
}

func (l *line) min() fyne.Size { return fyne.NewSize(l.width, l.size.Line) }

// place puts the line into a box, its line box in the middle, and shortens the text
// with "…" where the box is narrower.
func (l *line) place(x, y, w, h float32, align fyne.TextAlign) {
	shown, width := l.text, l.width
	if width > w+0.5 {
		shown = l.shorten(w)
		width = l.widthOf(shown)
	}
	if l.glyphs.Text != shown {
		l.glyphs.Text = shown
	}
	switch align {
	case fyne.TextAlignCenter:
		x += max(0, w-width) / 2
	case fyne.TextAlignTrailing:
		x += max(0, w-width)
	}
	natural := l.glyphs.MinSize().Height
	place(l.glyphs, x, y+(h-natural)/2-l.size.Size*lift, width, natural)
}

func (l *line) shorten(w float32) string {
	runes := []rune(l.text)
	kept := sort.Search(len(runes), func(n int) bool { return l.widthOf(string(runes[:n+1])+"…") > w })
	if kept == 0 {
		return "…"
	}
	return string(runes[:kept]) + "…"
}
