package screen

import (
	"cmp"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/sound"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// ScansMost is how many of the last scans a running list shows.
const ScansMost = 12

// Outcome is what a scan came to.
type Outcome int

// The outcomes: it counts, it counted before, it is not where it should be, nobody knows
// it. They look and sound different.
const (
	Counted Outcome = iota
	Repeated
	Misplaced
	Unheard
)

// Scan is one line of a running list.
type Scan struct {
	Code    string
	At      time.Time
	Outcome Outcome
	Word    string // in place of the outcome's own; "" for that
	Note    string // what it came to, in words
	ID      form.ID
	Asks    bool // what becomes of it takes its place
}

// Tally is the running list of a desk where one scans one thing after another: the place
// first, the box that keeps the focus, the last thing in large, the count, and what came
// before. The screen decides what a scan comes to and tells it with Note.
type Tally struct {
	Box *widgets.ScanBox

	deps   Deps
	head   string // what the place is called
	hint   string // what to do about it
	place  string
	placed bool // places are asked for
	count  int
	of     int
	scans  []Scan
	heard  func(code.Code)
	todo   []fyne.CanvasObject // buttons below the last scan
	named  map[Outcome]string  // what outcomes are called on this desk
	onOpen func(Scan)
	left   bool // somebody else has the cursor
	root   *fyne.Container
}

// NewTally makes a list; scanned gets each code as it was read, onOpen a line that was
// tapped.
func NewTally(deps Deps, scanned func(code.Code), onOpen func(Scan)) *Tally {
	t := &Tally{deps: deps, heard: scanned, onOpen: onOpen, root: widgets.Column(theme.SpaceIcon)}
	t.Box = widgets.NewScanBox(deps.Words.T("tally.hint"), t.hear)
	t.draw()
	return t
}

// hear takes the text of a scan.
func (t *Tally) hear(text string) { t.take(code.Parse(text)) }

// take takes a code. One may name goods and no piece of them, or be damaged.
func (t *Tally) take(c code.Code) {
	switch {
	case c.Serial != "":
		t.heard(c)
	case c.GTIN != "" || c.Symbology != "":
		t.Note(Scan{Code: cmp.Or(c.GTIN, "?"), Outcome: Unheard, Note: t.deps.Words.T("tally.no_serial")})
	}
}

// Places makes the list ask for a place before the first thing; with a place that is
// known, the scans go there.
func (t *Tally) Places(head, hint, place string) {
	t.placed, t.head, t.hint, t.place = true, head, hint, place
	t.draw()
}

// Call gives outcomes other words than counting has.
func (t *Tally) Call(words map[Outcome]string) { t.named = words }

// Place is where the scans go, "" before it was scanned.
func (t *Tally) Place() string { return t.place }

// Count sets how many count, of how many; of zero is not known.
func (t *Tally) Count(count, of int) {
	t.count, t.of = count, of
	t.draw()
}

// Note puts a scan at the head of the list, with what can be done about it, and lets it
// be heard.
func (t *Tally) Note(s Scan, todo ...fyne.CanvasObject) {
	s.At = t.deps.Now()
	if named := t.named[s.Outcome]; s.Word == "" && named != "" {
		s.Word = named
	}
	t.todo = todo
	if last, ok := t.Last(); ok && last.Asks && last.Code == s.Code {
		t.scans = t.scans[1:]
	}
	t.scans = append([]Scan{s}, t.scans...)
	if len(t.scans) > ScansMost {
		t.scans = t.scans[:ScansMost]
	}
	if t.deps.Play != nil {
		t.deps.Play(toneOf(s.Outcome))
	}
	t.draw()
	t.deps.Nav.Redraw()
	t.Focus()
}

// NoteCount is Count and Note in one drawing.
func (t *Tally) NoteCount(count, of int, s Scan, todo ...fyne.CanvasObject) {
	t.count, t.of = count, of
	t.Note(s, todo...)
}

// unread notes a picture without a code as a scan that nobody knows.
func (t *Tally) unread() {
	t.Note(Scan{Code: "?", Outcome: Unheard, Note: t.deps.Words.T("tally.no_code")})
}

// Forget takes the last scan away: what it asked has been answered.
func (t *Tally) Forget() {
	if len(t.scans) > 0 {
		t.scans, t.todo = t.scans[1:], nil
		t.draw()
	}
}

// Withdraw takes away what could be done about the last scan.
func (t *Tally) Withdraw() {
	t.todo = nil
	t.draw()
}

// Counted is how many count.
func (t *Tally) Counted() int { return t.count }

// Last is the last scan, if there was one.
func (t *Tally) Last() (Scan, bool) {
	if len(t.scans) == 0 {
		return Scan{}, false
	}
	return t.scans[0], true
}

// Focus puts the cursor back into the box, once what is being drawn stands.
func (t *Tally) Focus() {
	t.deps.UI.Do(func() {
		if !t.left {
			t.Box.Focus()
		}
	})
}

// leave gives the cursor up for good.
func (t *Tally) leave() { t.left = true }

// Content is the column to be laid on the screen.
func (t *Tally) Content() fyne.CanvasObject { return t.root }

func toneOf(o Outcome) sound.Tone {
	switch o {
	case Counted:
		return sound.Good
	case Repeated:
		return sound.Twice
	}
	return sound.Unknown
}

func (t *Tally) look(s Scan) (icon string, tone theme.Tone, word string) {
	w := t.deps.Words
	switch s.Outcome {
	case Counted:
		icon, tone, word = "circle-check", theme.Go, w.T("tally.counted")
	case Repeated:
		icon, tone, word = "copy", theme.Warn, w.T("tally.repeated")
	case Misplaced:
		icon, tone, word = "circle-alert", theme.Stop, w.T("tally.misplaced")
	default:
		icon, tone, word = "circle-x", theme.Stop, w.T("tally.unheard")
	}
	if s.Word != "" {
		word = s.Word
	}
	return icon, tone, word
}

func (t *Tally) draw() {
	var parts []fyne.CanvasObject
	if t.placed {
		parts = append(parts, t.placeCard())
	}
	parts = append(parts, t.Box)
	if link := PictureLink(t.deps, t.take, t.unread); link != nil {
		parts = append(parts, link)
	}
	if last, ok := t.Last(); ok || t.count > 0 || t.of > 0 {
		parts = append(parts, t.lastCard(last, ok))
	}
	if len(t.scans) > 1 {
		parts = append(parts, t.list())
	}
	widgets.SetChildren(t.root, parts...)
}

// placeCard says where the scans go, or that the place comes first.
func (t *Tally) placeCard() fyne.CanvasObject {
	name, tone := t.place, theme.Idle
	if name == "" {
		name, tone = t.head, theme.Warn
	}
	return widgets.SheetPad(0, widgets.Pad(10, 14, 10, 14, widgets.Row(theme.SpaceButtons,
		widgets.NewIcon("map-pin", 20, tone), widgets.Grow(widgets.NewText(name, theme.Body).Bold().Truncate()), widgets.NewText(t.hint, theme.Secondary).Muted())))
}

// lastCard shows the last scan in large, and the running count.
func (t *Tally) lastCard(last Scan, any bool) fyne.CanvasObject {
	w := t.deps.Words
	var parts []fyne.CanvasObject
	if any {
		icon, tone, word := t.look(last)
		parts = append(parts,
			widgets.Row(theme.SpaceButtons, widgets.NewIcon(icon, 22, tone), widgets.NewText(word, theme.Body).Bold().Tone(tone), widgets.Space(), widgets.NewText(w.Clock(last.At), theme.Note).Muted()),
			widgets.NewParagraph(last.Code, theme.Scan).Bold()) // a long one is broken, never cut: it is compared by eye
		if last.Note != "" {
			parts = append(parts, widgets.NewParagraph(last.Note, theme.Secondary).Muted())
		}
		if len(t.todo) > 0 {
			parts = append(parts, widgets.Flow(theme.SpaceButtons, t.todo...))
		}
	}
	if t.count > 0 || t.of > 0 {
		row := []fyne.CanvasObject{widgets.NewText(fmt.Sprint(t.count), theme.Page).Bold()}
		if t.of > 0 {
			row = append(row, widgets.NewText(w.T("tally.of", t.of), theme.Body).Muted(),
				widgets.Grow(widgets.NewProgressBar(progressTone(t.count, t.of), min(1, float32(t.count)/float32(t.of)), 10)))
		} else {
			row = append(row, widgets.NewText(w.T("tally.pieces"), theme.Body).Muted(), widgets.Space())
		}
		if any {
			parts = append(parts, widgets.Rule())
		}
		parts = append(parts, widgets.Row(theme.SpaceIcon, row...))
	}
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, parts...))
}

func progressTone(count, of int) theme.Tone {
	switch {
	case count == of:
		return theme.Go
	case count > of:
		return theme.Warn
	}
	return theme.Accent
}

// list is what was scanned before.
func (t *Tally) list() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, s := range t.scans[1:] {
		icon, tone, word := t.look(s)
		data := widgets.RowData{Icon: icon, IconTone: tone, Title: s.Code, Trailing: t.deps.Words.Clock(s.At)}
		text := s.Note
		if text == "" {
			text = word
		}
		if s.Outcome == Counted {
			data.Subtitle = text
		} else {
			data.Note, data.NoteTone = text, tone
		}
		rows = append(rows, widgets.NewListRow(data, true, func() { t.onOpen(s) }))
	}
	return widgets.SheetPad(0, widgets.Rows(rows...))
}
