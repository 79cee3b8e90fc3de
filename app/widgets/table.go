package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// TableColumn is a column of a desktop table.
type TableColumn struct {
	Title string
	Width float32 // in dp; 0 shares what is left
	Right bool    // numbers stand at the right
	Key   string  // what sorting by it is called; "" cannot be sorted by
}

// TableCell is what a row shows in a column.
type TableCell struct {
	Text  string
	Sub   string // a second line
	Icon  string
	Tone  theme.Tone // of icon and text where Plain is false
	Chip  bool       // drawn as a state chip
	Stamp bool       // drawn as a seal: accent while Tone is Accent
	Plain bool       // the text in ink, only the icon toned
	Bold  bool
	Muted bool
	Large bool // 16 also without a second line
}

// columnEdges shares a width among columns: x and width of each.
func columnEdges(columns []TableColumn, width float32) (xs, ws []float32) {
	left, shares := width-2*theme.SpaceSheets, 0
	for i, c := range columns {
		if i > 0 {
			left -= theme.SpaceSheets
		}
		left -= c.Width
		if c.Width == 0 {
			shares++
		}
	}
	x := theme.SpaceSheets
	for _, c := range columns {
		w := c.Width
		if w == 0 {
			w = max(40, left/float32(max(1, shares)))
		}
		xs, ws = append(xs, x), append(ws, w)
		x += w + theme.SpaceSheets
	}
	return xs, ws
}

// TableHead is the row of column names: 34 in well, 12 bold; a tap on one sorts.
type TableHead struct {
	widget.BaseWidget
	columns []TableColumn
	heads   []*headPart
	onSort  func(key string)
}

// NewTableHead makes the head; sorted is the key of the column sorted by.
func NewTableHead(columns []TableColumn, sorted string, down bool, onSort func(key string)) *TableHead {
	h := &TableHead{columns: columns, onSort: onSort}
	for _, c := range columns {
		part := &headPart{column: c}
		part.begin(part, func() {
			if h.onSort != nil {
				h.onSort(c.Key)
			}
		})
		part.disabled = c.Key == ""
		h.heads = append(h.heads, part)
	}
	h.Sorted(sorted, down)
	h.ExtendBaseWidget(h)
	return h
}

// Sorted moves the arrow.
func (h *TableHead) Sorted(key string, down bool) {
	for _, part := range h.heads {
		part.arrow = ""
		if key != "" && part.column.Key == key {
			part.arrow = "arrow-up"
			if down {
				part.arrow = "arrow-down"
			}
		}
		if part.Size().Width > 0 {
			part.Refresh()
		}
	}
}

// CreateRenderer draws the row.
func (h *TableHead) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(theme.Current().Well)
	ground.TopLeftCornerRadius, ground.TopRightCornerRadius = theme.RadiusSheet-1, theme.RadiusSheet-1
	d := &drawn{owner: h, objects: []fyne.CanvasObject{ground}}
	for _, part := range h.heads {
		d.objects = append(d.objects, part)
	}
	d.refresh = func() { ground.FillColor = theme.Current().Well }
	d.min = func() fyne.Size { return fyne.NewSize(200, max(34, theme.Current().Text(theme.Note).Line+14)) }
	d.layout = func(size fyne.Size) {
		place(ground, 0, 0, size.Width, size.Height)
		xs, ws := columnEdges(h.columns, size.Width)
		for i, part := range h.heads {
			place(part, xs[i], 0, ws[i], size.Height)
		}
	}
	return d
}

type headPart struct {
	press
	column TableColumn
	arrow  string
}

// Label is the column's name.
func (p *headPart) Label() string { return p.column.Title }

// CreateRenderer draws name and arrow.
func (p *headPart) CreateRenderer() fyne.WidgetRenderer {
	text := newLine(p.column.Title, theme.Note, true, ink2)
	arrow := newMark("", 14, ink2)
	shade, ring := p.ground(theme.RadiusForm)
	apply := func() {
		th := theme.Current()
		text.apply(th)
		arrow.name = p.arrow
		arrow.apply(th)
		p.paintState()
	}
	apply()
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{shade, text.glyphs, arrow.image, ring},
		min:     func() fyne.Size { return fyne.NewSize(text.width, text.size.Line+14) },
		layout: func(size fyne.Size) {
			place(p.shade, -6, 3, size.Width+12, size.Height-6)
			place(p.ring, -6, 3, size.Width+12, size.Height-6)
			width := size.Width
			if p.arrow != "" {
				width -= 18
			}
			align, shown := fyne.TextAlignLeading, min(text.width, width)
			x := float32(0)
			if p.column.Right {
				align, x = fyne.TextAlignTrailing, width-shown
			}
			text.place(0, 0, width, size.Height, align)
			arrow.place(x+shown+4, size.Height/2)
		},
		refresh: apply,
	}
}
