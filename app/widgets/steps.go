package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Steps shows where one is on a way of a few steps: those behind with a check, the
// present one filled, those ahead with their number.
type Steps struct {
	widget.BaseWidget
	labels []string
	now    int
}

// NewSteps makes steps; now is the index of the present one.
func NewSteps(labels []string, now int) *Steps {
	s := &Steps{labels: labels, now: now}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws circles, words and the lines between them; where the words do
// not fit only the present one is written.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	const size = float32(28)
	d := &drawn{owner: s}
	type step struct {
		circle, rule *canvas.Rectangle
		number, word *line
		check        *mark
	}
	var steps []*step
	for i, label := range s.labels {
		st := &step{
			circle: box(size / 2), rule: box(0),
			number: newLine(strconv.Itoa(i+1), theme.Secondary, true, ink2),
			word:   newLine(label, theme.Body, false, ink2),
			check:  newFixedMark("check", 18, toned(theme.Go)),
		}
		steps = append(steps, st)
		d.objects = append(d.objects, st.circle, st.rule, st.number.glyphs, st.word.glyphs, st.check.image)
	}
	d.refresh = func() {
		th := theme.Current()
		for i, st := range steps {
			st.rule.FillColor = th.Line
			st.word.bold, st.word.paint, st.number.paint, st.check.paint = false, ink, ink2, chipText(theme.Go)
			switch {
			case i < s.now:
				fillBox(st.circle, th.GoWash, none(), 0)
			case i == s.now:
				fillBox(st.circle, th.Accent, none(), 0)
				st.word.bold, st.word.paint, st.number.paint = true, accent, onAccent
			default:
				fillBox(st.circle, th.Sheet, th.Edge, 1.5)
				st.word.paint = ink2
			}
			st.word.apply(th)
			st.number.apply(th)
			st.check.apply(th)
			show(i < s.now, st.check.image)
			show(i >= s.now, st.number.glyphs)
			show(i > 0, st.rule)
		}
	}
	d.refresh()
	const gap, rule = float32(10), float32(40)
	d.min = func() fyne.Size { return fyne.NewSize(240, max(size, theme.Current().Text(theme.Body).Line+8)) }
	d.layout = func(whole fyne.Size) {
		natural := float32(0)
		for i, st := range steps {
			natural += size + gap + st.word.width
			if i > 0 {
				natural += rule + 2*gap
			}
		}
		wide := natural <= whole.Width
		x, y := float32(0), (whole.Height-size)/2
		for i, st := range steps {
			if i > 0 {
				w := rule
				if !wide {
					w = 14
				}
				place(st.rule, x, whole.Height/2-1, w, 2)
				x += w + gap
				if !wide {
					x -= gap - 4
				}
			}
			place(st.circle, x, y, size, size)
			st.number.place(x, y, size, size, fyne.TextAlignCenter)
			st.check.place(x+(size-18)/2, whole.Height/2)
			x += size
			if wide || i == s.now {
				x += gap
				st.word.glyphs.Show()
				w := min(st.word.width, max(0, whole.Width-x))
				st.word.place(x, 0, w, whole.Height, fyne.TextAlignLeading)
				x += w + gap
			} else {
				st.word.glyphs.Hide()
				x += 4
			}
		}
	}
	return d
}
