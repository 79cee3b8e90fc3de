package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// HeaderOptions say what stands in a header.
type HeaderOptions struct {
	Title, Context string
	Back           func() // nil for no arrow
	BackName       string // what the arrow does
	Search         fyne.CanvasObject
	Actions        []fyne.CanvasObject
	Badge          fyne.CanvasObject // always the last thing at the right
	Phone          bool
}

// Header is the line above a screen: page name, context on its baseline, a search box,
// actions and the sync badge. Under a back arrow, and on a phone, the context stands
// below a smaller title.
type Header struct {
	widget.BaseWidget
	options HeaderOptions
	title   *line
	context *line
	back    *Button
	free    [2]float32 // from what stands beside the title to the actions
}

// NewHeader makes a header.
func NewHeader(o HeaderOptions) *Header {
	h := &Header{options: o}
	h.title = newLine(o.Title, theme.Page, true, ink)
	h.context = newLine(o.Context, theme.Body, false, ink2)
	if h.stacked() {
		h.title.level, h.context.level = theme.Title, theme.Secondary
	}
	h.title.apply(theme.Current())
	h.context.apply(theme.Current())
	if o.Back != nil {
		h.back = NewQuietIcon("arrow-left", o.BackName, o.Back)
	}
	h.ExtendBaseWidget(h)
	return h
}

// SetText changes title and context.
func (h *Header) SetText(title, context string) {
	h.title.text, h.context.text = title, context
	h.Refresh()
}

// Title returns the title.
func (h *Header) Title() string { return h.title.text }

// Context returns the quiet line.
func (h *Header) Context() string { return h.context.text }

// Fits tells whether all of it can stand in a width without being cut.
func (h *Header) Fits(width float32) bool {
	margin := theme.SpacePage
	if h.options.Phone {
		margin = theme.SpaceSheets
	}
	need := 2*margin + h.textWidth()
	if h.back != nil {
		need += arrowWidth
	}
	if h.options.Search != nil {
		need += theme.SpacePage + h.options.Search.MinSize().Width
	}
	for _, o := range h.options.Actions {
		need += theme.SpaceSheets + o.MinSize().Width
	}
	if h.options.Badge != nil {
		need += theme.SpaceSheets + h.options.Badge.MinSize().Width
	}
	return need <= width
}

// searchWidth is how wide a search box becomes; tabs in its place take what they need.
const searchWidth float32 = 420

// arrowWidth is what the arrow back takes from the title.
const arrowWidth float32 = 36

// Free is where nothing stands between tabs or a search box and what stands at the right;
// both are zero where there are none.
func (h *Header) Free() (from, to float32) { return h.free[0], h.free[1] }

func (h *Header) stacked() bool { return h.options.Phone || h.options.Back != nil }

func (h *Header) textHeight() float32 {
	if !h.stacked() || h.context.text == "" {
		return h.title.size.Line
	}
	return h.title.size.Line + h.context.size.Line
}

// textWidth is the natural width of title and context.
func (h *Header) textWidth() float32 {
	switch {
	case h.stacked():
		return max(h.title.width, h.context.width)
	case h.context.text == "":
		return h.title.width
	}
	return h.title.width + theme.SpaceSheets + h.context.width
}

// CreateRenderer lays the header out; what does not fit is cut from title and context.
func (h *Header) CreateRenderer() fyne.WidgetRenderer {
	d := &drawn{owner: h, objects: []fyne.CanvasObject{h.title.glyphs, h.context.glyphs}}
	if h.back != nil {
		d.objects = append(d.objects, h.back)
	}
	if h.options.Search != nil {
		d.objects = append(d.objects, h.options.Search)
	}
	d.objects = append(d.objects, h.options.Actions...)
	if h.options.Badge != nil {
		d.objects = append(d.objects, h.options.Badge)
	}
	margin, height := theme.SpacePage, float32(72)
	if h.options.Phone {
		margin, height = theme.SpaceSheets, 64
	}
	d.min = func() fyne.Size {
		return fyne.NewSize(240, max(height, h.textHeight()+12))
	}
	d.layout = func(size fyne.Size) { h.layout(size, margin) }
	d.refresh = func() {
		th := theme.Current()
		h.title.apply(th)
		h.context.apply(th)
	}
	return d
}

func (h *Header) layout(size fyne.Size, margin float32) {
	right := size.Width - margin
	put := func(o fyne.CanvasObject) {
		least := o.MinSize()
		right -= least.Width
		place(o, right, (size.Height-least.Height)/2, least.Width, least.Height)
		right -= theme.SpaceSheets
	}
	if h.options.Badge != nil {
		put(h.options.Badge)
	}
	for i := len(h.options.Actions) - 1; i >= 0; i-- {
		put(h.options.Actions[i])
	}
	left := margin
	h.free = [2]float32{}
	if h.back != nil {
		place(h.back, margin-14, (size.Height-48)/2, 48, 48)
		left += arrowWidth
	}
	if h.options.Search != nil {
		text := min(h.textWidth(), max(0, right-left)/2)
		x := left + text + theme.SpacePage
		width := min(max(searchWidth, h.options.Search.MinSize().Width), right-x)
		place(h.options.Search, x, (size.Height-48)/2, max(0, width), 48)
		taken := width
		if _, box := h.options.Search.(*Input); !box { // tabs stand at the left of their place
			taken = min(width, h.options.Search.MinSize().Width)
		}
		h.free = [2]float32{x + taken + theme.SpaceSheets, right}
		right = x - theme.SpacePage
	}
	width := max(0, right-left)
	if h.stacked() {
		y := (size.Height - h.textHeight()) / 2
		h.title.place(left, y, width, h.title.size.Line, fyne.TextAlignLeading)
		h.context.place(left, y+h.title.size.Line, width, h.context.size.Line, fyne.TextAlignLeading)
		return
	}
	h.title.place(left, 0, width, size.Height, fyne.TextAlignLeading)
	x := left + min(h.title.width, width) + theme.SpaceSheets
	// the middle of the smaller text lies lower, so that both stand on one baseline
	drop := 0.381 * (h.title.size.Size - h.context.size.Size)
	h.context.place(x, drop, max(0, left+width-x), size.Height, fyne.TextAlignLeading)
}
