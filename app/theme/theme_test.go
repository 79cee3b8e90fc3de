package theme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"fieldline/app/theme"
)

func TestCurrent_followsTheApp(t *testing.T) {
	app := test.NewTempApp(t)

	app.Settings().SetTheme(theme.New(theme.Outdoor, 1.2))

	if got := theme.Current(); got.Mode() != theme.Outdoor || got.Scale() != 1.2 {
		t.Errorf("current theme is %s at %g", got.Mode(), got.Scale())
	}
}

func TestTheme_tellsFyneItsRoles(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(theme.Dark, 1)

	for name, want := range map[fyne.ThemeColorName]any{
		fynetheme.ColorNameBackground: th.Desk,
		fynetheme.ColorNameSelection:  th.Wash,
		fynetheme.ColorNamePrimary:    th.Accent,
		fynetheme.ColorNameSeparator:  th.Line,
	} {
		if got := th.Color(name, fynetheme.VariantLight); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, _, _, alpha := th.Color(fynetheme.ColorNameShadow, 0).RGBA(); alpha != 0 {
		t.Error("a shadow is drawn")
	}
	if th.Font(fyne.TextStyle{Bold: true}).Name() == th.Font(fyne.TextStyle{}).Name() {
		t.Error("bold has no face of its own")
	}
}

func TestText_scales(t *testing.T) {
	test.NewTempApp(t)

	if got := theme.New(theme.Light, 1.5).Text(theme.Body); got != (theme.TextSize{Size: 24, Line: 36}) {
		t.Errorf("body at 1.5 is %v", got)
	}
	if got := theme.New(theme.Light, 9).Scale(); got != 2 {
		t.Errorf("scale 9 became %g", got)
	}
}

func TestSerif_isOneResource(t *testing.T) {
	if theme.Serif() != theme.Serif() {
		t.Error("Fyne would read the face anew for every title")
	}
}

// Fyne reads both fonts anew for every object that has a theme of its own, 17 MB each time.
func TestTheme_isTheOnlyOne(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if strings.Contains(string(source), "NewThemeOverride(") {
			t.Errorf("%s gives an object a theme of its own", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestIcon_carriesItsColour(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(theme.Light, 1)

	accent, stop := th.StrokeIcon("check", th.Accent), th.StrokeIcon("check", th.Stop)

	if accent.Name() == stop.Name() {
		t.Error("two colours share one cache name")
	}
	if text := string(accent.Content()); !strings.Contains(text, "#1d4c8c") || strings.Contains(text, "currentColor") {
		t.Errorf("the colour is not in the drawing: %s", text)
	}
	if theme.HasIcon("no such icon") || th.StrokeIcon("no such icon", th.Ink) == nil {
		t.Error("a missing icon is told, and drawn as a gap")
	}
}
