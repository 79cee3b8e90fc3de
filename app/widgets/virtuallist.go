package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// VirtualList is a list of rows of one height, with heads of another among them where it
// is parted, that holds only those in view.
type VirtualList struct {
	widget.BaseWidget
	count  func() int
	isHead func(index int) bool // nil: there are none
	bind   func(index int, row fyne.CanvasObject)
	kinds  [2]rowKind // of rows and of heads

	scroll *container.Scroll
	field  *fyne.Container // as high as all rows would be
	tops   []float32       // of the rows, and the end of the last
	first  int             // the index of the first row that is held
	rows   []heldRow
}

// rowKind makes rows of one height and keeps those that are out of view.
type rowKind struct {
	create func() fyne.CanvasObject
	high   float32
	spare  []fyne.CanvasObject
}

type heldRow struct {
	object fyne.CanvasObject // nil: none yet
	kind   *rowKind
}

// NewVirtualList makes a list; create makes a row, bind fills it with the record of an
// index.
func NewVirtualList(count func() int, create func() fyne.CanvasObject, bind func(index int, row fyne.CanvasObject)) *VirtualList {
	l := &VirtualList{count: count, bind: bind}
	l.field = container.New(&fieldLayout{l})
	l.scroll = container.NewVScroll(l.field)
	l.scroll.OnScrolled = func(fyne.Position) { l.show(false) }
	l.kinds[0].begin(create)
	l.ExtendBaseWidget(l)
	return l
}

// Headed has heads stand among the rows, where isHead says so.
func (l *VirtualList) Headed(isHead func(index int) bool, create func() fyne.CanvasObject) *VirtualList {
	l.isHead = isHead
	l.kinds[1].begin(create)
	return l
}

func (k *rowKind) begin(create func() fyne.CanvasObject) {
	k.create, k.spare = create, []fyne.CanvasObject{create()}
	k.high = k.spare[0].MinSize().Height
}

func (k *rowKind) take() fyne.CanvasObject {
	if last := len(k.spare) - 1; last >= 0 {
		row := k.spare[last]
		k.spare = k.spare[:last]
		return row
	}
	return k.create()
}

// kindOf is what stands at an index.
func (l *VirtualList) kindOf(index int) *rowKind {
	if l.isHead != nil && l.isHead(index) {
		return &l.kinds[1]
	}
	return &l.kinds[0]
}

// Refresh fills the rows in view again.
func (l *VirtualList) Refresh() {
	l.show(true)
	l.scroll.Refresh()
}

// ScrollTo brings a row into view, or the last one before it.
func (l *VirtualList) ScrollTo(index int) {
	l.measure(false)
	if index = min(index, len(l.tops)-2); index < 0 {
		return
	}
	top, end := l.tops[index], l.tops[index+1]
	at, view := l.scroll.Offset.Y, l.scroll.Size().Height
	switch {
	case top < at:
		at = top
	case end > at+view:
		at = end - view
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, at)))
	l.show(false)
}

// Count is how many rows there are besides heads, seen or not.
func (l *VirtualList) Count() int {
	rows := 0
	for i := range l.count() {
		if l.kindOf(i) == &l.kinds[0] {
			rows++
		}
	}
	return rows
}

// Offset is which place of the list stands at its top.
func (l *VirtualList) Offset() float32 { return l.scroll.Offset.Y }

// IndexAt is which row stands at a place of the list, or would if there were more.
func (l *VirtualList) IndexAt(y float32) int {
	l.measure(false)
	last := len(l.tops) - 1
	if beyond := y - l.tops[last]; beyond >= 0 {
		return last + int(beyond/l.kinds[0].high)
	}
	return l.indexAt(y)
}

// ScrollToOffset shows a place of the list at its top.
func (l *VirtualList) ScrollToOffset(y float32) {
	l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	l.show(false)
}

// measure works out where the rows stand; again where they may have changed.
func (l *VirtualList) measure(again bool) {
	count := l.count()
	if !again && len(l.tops) == count+1 {
		return
	}
	l.tops = append(l.tops[:0], 0)
	for i := range count {
		l.tops = append(l.tops, l.tops[i]+l.kindOf(i).high)
	}
}

// indexAt is the row a place lies in; the number of rows for what lies behind them.
func (l *VirtualList) indexAt(y float32) int {
	return max(0, sort.Search(len(l.tops), func(i int) bool { return l.tops[i] > y })-1)
}

// show holds the rows that are in view and only those; again fills them all anew.
func (l *VirtualList) show(again bool) {
	l.measure(again)
	count := len(l.tops) - 1
	end := l.scroll.Offset.Y + l.scroll.Size().Height
	last := min(count, sort.Search(count, func(i int) bool { return l.tops[i] >= end }))
	first := min(l.indexAt(l.scroll.Offset.Y), last)
	rows := make([]heldRow, last-first)
	for i := range rows {
		rows[i].kind = l.kindOf(first + i)
	}
	for i, row := range l.rows {
		if at := l.first + i; at >= first && at < last && rows[at-first].kind == row.kind {
			rows[at-first] = row
		} else {
			row.kind.spare = append(row.kind.spare, row.object)
		}
	}
	moved := again && l.isHead != nil || len(rows) != len(l.rows) || first != l.first
	objects := make([]fyne.CanvasObject, len(rows))
	for i := range rows {
		fresh := rows[i].object == nil
		if fresh {
			rows[i].object = rows[i].kind.take()
			moved = true
		}
		if fresh || again {
			l.bind(first+i, rows[i].object)
		}
		objects[i] = rows[i].object
	}
	l.first, l.rows = first, rows
	if moved {
		l.field.Objects = objects
		l.field.Refresh()
	}
}

// CreateRenderer scrolls the rows.
func (l *VirtualList) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   l,
		objects: []fyne.CanvasObject{l.scroll},
		min:     func() fyne.Size { return fyne.NewSize(32, l.kinds[0].high) },
		layout: func(size fyne.Size) {
			place(l.scroll, 0, 0, size.Width, size.Height)
			l.show(false)
		},
	}
}

// fieldLayout places the rows that are held where they would be among all.
type fieldLayout struct{ l *VirtualList }

func (f *fieldLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	f.l.measure(false)
	return fyne.NewSize(0, f.l.tops[len(f.l.tops)-1])
}

func (f *fieldLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, row := range objects {
		place(row, 0, f.l.tops[f.l.first+i], size.Width, f.l.rows[i].kind.high)
	}
}
