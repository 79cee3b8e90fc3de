package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Flexible is an object whose height follows from its width, as a paragraph's does.
type Flexible interface {
	HeightFor(width float32) float32
}

// flexibleLayout is a layout that knows its container's height at a width.
type flexibleLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor is how high an object must be at a width. Fyne asks only for a smallest size;
// the layouts here ask with the width, so that text wraps in one pass.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case Flexible:
		return o.HeightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(flexibleLayout); ok {
			return l.heightFor(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// modified carries how a Row or Column treats one child; they unwrap it, so it costs no
// object. It means nothing elsewhere.
type modified struct {
	fyne.CanvasObject
	grow  float32
	align align
}

type align int

const (
	asWhole align = iota // what the whole row says
	alignStart
	alignMiddle
	alignEnd
	alignFill
)

func modify(o fyne.CanvasObject) *modified {
	if m, ok := o.(*modified); ok {
		return m
	}
	return &modified{CanvasObject: o}
}

// Grow lets a child of a Row or Column take what is left over.
func Grow(o fyne.CanvasObject) fyne.CanvasObject { return GrowBy(1, o) }

// GrowBy is Grow with a share: a child of 2 gets twice what a child of 1 gets.
func GrowBy(share float32, o fyne.CanvasObject) fyne.CanvasObject {
	m := modify(o)
	m.grow = share
	return m
}

// Start puts a child at the top of a Row, or at the left of a Column.
func Start(o fyne.CanvasObject) fyne.CanvasObject { return aligned(alignStart, o) }

// Middle puts a child in the middle, across the direction of its Row or Column.
func Middle(o fyne.CanvasObject) fyne.CanvasObject { return aligned(alignMiddle, o) }

// End puts a child at the bottom of a Row, or at the right of a Column.
func End(o fyne.CanvasObject) fyne.CanvasObject { return aligned(alignEnd, o) }

// Fill stretches a child across the direction of its Row or Column.
func Fill(o fyne.CanvasObject) fyne.CanvasObject { return aligned(alignFill, o) }

func aligned(a align, o fyne.CanvasObject) fyne.CanvasObject {
	m := modify(o)
	m.align = a
	return m
}

// Space is an empty object that grows.
func Space() fyne.CanvasObject { return Grow(Gap(0, 0)) }

// Gap is an empty object of a size.
func Gap(width, height float32) fyne.CanvasObject {
	return container.New(&fixedLayout{fyne.NewSize(width, height)})
}

// Row sets children side by side with a gap, in the middle of the row's height; hidden
// ones take no room.
func Row(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return rowOf(&rowLayout{gap: gap, align: alignMiddle}, children)
}

// TopRow is a Row whose children stand at its top.
func TopRow(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return rowOf(&rowLayout{gap: gap, align: alignStart}, children)
}

// FillRow is a Row whose children have its whole height.
func FillRow(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	return rowOf(&rowLayout{gap: gap, align: alignFill}, children)
}

// Column sets children below each other with a gap, each as wide as the column.
func Column(gap float32, children ...fyne.CanvasObject) *fyne.Container {
	l := &columnLayout{gap: gap}
	objects := make([]fyne.CanvasObject, 0, len(children))
	for _, child := range children {
		child, how := unwrap(child)
		objects = append(objects, child)
		l.how = append(l.how, how)
	}
	return container.New(l, objects...)
}

// treatment is how a Row or Column treats one of its children.
type treatment struct {
	grow  float32
	align align
}

func unwrap(child fyne.CanvasObject) (fyne.CanvasObject, treatment) {
	if m, ok := child.(*modified); ok {
		return m.CanvasObject, treatment{m.grow, m.align}
	}
	return child, treatment{}
}

func rowOf(l *rowLayout, children []fyne.CanvasObject) *fyne.Container {
	objects := make([]fyne.CanvasObject, 0, len(children))
	for _, child := range children {
		child, how := unwrap(child)
		objects = append(objects, child)
		l.how = append(l.how, how)
	}
	return container.New(l, objects...)
}

// SetChildren replaces the children of a Row, Column, Equal or Flow.
func SetChildren(c *fyne.Container, children ...fyne.CanvasObject) {
	PutChildren(c, children...)
	c.Refresh()
}

// PutChildren is SetChildren where what it stands in is refreshed next: to refresh both
// draws every child twice.
func PutChildren(c *fyne.Container, children ...fyne.CanvasObject) {
	objects, hows := make([]fyne.CanvasObject, 0, len(children)), make([]treatment, 0, len(children))
	for _, child := range children {
		child, how := unwrap(child)
		objects, hows = append(objects, child), append(hows, how)
	}
	switch l := c.Layout.(type) {
	case *rowLayout:
		l.how = hows
	case *columnLayout:
		l.how = hows
	}
	c.Objects = objects
}

func howOf(how []treatment, i int) treatment {
	if i < len(how) {
		return how[i]
	}
	return treatment{}
}

type rowLayout struct {
	gap   float32
	align align
	how   []treatment
}

// widths shares a width: natural widths first, what is left to those that grow; where it
// is too narrow, growing children shrink to nothing first.
func (l *rowLayout) widths(objects []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(objects))
	left, shares, seen := width, float32(0), 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if seen > 0 {
			left -= l.gap
		}
		seen++
		out[i] = o.MinSize().Width
		left -= out[i]
		shares += howOf(l.how, i).grow
	}
	if shares == 0 {
		return out
	}
	for i, o := range objects {
		if grow := howOf(l.how, i).grow; grow > 0 && o.Visible() {
			out[i] = max(0, out[i]+left*grow/shares)
		}
	}
	return out
}

func (l *rowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	height := float32(0)
	for i, w := range l.widths(objects, width) {
		if objects[i].Visible() {
			height = max(height, HeightFor(objects[i], w))
		}
	}
	return height
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, seen := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if seen > 0 {
			size.Width += l.gap
		}
		seen++
		least := o.MinSize()
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
	}
	return size
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, w := range l.widths(objects, size.Width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		how := howOf(l.how, i).align
		if how == asWhole {
			how = l.align
		}
		h := size.Height
		if how != alignFill {
			h = min(HeightFor(o, w), size.Height)
		}
		y := float32(0)
		switch how {
		case alignMiddle:
			y = (size.Height - h) / 2
		case alignEnd:
			y = size.Height - h
		}
		place(o, x, y, w, h)
		x += w + l.gap
	}
}

type columnLayout struct {
	gap   float32
	how   []treatment
	width float32 // of the last layout, for which MinSize speaks
}

func (l *columnLayout) heights(objects []fyne.CanvasObject, width float32) (each []float32, sum float32) {
	each = make([]float32, len(objects))
	seen := 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if seen > 0 {
			sum += l.gap
		}
		seen++
		w := width
		if a := howOf(l.how, i).align; a != asWhole && a != alignFill {
			w = min(o.MinSize().Width, width)
		}
		each[i] = HeightFor(o, w)
		sum += each[i]
	}
	return each, sum
}

func (l *columnLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	_, sum := l.heights(objects, width)
	return sum
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, seen := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if seen > 0 {
			size.Height += l.gap
		}
		seen++
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	if l.width >= size.Width && l.width > 0 {
		size.Height = l.heightFor(objects, l.width)
	}
	return size
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	heights, sum := l.heights(objects, size.Width)
	shares := float32(0)
	for i, o := range objects {
		if o.Visible() {
			shares += howOf(l.how, i).grow
		}
	}
	left, y := size.Height-sum, float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		how := howOf(l.how, i)
		h := heights[i]
		if how.grow > 0 {
			h = max(0, h+left*how.grow/shares)
		}
		x, w := float32(0), size.Width
		if how.align != asWhole && how.align != alignFill {
			w = min(o.MinSize().Width, size.Width)
			switch how.align {
			case alignMiddle:
				x = (size.Width - w) / 2
			case alignEnd:
				x = size.Width - w
			}
		}
		place(o, x, y, w, h)
		y += h + l.gap
	}
}
