package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// NewVirtualList is a list of rows of one height that holds only those in view. create
// makes a row, bind fills it with the record of an index.
func NewVirtualList(count func() int, create func() fyne.CanvasObject, bind func(index int, row fyne.CanvasObject)) (list *widget.List, content fyne.CanvasObject) {
	list = widget.NewList(count, create, func(id widget.ListItemID, row fyne.CanvasObject) { bind(id, row) })
	list.HideSeparators = true
	return list, container.NewThemeOverride(list, &listTheme{theme.Current()})
}

// listTheme leaves no space between rows: their hairlines are their own.
type listTheme struct{ *theme.Theme }

func (t *listTheme) Size(name fyne.ThemeSizeName) float32 {
	if name == fynetheme.SizeNamePadding {
		return 0
	}
	return t.Theme.Size(name)
}

func (t *listTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameSelection, fynetheme.ColorNameHover:
		return color.Transparent // rows wash themselves
	}
	return t.Theme.Color(name, variant)
}
