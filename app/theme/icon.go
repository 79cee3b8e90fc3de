package theme

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/assets"
)

// unknownIcon stands in for a name that has no icon, so that the gap is seen.
const unknownIcon = "circle-dashed"

// StrokeIcon returns a stroke icon in a colour, made once: a screen shows the same few many
// times. Fyne caches drawings by resource name and recolours fills only, so the colour is
// written into both the SVG and the name.
func (t *Theme) StrokeIcon(name string, c color.Color) fyne.Resource {
	key := name + "-" + hexOf(c) + ".svg"
	if known, ok := t.icons.Load(key); ok {
		if resource, ok := known.(fyne.Resource); ok {
			return resource
		}
	}
	made := icon(name, c)
	t.icons.Store(key, made)
	return made
}

func icon(name string, c color.Color) fyne.Resource {
	svg, err := assets.Icon(name)
	if err != nil {
		name = unknownIcon
		if svg, err = assets.Icon(name); err != nil {
			return &fyne.StaticResource{StaticName: "none.svg", StaticContent: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>`)}
		}
	}
	hex := hexOf(c)
	return &fyne.StaticResource{
		StaticName:    name + "-" + hex + ".svg",
		StaticContent: []byte(strings.ReplaceAll(string(svg), "currentColor", "#"+hex)),
	}
}

// HasIcon says whether an icon of this name is drawn.
func HasIcon(name string) bool {
	_, err := assets.Icon(name)
	return err == nil
}

// Logo returns the app's sign in the theme's accent.
func (t *Theme) Logo() fyne.Resource {
	tile, paper := hexOf(t.Accent), hexOf(t.OnAccent)
	svg := strings.ReplaceAll(assets.Logo(), "currentColor", "#"+tile)
	return &fyne.StaticResource{
		StaticName:    "logo-" + tile + ".svg",
		StaticContent: []byte(strings.ReplaceAll(svg, "paperColor", "#"+paper)),
	}
}

func hexOf(c color.Color) string {
	n, ok := color.NRGBAModel.Convert(c).(color.NRGBA)
	if !ok {
		return "000000"
	}
	return fmt.Sprintf("%02x%02x%02x", n.R, n.G, n.B)
}
