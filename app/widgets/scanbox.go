package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// ScanBox waits for a scanner that types and ends with Enter, or for a person who does
// the same. Every rune goes into the entry as it comes; nothing is filtered here.
type ScanBox struct {
	widget.BaseWidget
	onScan      func(text string)
	placeholder string
	entry       *entry
	frame       *canvas.Rectangle
	icon        *mark
	hint        *line
	key         *Keycap
	focused     bool
}

// NewScanBox makes a box; scanned gets each code, without the Enter, and the box is
// empty again before it is called.
func NewScanBox(placeholder string, scanned func(text string)) *ScanBox {
	s := &ScanBox{onScan: scanned, placeholder: placeholder, entry: newEntry()}
	s.entry.OnSubmitted = s.submit
	s.entry.OnChanged = func(string) { s.showHint() }
	s.entry.onFocus = func(focused bool) {
		s.focused = focused
		if s.frame != nil {
			s.paintFrame()
			s.frame.Refresh()
		}
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *ScanBox) submit(text string) {
	s.entry.SetText("")
	if text != "" && s.onScan != nil {
		s.onScan(text)
	}
}

// Focus puts the cursor into the box; screens for scanning do it again after every scan.
func (s *ScanBox) Focus() { focusOn(s.entry) }

// Focusable is what has the focus when one scans here.
func (s *ScanBox) Focusable() fyne.Focusable { return s.entry }

// Text returns what was typed and not yet confirmed.
func (s *ScanBox) Text() string { return s.entry.Text }

// Tapped puts the cursor into the box.
func (s *ScanBox) Tapped(*fyne.PointEvent) { s.Focus() }

// Cursor is the text cursor.
func (s *ScanBox) Cursor() desktop.Cursor { return desktop.TextCursor }

func (s *ScanBox) showHint() {
	if s.hint != nil {
		show(s.entry.Text == "", s.hint.glyphs)
	}
}

func (s *ScanBox) paintFrame() {
	th := theme.Current()
	if s.focused {
		fillBox(s.frame, th.Sheet, th.Accent, 2.5)
	} else {
		fillBox(s.frame, th.Sheet, th.Edge, 1.5)
	}
}

// CreateRenderer draws a box of 368 by 72.
func (s *ScanBox) CreateRenderer() fyne.WidgetRenderer {
	s.frame = box(theme.RadiusButton)
	s.icon = newFixedMark("scan", 30, accent)
	s.hint = newLine(s.placeholder, theme.Body, false, ink3)
	s.key = NewKeycap("", "Enter")
	s.paintFrame()
	s.showHint()
	return &drawn{
		owner:   s,
		objects: []fyne.CanvasObject{s.frame, s.icon.image, s.hint.glyphs, s.entry, s.key},
		min:     func() fyne.Size { return fyne.NewSize(260, max(72, s.hint.size.Line+40)) },
		layout: func(size fyne.Size) {
			place(s.frame, 1.25, 1.25, size.Width-2.5, size.Height-2.5)
			s.icon.place(18, size.Height/2)
			key := s.key.MinSize()
			right := size.Width - 16 - key.Width
			place(s.key, right, (size.Height-key.Height)/2, key.Width, key.Height)
			left := float32(18 + 30 + 20)
			s.hint.place(left, 0, right-left-8, size.Height, fyne.TextAlignLeading)
			h := s.entry.MinSize().Height
			place(s.entry, left-theme.InputPad, (size.Height-h)/2-0.5, right-left, h)
		},
		refresh: func() {
			th := theme.Current()
			s.paintFrame()
			s.icon.apply(th)
			s.hint.apply(th)
			s.showHint()
			s.key.Refresh()
		},
	}
}
