package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// Head is the head of the paper: whose it is, what it is called, its number and the code
// by which it is found again.
type Head struct {
	Left   string
	Title  string
	Number string
	Code   string // what the code says; "" for none
}

type head struct {
	v      *View
	left   *widgets.Text
	title  *widgets.Title
	number *widgets.Text
	rule   *widgets.FormRule
	code   *canvas.Image
	shown  []fyne.CanvasObject
}

func newHead(v *View, h Head) *head {
	d := &head{
		v:      v,
		left:   widgets.NewText(h.Left, theme.Secondary).Muted().Truncate(),
		title:  widgets.NewTitle(h.Title, v.cfg.Phone),
		number: widgets.NewText(h.Number, theme.Secondary).Muted().Truncate().Right(),
		rule:   widgets.NewFormRule(),
	}
	d.setCode(h.Code)
	return d
}

// setCode draws what the code says; "" is none.
func (d *head) setCode(says string) {
	if says == "" {
		return
	}
	code, err := widgets.NewQR(says, codeSize)
	if err != nil {
		d.v.failed(d.v.cfg.Words.T("formview.opening"), err)
		return
	}
	d.code = code
}

// SetNumber changes the number on the paper, when the server has given one, and gives a
// record that was new its code.
func (v *View) SetNumber(number, code string) {
	if v.head == nil {
		return
	}
	v.head.number.SetText(number)
	if v.head.code == nil {
		v.head.setCode(code)
		v.rearrange()
	}
}

const codeSize = 60

// leftLeast is the room in which the name at the left says something.
const leftLeast = 60

func (d *head) arrange(x, y, w float32) float32 {
	d.shown = d.shown[:0]
	tall := d.title.MinSize().Height
	if d.v.cfg.Phone {
		place(d.title, x+16, y+10, w-32, tall)
		place(d.rule, x+16, y+10+tall+8, w-32, 5)
		d.shown = append(d.shown, d.title, d.rule)
		return tall + 10 + 8 + 5 + 10
	}
	const high, pad = float32(76), theme.SpaceSheet
	tw, least := d.title.WidthFor()
	right := x + w - pad
	if d.code != nil {
		place(d.code, right-codeSize, y+11, codeSize, codeSize)
		d.shown = append(d.shown, d.code)
		right -= codeSize + 10
	}
	side := d.v.measure(d.number.Text(), theme.Secondary) + 1
	tw = max(least, min(tw, right-side-gap-x-pad)) // the number is read whole
	// The title stands in the middle as long as the number has room beside it.
	tx := max(x+pad, min(x+(w-tw)/2, right-side-gap-tw))
	side = max(0, right-gap-tx-tw)
	placeMiddle(d.number, right-side, y+4, side, high)
	if room := tx - gap - x - pad; room >= leftLeast {
		placeMiddle(d.left, x+pad, y+4, room, high)
		d.shown = append(d.shown, d.left)
	}
	placeMiddle(d.title, tx, y+4, tw, high)
	place(d.rule, x+pad-4, y+high+2, w-2*(pad-4), 5)
	d.shown = append(d.shown, d.title, d.number, d.rule)
	return high + 2 + 5 + 12
}

func (d *head) objects() []fyne.CanvasObject { return d.shown }
