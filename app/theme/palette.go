package theme

import "image/color"

// Palette holds the colour roles of one mode. Colour never speaks alone: an icon and a
// word go with it.
type Palette struct {
	Desk  color.NRGBA // window, rail, headers
	Sheet color.NRGBA // records, rows, bars, inputs
	Well  color.NRGBA // label cells, table heads, rows between rows
	Line  color.NRGBA // hairlines, decoration only
	Edge  color.NRGBA // outlines of controls, at least 3:1

	Ink, Ink2, Ink3 color.NRGBA // text, secondary text, hints and what is disabled

	Accent, OnAccent color.NRGBA // the next action, selection, focus; text on it
	Wash             color.NRGBA // a selected row, work in hand

	Go, GoWash     color.NRGBA // done, ready, proved
	Warn, WarnWash color.NRGBA // due soon, missing
	Stop, StopWash color.NRGBA // overdue, refused, wrong
	You, YouWash   color.NRGBA // needs a person
	Idle, IdleWash color.NRGBA // neutral state, the track of a bar

	outdoor bool
}

func paletteOf(mode Mode) Palette {
	switch mode {
	case Dark:
		return Palette{
			Desk: rgb(0x141311), Sheet: rgb(0x1E1D1A), Well: rgb(0x262420), Line: rgb(0x37342E), Edge: rgb(0x817B6E),
			Ink: rgb(0xEDEAE2), Ink2: rgb(0xBBB5A7), Ink3: rgb(0xA39D90),
			Accent: rgb(0x93BAF0), OnAccent: rgb(0x0F1F38), Wash: rgb(0x22314B),
			Go: rgb(0x83CBA0), GoWash: rgb(0x1E3529), Warn: rgb(0xE8BA66), WarnWash: rgb(0x3B2F19),
			Stop: rgb(0xF59783), StopWash: rgb(0x462621), You: rgb(0xC6ABEC), YouWash: rgb(0x34294A),
			Idle: rgb(0xBBB5A7), IdleWash: rgb(0x302D28),
		}
	case Outdoor:
		return Palette{
			Desk: rgb(0xFFFFFF), Sheet: rgb(0xFFFFFF), Well: rgb(0xF2F2F2), Line: rgb(0x6B6B6B), Edge: rgb(0x000000),
			Ink: rgb(0x000000), Ink2: rgb(0x262626), Ink3: rgb(0x3D3D3D),
			Accent: rgb(0x08306F), OnAccent: rgb(0xFFFFFF), Wash: rgb(0xDCE7F7),
			Go: rgb(0xFFFFFF), GoWash: rgb(0x00471F), Warn: rgb(0xFFFFFF), WarnWash: rgb(0x5A3200),
			Stop: rgb(0xFFFFFF), StopWash: rgb(0x8A1200), You: rgb(0xFFFFFF), YouWash: rgb(0x43127A),
			Idle: rgb(0x000000), IdleWash: rgb(0xFFFFFF), outdoor: true,
		}
	}
	return Palette{
		Desk: rgb(0xF1EEE7), Sheet: rgb(0xFFFEFB), Well: rgb(0xF8F6F0), Line: rgb(0xE3DED2), Edge: rgb(0x8B8577),
		Ink: rgb(0x22211D), Ink2: rgb(0x595549), Ink3: rgb(0x6B665A),
		Accent: rgb(0x1D4C8C), OnAccent: rgb(0xFFFFFF), Wash: rgb(0xE5ECF6),
		Go: rgb(0x1F6445), GoWash: rgb(0xE1EFE6), Warn: rgb(0x7D4A00), WarnWash: rgb(0xFAEDD2),
		Stop: rgb(0xA92C1B), StopWash: rgb(0xFBE6E0), You: rgb(0x5F3794), YouWash: rgb(0xEDE5F6),
		Idle: rgb(0x595549), IdleWash: rgb(0xECE8DE),
	}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func withAlpha(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// Tone is what a chip, a line or a bar says by its colour, beside its icon and word.
type Tone int

// The tones. Now is the one record in hand: filled, and only once on a screen.
const (
	Idle Tone = iota
	Accent
	Now
	Go
	Warn
	Stop
	You
)

// Swatch is how a tone is drawn as a block: text and icon, fill, and an outline that is
// fully transparent where the block has none.
type Swatch struct {
	Text, Fill, Outline color.NRGBA
}

// Chip returns how a tone is drawn as a chip, tag or badge.
func (p Palette) Chip(tone Tone) Swatch {
	none := color.NRGBA{}
	switch tone {
	case Accent:
		if p.outdoor {
			return Swatch{p.Accent, p.Wash, p.Accent}
		}
		return Swatch{p.Accent, p.Wash, none}
	case Now:
		return Swatch{p.OnAccent, p.Accent, none}
	case Go:
		return Swatch{p.Go, p.GoWash, none}
	case Warn:
		return Swatch{p.Warn, p.WarnWash, none}
	case Stop:
		return Swatch{p.Stop, p.StopWash, none}
	case You:
		return Swatch{p.You, p.YouWash, none}
	}
	if p.outdoor {
		return Swatch{p.Idle, p.IdleWash, p.Edge}
	}
	return Swatch{p.Idle, p.IdleWash, none}
}

// OnSheet returns a tone's colour as text, icon or bar on a sheet, a desk or a wash: in
// outdoor the chips are turned round, so there it is their dark wash.
func (p Palette) OnSheet(tone Tone) color.NRGBA {
	switch tone {
	case Accent, Now:
		return p.Accent
	case Idle:
		return p.Idle
	}
	if p.outdoor {
		return p.Chip(tone).Fill
	}
	return p.Chip(tone).Text
}

// Track is the unfilled part of a progress bar.
func (p Palette) Track() color.NRGBA { return p.IdleWash }

// Toast is the reversed block of a toast: text, fill, and the colour of its one action.
func (p Palette) Toast() (text, fill, action color.NRGBA) {
	switch {
	case p.outdoor:
		return p.Sheet, p.Ink, rgb(0xB9CDF2)
	case p.Ink.R > p.Sheet.R: // a dark mode: the toast is light
		return rgb(0x22211D), p.Ink, rgb(0x1D4C8C)
	}
	return p.Sheet, p.Ink, rgb(0xA9C6F5)
}
