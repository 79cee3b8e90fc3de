// Package segments is where the table is imported by which a dial plan tells home mobiles:
// the first seven digits of a mobile and the area it belongs to. It says which edition is in
// force, reads a file of CSV or XLSX, shows every line that is wrong, and what a new edition
// changes before it is put in force.
package segments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/record"
)

const (
	pageWidth float32 = 760
	mostWrong         = 20       // lines that are shown
	mostBytes         = 64 << 20 // of a file
)

// Files lets a person choose a file.
type Files interface {
	OpenFile(then func(io.ReadCloser, error))
}

// Screen is the page.
type Screen struct {
	deps  screen.Deps
	place screen.Place
	files Files

	now     *inForce // nil until it was read
	chosen  *chosen  // nil: no file was chosen
	edition *widgets.Input
	busy    bool
	reads   screen.Reading

	root  *fyne.Container
	parts *fyne.Container
}

// inForce is the table that is used now.
type inForce struct {
	rec   *form.Record // nil: there is none
	olds  []form.ID    // all that are in force
	table *dialplan.Segments
	away  bool // its bytes are not on this device yet
}

// chosen is a file that was read: a table, or what is wrong with it.
type chosen struct {
	name                string
	table               *dialplan.Segments
	wrong               []dialplan.BadLine
	err                 error // it could not be read at all
	added, gone, change int
}

// New makes the screen.
func New(deps screen.Deps, place screen.Place, files Files) *Screen {
	s := &Screen{deps: deps, place: place, files: files, parts: widgets.Column(theme.SpaceSheets)}
	s.edition = widgets.NewInput(widgets.InputOptions{Label: deps.Words.T("segments.edition"), Placeholder: "2026-11"})
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(2, margin, theme.SpacePage, margin, widgets.AtMost(pageWidth, s.parts)))))
	s.Refresh()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says which edition is in force.
func (s *Screen) Header() screen.Header {
	return screen.Header{Title: s.deps.Words.T("segments.title"), Context: Said(s.deps, s.record()), Back: true}
}

func (s *Screen) record() *form.Record {
	if s.now == nil {
		return nil
	}
	return s.now.rec
}

// Place is the page.
func (s *Screen) Place() screen.Place { return s.place }

// Leave drops what is being read: nothing was imported that was not put in force.
func (s *Screen) Leave(context.Context) error {
	s.reads.End()
	return nil
}

// Refresh reads the table in force again.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reads, s.read, func(now *inForce) {
		s.now = now
		s.draw()
		s.deps.Nav.Redraw()
	})
}

func (s *Screen) read(ctx context.Context) (*inForce, error) {
	world := s.deps.Store.Env(ctx, nil).World
	now := &inForce{}
	all, err := world.Matching(library.SegmentTable, nil, nil, []string{library.SegmentTableInForce})
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return nil, err
	}
	for _, rec := range all {
		now.olds = append(now.olds, rec.ID)
	}
	if now.rec, err = program.SegmentTable(world); err != nil {
		return nil, err
	}
	if now.table, err = program.SegmentsIn(world); err != nil {
		now.away = true // or what was put in force is no table; either way another can be
	}
	return now, nil
}

// choose reads a file.
func (s *Screen) choose() {
	w := s.deps.Words
	s.files.OpenFile(func(r io.ReadCloser, err error) {
		if err != nil {
			s.deps.Nav.Failed(w.T("segments.doing.read"), err)
			return
		}
		name := nameOf(r, w.T("segments.file"))
		s.busy = true
		s.draw()
		s.deps.Background(func(context.Context) {
			c := open(r, name)
			s.deps.UI.Do(func() {
				if s.reads.Ended() {
					return
				}
				s.busy, s.chosen = false, c
				if c.table != nil {
					c.added, c.gone, c.change = c.table.Difference(s.now.table)
					s.edition.SetText(editionOf(name, s.deps.Now().In(w.Zone()).Format("2006-01")))
				}
				s.draw()
			})
		})
	})
}

// nameOf is what a chosen file is called.
func nameOf(r io.ReadCloser, otherwise string) string {
	if named, ok := r.(interface{ URI() fyne.URI }); ok {
		return named.URI().Name()
	}
	return otherwise
}

func open(r io.ReadCloser, name string) *chosen {
	c := &chosen{name: name}
	content, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err = errors.Join(err, r.Close()); err == nil {
		c.table, err = dialplan.ImportSegments("", content)
	}
	var bad *dialplan.BadSegments
	if errors.As(err, &bad) {
		c.wrong = bad.Lines
	} else {
		c.err = err
	}
	return c
}

var dated = regexp.MustCompile(`20\d\d[-_.]?(0[1-9]|1[0-2])([-_.]?[0-3]\d)?`)

// editionOf proposes what an edition is called: the date in the name of its file.
func editionOf(file, otherwise string) string {
	if found := dated.FindString(strings.TrimSuffix(file, filepath.Ext(file))); found != "" {
		return found
	}
	return otherwise
}

// putInForce keeps the table and lets it take the place of the one before, in one act.
func (s *Screen) putInForce() {
	w, c := s.deps.Words, s.chosen
	edition := strings.TrimSpace(s.edition.Text())
	if edition == "" {
		s.edition.SetProblem(true)
		s.edition.Focus()
		s.deps.Nav.Toast(w.T("segments.edition_first"), nil)
		return
	}
	if s.busy {
		return
	}
	s.busy = true
	olds := s.now.olds
	s.deps.Background(func(ctx context.Context) {
		out, err := s.keep(ctx, c, edition, olds)
		s.deps.UI.Do(func() {
			s.busy = false
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Tell(w.T("segments.doing.keep"), err)
			case len(out.Problems) > 0:
				s.deps.Nav.Problems(w.T("record.refused"), out.Problems)
			default:
				s.chosen = nil
				s.deps.Nav.Toast(w.T("segments.done", edition, int64(c.table.Count)), nil)
				s.Refresh()
			}
		})
	})
}

func (s *Screen) keep(ctx context.Context, c *chosen, edition string, olds []form.ID) (record.Outcome, error) {
	packed, err := c.table.Encode()
	if err != nil {
		return record.Outcome{}, err
	}
	file, err := s.deps.Store.PutAttachment(ctx, strings.NewReader(string(packed)), fmt.Sprintf("segments-%s.csv.gz", edition))
	if err != nil {
		return record.Outcome{}, err
	}
	id := s.deps.Store.NewID()
	parts := []record.Part{
		{Kind: record.Create, Form: library.SegmentTable, ID: id, Values: form.Values{
			library.SegmentTableEdition: edition, library.SegmentTableRows: int64(c.table.Count), library.SegmentTableSource: c.name, library.SegmentTableTable: file,
		}},
		{Kind: record.Act, Form: library.SegmentTable, ID: id, State: library.SegmentTableDraft, Action: library.SegmentTablePutInForce},
	}
	for _, old := range olds {
		parts = append(parts, record.Part{Kind: record.Act, Form: library.SegmentTable, ID: old, State: library.SegmentTableInForce, Action: library.SegmentTableReplace})
	}
	return s.deps.Store.Do(ctx, parts...)
}

// Said says an edition and how many segments it has, "" for no table.
func Said(deps screen.Deps, table *form.Record) string {
	if table == nil {
		return ""
	}
	edition, _ := table.Get(library.SegmentTableEdition).(string)
	rows, _ := table.Get(library.SegmentTableRows).(int64)
	return deps.Words.T("segments.said", edition, deps.Words.Count(rows))
}
