package widgets

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Problem says under a field what is wrong, in bold, and what to do about it. The same
// part in another tone is a warning or a note.
type Problem struct {
	widget.BaseWidget
	what, todo string
	tone       theme.Tone
	mark       *mark
	words      *Paragraph
}

// NewProblem makes a problem; todo may be empty.
func NewProblem(what, todo string) *Problem { return NewNote(theme.Stop, "alert", what, todo) }

// NewNote makes the same part with a tone and an icon of its own.
func NewNote(tone theme.Tone, icon, what, todo string) *Problem {
	p := &Problem{what: what, todo: todo, tone: tone, mark: newMark(icon, 18, toned(tone))}
	p.words = NewRuns(theme.Secondary).Tone(tone)
	p.fill()
	p.ExtendBaseWidget(p)
	return p
}

// stops tells whether a mark may stand at the end of a sentence; a bracket or a quotation mark
// that closes does not end it.
func stops(last rune) bool { return unicode.IsPunct(last) && !unicode.In(last, unicode.Pe, unicode.Pf) }

func (p *Problem) fill() {
	runs := []Run{{Text: p.what, Bold: p.todo != ""}}
	if p.todo != "" {
		gap := " "
		switch last, _ := utf8.DecodeLastRuneInString(p.what); {
		case wide(last) && !unicode.IsPunct(last):
			gap = "，"
		case wide(last) && !stops(last):
			gap = "。"
		case wide(last):
			gap = ""
		case !stops(last):
			gap = ". "
		}
		runs = append(runs, Run{Text: gap + p.todo})
	}
	p.words.SetRuns(runs...)
}

// Set changes what it says.
func (p *Problem) Set(what, todo string) {
	p.what, p.todo = what, todo
	p.fill()
	p.Refresh()
}

// Text returns all it says.
func (p *Problem) Text() string { return p.words.Text() }

// HeightFor is its height at a width.
func (p *Problem) HeightFor(width float32) float32 {
	return max(p.mark.size+2, p.words.HeightFor(max(1, width-p.mark.width(8))))
}

// CreateRenderer draws icon and words.
func (p *Problem) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{p.mark.image, p.words},
		min: func() fyne.Size {
			width := p.Size().Width
			if width == 0 {
				width = guess
			}
			return fyne.NewSize(p.mark.width(8)+p.words.MinSize().Width, p.HeightFor(width))
		},
		layout: func(size fyne.Size) {
			p.mark.place(0, p.words.size.Line/2)
			left := p.mark.width(8)
			place(p.words, left, 0, max(1, size.Width-left), size.Height)
		},
		refresh: func() { p.mark.apply(theme.Current()) },
	}
}

// Line is an icon and one line of words in a tone: what is missing, what is ready.
type Line struct {
	widget.BaseWidget
	tone theme.Tone
	mark *mark
	text *line
}

// NewLine makes such a line of 14; it is cut where there is no room.
func NewLine(tone theme.Tone, icon, text string) *Line {
	l := &Line{tone: tone, mark: newMark(icon, 18, toned(tone)), text: newLine(text, theme.Secondary, false, toned(tone))}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes tone, icon and words.
func (l *Line) Set(tone theme.Tone, icon, text string) {
	l.tone, l.mark.name, l.text.text = tone, icon, text
	l.mark.paint, l.text.paint = toned(tone), toned(tone)
	l.Refresh()
}

// Bold sets the words in bold 16, as the heads of lists are.
func (l *Line) Bold() *Line {
	l.text.bold, l.text.level = true, theme.Body
	l.text.apply(theme.Current())
	return l
}

// Text returns the words.
func (l *Line) Text() string { return l.text.text }

// CreateRenderer draws icon and words.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   l,
		objects: []fyne.CanvasObject{l.mark.image, l.text.glyphs},
		min: func() fyne.Size {
			return fyne.NewSize(l.mark.width(8)+l.text.width, max(l.text.size.Line, l.mark.size+2))
		},
		layout: func(size fyne.Size) {
			l.mark.place(0, size.Height/2)
			left := l.mark.width(8)
			l.text.place(left, 0, max(0, size.Width-left), size.Height, fyne.TextAlignLeading)
		},
		refresh: func() {
			th := theme.Current()
			l.mark.apply(th)
			l.text.apply(th)
		},
	}
}
