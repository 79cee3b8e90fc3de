package formview

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
)

// Conflict is a field that two people wrote, in words. The screen says what it is called
// and what a decision does; the pane only asks for it.
type Conflict struct {
	Label  string // of the field, or of the table with its column
	Base   string // what stood there before both; "" for nothing
	Mine   Side
	Theirs Side

	OnMine, OnTheirs func()
	// OnJoin is told the text that a person made of both; nil where the values cannot be
	// joined, as two dates cannot.
	OnJoin func(text string)
}

// Side is one of the two values: who wrote it, when and where.
type Side struct {
	Value   string // "" for emptied
	Who     string // "" for this person, on another device
	When    string
	Device  string // as people call it: this device, another device
	InForce bool   // stands in the record as long as nobody decides
}

// ConflictPane shows both values of a field that two people wrote, with what stood there
// before, and asks: mine, theirs, or a text made of both. It is the same on the record,
// at its field, and in the outbox; whatever is chosen, nothing is told before the button
// below is pressed. screen.ConflictOf reads one from the device and settles it.
type ConflictPane struct {
	widget.BaseWidget
	words   *words.Words
	c       Conflict
	verdict verdict

	content *fyne.Container
	cards   map[verdict]*widgets.ChoiceCard
	join    *widgets.Check // nil: the values cannot be joined
	joined  *widgets.Input // the text of both, to be edited
	button  *widgets.Button
}

type verdict int

const (
	useMine verdict = iota
	useTheirs
	useJoined
)

// conflictCard is the least width of a card beside the other.
const conflictCard = 220

// NewConflictPane makes the pane; the value in force is marked first.
func NewConflictPane(w *words.Words, c Conflict) *ConflictPane {
	p := &ConflictPane{words: w, c: c, cards: map[verdict]*widgets.ChoiceCard{}}
	if c.Theirs.InForce {
		p.verdict = useTheirs
	}
	p.compose()
	p.ExtendBaseWidget(p)
	return p
}

func (p *ConflictPane) compose() {
	w := p.words
	p.cards[useMine] = p.card(useMine, w.T("formview.conflict.mine"), p.c.Mine)
	p.cards[useTheirs] = p.card(useTheirs, p.theirs("formview.conflict.theirs", "formview.conflict.theirs_own"), p.c.Theirs)
	parts := []fyne.CanvasObject{
		widgets.NewParagraph(w.T("formview.conflict.title", p.c.Label), theme.Body).Bold(),
		widgets.TopRow(theme.SpaceButtons, widgets.NewMutedIcon("history", 20), widgets.NewText(w.T("formview.conflict.before"), theme.Secondary).Muted(),
			widgets.Grow(widgets.NewParagraph(p.said(p.c.Base), theme.Body))),
		widgets.EqualAtLeast(conflictCard, theme.SpaceIcon, p.cards[useMine], p.cards[useTheirs]),
	}
	if p.c.OnJoin != nil {
		p.join = widgets.NewRadio(w.T("formview.conflict.join"), false, func(bool) { p.choose(useJoined) })
		p.joined = widgets.NewInput(widgets.InputOptions{Label: w.T("formview.conflict.join"), Lines: 3})
		p.joined.SetText(Joined(p.c.Mine.Value, p.c.Theirs.Value))
		p.joined.OnChanged = func(string) { p.choose(useJoined) }
		parts = append(parts, widgets.Column(theme.SpaceHalf, p.join, p.joined))
	}
	p.button = widgets.NewButton(widgets.Filled, "check", "", p.settle)
	parts = append(parts, widgets.Row(theme.SpaceIcon, widgets.NewMutedIcon("undo", 20),
		widgets.Grow(widgets.NewParagraph(w.T("formview.conflict.both_kept"), theme.Secondary).Muted())), p.button)
	p.content = widgets.Column(theme.SpaceIcon, parts...)
	p.mark()
}

func (p *ConflictPane) card(of verdict, title string, s Side) *widgets.ChoiceCard {
	w := p.words
	source := []string{s.When, s.Device, w.T("formview.conflict.not_in_force")}
	if s.InForce {
		source[2] = w.T("formview.conflict.in_force")
	}
	source = slices.DeleteFunc(source, func(part string) bool { return part == "" })
	return widgets.NewChoiceCard(widgets.ChoiceText{Title: title, Source: strings.Join(source, w.Label("，", ", ")), Value: p.said(s.Value)},
		false, func() { p.choose(of) })
}

// theirs names the other side: by its person, or by the device where he is the same.
func (p *ConflictPane) theirs(key, own string) string {
	if p.c.Theirs.Who == "" {
		return p.words.T(own)
	}
	return p.words.T(key, p.c.Theirs.Who)
}

func (p *ConflictPane) said(value string) string {
	if value == "" {
		return p.words.T("formview.conflict.nothing_there")
	}
	return value
}

func (p *ConflictPane) choose(v verdict) {
	p.verdict = v
	p.mark()
}

func (p *ConflictPane) mark() {
	for v, card := range p.cards {
		card.SetChosen(v == p.verdict)
	}
	if p.join != nil {
		p.join.SetChecked(p.verdict == useJoined)
	}
	label := p.words.T("formview.conflict.use_mine")
	switch p.verdict {
	case useTheirs:
		label = p.theirs("formview.conflict.use_theirs", "formview.conflict.use_theirs_own")
	case useJoined:
		label = p.words.T("formview.conflict.use_joined")
	}
	p.button.Set("check", label)
}

func (p *ConflictPane) settle() {
	switch p.verdict {
	case useMine:
		p.c.OnMine()
	case useTheirs:
		p.c.OnTheirs()
	case useJoined:
		p.c.OnJoin(p.joined.Text())
	}
}

// HeightFor is its height at a width.
func (p *ConflictPane) HeightFor(width float32) float32 { return widgets.HeightFor(p.content, width) }

// MinSize is its height at the width it has.
func (p *ConflictPane) MinSize() fyne.Size {
	width := max(p.Size().Width, conflictCard)
	return fyne.NewSize(conflictCard, p.HeightFor(width))
}

// CreateRenderer draws the pane.
func (p *ConflictPane) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(p.content)
}
