package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// VirtualList is a list of rows of one height that holds only those in view.
type VirtualList struct {
	widget.BaseWidget
	count  func() int
	create func() fyne.CanvasObject
	bind   func(index int, row fyne.CanvasObject)

	scroll *container.Scroll
	field  *fyne.Container // as high as all rows would be
	high   float32         // of a row
	first  int             // the index of the first row that is held
	rows   []fyne.CanvasObject
	spare  []fyne.CanvasObject
}

// NewVirtualList makes a list; create makes a row, bind fills it with the record of an
// index.
func NewVirtualList(count func() int, create func() fyne.CanvasObject, bind func(index int, row fyne.CanvasObject)) *VirtualList {
	l := &VirtualList{count: count, create: create, bind: bind}
	l.field = container.New(&fieldLayout{l})
	l.scroll = container.NewVScroll(l.field)
	l.scroll.OnScrolled = func(fyne.Position) { l.show(false) }
	l.spare = []fyne.CanvasObject{create()}
	l.high = l.spare[0].MinSize().Height
	l.ExtendBaseWidget(l)
	return l
}

// Refresh fills the rows in view again.
func (l *VirtualList) Refresh() {
	l.show(true)
	l.scroll.Refresh()
}

// ScrollTo brings a row into view.
func (l *VirtualList) ScrollTo(index int) {
	top, view := float32(index)*l.high, l.scroll.Size().Height
	at := l.scroll.Offset.Y
	switch {
	case top < at:
		at = top
	case top+l.high > at+view:
		at = top + l.high - view
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, at)))
	l.show(false)
}

// Count is how many rows there are, seen or not.
func (l *VirtualList) Count() int { return l.count() }

// Offset is which place of the list stands at its top.
func (l *VirtualList) Offset() float32 { return l.scroll.Offset.Y }

// IndexAt is which row stands at a place of the list.
func (l *VirtualList) IndexAt(y float32) int { return int(y / l.high) }

// ScrollToOffset shows a place of the list at its top.
func (l *VirtualList) ScrollToOffset(y float32) {
	l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	l.show(false)
}

// show holds the rows that are in view and only those; again fills them all anew.
func (l *VirtualList) show(again bool) {
	first := int(l.scroll.Offset.Y / l.high)
	last := min(l.count(), int((l.scroll.Offset.Y+l.scroll.Size().Height)/l.high)+1)
	first = min(first, last)
	rows := make([]fyne.CanvasObject, last-first)
	for i, row := range l.rows {
		if at := l.first + i; at >= first && at < last {
			rows[at-first] = row
		} else {
			l.spare = append(l.spare, row)
		}
	}
	moved := len(rows) != len(l.rows) || first != l.first
	for i := range rows {
		fresh := rows[i] == nil
		if fresh {
			rows[i] = l.takeRow()
			moved = true
		}
		if fresh || again {
			l.bind(first+i, rows[i])
		}
	}
	l.first, l.rows = first, rows
	if moved {
		l.field.Objects = rows
		l.field.Refresh()
	}
}

func (l *VirtualList) takeRow() fyne.CanvasObject {
	if last := len(l.spare) - 1; last >= 0 {
		row := l.spare[last]
		l.spare = l.spare[:last]
		return row
	}
	return l.create()
}

// CreateRenderer scrolls the rows.
func (l *VirtualList) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   l,
		objects: []fyne.CanvasObject{l.scroll},
		min:     func() fyne.Size { return fyne.NewSize(32, l.high) },
		layout: func(size fyne.Size) {
			place(l.scroll, 0, 0, size.Width, size.Height)
			l.show(false)
		},
	}
}

// fieldLayout places the rows that are held where they would be among all.
type fieldLayout struct{ l *VirtualList }

func (f *fieldLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, float32(f.l.count())*f.l.high)
}

func (f *fieldLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, row := range objects {
		place(row, 0, float32(f.l.first+i)*f.l.high, size.Width, f.l.high)
	}
}
