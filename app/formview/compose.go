package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
)

// compose decides which cells are drawn and in which mode; cells whose mode stays keep
// their inputs and with them the cursor.
func (v *View) compose() {
	known := map[*form.Section]*part{}
	for _, p := range v.parts {
		known[p.section] = p
	}
	v.parts = nil
	v.alone = map[string]bool{}
	mine := v.anyWritable()
	for i, s := range v.cfg.Form.Sections {
		p := known[s]
		if p == nil {
			p = newPart(v, s)
		}
		p.cells = v.cellsOf(s, i == 0, mine)
		if len(p.cells) == 0 {
			continue
		}
		p.isHead = i == 0 && !v.cfg.Phone && v.cfg.Ask == nil && v.cfg.Head != nil && onlyReading(p.cells)
		if len(p.cells) == 1 && p.name() != "" && v.cfg.Ask == nil {
			v.alone[p.cells[0].spot.Field] = true
		}
		v.parts = append(v.parts, p)
	}
	v.names = v.nameWidth()
	v.side = v.sideWidth()
}

// sideWidth is the width of the merged cells at the left, the same for all sections: where
// no word of a name is broken.
func (v *View) sideWidth() float32 {
	w := float32(0)
	for _, p := range v.parts {
		if p.side != nil && !p.isHead && p.name() != "" {
			w = max(w, p.side.MinSize().Width)
		}
	}
	return w + 2*v.theme.Hairline()
}

func (v *View) cellsOf(s *form.Section, first, mine bool) []*cell {
	var cells []*cell
	for _, field := range s.Fields {
		spot := Spot{Field: field.Name}
		m, drawn := v.modeOf(field, first, mine)
		if !drawn {
			continue
		}
		c := v.cells[spot]
		if c == nil || c.mode != m || c.blank != v.isBlank(spot, m) {
			c = newCell(v, field, spot, m)
			v.cells[spot] = c
		}
		c.renew()
		cells = append(cells, c)
	}
	return cells
}

// modeOf tells how a field is drawn. What nobody can fill now and nobody has filled is
// left out, except on the head of the paper.
func (v *View) modeOf(field *form.Field, first, mine bool) (mode, bool) {
	s := v.state[Spot{Field: field.Name}]
	empty := form.Empty(v.rec.Values[field.Name]) && field.Type != form.Lookup
	switch {
	case !s.shown:
		return reading, false
	case s.writable && kindOf(field).edit != nil:
		return editing, true
	case !empty:
		return reading, true
	case len(s.who) > 0 && !field.System && !bySystem(s.who) && mine:
		return locked, true
	}
	return reading, first || !field.System && !v.systemSection(field)
}

func (v *View) systemSection(field *form.Field) bool {
	return field.Section != nil && bySystem(field.Section.By) && len(field.By) == 0
}

func bySystem(who []form.Who) bool {
	for _, w := range who {
		if w.Kind != form.WhoSystem {
			return false
		}
	}
	return len(who) > 0
}

func (v *View) anyWritable() bool {
	for _, s := range v.state {
		if s.writable {
			return true
		}
	}
	return false
}

func onlyReading(cells []*cell) bool {
	for _, c := range cells {
		if c.mode != reading {
			return false
		}
	}
	return true
}

// nameWidth is the width of the label column: the widest label, within bounds.
func (v *View) nameWidth() float32 {
	least, most := float32(74), float32(108)
	if v.cfg.Words.Current() == words.English {
		least, most = 96, 148
	}
	w := least
	for _, p := range v.parts {
		for _, c := range p.cells {
			if !c.kind.block && !c.rightward() { // those have room of their own
				w = max(w, c.natural()+10)
			}
		}
	}
	return min(w, most*v.theme.Scale())
}

// rearrange places everything for the present width; a height that changed is told.
func (v *View) rearrange() {
	if v.width <= 0 {
		return
	}
	before := v.height
	v.arrange(v.width)
	v.Refresh()
	if before != v.height && v.cfg.OnResize != nil {
		v.cfg.OnResize()
	}
}

// HeightFor arranges the view for a width and returns its height.
func (v *View) HeightFor(width float32) float32 {
	if width != v.width {
		v.arrange(width)
	}
	return v.height
}

func (v *View) arrange(w float32) {
	v.width = w
	v.beginDrawing()
	v.flat = v.flat[:0]
	bare := v.cfg.Ask != nil
	if !bare {
		v.flat = append(v.flat, v.paper.objects()...)
	}
	at := float32(0)
	if v.head != nil {
		at += v.head.arrange(0, at, w)
		v.flat = append(v.flat, v.head.objects()...)
	}
	for i, p := range v.parts {
		top := at
		at += p.arrange(0, at, w)
		if (i > 0 || v.head != nil) && !bare && !v.cfg.Phone {
			p.rule(0, top, w, v.theme.Hairline())
		}
		v.flat = append(v.flat, p.objects...)
	}
	v.height = at
	v.paper.place(w, at)
}

func (v *View) rowHeight() float32 {
	line := v.theme.Text(theme.Body).Line
	if v.cfg.Dense {
		return max(44, line+20)
	}
	return max(theme.Target, line+24)
}

func (v *View) measure(text string, level theme.Level) float32 {
	return fyne.MeasureText(text, v.theme.Text(level).Size, fyne.TextStyle{}).Width
}

// CreateRenderer draws the flat list of all objects.
func (v *View) CreateRenderer() fyne.WidgetRenderer { return &renderer{v} }

type renderer struct{ v *View }

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.v.flat }
func (r *renderer) Refresh()                     { canvas.Refresh(r.v) }

func (r *renderer) Layout(size fyne.Size) {
	if size.Width != r.v.width {
		r.v.arrange(size.Width)
	}
}

func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(240, r.v.height) }
