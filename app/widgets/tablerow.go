package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// TableRow is a row of a desktop table: 60 with second lines, 44 without. It draws all
// of its cells itself and is reused with Set.
type TableRow struct {
	press
	columns  []TableColumn
	cells    []TableCell
	selected bool
	high     bool

	back, pill, rule *canvas.Rectangle
	parts            []*cellPart
}

// cellPart is what a cell may need; chips and stamps are made when first wanted.
type cellPart struct {
	text, sub *line
	icon      *mark
	chip      *Chip
	stamp     *Stamp
}

// NewTableRow makes a row for the columns; high gives room for second lines.
func NewTableRow(columns []TableColumn, high bool) *TableRow {
	r := &TableRow{columns: columns, high: high, cells: make([]TableCell, len(columns))}
	r.begin(r, nil)
	return r
}

// Set changes the row; there is one cell for each column.
func (r *TableRow) Set(cells []TableCell, selected bool, tapped func()) {
	r.cells = make([]TableCell, len(r.columns))
	copy(r.cells, cells)
	r.selected, r.onTapped = selected, tapped
	r.Refresh()
}

// Cells returns what the row shows.
func (r *TableRow) Cells() []TableCell { return r.cells }

// Label is the first text of the row that is no seal.
func (r *TableRow) Label() string {
	for _, c := range r.cells {
		if !c.Stamp && c.Text != "" {
			return c.Text
		}
	}
	return ""
}

// RowHeight is the height of a table row.
func RowHeight(high bool) float32 {
	th := theme.Current()
	if high {
		return max(60, th.Text(theme.Body).Line+th.Text(theme.Secondary).Line+16)
	}
	return max(44, th.Text(theme.Body).Line+18)
}

func (r *TableRow) apply(d *drawn) {
	th := theme.Current()
	r.back.FillColor = none()
	if r.selected {
		r.back.FillColor = th.Wash
	}
	r.pill.FillColor, r.rule.FillColor = th.Accent, th.Line
	show(r.selected, r.pill)
	for i, part := range r.parts {
		cell := r.cells[i]
		plain := !cell.Chip && !cell.Stamp
		p := toned(cell.Tone)
		switch {
		case cell.Muted:
			p = ink2
		case cell.Plain || cell.Tone == theme.Idle:
			p = ink
		}
		part.text.text, part.text.bold, part.text.paint = cell.Text, cell.Bold, p
		part.text.level = theme.Secondary
		if cell.Sub != "" || cell.Large {
			part.text.level = theme.Body
		}
		part.text.apply(th)
		part.sub.text = cell.Sub
		part.sub.apply(th)
		show(plain && cell.Text != "", part.text.glyphs)
		show(plain && cell.Sub != "", part.sub.glyphs)
		part.icon.name, part.icon.paint = "", toned(cell.Tone)
		if cell.Tone == theme.Idle {
			part.icon.paint = ink2
		}
		if plain {
			part.icon.name = cell.Icon
		}
		part.icon.apply(th)
		if cell.Chip && cell.Text != "" {
			if part.chip == nil {
				part.chip = NewChip(cell.Tone, cell.Icon, cell.Text)
				d.objects = append(d.objects, part.chip)
			}
			part.chip.SetState(cell.Tone, cell.Icon, cell.Text)
		}
		if part.chip != nil {
			show(cell.Chip && cell.Text != "", part.chip)
		}
		if cell.Stamp && cell.Text != "" {
			if part.stamp == nil {
				part.stamp = NewStamp(cell.Text, cell.Tone == theme.Accent, 32)
				d.objects = append(d.objects, part.stamp)
			}
			part.stamp.Set(cell.Text, cell.Tone == theme.Accent)
		}
		if part.stamp != nil {
			show(cell.Stamp && cell.Text != "", part.stamp)
		}
	}
	r.paintState()
}

// CreateRenderer draws the row.
func (r *TableRow) CreateRenderer() fyne.WidgetRenderer {
	r.back, r.pill, r.rule = canvas.NewRectangle(color.Transparent), box(2), canvas.NewRectangle(color.Transparent)
	shade, ring := r.ground(theme.RadiusForm)
	d := &drawn{owner: r, objects: []fyne.CanvasObject{r.back, shade, r.pill, r.rule, ring}}
	for range r.columns {
		part := &cellPart{
			text: newLine("", theme.Body, false, ink), sub: newLine("", theme.Secondary, false, ink2), icon: newMark("", 18, ink2),
		}
		r.parts = append(r.parts, part)
		d.objects = append(d.objects, part.icon.image, part.text.glyphs, part.sub.glyphs)
	}
	r.apply(d)
	d.refresh = func() { r.apply(d) }
	d.min = func() fyne.Size { return fyne.NewSize(200, RowHeight(r.high)) }
	d.layout = r.layout
	return d
}

func (r *TableRow) layout(size fyne.Size) {
	hair := theme.Current().Hairline()
	place(r.back, 0, 0, size.Width, size.Height)
	place(r.shade, 0, 0, size.Width, size.Height)
	place(r.ring, 1.5, 1.5, size.Width-3, size.Height-3)
	place(r.pill, 4, 10, 4, size.Height-20)
	place(r.rule, 0, size.Height-hair, size.Width, hair)
	xs, ws := columnEdges(r.columns, size.Width)
	for i, part := range r.parts {
		cell, x, w := r.cells[i], xs[i], ws[i]
		switch {
		case cell.Chip && part.chip != nil:
			least := part.chip.MinSize()
			place(part.chip, x, (size.Height-least.Height)/2, min(least.Width, w+8), least.Height)
			continue
		case cell.Stamp && part.stamp != nil:
			place(part.stamp, x, (size.Height-part.stamp.size)/2, part.stamp.size, part.stamp.size)
			continue
		}
		align := fyne.TextAlignLeading
		if r.columns[i].Right {
			align = fyne.TextAlignTrailing
		}
		part.icon.place(x, size.Height/2)
		inset := part.icon.width(8)
		if cell.Sub == "" {
			part.text.place(x+inset, 0, max(0, w-inset), size.Height, align)
			continue
		}
		both := part.text.size.Line + part.sub.size.Line
		y := (size.Height - both) / 2
		part.text.place(x+inset, y, max(0, w-inset), part.text.size.Line, align)
		part.sub.place(x+inset, y+part.text.size.Line, max(0, w-inset), part.sub.size.Line, align)
	}
}
