package widgets

import (
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// PickOption is one thing to pick.
type PickOption struct {
	Key, Label, Sub string
	Icon            string
}

// PickerOptions say what a picker offers. Either Options are all there are, or Find
// looks for those that fit a query.
type PickerOptions struct {
	Title       string
	Options     []PickOption
	Find        func(query string) []PickOption
	Selected    []string // keys
	Multi       bool     // several; Confirm ends it
	SearchHint  string   // "" leaves the search box out where Options are few
	NothingText string   // shown where nothing fits
	ConfirmText string   // of a picker for several
	OnPick      func(keys []string)
}

// fewOptions is up to how many options need no search box.
const fewOptions = 8

// Picker is a sheet to pick from: a search box and a list in which one or several are
// marked. Show its Panel in an overlay.
type Picker struct {
	options  PickerOptions
	shown    []PickOption
	selected map[string]bool
	order    []string
	search   *Input
	lines    []*ListRow
	at       int // of shown: what Enter picks; -1 for nothing
	rows     *fyne.Container
	scroll   *Scroll
	panel    *fyne.Container
	nothing  *Paragraph
}

// pickerRows is how many rows are drawn at most; further ones are found by typing.
const pickerRows = 60

// NewPicker makes a picker.
func NewPicker(o PickerOptions) *Picker {
	p := &Picker{options: o, selected: map[string]bool{}}
	for _, key := range o.Selected {
		p.selected[key] = true
		p.order = append(p.order, key)
	}
	p.nothing = NewParagraph(o.NothingText, theme.Body).Muted().Center()
	p.rows = Column(0)
	p.scroll = NewScroll(p.rows, theme.SpaceIcon)
	parts := []fyne.CanvasObject{NewParagraph(o.Title, theme.Title).Bold()}
	if o.SearchHint != "" && (o.Find != nil || len(o.Options) > fewOptions) {
		p.search = NewInput(InputOptions{Label: o.Title, Placeholder: o.SearchHint, Icon: "search"})
		p.search.OnChanged = p.searched
		p.search.OnSubmit(func(string) { p.pickMarked() })
		p.search.OnKey(p.walk)
		parts = append(parts, p.search)
	}
	p.at = -1
	p.fill()
	height := min(float32(max(3, len(p.shown)))*57, 420)
	parts = append(parts, Grow(AtLeast(0, height, p.scroll)))
	if o.Multi {
		parts = append(parts, NewButton(Filled, "check", o.ConfirmText, p.Confirm))
	}
	p.panel = Sheet(Column(theme.SpaceIcon, parts...))
	return p
}

// Panel is what is shown.
func (p *Picker) Panel() fyne.CanvasObject { return p.panel }

// Focusable is the search box, nil where there is none.
func (p *Picker) Focusable() fyne.Focusable {
	if p.search == nil {
		return nil
	}
	return p.search.Focusable()
}

// Shown lists the options now in view.
func (p *Picker) Shown() []PickOption { return p.shown }

// Search types into the search box.
func (p *Picker) Search(query string) {
	if p.search != nil {
		p.search.SetText(query)
		p.searched(query)
	}
}

// searched shows what fits; Enter picks the first of it.
func (p *Picker) searched(query string) {
	p.at = 0
	if strings.TrimSpace(query) == "" {
		p.at = -1
		p.search.SetText("") // the space that opened the picker
	}
	p.fill()
}

// walk marks another option with the arrow keys, for Enter to pick.
func (p *Picker) walk(key fyne.KeyName) bool {
	if key != fyne.KeyDown && key != fyne.KeyUp || len(p.lines) == 0 {
		return false
	}
	p.at++
	if key == fyne.KeyUp {
		p.at -= 2
	}
	p.at = min(max(0, p.at), len(p.lines)-1)
	for i, line := range p.lines {
		line.Mark(i == p.at || p.selected[p.shown[i].Key])
	}
	Reveal(p.lines[p.at])
	return true
}

func (p *Picker) find() []PickOption {
	query := ""
	if p.search != nil {
		query = strings.TrimSpace(p.search.Text())
	}
	if p.options.Find != nil {
		return p.options.Find(query)
	}
	if query == "" {
		return p.options.Options
	}
	var found []PickOption
	low := strings.ToLower(query)
	for _, o := range p.options.Options {
		if strings.Contains(strings.ToLower(o.Label+"\n"+o.Sub), low) {
			found = append(found, o)
		}
	}
	return found
}

func (p *Picker) fill() {
	p.shown, p.lines = p.find(), nil
	p.at = min(p.at, len(p.shown)-1)
	var rows []fyne.CanvasObject
	for i, o := range p.shown[:min(len(p.shown), pickerRows)] {
		data := RowData{Icon: o.Icon, Title: o.Label, Subtitle: o.Sub, Selected: p.selected[o.Key] || i == p.at}
		if p.options.Multi {
			data.Icon = "square"
		}
		if p.selected[o.Key] {
			data.Icon, data.IconTone = "check", theme.Accent
			if p.options.Multi {
				data.Icon = "square-check"
			}
		}
		line := NewListRow(data, true, func() { p.tap(o.Key) })
		p.lines, rows = append(p.lines, line), append(rows, line)
	}
	if len(rows) == 0 {
		SetChildren(p.rows, PadAll(theme.SpaceSheets, p.nothing))
	} else {
		SetChildren(p.rows, Rows(rows...))
	}
	p.scroll.Refresh()
}

// tap marks an option; where one is picked it is the answer.
func (p *Picker) tap(key string) {
	if !p.options.Multi {
		p.selected, p.order = map[string]bool{key: true}, []string{key}
		p.Confirm()
		return
	}
	if p.selected[key] {
		delete(p.selected, key)
		kept := p.order[:0]
		for _, k := range p.order {
			if k != key {
				kept = append(kept, k)
			}
		}
		p.order = kept
	} else {
		p.selected[key] = true
		p.order = append(p.order, key)
	}
	p.fill()
}

// Pick does what a tap on the option of a key does.
func (p *Picker) Pick(key string) { p.tap(key) }

// pickMarked picks by Enter what is marked, or what alone is there.
func (p *Picker) pickMarked() {
	at := p.at
	if at < 0 && len(p.shown) == 1 {
		at = 0
	}
	if at >= 0 && at < len(p.lines) {
		p.tap(p.shown[at].Key)
	}
}

// Confirm answers with what is marked, in the order in which it was.
func (p *Picker) Confirm() {
	if p.options.OnPick != nil {
		p.options.OnPick(append([]string(nil), p.order...))
	}
}
