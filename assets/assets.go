// Package assets holds what the app carries inside its binary: the Chinese faces, the
// stroke icons, the logo and the translations. It only hands out bytes; package theme
// colours icons and package words reads translations. The faces are made by
// fonts/recipe.sh; an icon is one SVG file of absolute M, L and C paths on a 24 grid.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

var (
	//go:embed fonts/sans-regular.otf
	sansRegular []byte
	//go:embed fonts/sans-bold.otf
	sansBold []byte
	//go:embed fonts/serif-bold.otf
	serifBold []byte
	//go:embed fonts/OFL.txt
	fontLicence string
	//go:embed logo.svg
	logo string
	//go:embed icon.png
	appIcon []byte
	//go:embed icons/*.svg
	icons embed.FS
	//go:embed words/*.json
	words embed.FS
)

// Faces are the embedded fonts as OpenType files with CFF outlines; they must not be changed.
type Faces struct {
	Regular, Bold []byte // Noto Sans SC: GB2312, characters of names, Latin, signs
	SerifBold     []byte // Noto Serif SC Bold: the characters of form titles
}

// Fonts returns the embedded faces.
func Fonts() Faces {
	return Faces{Regular: sansRegular, Bold: sansBold, SerifBold: serifBold}
}

// FontLicence is the text under which the faces may be shipped.
func FontLicence() string { return fontLicence }

// Icon returns the SVG text of a stroke icon, drawn in currentColor.
func Icon(name string) ([]byte, error) {
	svg, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("read icon %q: %w", name, err)
	}
	return svg, nil
}

// IconNames lists all icons in order.
func IconNames() []string {
	entries, err := icons.ReadDir("icons")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
	}
	sort.Strings(names)
	return names
}

// Logo is the SVG text of the app's sign: a tile in currentColor, the sheet in paperColor.
func Logo() string { return logo }

// AppIcon is the logo as a PNG of 512 pixels, for windows and packages.
func AppIcon() []byte { return appIcon }

// Words holds the translations, one JSON file per area: key -> {"zh", "en"}.
func Words() fs.FS {
	sub, err := fs.Sub(words, "words")
	if err != nil { // the path is a constant of this file
		return words
	}
	return sub
}
