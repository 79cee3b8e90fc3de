// Package theme is the single source of the look: colour roles, text sizes, spaces,
// radii, fonts and icons, in a light, a dark and an outdoor mode. A Theme is also Fyne's
// theme, so that Fyne's own widgets follow. Begin at New and Current.
package theme

import (
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"

	"fieldline/assets"
)

// Mode is one of the three ways the app is lit.
type Mode string

// The modes: for rooms, for plant rooms, for sunlight (text at least 7:1).
const (
	Light   Mode = "light"
	Dark    Mode = "dark"
	Outdoor Mode = "outdoor"
)

// Modes lists all modes in the order in which they are offered.
func Modes() []Mode { return []Mode{Light, Dark, Outdoor} }

// Theme is a mode with a text scale. It is a value that never changes to who reads it: another mode or
// scale is another Theme, and screens are rebuilt when the app gets one.
type Theme struct {
	Palette
	mode   Mode
	scale  float32
	system fyne.Theme // what Fyne asks for and this look has no word on
	icons  sync.Map   // by name and colour: drawn icons
}

// New makes the theme of a mode; scale multiplies all text sizes (1 is normal, to 1.5).
func New(mode Mode, scale float32) *Theme {
	switch {
	case scale <= 0:
		scale = 1
	case scale < 0.8:
		scale = 0.8
	case scale > 2:
		scale = 2
	}
	return &Theme{Palette: paletteOf(mode), mode: mode, scale: scale, system: fynetheme.DefaultTheme()}
}

// Current is the theme of the running app, or a light one where another kind is set.
func Current() *Theme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return New(Light, 1)
}

// Mode says how the theme is lit.
func (t *Theme) Mode() Mode { return t.mode }

// Scale is the factor on all text sizes.
func (t *Theme) Scale() float32 { return t.scale }

// Color maps Fyne's colour names to the roles. The variant is not asked: the mode decides.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameBackground:
		return t.Desk
	case fynetheme.ColorNameForeground:
		return t.Ink
	case fynetheme.ColorNameDisabled, fynetheme.ColorNamePlaceHolder:
		return t.Ink3
	case fynetheme.ColorNamePrimary, fynetheme.ColorNameHyperlink, fynetheme.ColorNameFocus:
		return t.Accent
	case fynetheme.ColorNameForegroundOnPrimary:
		return t.OnAccent
	case fynetheme.ColorNameSelection, fynetheme.ColorNamePressed:
		return t.Wash
	case fynetheme.ColorNameHover:
		return withAlpha(t.Accent, 0x14)
	case fynetheme.ColorNameButton, fynetheme.ColorNameMenuBackground, fynetheme.ColorNameOverlayBackground:
		return t.Sheet
	case fynetheme.ColorNameInputBackground, fynetheme.ColorNameInputBorder:
		return color.Transparent // inputs draw their own frame
	case fynetheme.ColorNameHeaderBackground, fynetheme.ColorNameDisabledButton:
		return t.Well
	case fynetheme.ColorNameSeparator:
		return t.Line
	case fynetheme.ColorNameError:
		return t.OnSheet(Stop)
	case fynetheme.ColorNameSuccess:
		return t.OnSheet(Go)
	case fynetheme.ColorNameWarning:
		return t.OnSheet(Warn)
	case fynetheme.ColorNameForegroundOnError, fynetheme.ColorNameForegroundOnSuccess, fynetheme.ColorNameForegroundOnWarning:
		return t.Sheet
	case fynetheme.ColorNameScrollBar:
		return withAlpha(t.Edge, 0x99)
	case fynetheme.ColorNameScrollBarBackground, fynetheme.ColorNameShadow:
		return color.Transparent // shadows would draw an edge on every scroll
	}
	return t.system.Color(name, t.variant())
}

func (t *Theme) variant() fyne.ThemeVariant {
	if t.mode == Dark {
		return fynetheme.VariantDark
	}
	return fynetheme.VariantLight
}

// Font gives every style one of the two embedded weights; there is no italic.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return t.system.Font(style)
	case style.Bold:
		return face("sans-bold.otf", assets.Fonts().Bold)
	}
	return face("sans-regular.otf", assets.Fonts().Regular)
}

// Serif is the face of form titles; it holds only the characters of titles. It is always
// the same resource: Fyne keeps what it reads of a font by that.
func Serif() fyne.Resource { return serif }

var serif = face("serif-bold.otf", assets.Fonts().SerifBold)

func face(name string, otf []byte) fyne.Resource {
	return &fyne.StaticResource{StaticName: name, StaticContent: otf}
}

// Icon leaves Fyne's own icons as they are; ours come from the function Icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.system.Icon(name) }

// Size maps Fyne's size names to the grid.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText:
		return t.Text(Body).Size
	case fynetheme.SizeNameCaptionText:
		return t.Text(Note).Size
	case fynetheme.SizeNameSubHeadingText:
		return t.Text(Title).Size
	case fynetheme.SizeNameHeadingText:
		return t.Text(Page).Size
	case fynetheme.SizeNamePadding:
		return 4
	case fynetheme.SizeNameInnerPadding:
		return InputPad
	case fynetheme.SizeNameInputBorder:
		return 0
	case fynetheme.SizeNameInlineIcon:
		return 20
	case fynetheme.SizeNameSeparatorThickness:
		return t.Hairline()
	case fynetheme.SizeNameInputRadius:
		return RadiusSheet
	case fynetheme.SizeNameSelectionRadius:
		return 0 // a selected row is washed to its edges
	case fynetheme.SizeNameScrollBar:
		return 8
	case fynetheme.SizeNameScrollBarSmall:
		return 4
	case fynetheme.SizeNameScrollBarRadius:
		return 4
	}
	return t.system.Size(name)
}

// SerifHas says whether the serif face holds every character of a title.
func SerifHas(title string) bool {
	font, err := sfnt.Parse(assets.Fonts().SerifBold)
	if err != nil {
		return false
	}
	for _, r := range title {
		if index, err := font.GlyphIndex(nil, r); err != nil || index == 0 {
			return false
		}
	}
	return true
}
