package assets_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"fieldline/assets"
)

// CFF outlines are read glyph by glyph; TrueType ones would be unpacked all at once.
func TestFonts_haveCFFOutlines(t *testing.T) {
	for name, otf := range map[string][]byte{
		"regular": assets.Fonts().Regular, "bold": assets.Fonts().Bold, "serif": assets.Fonts().SerifBold,
	} {
		if !bytes.HasPrefix(otf, []byte("OTTO")) || !bytes.Contains(otf[:512], []byte("CFF ")) {
			t.Errorf("%s: the outlines are not in a CFF table", name)
		}
		if _, err := sfnt.Parse(otf); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFonts_haveTheCharactersOfNamesAndSigns(t *testing.T) {
	for _, otf := range [][]byte{assets.Fonts().Regular, assets.Fonts().Bold} {
		for _, r := range "喆堃骉祎珺煊昇瑄翀淏玥璟赟一丁龙龟永电话Aaé0123\u2212→↑①⑩≥≤×÷±°–…“”，。（）￥¥" {
			if !hasGlyph(t, otf, r) {
				t.Errorf("no glyph for %q", r)
			}
		}
	}
	for _, r := range "服务质量反馈卡维修登记ABCxyz089" {
		if !hasGlyph(t, assets.Fonts().SerifBold, r) {
			t.Errorf("no serif glyph for %q", r)
		}
	}
}

func TestFonts_haveTabularDigits(t *testing.T) {
	for _, otf := range [][]byte{assets.Fonts().Regular, assets.Fonts().Bold} {
		font, err := sfnt.Parse(otf)
		if err != nil {
			t.Fatal(err)
		}
		var buf sfnt.Buffer
		widths := map[int]bool{}
		for _, r := range "0123456789" {
			index, err := font.GlyphIndex(&buf, r)
			if err != nil {
				t.Fatal(err)
			}
			advance, err := font.GlyphAdvance(&buf, index, 1000<<6, 0)
			if err != nil {
				t.Fatal(err)
			}
			widths[advance.Round()] = true
		}
		if len(widths) != 1 {
			t.Errorf("digits have %d widths", len(widths))
		}
	}
}

func hasGlyph(t *testing.T, otf []byte, r rune) bool {
	t.Helper()
	font, err := sfnt.Parse(otf)
	if err != nil {
		t.Fatal(err)
	}
	index, err := font.GlyphIndex(nil, r)
	return err == nil && index != 0
}

func TestIcon_isStrokesOfAbsolutePaths(t *testing.T) {
	path := regexp.MustCompile(`\bd="([^"]*)"`)
	for _, name := range assets.IconNames() {
		svg, err := assets.Icon(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(svg)
		if strings.Contains(text, "#") || !strings.Contains(text, "currentColor") {
			t.Errorf("%s: only currentColor may colour an icon", name)
		}
		for _, d := range path.FindAllStringSubmatch(text, -1) {
			if rest := strings.Trim(d[1], "MLCZ0123456789.- "); rest != "" || strings.ContainsAny(d[1], "mlczhvsqtaHVSQTA") {
				t.Errorf("%s: not an absolute M, L, C path: %s", name, d[1])
			}
		}
	}
	if _, err := assets.Icon("no such icon"); err == nil {
		t.Error("a missing icon is an error")
	}
}

func TestAppIcon_isAPicture(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(assets.AppIcon()))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Dx(); got != 512 {
		t.Errorf("width %d, want 512", got)
	}
}

// What the forms and the demo company say must be drawable on a device without fonts.
func TestFonts_haveTheCharactersOfFormsAndDemo(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../forms/library/*.yaml", "../sync/demo/*.go", "words/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for name, otf := range map[string][]byte{"regular": assets.Fonts().Regular, "bold": assets.Fonts().Bold} {
		font, err := sfnt.Parse(otf)
		if err != nil {
			t.Fatal(err)
		}
		missing := map[rune]bool{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range string(text) {
				if r < ' ' || missing[r] {
					continue
				}
				if index, err := font.GlyphIndex(nil, r); err != nil || index == 0 {
					missing[r] = true
					t.Errorf("%s: no glyph for %q (%U), first in %s", name, r, r, file)
				}
			}
		}
	}
}

func TestFonts_setFormTitlesInSerif(t *testing.T) {
	forms, err := filepath.Glob("../forms/library/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`(?m)^(?:zh|en): *(.+)$`)
	for _, file := range forms {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range title.FindAllStringSubmatch(string(text), -1) {
			for _, r := range strings.Trim(name[1], `"' `) {
				if !hasGlyph(t, assets.Fonts().SerifBold, r) {
					t.Errorf("%s: %q lacks a serif glyph for %q: add it to fonts/titles.txt", file, name[1], r)
				}
			}
		}
	}
}
