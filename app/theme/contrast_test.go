package theme_test

import (
	"image/color"
	"math"
	"testing"

	"fieldline/app/theme"
)

// contrast is the WCAG 2 ratio of two opaque colours.
func contrast(a, b color.NRGBA) float64 {
	l1, l2 := luminance(a), luminance(b)
	return (math.Max(l1, l2) + 0.05) / (math.Min(l1, l2) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func TestPalette_textCanBeRead(t *testing.T) {
	for _, mode := range theme.Modes() {
		p := theme.New(mode, 1).Palette
		limit := 4.5
		if mode == theme.Outdoor {
			limit = 7
		}

		surfaces := map[string]color.NRGBA{"sheet": p.Sheet, "desk": p.Desk, "well": p.Well, "wash": p.Wash}
		texts := map[string]color.NRGBA{
			"ink": p.Ink, "ink2": p.Ink2, "ink3": p.Ink3, "accent": p.Accent,
			"go": p.OnSheet(theme.Go), "warn": p.OnSheet(theme.Warn), "stop": p.OnSheet(theme.Stop),
			"you": p.OnSheet(theme.You), "idle": p.OnSheet(theme.Idle),
		}
		for text, fg := range texts {
			for surface, bg := range surfaces {
				if got := contrast(fg, bg); got < limit {
					t.Errorf("%s: %s on %s is %.1f, want %.1f", mode, text, surface, got, limit)
				}
			}
		}
		for _, tone := range []theme.Tone{theme.Idle, theme.Accent, theme.Now, theme.Go, theme.Warn, theme.Stop, theme.You} {
			chip := p.Chip(tone)
			if got := contrast(chip.Text, chip.Fill); got < limit {
				t.Errorf("%s: chip of tone %d is %.1f, want %.1f", mode, tone, got, limit)
			}
		}
		text, fill, action := p.Toast()
		for name, fg := range map[string]color.NRGBA{"text": text, "action": action} {
			if got := contrast(fg, fill); got < limit {
				t.Errorf("%s: toast %s is %.1f, want %.1f", mode, name, got, limit)
			}
		}
	}
}

func TestPalette_outlinesOfControlsAreSeen(t *testing.T) {
	for _, mode := range theme.Modes() {
		p := theme.New(mode, 1).Palette
		for name, bg := range map[string]color.NRGBA{"sheet": p.Sheet, "desk": p.Desk} {
			if got := contrast(p.Edge, bg); got < 3 {
				t.Errorf("%s: edge on %s is %.1f, want 3", mode, name, got)
			}
		}
	}
}

func TestPalette_agreesWithTheMeasuredTable(t *testing.T) {
	light, dark, outdoor := theme.New(theme.Light, 1), theme.New(theme.Dark, 1), theme.New(theme.Outdoor, 1)
	for _, row := range []struct {
		what   string
		fg, bg color.NRGBA
		want   float64
	}{
		{"ink on sheet, light", light.Ink, light.Sheet, 16.0},
		{"ink3 on wash, light", light.Ink3, light.Wash, 4.8},
		{"onAccent, light", light.OnAccent, light.Accent, 8.5},
		{"stop on its wash, light", light.Stop, light.StopWash, 5.7},
		{"ink2 on desk, dark", dark.Ink2, dark.Desk, 9.1},
		{"warn on its wash, dark", dark.Warn, dark.WarnWash, 7.2},
		{"edge on sheet, dark", dark.Edge, dark.Sheet, 4.0},
		{"stop on wash, outdoor", outdoor.OnSheet(theme.Stop), outdoor.Wash, 7.8},
		{"accent on sheet, outdoor", outdoor.Accent, outdoor.Sheet, 12.6},
	} {
		if got := contrast(row.fg, row.bg); math.Abs(got-row.want) > 0.06 {
			t.Errorf("%s: %.2f, want %.1f", row.what, got, row.want)
		}
	}
}
