package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// FilterChip is a saved filter with how many records it finds.
type FilterChip struct {
	Label string
	Count string // "" for none
}

// FilterChips are the filters above a list, 40 high in targets of 48; they wrap.
type FilterChips struct {
	widget.BaseWidget
	chips    []*filterPart
	selected int
	onSelect func(index int)
	width    float32
}

// NewFilterChips makes filters; selected is -1 for none.
func NewFilterChips(chips []FilterChip, selected int, onSelect func(index int)) *FilterChips {
	f := &FilterChips{onSelect: onSelect}
	f.Set(chips, selected)
	f.ExtendBaseWidget(f)
	return f
}

// Set replaces the filters.
func (f *FilterChips) Set(chips []FilterChip, selected int) {
	f.selected, f.chips = selected, nil
	for at, chip := range chips {
		part := &filterPart{chip: chip, selected: at == selected}
		part.begin(part, func() {
			f.Select(at)
			if f.onSelect != nil {
				f.onSelect(at)
			}
		})
		f.chips = append(f.chips, part)
	}
	if f.Size().Width > 0 {
		f.Refresh()
	}
}

// SetCounts changes the counts.
func (f *FilterChips) SetCounts(counts []string) {
	for i, part := range f.chips {
		if i < len(counts) && part.chip.Count != counts[i] {
			part.chip.Count = counts[i]
			part.Refresh()
		}
	}
	f.Refresh()
}

// Select marks a filter without telling OnSelect.
func (f *FilterChips) Select(index int) {
	f.selected = index
	for i, part := range f.chips {
		if part.selected != (i == index) {
			part.selected = i == index
			part.Refresh()
		}
	}
}

// Selected is the index of the marked filter, -1 for none.
func (f *FilterChips) Selected() int { return f.selected }

// HeightFor is its height at a width.
func (f *FilterChips) HeightFor(width float32) float32 { return f.arrange(width, nil) }

func (f *FilterChips) arrange(width float32, put func(p *filterPart, x, y, w, h float32)) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	for _, part := range f.chips {
		least := part.MinSize()
		if x > 0 && x+least.Width > width+0.5 {
			x, y = 0, y+row
		}
		row = least.Height
		if put != nil {
			put(part, x, y, least.Width, least.Height)
		}
		x += least.Width + theme.SpaceButtons
	}
	return y + row
}

// CreateRenderer lays the filters out.
func (f *FilterChips) CreateRenderer() fyne.WidgetRenderer {
	d := &drawn{owner: f}
	d.refresh = func() {
		d.objects = d.objects[:0]
		for _, part := range f.chips {
			d.objects = append(d.objects, part)
		}
	}
	d.refresh()
	d.min = func() fyne.Size {
		width := float32(0)
		for _, part := range f.chips {
			width = max(width, part.MinSize().Width)
		}
		at := f.width
		if at == 0 {
			at = 100000 // one row, until it is known how wide there is
		}
		return fyne.NewSize(width, f.HeightFor(at))
	}
	d.layout = func(size fyne.Size) {
		f.width = size.Width
		f.arrange(size.Width, func(p *filterPart, x, y, w, h float32) { place(p, x, y, w, h) })
	}
	return d
}

type filterPart struct {
	press
	chip     FilterChip
	selected bool
}

// Label is the filter's name.
func (p *filterPart) Label() string { return p.chip.Label }

// CreateRenderer draws name and count.
func (p *filterPart) CreateRenderer() fyne.WidgetRenderer {
	frame := box(theme.RadiusSheet)
	name, count := newLine("", theme.Secondary, false, ink), newLine("", theme.Secondary, false, ink2)
	shade, ring := p.ground(theme.RadiusSheet)
	apply := func() {
		th := theme.Current()
		name.text, name.bold, name.paint = p.chip.Label, p.selected, ink
		count.text, count.bold, count.paint = p.chip.Count, p.selected, ink2
		fillBox(frame, th.Sheet, th.Line, th.Hairline())
		if p.selected {
			name.paint, count.paint = accent, accent
			fillBox(frame, th.Wash, th.Accent, 1.75)
		}
		name.apply(th)
		count.apply(th)
		p.paintState()
	}
	apply()
	const side = float32(14)
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{frame, shade, name.glyphs, count.glyphs, ring},
		min: func() fyne.Size {
			width := name.width + 2*side
			if count.text != "" {
				width += 8 + count.width
			}
			return fyne.NewSize(width, max(theme.Target, name.size.Line+24))
		},
		layout: func(size fyne.Size) {
			y, h := float32(4), size.Height-8
			place(frame, 0.5, y, size.Width-1, h)
			p.placeGround(0, y, size.Width, h)
			name.place(side, 0, name.width, size.Height, fyne.TextAlignLeading)
			count.place(side+name.width+8, 0, count.width, size.Height, fyne.TextAlignLeading)
		},
		refresh: apply,
	}
}
