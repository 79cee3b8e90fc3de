package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Toast says for some seconds what happened and offers to take it back. Who shows it
// counts the seconds.
type Toast struct {
	widget.BaseWidget
	icon    string
	text    *line
	left    *line
	mark    *mark
	undo    *toastAction
	block   *canvas.Rectangle
	hasUndo bool
}

// NewToast makes a toast; without undo there is no action.
func NewToast(icon, text, undoLabel string, undo func()) *Toast {
	paper := func(th *theme.Theme) color.NRGBA { text, _, _ := th.Toast(); return text }
	t := &Toast{
		icon: icon, hasUndo: undo != nil,
		text: newLine(text, theme.Body, false, paper),
		left: newLine("", theme.Secondary, false, paper),
		mark: newMark(icon, 20, paper),
	}
	t.undo = &toastAction{label: newLine(undoLabel, theme.Body, true, func(th *theme.Theme) color.NRGBA {
		_, _, action := th.Toast()
		return action
	})}
	t.undo.begin(t.undo, undo)
	t.ExtendBaseWidget(t)
	return t
}

// SetLeft writes how much time is left to undo.
func (t *Toast) SetLeft(seconds string) {
	t.left.text = seconds
	t.Refresh()
}

// Text says what happened.
func (t *Toast) Text() string { return t.text.text }

// Undo does what a tap on the action does.
func (t *Toast) Undo() { t.undo.Tapped(nil) }

// CreateRenderer draws the toast in reversed colours, 52 high.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	t.block = box(theme.RadiusButton)
	apply := func() {
		th := theme.Current()
		_, fill, _ := th.Toast()
		t.block.FillColor = fill
		t.text.apply(th)
		t.left.apply(th)
		t.mark.apply(th)
		show(t.hasUndo, t.undo, t.left.glyphs)
		t.undo.Refresh()
	}
	apply()
	natural := func() float32 {
		width := 16 + t.mark.width(14) + t.text.width + 16
		if t.hasUndo {
			width += 24 + t.undo.MinSize().Width + t.left.width + 12
		}
		return width
	}
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{t.block, t.mark.image, t.text.glyphs, t.undo, t.left.glyphs},
		min: func() fyne.Size {
			return fyne.NewSize(min(natural(), 560), max(52, t.text.size.Line+24))
		},
		layout: func(size fyne.Size) {
			place(t.block, 0, 0, size.Width, size.Height)
			x := float32(16)
			t.mark.place(x, size.Height/2)
			x += t.mark.width(14)
			right := size.Width - 16
			if t.hasUndo {
				right -= t.left.width
				t.left.place(right, 0, t.left.width, size.Height, fyne.TextAlignTrailing)
				w := t.undo.MinSize().Width
				right -= w + 4
				place(t.undo, right, 0, w, size.Height)
				right -= 12
			}
			t.text.place(x, 0, max(0, right-x), size.Height, fyne.TextAlignLeading)
		},
		refresh: apply,
	}
}

type toastAction struct {
	press
	label *line
}

// Label is the word of the action.
func (a *toastAction) Label() string { return a.label.text }

// CreateRenderer draws the word.
func (a *toastAction) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := a.ground(theme.RadiusChip)
	return &drawn{
		owner:   a,
		objects: []fyne.CanvasObject{shade, a.label.glyphs, ring},
		min:     func() fyne.Size { return fyne.NewSize(a.label.width+24, theme.Target) },
		layout: func(size fyne.Size) {
			a.placeGround(0, 6, size.Width, size.Height-12)
			a.label.place(0, 0, size.Width, size.Height, fyne.TextAlignCenter)
		},
		refresh: func() {
			a.label.apply(theme.Current())
			a.paintState()
		},
	}
}
