package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Equal sets children side by side in columns of equal width and full height.
func Equal(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return container.New(&equalLayout{gap: gap}, children...)
}

// EqualAtLeast is Equal that breaks into fewer columns where one would be narrower than
// least or than what a child needs: buttons beside each other, stacked on a phone.
func EqualAtLeast(least, gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return container.New(&equalLayout{gap: gap, least: least}, children...)
}

type equalLayout struct {
	gap, least float32
}

func (l *equalLayout) columns(objects []fyne.CanvasObject, width float32) (shown []fyne.CanvasObject, columns int) {
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	columns = len(shown)
	if l.least > 0 && width > 0 {
		least := l.least
		for _, o := range shown {
			least = max(least, o.MinSize().Width)
		}
		columns = min(columns, max(1, int((width+l.gap)/(least+l.gap))))
	}
	return shown, max(1, columns)
}

func (l *equalLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	shown, columns := l.columns(objects, width)
	w := (width - l.gap*float32(columns-1)) / float32(columns)
	height := float32(0)
	for at := 0; at < len(shown); at += columns {
		if at > 0 {
			height += l.gap
		}
		height += tallest(shown[at:min(at+columns, len(shown))], w)
	}
	return height
}

func tallest(objects []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, HeightFor(o, width))
	}
	return height
}

func (l *equalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown, columns := l.columns(objects, 0)
	widest, height := float32(0), float32(0)
	for _, o := range shown {
		least := o.MinSize()
		widest, height = max(widest, least.Width), max(height, least.Height)
	}
	if l.least > 0 {
		columns = 1
	}
	return fyne.NewSize(widest*float32(columns)+l.gap*float32(columns-1), height)
}

func (l *equalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown, columns := l.columns(objects, size.Width)
	w := (size.Width - l.gap*float32(columns-1)) / float32(columns)
	y := float32(0)
	for at := 0; at < len(shown); at += columns {
		row := shown[at:min(at+columns, len(shown))]
		h := tallest(row, w)
		if len(shown) <= columns {
			h = size.Height
		}
		for i, o := range row {
			place(o, float32(i)*(w+l.gap), y, w, h)
		}
		y += h + l.gap
	}
}

// Flow sets children side by side and goes on in a new row where one does not fit.
func Flow(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, children...)
}

type flowLayout struct {
	gap   float32
	width float32
}

func (l *flowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.arrange(objects, width, nil)
}

// arrange fills rows; in each the children stand in the middle of its height.
func (l *flowLayout) arrange(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	y := float32(0)
	var row []fyne.CanvasObject
	used, high := float32(0), float32(0)
	flush := func() {
		x := float32(0)
		for _, o := range row {
			least := o.MinSize()
			w := min(least.Width, width)
			if put != nil {
				put(o, x, y+(high-least.Height)/2, w, least.Height)
			}
			x += w + l.gap
		}
		y += high
		row, used, high = row[:0], 0, 0
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		w := min(least.Width, width)
		if len(row) > 0 && used+w > width+0.5 {
			flush()
			y += l.gap
		}
		row = append(row, o)
		used += w + l.gap
		high = max(high, least.Height)
	}
	flush()
	return y
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	if l.width > 0 {
		size.Height = l.heightFor(objects, l.width)
	}
	return size
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.arrange(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) { place(o, x, y, w, h) })
}

// Pad puts space around a child: top, right, bottom, left.
func Pad(top, right, bottom, left float32, child fyne.CanvasObject) *fyne.Container {
	return container.New(&padLayout{top, right, bottom, left}, child)
}

// PadAll puts the same space on all sides.
func PadAll(space float32, child fyne.CanvasObject) *fyne.Container {
	return Pad(space, space, space, space, child)
}

type padLayout struct{ top, right, bottom, left float32 }

func (l *padLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, max(0, width-l.left-l.right)) + l.top + l.bottom
}

func (l *padLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l *padLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, l.left, l.top, max(0, size.Width-l.left-l.right), max(0, size.Height-l.top-l.bottom))
	}
}

// Fixed gives a child one size; 0 leaves a side as it is.
func Fixed(width, height float32, child fyne.CanvasObject) *fyne.Container {
	return container.New(&fixedLayout{fyne.NewSize(width, height)}, child)
}

type fixedLayout struct{ size fyne.Size }

func (l *fixedLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.size.Height > 0 {
		return l.size.Height
	}
	return tallest(objects, width)
}

func (l *fixedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.size
	for _, o := range objects {
		if size.Width == 0 {
			size.Width = o.MinSize().Width
		}
		if size.Height == 0 {
			size.Height = HeightFor(o, size.Width)
		}
	}
	return size
}

func (l *fixedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// AtLeast gives a child a smallest size.
func AtLeast(width, height float32, child fyne.CanvasObject) *fyne.Container {
	return container.New(&leastLayout{fyne.NewSize(width, height)}, child)
}

type leastLayout struct{ size fyne.Size }

func (l *leastLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return max(l.size.Height, tallest(objects, width))
}

func (l *leastLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (l *leastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// AtMost makes a child no wider than a width, in the middle of what there is.
func AtMost(width float32, child fyne.CanvasObject) *fyne.Container {
	return container.New(&mostLayout{width}, child)
}

type mostLayout struct{ width float32 }

func (l *mostLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, min(width, l.width))
}

func (l *mostLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	size.Width = min(size.Width, l.width)
	return size
}

func (l *mostLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width, l.width)
	for _, o := range objects {
		place(o, (size.Width-w)/2, 0, w, size.Height)
	}
}

// Layers lays children over each other, all as large as the whole.
func Layers(children ...fyne.CanvasObject) *fyne.Container {
	return container.New(&leastLayout{}, children...)
}
