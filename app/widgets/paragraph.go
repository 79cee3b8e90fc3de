package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Run is a piece of a paragraph in one weight and colour.
type Run struct {
	Text  string
	Bold  bool
	paint paint
}

// Muted sets the piece in the ink of secondary text.
func (r Run) Muted() Run {
	r.paint = ink2
	return r
}

// Paragraph is text that wraps by the rules of Chinese: between any two characters, but
// never before closing punctuation or after opening one, nor inside a Latin word, a
// number, or a number and its unit.
type Paragraph struct {
	widget.BaseWidget
	runs  []Run
	level theme.Level
	paint paint
	align fyne.TextAlign

	size  theme.TextSize
	width float32 // for which lines were made
	lines []setLine
}

// guess is the width for which a paragraph reckons its height before it is told one.
const guess float32 = 320

// NewParagraph makes a paragraph of one text.
func NewParagraph(text string, level theme.Level) *Paragraph {
	return NewRuns(level, Run{Text: text})
}

// NewRuns makes a paragraph of several runs.
func NewRuns(level theme.Level, runs ...Run) *Paragraph {
	p := &Paragraph{runs: runs, level: level, paint: ink}
	p.size = theme.Current().Text(level)
	p.ExtendBaseWidget(p)
	return p
}

// Muted sets the paragraph in the ink of secondary text.
func (p *Paragraph) Muted() *Paragraph { return p.painted(ink2) }

// Faint sets the paragraph in the ink of hints.
func (p *Paragraph) Faint() *Paragraph { return p.painted(ink3) }

// Tone sets the paragraph in a tone's colour on a sheet.
func (p *Paragraph) Tone(tone theme.Tone) *Paragraph { return p.painted(toned(tone)) }

func (p *Paragraph) painted(c paint) *Paragraph {
	p.paint = c
	return p
}

// Bold sets all of it in bold.
func (p *Paragraph) Bold() *Paragraph {
	for i := range p.runs {
		p.runs[i].Bold = true
	}
	p.width = 0
	return p
}

// Center sets every line in the middle.
func (p *Paragraph) Center() *Paragraph {
	p.align = fyne.TextAlignCenter
	return p
}

// Right ends every line at the end of the width, as numbers in a column do.
func (p *Paragraph) Right() *Paragraph {
	p.align = fyne.TextAlignTrailing
	return p
}

// SetText makes it a paragraph of one text.
func (p *Paragraph) SetText(text string) { p.SetRuns(Run{Text: text}) }

// SetRuns changes what it says.
func (p *Paragraph) SetRuns(runs ...Run) {
	p.runs = runs
	p.width = 0
	p.Refresh()
}

// Text returns all it says.
func (p *Paragraph) Text() string {
	var b strings.Builder
	for _, r := range p.runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// HeightFor is how high it is at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	p.wrap(width)
	return float32(max(1, len(p.lines))) * p.size.Line
}

func (p *Paragraph) wrap(width float32) {
	if width > 0 && width != p.width {
		p.width = width
		p.lines = wrapRuns(p.runs, width, p.measure)
	}
}

func (p *Paragraph) measure(text string, bold bool) float32 {
	return fyne.MeasureText(text, p.size.Size, fyne.TextStyle{Bold: bold}).Width
}

// CreateRenderer draws one canvas text for each piece of a line.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	d := &drawn{owner: p}
	d.min = func() fyne.Size {
		width := p.Size().Width
		if width <= 0 {
			width = guess
		}
		return fyne.NewSize(min(p.size.Size*4, width), p.HeightFor(width))
	}
	d.layout = func(size fyne.Size) {
		p.wrap(size.Width)
		d.objects = p.draw(d.objects[:0], size.Width)
	}
	d.refresh = func() {
		p.size = theme.Current().Text(p.level)
		p.width = 0
	}
	return d
}

func (p *Paragraph) draw(objects []fyne.CanvasObject, width float32) []fyne.CanvasObject {
	th := theme.Current()
	y := float32(0)
	for _, l := range p.lines {
		x := float32(0)
		switch p.align {
		case fyne.TextAlignCenter:
			x = max(0, width-l.width) / 2
		case fyne.TextAlignTrailing:
			x = max(0, width-l.width)
		}
		for _, piece := range l.pieces {
			run := p.runs[piece.run]
			text := canvas.NewText(piece.text, p.colourOf(run, th))
			text.TextSize, text.TextStyle = p.size.Size, fyne.TextStyle{Bold: run.Bold}
			natural := text.MinSize()
			place(text, x, y+(p.size.Line-natural.Height)/2-p.size.Size*lift, natural.Width, natural.Height)
			objects = append(objects, text)
			x += piece.width
		}
		y += p.size.Line
	}
	return objects
}

func (p *Paragraph) colourOf(run Run, th *theme.Theme) color.Color {
	if run.paint != nil {
		return run.paint(th)
	}
	return p.paint(th)
}
