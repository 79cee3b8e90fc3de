package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// CalendarOptions say what a calendar shows; the texts are already in one language.
type CalendarOptions struct {
	Month    time.Time // any day of the month in view
	Selected time.Time // zero for none
	Today    time.Time
	Weekdays [7]string                    // from Monday
	Title    func(month time.Time) string // November 2026
	Previous string                       // what the arrows are called
	Next     string
	Closed   func(day time.Time) bool // holidays and weekends, set in quiet ink; may be nil
	OnPick   func(day time.Time)
}

// Calendar is a month of days to pick from, weeks from Monday.
type Calendar struct {
	whole
	options CalendarOptions
}

// NewCalendar makes a calendar.
func NewCalendar(o CalendarOptions) *Calendar {
	c := &Calendar{options: o}
	c.content = Column(4)
	c.ExtendBaseWidget(c)
	c.fill()
	return c
}

// Month is the first day of the month in view.
func (c *Calendar) Month() time.Time { return firstOf(c.options.Month) }

// ShowMonth turns to another month.
func (c *Calendar) ShowMonth(month time.Time) {
	c.options.Month = month
	c.fill()
}

func firstOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

func (c *Calendar) fill() {
	o, first := c.options, c.Month()
	turn := func(months int) func() {
		return func() { c.ShowMonth(first.AddDate(0, months, 0)) }
	}
	head := Row(4,
		NewQuietIcon("chevron-left", o.Previous, turn(-1)),
		Grow(NewText(o.Title(first), theme.Body).Bold().Center().Truncate()),
		NewQuietIcon("chevron-right", o.Next, turn(1)))

	names := make([]fyne.CanvasObject, 7)
	for i, name := range o.Weekdays {
		names[i] = NewText(name, theme.Note).Bold().Muted().Center().Truncate()
	}
	rows := []fyne.CanvasObject{head, Equal(2, names...)}
	day := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for day.Before(first.AddDate(0, 1, 0)) {
		week := make([]fyne.CanvasObject, 7)
		for i := range week {
			week[i] = c.dayPart(day, day.Month() == first.Month())
			day = day.AddDate(0, 0, 1)
		}
		rows = append(rows, Equal(2, week...))
	}
	SetChildren(c.content, rows...)
}

func (c *Calendar) dayPart(day time.Time, inMonth bool) *dayPart {
	o := c.options
	p := &dayPart{
		day: day, other: !inMonth, closed: o.Closed != nil && o.Closed(day),
		selected: !o.Selected.IsZero() && sameDay(day, o.Selected), today: sameDay(day, o.Today),
	}
	p.begin(p, func() {
		if o.OnPick != nil {
			o.OnPick(day)
		}
	})
	return p
}

// dayPart is one day of a calendar.
type dayPart struct {
	press
	day                            time.Time
	selected, today, other, closed bool
}

// Label is the day as 2026-11-23.
func (p *dayPart) Label() string { return p.day.Format("2006-01-02") }

// CreateRenderer draws the number.
func (p *dayPart) CreateRenderer() fyne.WidgetRenderer {
	ground := box(theme.RadiusSheet)
	number := newLine(strconv.Itoa(p.day.Day()), theme.Body, p.selected || p.today, ink)
	shade, ring := p.ground(theme.RadiusSheet)
	apply := func() {
		th := theme.Current()
		fillBox(ground, none(), none(), 0)
		switch {
		case p.selected:
			fillBox(ground, th.Accent, none(), 0)
			number.paint = onAccent
		case p.other:
			number.paint = ink3
		case p.today:
			fillBox(ground, th.Sheet, th.Accent, 1.5)
			number.paint = accent
		case p.closed:
			number.paint = ink3
		default:
			number.paint = ink
		}
		number.apply(th)
		p.paintState()
	}
	apply()
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{ground, shade, number.glyphs, ring},
		min:     func() fyne.Size { return fyne.NewSize(38, 44) },
		layout: func(size fyne.Size) {
			w := min(size.Width-4, size.Height-4)
			x, y := (size.Width-w)/2, (size.Height-w)/2
			place(ground, x, y, w, w)
			p.placeGround(x, y, w, w)
			number.place(0, 0, size.Width, size.Height, fyne.TextAlignCenter)
		},
		refresh: apply,
	}
}
