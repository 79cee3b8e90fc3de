package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"
)

// entry is Fyne's entry; the app's theme leaves out its frame. It never touches what is
// typed: input methods hand over composed Chinese rune by rune. It has no theme of its
// own: Fyne reads the fonts anew for every object that has.
type entry struct {
	widget.Entry
	number  bool
	onFocus func(focused bool)
	onKey   func(key fyne.KeyName) bool // takes a key before the text does
	onEdge  func(key fyne.KeyName)      // a key that had nowhere to go within the text
	inner   *container.Scroll           // Fyne's own around the text
}

func newEntry() *entry {
	e := &entry{}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer keeps hold of the scroll that Fyne lays around the text.
func (e *entry) CreateRenderer() fyne.WidgetRenderer {
	r := e.Entry.CreateRenderer()
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			e.inner = s
		}
	}
	return r
}

// tall is how high all of the text is at the width the entry has.
func (e *entry) tall() float32 {
	if e.inner == nil || e.inner.Content == nil || e.Text == "" {
		return 0
	}
	return e.inner.Content.MinSize().Height + e.Size().Height - e.inner.Size().Height
}

// AcceptsTab lets Tab go to the next field, also from a field of several lines.
func (e *entry) AcceptsTab() bool { return false }

// FocusGained tells the frame.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus(true)
	}
	Reveal(e)
}

// FocusLost tells the frame.
func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// Keyboard asks for digits where a number is wanted.
func (e *entry) Keyboard() mobile.KeyboardType {
	if e.number {
		return mobile.NumberKeyboard
	}
	return e.Entry.Keyboard()
}

// TypedKey hands Esc, function keys and an Enter nobody waits for to the window.
func (e *entry) TypedKey(key *fyne.KeyEvent) {
	if e.onKey != nil && e.onKey(key.Name) {
		return
	}
	switch key.Name {
	case fyne.KeyEscape, mobile.KeyBack, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		toWindow(e, key)
		return
	case fyne.KeyReturn, fyne.KeyEnter:
		if !e.MultiLine && e.OnSubmitted == nil {
			toWindow(e, key)
			return
		}
	}
	row, column, text := e.CursorRow, e.CursorColumn, e.Text
	e.Entry.TypedKey(key)
	if e.onEdge != nil && row == e.CursorRow && column == e.CursorColumn && text == e.Text {
		e.onEdge(key.Name)
	}
}

// TypedShortcut keeps editing to itself and hands the rest (save, new, print) to the
// window, which hears nothing while an entry has the focus.
func (e *entry) TypedShortcut(shortcut fyne.Shortcut) {
	custom, ok := shortcut.(*desktop.CustomShortcut)
	if !ok || editing(custom.KeyName) {
		e.Entry.TypedShortcut(shortcut)
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
		c.TypedShortcut(shortcut)
	}
}

func editing(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd,
		fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyA, fyne.KeyC, fyne.KeyV, fyne.KeyX, fyne.KeyY:
		return true
	}
	return false
}

// focusOn gives an object the focus of the window it is in.
func focusOn(o fyne.Focusable) {
	object, ok := o.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(object); c != nil {
		c.Focus(o)
	}
}
