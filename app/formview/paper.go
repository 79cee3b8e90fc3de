package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// paper is the sheet behind everything: rounded ends and a plain middle. Fyne's software
// painter draws an outlined block that is cut at the top of a scroll from its own top, so
// that the end of a long sheet would be seen too early.
type paper struct {
	ends        [2]*canvas.Rectangle
	middle      *canvas.Rectangle
	left, right *canvas.Rectangle
	hair        float32
}

func newPaper(t *theme.Theme) paper {
	p := paper{middle: fillRect(t.Sheet, 0), left: fillRect(t.Line, 0), right: fillRect(t.Line, 0), hair: t.Hairline()}
	for i := range p.ends {
		p.ends[i] = frame(t.Sheet, t.Line, p.hair, theme.RadiusForm)
	}
	return p
}

func (p paper) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.ends[0], p.ends[1], p.middle, p.left, p.right}
}

// place puts the sheet; its ends are as high as two rows, or half of a low sheet.
func (p paper) place(w, h float32) {
	end := min(96, h)
	half := p.hair / 2 // an outline is drawn half outside
	place(p.ends[0], half, half, w-p.hair, end)
	place(p.ends[1], half, h-end-half, w-p.hair, end)
	place(p.middle, 0, theme.RadiusForm, w, max(0, h-2*theme.RadiusForm))
	place(p.left, 0, theme.RadiusForm, p.hair, max(0, h-2*theme.RadiusForm))
	place(p.right, w-p.hair, theme.RadiusForm, p.hair, max(0, h-2*theme.RadiusForm))
}
