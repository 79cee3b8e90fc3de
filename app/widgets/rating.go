package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// Rating is five stars of 48 with the words of the chosen number after them.
type Rating struct {
	press
	// OnRated is told the number of stars after a tap or a key.
	OnRated func(stars int)
	// Words says a number of stars, as "4 分 满意"; it may be nil.
	Words func(stars int) string

	stars int
	marks []*mark
	text  *line
}

// Stars is how many there are.
const Stars = 5

// NewRating makes a rating; 0 is no answer yet.
func NewRating(stars int, words func(stars int) string, onRated func(stars int)) *Rating {
	r := &Rating{OnRated: onRated, Words: words, stars: stars}
	r.begin(r, nil)
	return r
}

// Stars is the answer, 0 for none.
func (r *Rating) Stars() int { return r.stars }

// SetStars changes the answer without telling OnRated.
func (r *Rating) SetStars(stars int) {
	r.stars = min(max(stars, 0), Stars)
	r.Refresh()
}

// Rate does what a tap on a star does.
func (r *Rating) Rate(stars int) {
	if r.disabled {
		return
	}
	r.SetStars(stars)
	if r.OnRated != nil {
		r.OnRated(r.stars)
	}
}

// Tapped takes the star under the finger.
func (r *Rating) Tapped(at *fyne.PointEvent) {
	if star := int(at.Position.X/theme.Target) + 1; at.Position.X >= 0 && star <= Stars {
		r.Rate(star)
	}
}

// TypedKey takes arrows and the digits 1 to 5.
func (r *Rating) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyRight, fyne.KeyUp:
		r.Rate(r.stars + 1)
	case fyne.KeyLeft, fyne.KeyDown:
		r.Rate(max(1, r.stars-1))
	case fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5:
		r.Rate(int(key.Name[0] - '0'))
	default:
		toWindow(r, key)
	}
}

// CreateRenderer draws the stars.
func (r *Rating) CreateRenderer() fyne.WidgetRenderer {
	const size = float32(30)
	r.text = newLine("", theme.Body, true, ink)
	d := &drawn{owner: r}
	for range Stars {
		m := newFixedMark("star", size, ink3)
		r.marks = append(r.marks, m)
		d.objects = append(d.objects, m.image)
	}
	shade, ring := r.ground(theme.RadiusSheet)
	d.objects = append(d.objects, shade, ring, r.text.glyphs)
	d.refresh = func() {
		th := theme.Current()
		for i, m := range r.marks {
			m.name, m.paint = "star", ink3
			if i < r.stars {
				m.name, m.paint = "star-filled", accent
			}
			m.apply(th)
		}
		r.text.text = ""
		if r.Words != nil && r.stars > 0 {
			r.text.text = r.Words(r.stars)
		}
		r.text.apply(th)
		r.paintState()
		r.shade.Hide()
	}
	d.refresh()
	d.min = func() fyne.Size {
		width := Stars * theme.Target
		if r.text.text != "" {
			width += 16 + r.text.width
		}
		return fyne.NewSize(width, max(theme.Target, r.text.size.Line))
	}
	d.layout = func(whole fyne.Size) {
		for i, m := range r.marks {
			m.place(float32(i)*theme.Target+(theme.Target-size)/2, whole.Height/2)
		}
		r.placeGround(0, (whole.Height-theme.Target)/2+3, Stars*theme.Target, theme.Target-6)
		x := Stars*theme.Target + 16
		r.text.place(x, 0, max(0, whole.Width-x), whole.Height, fyne.TextAlignLeading)
	}
	return d
}
