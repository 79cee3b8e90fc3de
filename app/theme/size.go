package theme

// Level is one of the sizes of text.
type Level int

// The levels: note only for column heads, rail words and time stamps; values are body.
const (
	Note Level = iota
	Secondary
	Body
	Title
	Page
	Figure
	Scan   // the last thing scanned
	Action // what the big button says and what is scanned or typed into the scan box
)

// TextSize is a font size and the height of its line, both in dp and scaled.
type TextSize struct {
	Size, Line float32
}

// Text returns a level's size and line box.
func (t *Theme) Text(level Level) TextSize {
	s := TextSize{16, 24}
	switch level {
	case Note:
		s = TextSize{12, 16}
	case Secondary:
		s = TextSize{14, 20}
	case Title:
		s = TextSize{20, 28}
	case Page:
		s = TextSize{28, 36}
	case Figure:
		s = TextSize{44, 52}
	case Scan:
		s = TextSize{40, 50}
	case Action:
		s = TextSize{18, 26}
	}
	return TextSize{s.Size * t.scale, s.Line * t.scale}
}

// FormTitle is the size of a form's serif title, smaller on a phone.
func (t *Theme) FormTitle(phone bool) TextSize {
	if phone {
		return TextSize{20 * t.scale, 28 * t.scale}
	}
	return TextSize{26 * t.scale, 36 * t.scale}
}

// Spaces in dp: a grid of 8 with half steps of 4.
const (
	SpaceHalf    float32 = 4
	SpaceButtons float32 = 8  // between buttons and targets
	SpaceIcon    float32 = 12 // icon to text; also the gutter a scroll bar needs
	SpaceCell    float32 = 14 // inside a form cell
	InputPad     float32 = 6  // Fyne's own around what is typed
	SpaceSheets  float32 = 16 // between sheets; the page margin of a phone
	SpaceSheet   float32 = 20 // inside a sheet
	SpacePage    float32 = 24 // the page margin
)

// Radii in dp.
const (
	RadiusForm   float32 = 4 // form sheets, tags
	RadiusChip   float32 = 6 // chips, board blocks
	RadiusSheet  float32 = 8 // sheets, inputs
	RadiusButton float32 = 10
	RadiusBadge  float32 = 18
)

// Target heights in dp: for fingers, for a pointer on a desktop, and the big one.
const (
	Target      float32 = 48
	TargetSmall float32 = 32
	TargetBig   float32 = 56
)

// Widths in dp at which a screen changes: below Narrow is a phone, below Wide a bottom
// bar replaces the rail.
const (
	Narrow float32 = 600
	Wide   float32 = 840
)

// Hairline is the thickness of a line between rows.
func (t *Theme) Hairline() float32 {
	if t.outdoor {
		return 2
	}
	return 1
}
