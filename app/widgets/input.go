package widgets

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// InputOptions say what an Input is for.
type InputOptions struct {
	Label       string // what it asks, for tests and for those who cannot see it
	Text        string
	Placeholder string
	Icon        string // before the text, as a magnifier
	Unit        string // after it, as mA
	Lines       int    // above 1: a field of several lines
	Number      bool   // asks a tablet for the digits
	Password    bool
	Trailing    fyne.CanvasObject // after the text, instead of a unit
}

// Input is a line or a block to type in, in its own frame: thicker in accent with the
// focus, red with a problem, a well with a lock where somebody else fills it.
type Input struct {
	widget.BaseWidget
	// OnChanged is told what stands in the field after every change by a person.
	OnChanged func(text string)
	// OnEnter is told that the focus came into the field.
	OnEnter func()
	// OnLeave is told what stands in the field when the focus leaves it.
	OnLeave func(text string)

	options          InputOptions
	entry            *entry
	focused, problem bool
	locked           bool
	lockedBy         string

	frame            *canvas.Rectangle
	lid              *canvas.Rectangle // over the scroll bar that Fyne draws below a long line
	hint, unit, lock *line
	icon, lockIcon   *mark
	wheel            *wheel
	silent           bool // a change by code
	bold             bool
}

// NewInput makes an input.
func NewInput(o InputOptions) *Input {
	i := &Input{options: o, entry: newEntry()}
	i.bold = o.Lines <= 1 && o.Icon == "" && !o.Password
	i.entry.number, i.entry.Password = o.Number, o.Password
	i.entry.TextStyle = fyne.TextStyle{Bold: i.bold}
	if o.Lines > 1 {
		i.entry.MultiLine, i.entry.Wrapping = true, fyne.TextWrapBreak
		i.entry.SetMinRowsVisible(o.Lines)
	}
	i.entry.Text = o.Text
	i.entry.OnChanged = i.changed
	i.entry.onFocus = i.focusChanged
	i.ExtendBaseWidget(i)
	return i
}

// Label says what it asks.
func (i *Input) Label() string { return i.options.Label }

// Text returns what stands in the field.
func (i *Input) Text() string { return i.entry.Text }

// SetText changes what stands in the field without telling OnChanged.
func (i *Input) SetText(text string) {
	if text == i.entry.Text {
		return
	}
	i.silent = true
	i.entry.SetText(text)
	i.silent = false
	i.Refresh()
}

// Insert puts a phrase at the end of the text, as if it were typed.
func (i *Input) Insert(phrase string) {
	if old := i.entry.Text; old != "" {
		phrase = old + phrase
	}
	i.entry.SetText(phrase)
}

// SetPlaceholder changes the hint in the empty field.
func (i *Input) SetPlaceholder(text string) {
	i.options.Placeholder = text
	i.Refresh()
}

// SetUnit changes the unit after the text.
func (i *Input) SetUnit(unit string) {
	i.options.Unit = unit
	i.Refresh()
}

// SetProblem draws the frame in red or takes that away.
func (i *Input) SetProblem(problem bool) {
	if problem != i.problem {
		i.problem = problem
		i.Refresh()
	}
}

// HasProblem says whether the frame is red.
func (i *Input) HasProblem() bool { return i.problem }

// Lock makes the field read only; by says who may fill it.
func (i *Input) Lock(by string) {
	i.locked, i.lockedBy = true, by
	i.entry.Disable()
	i.Refresh()
}

// Unlock makes it writable again.
func (i *Input) Unlock() {
	i.locked, i.lockedBy = false, ""
	i.entry.Enable()
	i.Refresh()
}

// Locked says whether the field is read only.
func (i *Input) Locked() bool { return i.locked }

// OnSubmit is called by Enter in a field of one line.
func (i *Input) OnSubmit(submit func(text string)) { i.entry.OnSubmitted = submit }

// OnKey is asked whether it takes a key before the text does, as arrows in a list below.
func (i *Input) OnKey(take func(key fyne.KeyName) bool) { i.entry.onKey = take }

// OnEdge is told of keys that found no text to go on in: Up in the first line, Backspace
// at the beginning.
func (i *Input) OnEdge(edge func(key fyne.KeyName)) { i.entry.onEdge = edge }

// SetCursor puts the cursor into a block of several lines, before a number of characters
// counted from its end.
func (i *Input) SetCursor(fromEnd int) {
	i.entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageUp})
	at := max(0, utf8.RuneCountInString(i.entry.Text)-fromEnd)
	if fromEnd == 0 {
		i.entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
	for i.entry.CursorTextOffset() < at { // a line's end and the next one's beginning are one place
		i.entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
}

// AtEnd tells whether the cursor is behind all of the text.
func (i *Input) AtEnd() bool {
	return i.entry.CursorTextOffset() == utf8.RuneCountInString(i.entry.Text)
}

// SelectAll marks all of the text, so that what is typed or scanned next takes its place.
func (i *Input) SelectAll() { i.entry.Entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// Focus puts the cursor into the field.
func (i *Input) Focus() { focusOn(i.entry) }

// Focusable is what has the focus when one types here.
func (i *Input) Focusable() fyne.Focusable { return i.entry }

// Focused says whether the cursor is in the field.
func (i *Input) Focused() bool { return i.focused }

// Tapped puts the cursor into the field from anywhere on the frame.
func (i *Input) Tapped(*fyne.PointEvent) {
	if !i.locked {
		i.Focus()
	}
}

// Cursor is the text cursor.
func (i *Input) Cursor() desktop.Cursor {
	if i.locked {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

func (i *Input) changed(text string) {
	i.showHint()
	if !i.silent && i.OnChanged != nil {
		i.OnChanged(text)
	}
}

func (i *Input) focusChanged(focused bool) {
	i.focused = focused
	i.paintFrame()
	if i.frame != nil {
		i.frame.Refresh()
	}
	if focused && i.OnEnter != nil {
		i.OnEnter()
	}
	if !focused && i.OnLeave != nil {
		i.OnLeave(i.entry.Text)
	}
}

func (i *Input) showHint() {
	if i.hint == nil {
		return
	}
	if i.entry.Text == "" && !i.locked {
		i.hint.glyphs.Show()
	} else {
		i.hint.glyphs.Hide()
	}
}

func (i *Input) paintFrame() {
	if i.frame == nil {
		return
	}
	th := theme.Current()
	i.lid.FillColor = th.Sheet
	switch {
	case i.locked:
		fillBox(i.frame, th.Well, th.Line, outlineOf(th))
	case i.problem:
		fillBox(i.frame, th.Sheet, th.OnSheet(theme.Stop), 2)
	case i.focused:
		fillBox(i.frame, th.Sheet, th.Accent, 2.5)
	default:
		fillBox(i.frame, th.Sheet, th.Edge, outlineOf(th))
	}
}

func (i *Input) apply() {
	th := theme.Current()
	i.hint.text, i.unit.text = i.options.Placeholder, i.options.Unit
	i.lock.text, i.lock.paint, i.lock.bold = i.lockedBy, ink3, false
	if i.locked && i.entry.Text != "" {
		i.lock.text, i.lock.paint, i.lock.bold = i.entry.Text, ink, i.bold
		i.unit.text = i.lockedBy
		if i.options.Unit != "" {
			i.lock.text += " " + i.options.Unit
		}
	}
	for _, l := range []*line{i.hint, i.unit, i.lock} {
		l.apply(th)
	}
	i.icon.name = i.options.Icon
	i.icon.apply(th)
	i.lockIcon.apply(th)
	show(i.locked, i.lockIcon.image, i.lock.glyphs)
	show(!i.locked, i.entry)
	show(!i.locked && i.options.Lines <= 1, i.lid)
	if i.locked {
		i.icon.image.Hide()
	}
	i.showHint()
	i.paintFrame()
}

// show shows or hides objects.
func show(visible bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		if visible {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

func (i *Input) minimum() fyne.Size {
	height := max(theme.Target, theme.Current().Text(theme.Body).Line+24)
	if i.options.Lines > 1 {
		height = max(height, i.entry.MinSize().Height+2*entryGap, i.entry.tall()+2*entryGap)
	}
	width := float32(72) + i.icon.width(12) + i.unit.width
	if i.options.Trailing != nil {
		width += i.options.Trailing.MinSize().Width
	}
	return fyne.NewSize(width, height)
}

// CreateRenderer draws the frame behind the entry.
func (i *Input) CreateRenderer() fyne.WidgetRenderer {
	i.frame, i.lid = box(theme.RadiusSheet), box(0)
	i.hint = newLine("", theme.Body, false, ink3)
	i.unit = newLine("", theme.Secondary, false, ink2)
	i.lock = newLine("", theme.Body, false, ink3)
	i.icon = newMark("", 20, ink2)
	i.lockIcon = newMark("lock", 18, ink2)
	i.wheel = newWheel()
	i.apply()
	objects := []fyne.CanvasObject{i.frame, i.icon.image, i.hint.glyphs, i.unit.glyphs, i.lockIcon.image, i.lock.glyphs, i.entry, i.lid, i.wheel}
	if i.options.Trailing != nil {
		objects = append(objects, i.options.Trailing)
	}
	return &drawn{owner: i, objects: objects, min: i.minimum, layout: i.layout, refresh: func() {
		i.apply()
		i.entry.Refresh()
	}}
}

// entryGap keeps the entry and its bar inside the frame; lidHigh covers the bar.
const (
	entryGap float32 = 6
	lidHigh  float32 = 5
)

func (i *Input) layout(size fyne.Size) {
	const side = theme.SpaceCell
	place(i.frame, 0, 0, size.Width, size.Height)
	first := min(size.Height, i.minimum().Height) // of several lines, hints stand beside the first
	if i.options.Lines > 1 {
		first = max(theme.Target, i.hint.size.Line+24)
	}
	left, right := side, size.Width-side
	if i.options.Icon != "" && !i.locked {
		i.icon.place(left, first/2)
		left += i.icon.width(12)
	}
	if i.options.Trailing != nil {
		least := i.options.Trailing.MinSize()
		right = size.Width - max(6, (first-least.Height)/2) - least.Width
		place(i.options.Trailing, right, (first-least.Height)/2, least.Width, least.Height)
	} else if i.unit.text != "" {
		width := min(i.unit.width, size.Width/2)
		right -= width
		i.unit.place(right, 0, width, first, fyne.TextAlignTrailing)
		right -= 8
	}
	i.hint.place(left, 0, max(0, right-left), first, fyne.TextAlignLeading)
	i.lockIcon.place(left, first/2)
	i.lock.place(left+30, 0, max(0, right-left-30), first, fyne.TextAlignLeading)
	height := size.Height - 2*entryGap
	if i.options.Lines <= 1 {
		height = i.entry.MinSize().Height
	}
	x, y, width := left-theme.InputPad, (size.Height-height)/2-0.5, max(24, right-left+theme.InputPad)
	place(i.entry, x, y, width, height)
	place(i.lid, x, y+height-lidHigh, width, lidHigh)
	place(i.wheel, x, y, width, height)
}
