package screen

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

const (
	scanBeside float32 = 860
	scanWidth  float32 = 392
)

// ScanDesk lays the column of a Tally beside a panel where there is room, else above it.
func ScanDesk(deps Deps, tally, panel fyne.CanvasObject) *fyne.Container {
	margin := theme.SpacePage
	if deps.Class() == Phone {
		margin = theme.SpaceButtons
	}
	if deps.Width() >= scanBeside {
		return widgets.FillRow(0,
			widgets.Fixed(scanWidth+2*margin, 0, widgets.VScroll(widgets.Pad(5, margin, margin, margin, tally))),
			widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, theme.SpaceHalf, panel))))
	}
	return widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin, widgets.Column(theme.SpaceSheets, tally, panel)))))
}

// Fact is a line of a panel: what it is called and what it says.
func Fact(label, value string) fyne.CanvasObject {
	return widgets.Pad(4, 0, 4, 0, widgets.TopRow(theme.SpaceIcon,
		widgets.Fixed(96*theme.Current().Scale(), 0, widgets.NewText(label, theme.Secondary).Muted().Truncate()), widgets.Grow(widgets.NewParagraph(value, theme.Body))))
}
