// Package plan is the dialer desk: what the program of a dialer, or a template, does with
// numbers. One types or pastes numbers and sees at once, without a network, what goes to
// the line and when, before and after the change; below stands what is proved of all
// numbers. read.go gathers program and proof, trial.go dials, rows.go draws the table,
// timeline.go one number's way, keys.go what is known after each key, phone.go the same on a
// narrow screen, findings.go what the lint says.
package plan

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// The least widths at normal text: for the box and the counts in one line, and for a table
// with all of its columns.
const (
	wide  float32 = 700
	table float32 = 940
)

// Screen is the desk with one program.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	box     *widgets.Input
	reading screen.Reading
	desk    *desk    // nil until it was read
	tried   []string // numbers somebody typed, the last first
	chosen  string   // the number whose way is shown
	keyed   bool     // with what the dialer knows after each key
	line    int      // of the dialer, by its number; 0 is the first

	root   *fyne.Container
	head   *fyne.Container
	sheet  fyne.CanvasObject // the box, the counts and the rows; hidden while nothing can be dialled
	counts *fyne.Container
	rows   *fyne.Container
	wrong  *fyne.Container // why nothing can be dialled
	proof  *fyne.Container // whether the program may go out
	way    *fyne.Container
	foot   *fyne.Container
}

// New makes the screen; the place names a program (DOC-12) or a template.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, chosen: place.Field,
		head: widgets.Column(0), counts: widgets.Column(0), rows: widgets.Column(0), wrong: widgets.Column(0), proof: widgets.Column(0), way: widgets.Column(0), foot: widgets.Column(0)}
	input := widgets.InputOptions{Label: deps.Words.T("plan.dial"), Placeholder: deps.Words.T("plan.dial_hint"), Icon: "hash", Number: true}
	if !s.onPhone() {
		input.Trailing = widgets.NewKeycap("", "F4")
	}
	s.box = widgets.NewInput(input)
	s.box.OnChanged = func(text string) { s.typed(text, false) }
	s.box.OnSubmit(func(text string) { s.typed(text, true) })
	box := widgets.FillRow(theme.SpaceIcon, widgets.Grow(s.box), widgets.Middle(s.counts))
	if narrower(deps, wide) {
		box = widgets.Column(theme.SpaceHalf, s.box, s.counts)
	}
	s.sheet = widgets.SheetPad(0, widgets.Column(0, widgets.PadAll(theme.SpaceIcon, box), s.rows))
	s.sheet.Hide()
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin,
		widgets.Column(theme.SpaceIcon, s.head, s.sheet, s.wrong, s.proof, s.way, s.foot)))))
	s.Refresh()
	return s
}

// narrower tells whether there is less room than a width for normal text.
func narrower(deps screen.Deps, width float32) bool {
	return deps.Width() < width*theme.Current().Scale()
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header names the desk and the program.
func (s *Screen) Header() screen.Header {
	h := screen.Header{Title: s.deps.Words.T("plan.title"), Back: true}
	if s.desk != nil {
		h.Context = s.desk.about
	}
	return h
}

// Place is the program with the number whose way is shown.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.Field = s.chosen
	return at
}

// Refresh reads the program and its proof again.
func (s *Screen) Refresh() {
	ref, line := form.Ref{Form: s.place.Form, ID: s.place.ID}, s.line
	screen.Read(s.deps, &s.reading, func(ctx context.Context) (*desk, error) { return s.read(ctx, ref, line) }, func(d *desk) {
		first := s.desk == nil
		s.desk = d
		s.draw()
		s.deps.Nav.Redraw()
		if first && !s.onPhone() { // where the cursor brings keys that cover the half
			s.box.Focus()
		}
	})
}

// Leave does nothing: what is tried here changes no record.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	return nil
}

// FocusSearch puts the cursor into the box.
func (s *Screen) FocusSearch() { s.box.Focus() }

// TypedKey leads from anywhere into the box, and up and down the numbers.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	switch key.Name {
	case fyne.KeyF4:
		s.box.Focus()
	case fyne.KeyUp, fyne.KeyDown:
		s.step(key.Name == fyne.KeyDown)
	default:
		return false
	}
	return true
}

// step chooses the number above or below.
func (s *Screen) step(down bool) {
	if s.desk == nil {
		return
	}
	all := s.trials()
	for i, t := range all {
		if t.keys != s.chosen {
			continue
		}
		if down {
			i++
		} else {
			i--
		}
		if i >= 0 && i < len(all) {
			s.choose(all[i].keys)
		}
		return
	}
	if len(all) > 0 {
		s.choose(all[0].keys)
	}
}

// typed takes what stands in the box: every change is dialled, Enter keeps the numbers.
func (s *Screen) typed(text string, keep bool) {
	if s.desk == nil {
		return
	}
	numbers := split(text)
	if !keep {
		if len(numbers) > 0 {
			s.chosen = keysOf(numbers[len(numbers)-1])
		}
		s.drawTrials()
		return
	}
	for _, n := range numbers {
		s.tried = append([]string{n}, without(s.tried, n)...)
	}
	if len(numbers) > 0 {
		s.chosen = keysOf(numbers[len(numbers)-1])
		s.box.SetText("")
	}
	s.drawTrials()
}

func (s *Screen) choose(keys string) {
	s.chosen = keys
	s.drawTrials()
}

func without(all []string, one string) []string {
	var rest []string
	for _, n := range all {
		if n != one {
			rest = append(rest, n)
		}
	}
	return rest
}

// whole is how many digits at least a number has that may stand beside others with only
// a blank between: a field of one line makes blanks of a pasted list's line ends.
const whole = 7

// split parts a pasted list: lines, commas and semicolons stand between numbers; blanks
// and dashes stand inside one, unless several of the parts are whole numbers.
func split(text string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r\t,;，；、", r) }) {
		words, wholes := strings.Fields(part), 0
		for _, word := range words {
			if len(word) >= whole {
				wholes++
			}
		}
		switch {
		case wholes > 1:
			all = append(all, words...)
		case len(words) > 0:
			all = append(all, strings.TrimSpace(part))
		}
	}
	return all
}

func (s *Screen) draw() {
	widgets.SetChildren(s.head, s.headParts()...)
	s.drawTrials()
	first, below := s.findings()
	widgets.SetChildren(s.proof, first...)
	widgets.SetChildren(s.foot, append(below, s.segmentParts()...)...)
	s.root.Refresh()
}

func (s *Screen) drawTrials() {
	if s.desk.after.machine == nil {
		s.sheet.Hide()
		widgets.SetChildren(s.wrong, s.notReady())
	} else {
		s.sheet.Show()
		widgets.SetChildren(s.wrong)
		all := s.trials()
		if s.chosen == "" && len(all) > 0 && !s.onPhone() {
			s.chosen = all[0].keys
		}
		widgets.SetChildren(s.counts, s.countParts(all))
		widgets.SetChildren(s.rows, s.tableParts(all)...)
	}
	widgets.SetChildren(s.way, s.wayParts()...)
	s.root.Refresh()
}

// headParts name the program, say what has changed, and lead to its record.
func (s *Screen) headParts() []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	var lines []fyne.CanvasObject
	lines = append(lines, widgets.NewText(d.title, theme.Title).Bold().Truncate())
	if d.compared != "" {
		lines = append(lines, widgets.NewParagraph(d.compared, theme.Secondary).Muted())
	}
	lines = append(lines, s.lineParts()...)
	lines = append(lines, s.reachParts()...)
	next := widgets.Outlined
	if len(d.after.problems) > 0 { // there is nothing to do here before the record is right
		next = widgets.Filled
	}
	record := widgets.NewButton(next, "file-text", w.T("plan.record"), func() { s.deps.Nav.Open(s.place.Form, s.place.ID) })
	buttons := append([]fyne.CanvasObject{record}, s.reachButtons()...)
	if s.place.Form == library.DialerConfig && d.after.machine != nil {
		at := screen.Place{Route: screen.RouteSeal, Form: s.place.Form, ID: s.place.ID}
		buttons = append(buttons, widgets.NewButton(widgets.Filled, "shield-check", w.T("seal.open"), func() { s.deps.Nav.Go(at) }))
	}
	if narrower(s.deps, wide) {
		return []fyne.CanvasObject{widgets.Column(theme.SpaceHalf, append(lines, widgets.Flow(theme.SpaceButtons, buttons...))...)}
	}
	return []fyne.CanvasObject{widgets.TopRow(theme.SpaceIcon, widgets.Grow(widgets.Column(theme.SpaceHalf, lines...)), widgets.Row(theme.SpaceButtons, buttons...))}
}

// lineParts choose the line of the dialer that is dialled on, where it has several.
func (s *Screen) lineParts() []fyne.CanvasObject {
	if s.desk.after.plan == nil {
		return nil
	}
	lines := s.desk.after.plan.Profile().Lines
	if len(lines) < 2 {
		return nil
	}
	chosen := 0
	var chips []widgets.FilterChip
	for i, l := range lines {
		name := l.Label
		if name == "" {
			name = s.deps.Words.T("plan.line", l.No)
		}
		if l.No == s.line {
			chosen = i
		}
		chips = append(chips, widgets.FilterChip{Label: name})
	}
	return []fyne.CanvasObject{widgets.NewFilterChips(chips, chosen, func(i int) {
		s.line = lines[i].No
		s.Refresh()
	})}
}
