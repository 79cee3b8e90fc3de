package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// entry is Fyne's entry without a frame of its own. It never touches what is typed:
// input methods hand over composed Chinese rune by rune.
type entry struct {
	widget.Entry
	number  bool
	onFocus func(focused bool)
}

func newEntry() *entry {
	e := &entry{}
	e.ExtendBaseWidget(e)
	return e
}

// framed puts the entry under a theme in which it has no frame and text of a level.
func framed(e *entry, level theme.Level) *container.ThemeOverride {
	return container.NewThemeOverride(e, &entryTheme{theme.Current(), level, e.MultiLine})
}

type entryTheme struct {
	*theme.Theme
	level theme.Level
	lines bool // of several lines
}

func (t *entryTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameInputBackground, fynetheme.ColorNameInputBorder:
		return color.Transparent
	}
	return t.Theme.Color(name, variant)
}

func (t *entryTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameInputBorder:
		return 0
	case fynetheme.SizeNameScrollBar, fynetheme.SizeNameScrollBarSmall:
		if !t.lines {
			return 0 // a line that is longer than its field follows the cursor
		}
	case fynetheme.SizeNameInnerPadding:
		return 12
	case fynetheme.SizeNameText:
		return t.Text(t.level).Size
	}
	return t.Theme.Size(name)
}

// AcceptsTab lets Tab go to the next field, also from a field of several lines.
func (e *entry) AcceptsTab() bool { return false }

// FocusGained tells the frame.
func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus(true)
	}
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
	e.Entry.TypedKey(key)
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
