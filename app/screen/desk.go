package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/formview"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

const (
	scanBeside float32 = 860
	scanWidth  float32 = 392
)

// ScanDesk is what those desks are built on where one scans one thing after another: the
// running list at one side and a panel at the other, codes from the box and from anywhere,
// and what a scan looks up, saves or is refused. The desk decides what a scan comes to.
type ScanDesk struct {
	Deps  Deps
	At    Place // where the desk was opened
	Tally *Tally
	Reads Reading
	Names form.World // of what the panel shows by name

	// Awaits tells whether what scans belong to is still being read; nil: nothing is.
	Awaits func() bool

	scan   func(code.Code)
	queue  []func() // that wait for what was scanned before
	busy   int      // parts of that which are not done
	saving int
	left   bool
	root   *fyne.Container
	panel  *fyne.Container
}

// NewScanDesk makes the base of a desk; scan gets every code.
func NewScanDesk(deps Deps, at Place, scan func(code.Code)) *ScanDesk {
	d := &ScanDesk{Deps: deps, At: at, scan: scan, panel: widgets.Column(theme.SpaceSheets)}
	d.Tally = NewTally(deps, d.take, func(sc Scan) {
		if sc.ID != (form.ID{}) {
			deps.Nav.Open(library.DialerUnit, sc.ID)
		}
	})
	d.root = besideTally(deps, d.Tally.Content(), d.panel)
	return d
}

// Content returns the screen.
func (d *ScanDesk) Content() fyne.CanvasObject { return d.root }

// Place is the desk.
func (d *ScanDesk) Place() Place { return d.At }

// PlaceOf is the desk with what is worked on, nil for nothing.
func (d *ScanDesk) PlaceOf(rec *record.Record) Place {
	at := d.At
	at.ID = form.ID{}
	if rec != nil {
		at.ID = rec.ID
	}
	return at
}

// Leave lets what was scanned come to its end before it drops what is being read.
func (d *ScanDesk) Leave(context.Context) error {
	d.left = true
	d.Tally.leave()
	d.next()
	return nil
}

// Inherit goes on with the running list of the desk that stood here.
func (d *ScanDesk) Inherit(before Screen) {
	if b, ok := before.(interface{ running() *Tally }); ok && before.Place() == d.At {
		d.Tally.scans = b.running().scans
		d.Tally.draw()
	}
}

func (d *ScanDesk) running() *Tally { return d.Tally }

// Scanned takes a code while nothing has the focus.
func (d *ScanDesk) Scanned(text string) bool {
	d.Tally.hear(text)
	return true
}

func (d *ScanDesk) take(c code.Code) { d.InTurn(func() { d.scan(c) }) }

// Shelf goes on with a shelf: one on which dialers lie, or one that was scanned twice, since
// anything might be the name of a shelf that is new.
func (d *ScanDesk) Shelf(c code.Code, then func(shelf string)) {
	if last, ok := d.Tally.Last(); ok && last.Asks && last.Code == c.Serial {
		d.Tally.Forget()
		then(c.Serial)
		return
	}
	Lookup(d, func(env *form.Env) (bool, error) { return ShelfKnown(env, c.Serial) }, func(known bool) {
		if known {
			then(c.Serial)
			return
		}
		w := d.Deps.Words
		d.Tally.Note(Scan{Code: c.Serial, Outcome: Unheard, Word: w.T("tally.new_shelf"), Note: w.T("tally.new_shelf_why"), Asks: true},
			widgets.NewButton(widgets.Outlined, "map-pin", w.T("tally.is_shelf"), func() { d.take(c) }))
	})
}

// InTurn does something once what was scanned before has come to its end: who scans faster
// than is saved sees his scans in their order, the second of two alike is one, and what ends
// the work leaves none of it out.
func (d *ScanDesk) InTurn(do func()) {
	d.queue = append(d.queue, do)
	d.next()
}

// Arrived goes on with what was scanned while Awaits.
func (d *ScanDesk) Arrived() { d.next() }

func (d *ScanDesk) next() {
	for d.busy == 0 && len(d.queue) > 0 && (d.Awaits == nil || !d.Awaits()) {
		do := d.queue[0]
		d.queue = d.queue[1:]
		do()
	}
	if d.busy == 0 && d.left {
		d.Reads.End()
	}
}

// behind does part of a scan behind the thread that draws, and what it returns upon it.
func (d *ScanDesk) behind(do func(context.Context) (then func())) {
	d.busy++
	d.Deps.Background(func(ctx context.Context) {
		then := do(ctx)
		d.Deps.UI.Do(func() {
			if !d.Reads.Ended() {
				then()
			}
			d.busy--
			d.next()
		})
	})
}

// FocusSearch puts the cursor into the box.
func (d *ScanDesk) FocusSearch() { d.Tally.Box.Focus() }

// Panel puts parts beside the running list.
func (d *ScanDesk) Panel(parts ...fyne.CanvasObject) {
	widgets.PutChildren(d.panel, parts...)
	d.root.Refresh()
}

// Speech says values as this desk shows them.
func (d *ScanDesk) Speech() formview.Speech {
	return formview.Speech{Words: d.Deps.Words, Lib: d.Deps.Store.Library(), Names: d.Names, Now: d.Deps.Now}
}

// Named says the name of what a value points to, "" for nothing.
func (d *ScanDesk) Named(v any) string {
	switch v := v.(type) {
	case form.Ref:
		return d.Speech().Name(v.Form, v.ID)
	case form.ID:
		return d.Speech().Name(library.Person, v)
	}
	return ""
}

// Lookup finds what a scan stands for. Unlike a Read every answer counts.
func Lookup[T any](d *ScanDesk, look func(*form.Env) (T, error), then func(T)) {
	d.behind(func(ctx context.Context) func() {
		found, err := look(d.Deps.Store.Env(ctx, nil))
		return func() {
			if err != nil {
				d.Deps.Nav.Failed(d.Deps.Words.T("app.doing.scan"), err)
				return
			}
			then(found)
		}
	})
}

// Unit looks up the dialer of a code; then gets nil where this device knows none.
func (d *ScanDesk) Unit(c code.Code, then func(*form.Record)) {
	Lookup(d, func(env *form.Env) (*form.Record, error) { return FindUnit(env, c.Serial) }, then)
}

// Do saves what a scan came to.
func (d *ScanDesk) Do(doing string, parts []record.Part, refused func([]form.Problem), done func(record.Outcome)) {
	d.Perform(doing, parts, refused, func(out device.Done) { done(out.Outcome) })
}

// Undo takes back what was saved, as long as that can be done, and then goes on.
func (d *ScanDesk) Undo(op form.ID, then func()) {
	d.behind(func(ctx context.Context) func() {
		err := d.Deps.Store.Undo(ctx, op)
		return func() {
			if !d.Deps.Tell(d.Deps.Words.T("common.undo"), err) {
				then()
			}
		}
	})
}

// Perform is Do with what Undo needs to take it back.
func (d *ScanDesk) Perform(doing string, parts []record.Part, refused func([]form.Problem), done func(device.Done)) {
	d.saving++
	d.behind(func(ctx context.Context) func() {
		out, err := d.Deps.Store.Perform(ctx, device.Work{Parts: parts})
		return func() {
			d.saving--
			switch {
			case err != nil:
				d.Deps.Nav.Failed(d.Deps.Words.T(doing), err)
			case len(out.Problems) > 0:
				refused(out.Problems)
			default:
				done(out)
			}
		}
	})
}

// Saving tells whether something is still being saved.
func (d *ScanDesk) Saving() bool { return d.saving > 0 }

// Refuse notes a scan with why it was refused and what can be done about it.
func (d *ScanDesk) Refuse(sc Scan, problems []form.Problem, todo ...fyne.CanvasObject) {
	p, w := problems[0], d.Deps.Words
	what, do := d.Speech().Problem(p)
	if f := d.Deps.Store.Library().Form(p.Form); f != nil && d.Speech().About(f, p) != "" {
		what = d.Speech().About(f, p) + w.Label("：", ": ") + what
	}
	if sc.Note = what; do != "" {
		sc.Note += w.Label("，", ", ") + do
	}
	d.Tally.Note(sc, todo...)
}

// Refused shows why something was refused that is no single scan.
func (d *ScanDesk) Refused(problems []form.Problem) {
	d.Deps.Nav.Problems(d.Deps.Words.T("record.refused"), problems)
}

// besideTally lays the column of a Tally beside a panel where there is room, else above it.
func besideTally(deps Deps, tally, panel fyne.CanvasObject) *fyne.Container {
	margin := theme.SpacePage
	if deps.Class() == Phone {
		margin = theme.SpaceButtons
	}
	if deps.Width() >= scanBeside {
		return widgets.FillRow(0,
			widgets.Fixed(scanWidth+2*margin, 0, widgets.VScroll(widgets.Pad(5, margin, margin, margin, tally))),
			widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, theme.SpaceHalf, panel))))
	}
	return widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin, widgets.Column(theme.SpaceSheets, tally, panel)))))
}

// Fact is a line of a panel: what it is called and what it says.
func Fact(label, value string) fyne.CanvasObject {
	return widgets.Pad(4, 0, 4, 0, widgets.TopRow(theme.SpaceIcon,
		widgets.Fixed(96*theme.Current().Scale(), 0, widgets.NewText(label, theme.Secondary).Muted().Truncate()), widgets.Grow(widgets.NewParagraph(value, theme.Body))))
}
