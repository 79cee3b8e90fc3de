package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// RowData is what a row of a list shows; what is empty takes no room.
type RowData struct {
	Time, Until string // the time column: 14:00 over 15:30

	Stamp     string // kind of work as a seal, or
	StampOpen bool
	Avatar    string     // a person's name, or
	Icon      string     // an icon before the words
	IconTone  theme.Tone // of that icon

	Title, Subtitle string
	Tag             string // a word of warning beside the title: urgent
	Note            string // the third line: what is missing, what is ready
	NoteIcon        string
	NoteTone        theme.Tone
	NoteWraps       bool // a long note goes on in a second line; for rows without a time

	Chip     string // state at the right end of line one
	ChipIcon string
	ChipTone theme.Tone
	Trailing string // a time or count at the right
	Chevron  bool   // leads somewhere

	Selected bool
	Done     bool // behind us: the title is quiet
	Unread   bool // nobody looked at it yet: a dot
}

// ListRow is a row of a list or of the run sheet, drawn as one widget; virtual lists
// reuse it with Set. It wants to be tapped as a whole.
type ListRow struct {
	press
	data  RowData
	dense bool

	back, pill, dot             *canvas.Rectangle
	time, until                 *line
	title, subtitle, note, tail *line
	more                        *line // what is left of a note that wraps
	icon, noteIcon, chevron     *mark
	stamp                       *Stamp
	avatar                      *Avatar
	tag                         *Tag
	chip                        *Chip
}

// NewListRow makes a row; dense leaves out the space above and below that run sheets have.
func NewListRow(data RowData, dense bool, tapped func()) *ListRow {
	r := &ListRow{data: data, dense: dense}
	r.back, r.pill, r.dot = canvas.NewRectangle(color.Transparent), box(2), box(4)
	r.time, r.until = newLine("", theme.Title, true, ink), newLine("", theme.Secondary, false, ink2)
	r.title, r.subtitle = newLine("", theme.Body, true, ink), newLine("", theme.Secondary, false, ink2)
	r.note, r.tail = newLine("", theme.Secondary, false, ink2), newLine("", theme.Secondary, false, ink2)
	r.more = newLine("", theme.Secondary, false, ink2)
	r.icon, r.noteIcon, r.chevron = newMark("", 24, ink2), newMark("", 18, ink2), newMark("", 22, ink2)
	size := float32(40)
	if r.dense {
		size = 32
	}
	r.stamp, r.avatar = NewStamp("", true, size), NewAvatar("", size)
	r.tag, r.chip = NewTag(theme.Stop, ""), NewChip(theme.Idle, "", "")
	r.begin(r, tapped)
	return r
}

// Set changes all of the row and what a tap does.
func (r *ListRow) Set(data RowData, tapped func()) {
	r.data, r.onTapped = data, tapped
	r.Refresh()
}

// Mark shows the row as the one the keys are at, or takes that away.
func (r *ListRow) Mark(on bool) {
	if r.data.Selected != on {
		r.data.Selected = on
		r.Refresh()
	}
}

// Data returns what the row shows.
func (r *ListRow) Data() RowData { return r.data }

// Label is the row's title.
func (r *ListRow) Label() string { return r.data.Title }

// edges rounds the washed ground of the first and last row like the sheet it lies on.
func (r *ListRow) edges(first, last bool) {
	top, bottom := float32(0), float32(0)
	if first {
		top = theme.RadiusSheet - 1
	}
	if last {
		bottom = theme.RadiusSheet - 1
	}
	for _, ground := range []*canvas.Rectangle{r.back, r.shade} {
		if ground != nil {
			ground.TopLeftCornerRadius, ground.TopRightCornerRadius = top, top
			ground.BottomLeftCornerRadius, ground.BottomRightCornerRadius = bottom, bottom
		}
	}
}

func (r *ListRow) pads() (top, gap, bottom float32) {
	if r.dense {
		return 10, 1, 10
	}
	return 15, 4, 13
}

func (r *ListRow) apply() {
	th, data := theme.Current(), r.data
	r.back.FillColor = none()
	if data.Selected {
		r.back.FillColor = th.Wash
	}
	r.pill.FillColor, r.dot.FillColor = th.Accent, th.Accent
	show(data.Selected, r.pill)
	show(data.Unread, r.dot)

	quiet := ink
	if data.Done {
		quiet = ink2
	}
	set := func(l *line, text string, p paint) {
		l.text, l.paint = text, p
		l.apply(th)
		show(text != "", l.glyphs)
	}
	set(r.time, data.Time, quiet)
	set(r.until, data.Until, ink2)
	set(r.title, data.Title, quiet)
	set(r.subtitle, data.Subtitle, ink2)
	set(r.note, data.Note, toned(data.NoteTone))
	set(r.more, "", toned(data.NoteTone))
	set(r.tail, data.Trailing, ink2)
	r.noteIcon.name, r.noteIcon.paint = data.NoteIcon, toned(data.NoteTone)
	if data.Note == "" {
		r.noteIcon.name = ""
	}
	r.noteIcon.apply(th)
	r.icon.name, r.icon.paint = data.Icon, toned(data.IconTone)
	if data.IconTone == theme.Idle {
		r.icon.paint = ink2
	}
	r.icon.apply(th)
	r.chevron.name = ""
	if data.Chevron {
		r.chevron.name = "chevron-right"
	}
	r.chevron.apply(th)
	show(data.Stamp != "", r.stamp)
	if data.Stamp != "" {
		r.stamp.Set(data.Stamp, data.StampOpen)
	}
	show(data.Avatar != "", r.avatar)
	if data.Avatar != "" {
		r.avatar.SetName(data.Avatar)
	}
	show(data.Tag != "", r.tag)
	if data.Tag != "" {
		r.tag.SetState(theme.Stop, "", data.Tag)
	}
	show(data.Chip != "", r.chip)
	if data.Chip != "" {
		r.chip.SetState(data.ChipTone, data.ChipIcon, data.Chip)
	}
	r.paintState()
}

// height follows from the lines that are there.
func (r *ListRow) height(width float32) float32 {
	top, gap, bottom := r.pads()
	height := top + r.title.size.Line + bottom
	if r.data.Subtitle != "" {
		height += gap + r.subtitle.size.Line
	}
	if r.data.Note != "" {
		height += gap + r.note.size.Line
		if _, rest := r.noteLines(width); rest != "" {
			height += r.note.size.Line
		}
	}
	if r.chipBelow(width) {
		height += gap + r.chip.MinSize().Height
	}
	switch {
	case r.data.Time != "" && r.data.Stamp != "" && width < narrowRow:
		height = max(height, top+r.title.size.Line+4+r.stamp.size+bottom)
	case r.data.Stamp != "" || r.data.Avatar != "" || r.data.Time != "":
		height = max(height, top+r.stamp.size+bottom)
	}
	return max(theme.Target, height)
}

// HeightFor is its height; its texts do not wrap, but with large text the chip goes
// below the name where the row is narrow.
func (r *ListRow) HeightFor(width float32) float32 { return r.height(width) }

// noteLines are the note's own line, and the one below it where it wraps.
func (r *ListRow) noteLines(width float32) (first, rest string) {
	left, right := r.words(width)
	room := right - left - r.noteIcon.width(5)
	if !r.data.NoteWraps || r.note.widthOf(r.data.Note) <= room {
		return r.data.Note, ""
	}
	lines := wrapRuns([]Run{{Text: r.data.Note}}, room, func(text string, _ bool) float32 { return r.note.widthOf(text) })
	for _, piece := range lines[0].pieces {
		first += piece.text
	}
	return first, strings.TrimSpace(strings.TrimPrefix(r.data.Note, first))
}

// words is where the words of a row without a time begin and end.
func (r *ListRow) words(width float32) (left, right float32) {
	left, right = theme.SpaceSheet, width-theme.SpaceSheet
	if width < narrowRow {
		left, right = 16, width-10
	}
	switch {
	case r.data.Stamp != "":
		left += r.stamp.size + 14
	case r.data.Avatar != "":
		left += r.avatar.size + 14
	case r.data.Icon != "":
		left += r.icon.width(14)
	}
	return left, right - r.tailWidth(right-left)
}

// tailWidth is what a trailing text and the chevron take of a row's words.
func (r *ListRow) tailWidth(room float32) float32 {
	taken := float32(0)
	if r.data.Chevron {
		taken = r.chevron.size + 4
	}
	if r.data.Trailing != "" {
		taken += min(r.tail.width, (room-taken)/2) + 12
	}
	return taken
}

// narrowRow is the width below which the stamp stands under the time.
const narrowRow float32 = 480

func (r *ListRow) chipBelow(width float32) bool {
	return r.data.Chip != "" && width < narrowRow && theme.Current().Scale() > largeText
}

// CreateRenderer draws the row.
func (r *ListRow) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := r.ground(theme.RadiusForm)
	r.apply()
	return &drawn{
		owner: r,
		objects: []fyne.CanvasObject{
			r.back, shade, r.pill, r.dot, r.icon.image, r.stamp, r.avatar, r.time.glyphs, r.until.glyphs,
			r.title.glyphs, r.subtitle.glyphs, r.noteIcon.image, r.note.glyphs, r.more.glyphs, r.tag, r.chip, r.tail.glyphs, r.chevron.image, ring,
		},
		min:     func() fyne.Size { return fyne.NewSize(200, r.height(max(200, r.Size().Width))) },
		layout:  r.layout,
		refresh: r.apply,
	}
}

func (r *ListRow) layout(size fyne.Size) {
	data := r.data
	top, gap, _ := r.pads()
	narrow, below := size.Width < narrowRow, r.chipBelow(size.Width)
	side, end := theme.SpaceSheet, theme.SpaceSheet
	if narrow {
		side, end = 16, 10
	}
	place(r.back, 0, 0, size.Width, size.Height)
	place(r.shade, 0, 0, size.Width, size.Height)
	place(r.ring, 1.5, 1.5, size.Width-3, size.Height-3) // inside, or the next row cuts it
	place(r.pill, 4, 10, 4, size.Height-20)
	place(r.dot, 8, size.Height/2-4, 8, 8)

	left, stampY := side, top+1
	if data.Time != "" {
		if narrow {
			r.time.level = theme.Body
		} else {
			r.time.level = theme.Title
		}
		r.time.apply(theme.Current())
		width := max(float32(64), r.time.width)
		if narrow {
			width = max(float32(48), r.time.width)
		}
		r.time.place(left, top+(r.title.size.Line-r.time.size.Line)/2, width, r.time.size.Line, fyne.TextAlignLeading)
		switch {
		case narrow && (data.Stamp != "" || data.Avatar != ""):
			r.until.glyphs.Hide()
			place(r.stamp, left, top+r.title.size.Line+4, r.stamp.size, r.stamp.size)
			left += width + 12
		default:
			show(data.Until != "", r.until.glyphs)
			r.until.place(left, top+r.title.size.Line+gap, width, r.until.size.Line, fyne.TextAlignLeading)
			left += width + 16
		}
	}
	if !narrow || data.Time == "" {
		lead := func(w float32) {
			y := stampY
			if r.dense || size.Height < 80 {
				y = (size.Height - w) / 2
			}
			place(r.stamp, left, y, w, w)
			place(r.avatar, left, y, w, w)
			left += w + 14
		}
		switch {
		case data.Stamp != "":
			lead(r.stamp.size)
		case data.Avatar != "":
			lead(r.avatar.size)
		case data.Icon != "":
			r.icon.place(left, size.Height/2)
			left += r.icon.width(14)
		}
	}

	right := size.Width - end
	if data.Chevron {
		right -= r.chevron.size - 4
		r.chevron.place(right, size.Height/2)
		right -= 8
	}
	if data.Trailing != "" {
		w := min(r.tail.width, (right-left)/2)
		right -= w
		r.tail.place(right, 0, w, size.Height, fyne.TextAlignTrailing)
		right -= 12
	}
	titleRight := right
	if data.Chip != "" && !below {
		least := r.chip.MinSize()
		w := min(least.Width, (right-left)*0.6)
		titleRight -= w
		y := top + (r.title.size.Line-least.Height)/2
		if data.Subtitle == "" && data.Note == "" {
			y = (size.Height - least.Height) / 2
		}
		place(r.chip, titleRight, y, w, least.Height)
		titleRight -= 8
	}

	y := top
	if spare := size.Height - r.height(size.Width); spare > 0 {
		y += spare / 2
	}
	if data.Subtitle == "" && data.Note == "" && !below {
		y = (size.Height - r.title.size.Line) / 2
	}
	if data.Tag != "" {
		least := r.tag.MinSize()
		titleRight = max(left, titleRight-least.Width-8)
		place(r.tag, min(left+r.title.width+8, titleRight+8), y+(r.title.size.Line-least.Height)/2, least.Width, least.Height)
	}
	r.title.place(left, y, max(0, titleRight-left), r.title.size.Line, fyne.TextAlignLeading)
	y += r.title.size.Line + gap
	if below {
		least := r.chip.MinSize()
		place(r.chip, left, y, min(least.Width, right-left), least.Height)
		y += least.Height + gap
	}
	if data.Subtitle != "" {
		r.subtitle.place(left, y, max(0, right-left), r.subtitle.size.Line, fyne.TextAlignLeading)
		y += r.subtitle.size.Line + gap
	}
	if data.Note != "" {
		r.noteIcon.place(left, y+r.note.size.Line/2)
		x := left + r.noteIcon.width(5)
		first, rest := r.noteLines(size.Width)
		r.note.set(first)
		r.note.place(x, y, max(0, right-x), r.note.size.Line, fyne.TextAlignLeading)
		r.more.set(rest)
		show(rest != "", r.more.glyphs)
		r.more.place(x, y+r.note.size.Line, max(0, right-x), r.more.size.Line, fyne.TextAlignLeading)
	}
}

// NewTravelRow is the drive between two visits: a row of 28 in well.
func NewTravelRow(text string) fyne.CanvasObject {
	th := theme.Current()
	return Layers(canvas.NewRectangle(th.Well), AtLeast(0, 28, Pad(0, theme.SpaceSheet, 0, theme.SpaceSheet,
		Row(10, NewMutedIcon("car", 18), Grow(NewText(text, theme.Note).Muted().Truncate())))))
}
