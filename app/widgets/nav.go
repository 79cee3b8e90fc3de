package widgets

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// NavItem is one desk of a role in the rail or the bottom bar.
type NavItem struct {
	Key   string
	Icon  string
	Label string
	Count int // in a bubble; 0 for none
}

// navWord is the width a desk's word has, in the rail and on the narrowest phone.
const navWord float32 = 60

// bubbleText is the largest text of a count: a larger one would hide the icon.
const bubbleText float32 = 14

// navTile is a tile of 64: icon, word, and a bubble with a count.
type navTile struct {
	press
	item     NavItem
	selected bool
	tile     *canvas.Rectangle
	bubble   *canvas.Rectangle
	mark     *mark
	word     *line
	count    *line
}

func newNavTile(item NavItem, selected bool, tapped func()) *navTile {
	t := &navTile{item: item, selected: selected}
	t.begin(t, tapped)
	return t
}

// Label is the desk's name.
func (t *navTile) Label() string { return t.item.Label }

func (t *navTile) apply() {
	th := theme.Current()
	p, ground := ink2, none()
	switch {
	case t.selected && th.Mode() == theme.Outdoor:
		p, ground = onAccent, th.Accent
	case t.selected:
		p, ground = accent, th.Wash
	}
	t.tile.FillColor = ground
	t.mark.name, t.mark.paint = t.item.Icon, p
	t.mark.apply(th)
	t.word.text, t.word.bold, t.word.paint = t.item.Label, t.selected, p
	t.word.apply(th)
	t.word.fit(navWord)
	t.count.text = ""
	if t.item.Count > 99 {
		t.count.text = "99+"
	} else if t.item.Count > 0 {
		t.count.text = strconv.Itoa(t.item.Count)
	}
	t.count.apply(th)
	t.count.glyphs.TextSize = min(t.count.glyphs.TextSize, bubbleText)
	t.count.measure()
	t.bubble.FillColor = th.Ink2
	show(t.item.Count > 0, t.bubble, t.count.glyphs)
	t.paintState()
}

// CreateRenderer draws the tile.
func (t *navTile) CreateRenderer() fyne.WidgetRenderer {
	const side = float32(64)
	t.tile, t.bubble = box(theme.RadiusButton), box(9)
	t.mark = newFixedMark(t.item.Icon, 24, ink2)
	t.word = newLine(t.item.Label, theme.Note, false, ink2)
	t.count = newLine("", theme.Note, true, func(th *theme.Theme) color.NRGBA { return th.Sheet })
	shade, ring := t.ground(theme.RadiusButton)
	t.apply()
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{t.tile, shade, t.mark.image, t.word.glyphs, t.bubble, t.count.glyphs, ring},
		min:     func() fyne.Size { return fyne.NewSquareSize(side) },
		layout: func(size fyne.Size) {
			x, y := (size.Width-side)/2, (size.Height-side)/2
			place(t.tile, x, y, side, side)
			t.placeGround(x, y, side, side)
			t.mark.place(size.Width/2-12, y+22)
			t.word.place(max(0, size.Width/2-40), y+46-t.word.size.Line/2, min(80, size.Width), t.word.size.Line, fyne.TextAlignCenter)
			high := max(18, t.count.glyphs.TextSize+6)
			width := max(high, t.count.width+10)
			bx := size.Width/2 + 14 - width/2
			t.bubble.CornerRadius = high / 2
			place(t.bubble, bx, y+6, width, high)
			t.count.place(bx, y+6, width, high, fyne.TextAlignCenter)
		},
		refresh: t.apply,
	}
}

// navTiles is what rail and bottom bar share.
type navTiles struct {
	tiles    []*navTile
	selected string
	onSelect func(key string)
}

func (n *navTiles) build(items []NavItem, selected string) {
	n.selected, n.tiles = selected, nil
	for _, item := range items {
		n.tiles = append(n.tiles, newNavTile(item, item.Key == selected, func() {
			if n.onSelect != nil {
				n.onSelect(item.Key)
			}
		}))
	}
}

// Select marks a desk without telling OnSelect.
func (n *navTiles) Select(key string) {
	n.selected = key
	for _, t := range n.tiles {
		if t.selected != (t.item.Key == key) {
			t.selected = t.item.Key == key
			t.Refresh()
		}
	}
}

// Selected is the key of the marked desk.
func (n *navTiles) Selected() string { return n.selected }

// SetCount changes the bubble of a desk.
func (n *navTiles) SetCount(key string, count int) {
	for _, t := range n.tiles {
		if t.item.Key == key && t.item.Count != count {
			t.item.Count = count
			t.Refresh()
		}
	}
}

// Items are the desks as they are seen, with their counts.
func (n *navTiles) Items() []NavItem {
	items := make([]NavItem, len(n.tiles))
	for i, t := range n.tiles {
		items[i] = t.item
	}
	return items
}

// Tap does what a tap on a desk does.
func (n *navTiles) Tap(key string) {
	for _, t := range n.tiles {
		if t.item.Key == key {
			t.Tapped(nil)
		}
	}
}

// Rail is the column of desks at the left: logo, tiles, the person at the bottom.
type Rail struct {
	widget.BaseWidget
	navTiles
	person   *personTile
	onPerson func()
}

// NewRail makes the rail; person is the name whose first character is shown.
func NewRail(items []NavItem, selected, person string, onSelect func(key string), onPerson func()) *Rail {
	r := &Rail{onPerson: onPerson}
	r.onSelect = onSelect
	r.build(items, selected)
	r.person = newPersonTile(person, onPerson)
	r.ExtendBaseWidget(r)
	return r
}

// RailWidth is the rail with its line.
const RailWidth float32 = 81

// CreateRenderer draws the rail on the desk.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	ground, rule := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	logo := &canvas.Image{FillMode: canvas.ImageFillContain}
	d := &drawn{owner: r}
	d.objects = []fyne.CanvasObject{ground, rule, logo}
	for _, t := range r.tiles {
		d.objects = append(d.objects, t)
	}
	d.objects = append(d.objects, r.person)
	d.refresh = func() {
		th := theme.Current()
		ground.FillColor, rule.FillColor = th.Desk, th.Line
		logo.Resource = th.Logo()
		for _, t := range r.tiles {
			t.Refresh()
		}
	}
	d.refresh()
	const top, step = float32(76), float32(72)
	d.min = func() fyne.Size {
		return fyne.NewSize(RailWidth, top+float32(len(r.tiles))*64+64)
	}
	d.layout = func(size fyne.Size) {
		hair := theme.Current().Hairline()
		place(ground, 0, 0, size.Width, size.Height)
		place(rule, size.Width-hair, 0, hair, size.Height)
		place(logo, 20, 16, 40, 40)
		space := step
		if need := float32(len(r.tiles)) * step; need > size.Height-top-64 && len(r.tiles) > 0 {
			space = max(64, (size.Height-top-64)/float32(len(r.tiles)))
		}
		for i, t := range r.tiles {
			place(t, 0, top+float32(i)*space, size.Width-1, 64)
		}
		place(r.person, 16, size.Height-16-48, 48, 48)
	}
	return d
}

// personTile is the first character of who is signed in, as a target.
type personTile struct {
	press
	name   string
	avatar *Avatar
}

func newPersonTile(name string, tapped func()) *personTile {
	p := &personTile{name: name, avatar: NewAvatar(name, 40)}
	p.begin(p, tapped)
	return p
}

// Label is the person's name.
func (p *personTile) Label() string { return p.name }

// CreateRenderer draws the avatar in a target of 48.
func (p *personTile) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := p.ground(20)
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{p.avatar, shade, ring},
		min:     func() fyne.Size { return fyne.NewSquareSize(theme.Target) },
		layout: func(size fyne.Size) {
			x, y := (size.Width-40)/2, (size.Height-40)/2
			place(p.avatar, x, y, 40, 40)
			p.placeGround(x, y, 40, 40)
		},
		refresh: func() {
			p.avatar.Refresh()
			p.paintState()
		},
	}
}

// BottomBar is the rail of narrow windows: the same tiles side by side, five at most.
type BottomBar struct {
	widget.BaseWidget
	navTiles
}

// NewBottomBar makes the bar.
func NewBottomBar(items []NavItem, selected string, onSelect func(key string)) *BottomBar {
	b := &BottomBar{}
	b.onSelect = onSelect
	b.build(items, selected)
	b.ExtendBaseWidget(b)
	return b
}

// BottomBarHeight is the bar with its line.
const BottomBarHeight float32 = 73

// CreateRenderer draws the bar on a sheet.
func (b *BottomBar) CreateRenderer() fyne.WidgetRenderer {
	ground, rule := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	d := &drawn{owner: b}
	d.objects = []fyne.CanvasObject{ground, rule}
	for _, t := range b.tiles {
		d.objects = append(d.objects, t)
	}
	d.refresh = func() {
		th := theme.Current()
		ground.FillColor, rule.FillColor = th.Sheet, th.Line
		for _, t := range b.tiles {
			t.Refresh()
		}
	}
	d.refresh()
	d.min = func() fyne.Size { return fyne.NewSize(64*float32(len(b.tiles)), BottomBarHeight) }
	d.layout = func(size fyne.Size) {
		place(ground, 0, 0, size.Width, size.Height)
		place(rule, 0, 0, size.Width, theme.Current().Hairline())
		w := size.Width / float32(max(1, len(b.tiles)))
		for i, t := range b.tiles {
			place(t, float32(i)*w, (size.Height-64)/2+0.5, w, 64)
		}
	}
	return d
}
