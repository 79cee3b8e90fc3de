package screen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/label"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Papers remember how labels lie on the paper of this machine, one of each kind.
type Papers interface {
	// Paper returns what was kept last, if anything was.
	Paper(kind string) (label.Sheet, bool)
	KeepPaper(kind string, sheet label.Sheet)
}

// The kinds of paper: sheets with many labels, and a roll with a page for each.
const (
	PaperSheet = "sheet"
	PaperRoll  = "roll"
)

// PrintLabels asks how the labels lie on the paper, as it was the last time, writes them as
// a PDF beside the data and hands it to the system, which shows and prints it.
func PrintLabels(deps Deps, name, kind string, labels []label.Label) {
	p := &printing{deps: deps, kind: kind}
	w := deps.Words
	var body fyne.CanvasObject
	p.fields, body = p.form()
	p.show(p.kept(kind))
	kinds := []string{PaperSheet, PaperRoll}
	choice := widgets.NewSegments([]widgets.Segment{{Label: w.T("labels.sheet")}, {Label: w.T("labels.roll")}}, indexOf(kinds, kind), func(i int) {
		p.kind = kinds[i]
		p.show(p.kept(p.kind))
	})
	p.wrong = widgets.NewParagraph("", theme.Secondary).Tone(theme.Stop)
	deps.Nav.Dialog(Dialog{
		Title: w.T("labels.title", len(labels)), Confirm: w.T("labels.print"),
		Content: widgets.Column(theme.SpaceIcon, choice, body, p.wrong),
		OnYes: func() bool {
			sheet, err := p.read()
			if err != nil {
				p.wrong.SetText(p.said(err))
				return false
			}
			if deps.Papers != nil {
				kept := sheet
				kept.Skip = 0 // the next sheet is a whole one
				deps.Papers.KeepPaper(p.kind, kept)
			}
			writeOut(deps, name, sheet, labels)
			return true
		},
	})
}

func indexOf(all []string, one string) int {
	for i, a := range all {
		if a == one {
			return i
		}
	}
	return 0
}

// printing is the dialog.
type printing struct {
	deps   Deps
	kind   string
	fields []*paperField
	wrong  *widgets.Paragraph
}

// paperField is one measure of a sheet.
type paperField struct {
	input *widgets.Input
	get   func(*label.Sheet) float64
	set   func(*label.Sheet, float64)
	whole bool
}

func (p *printing) kept(kind string) label.Sheet {
	if p.deps.Papers != nil {
		if sheet, ok := p.deps.Papers.Paper(kind); ok && sheet.Check() == nil {
			return sheet
		}
	}
	if kind == PaperRoll {
		return label.Roll()
	}
	return label.A4()
}

// form makes a field of every measure, under its name.
func (p *printing) form() ([]*paperField, fyne.CanvasObject) {
	w := p.deps.Words
	var fields []*paperField
	var cells []fyne.CanvasObject
	measure := func(key string, whole bool, of func(*label.Sheet) *float64) {
		f := &paperField{whole: whole, get: func(s *label.Sheet) float64 { return *of(s) }, set: func(s *label.Sheet, v float64) { *of(s) = v }}
		f.input = widgets.NewInput(widgets.InputOptions{Label: w.T("labels." + key), Number: true, Unit: "mm"})
		fields = append(fields, f)
		cells = append(cells, widgets.Column(theme.SpaceHalf, widgets.NewText(w.T("labels."+key), theme.Secondary).Muted(), f.input))
	}
	count := func(key string, of func(*label.Sheet) *int) {
		f := &paperField{whole: true, get: func(s *label.Sheet) float64 { return float64(*of(s)) }, set: func(s *label.Sheet, v float64) { *of(s) = int(v) }}
		f.input = widgets.NewInput(widgets.InputOptions{Label: w.T("labels." + key), Number: true})
		fields = append(fields, f)
		cells = append(cells, widgets.Column(theme.SpaceHalf, widgets.NewText(w.T("labels."+key), theme.Secondary).Muted(), f.input))
	}
	measure("label_width", false, func(s *label.Sheet) *float64 { return &s.Label.Width })
	measure("label_height", false, func(s *label.Sheet) *float64 { return &s.Label.Height })
	measure("left", false, func(s *label.Sheet) *float64 { return &s.Left })
	measure("top", false, func(s *label.Sheet) *float64 { return &s.Top })
	measure("gap_x", false, func(s *label.Sheet) *float64 { return &s.GapX })
	measure("gap_y", false, func(s *label.Sheet) *float64 { return &s.GapY })
	count("columns", func(s *label.Sheet) *int { return &s.Columns })
	count("rows", func(s *label.Sheet) *int { return &s.Rows })
	measure("paper_width", false, func(s *label.Sheet) *float64 { return &s.Width })
	measure("paper_height", false, func(s *label.Sheet) *float64 { return &s.Height })
	count("skip", func(s *label.Sheet) *int { return &s.Skip })
	return fields, widgets.EqualAtLeast(132*theme.Current().Scale(), theme.SpaceButtons, cells...)
}

func (p *printing) show(sheet label.Sheet) {
	for _, f := range p.fields {
		f.input.SetText(strconv.FormatFloat(f.get(&sheet), 'f', -1, 64))
		f.input.SetProblem(false)
	}
	if p.wrong != nil {
		p.wrong.SetText("")
	}
}

var errNoNumber = errors.New("it is no number")

// read takes what is typed; a sheet whose labels do not lie on it is refused.
func (p *printing) read() (label.Sheet, error) {
	var sheet label.Sheet
	var err error
	for _, f := range p.fields {
		v, bad := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(f.input.Text()), ",", "."), 64)
		if bad != nil || f.whole && v != float64(int(v)) {
			err = errNoNumber
			f.input.SetProblem(true)
			continue
		}
		f.input.SetProblem(false)
		f.set(&sheet, v)
	}
	if err != nil {
		return sheet, err
	}
	return sheet, sheet.Check()
}

func (p *printing) said(err error) string {
	key := "labels.below"
	switch {
	case errors.Is(err, errNoNumber):
		key = "labels.no_number"
	case errors.Is(err, label.ErrNoFit):
		key = "labels.no_fit"
	case errors.Is(err, label.ErrSkipped):
		key = "labels.skipped"
	}
	return p.deps.Words.T(key)
}

func writeOut(deps Deps, name string, sheet label.Sheet, labels []label.Label) {
	path := filepath.Join(deps.Store.Dir(), "labels-"+name+".pdf")
	deps.Background(func(context.Context) {
		err := writeLabels(path, sheet, labels)
		deps.UI.Do(func() {
			switch {
			case errors.Is(err, label.ErrTooLong):
				deps.Nav.Problems(deps.Words.T("app.doing.labels"), []form.Problem{{Key: "labels.too_long"}})
			case err != nil:
				deps.Nav.Failed(deps.Words.T("app.doing.labels"), err)
			default:
				deps.Nav.Toast(deps.Words.T("app.labels_made", len(labels)), nil)
				deps.Launch("file://" + filepath.ToSlash(path))
			}
		})
	})
}

func writeLabels(path string, sheet label.Sheet, labels []label.Label) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the labels: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return sheet.PDF(f, labels)
}

// LabelOf is what stands on the label of a dialer.
func LabelOf(unit *form.Record, customer string) label.Label {
	serial, _ := unit.Get(library.DialerUnitSerial).(string)
	model, _ := unit.Get(library.DialerUnitModel).(string)
	return label.Label{Serial: serial, Model: model, Customer: customer}
}
