package record

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"fieldline/app/widgets"
	acts "fieldline/sync/record"
)

// find walks what is drawn until want says yes.
func find[T any](o fyne.CanvasObject, want func(T) bool) (T, bool) {
	if t, ok := o.(T); ok && o.Visible() && want(t) {
		return t, true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		children = []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		if child != nil && child.Visible() {
			if t, ok := find(child, want); ok {
				return t, true
			}
		}
	}
	var none T
	return none, false
}

func (tb *tablet) input(label string) *widgets.Input {
	tb.t.Helper()
	in, ok := find(tb.window.Content(), func(in *widgets.Input) bool { return in.Label() == label })
	if !ok {
		tb.t.Fatalf("there is no input for %q", label)
	}
	return in
}

// typeIn types into a field and stays in it.
func (tb *tablet) typeIn(label, text string) {
	tb.t.Helper()
	in := tb.input(label)
	tb.window.Canvas().Focus(in.Focusable())
	in.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	test.Type(in.Focusable(), text)
}

// write types into a field in place of what is there and leaves it.
func (tb *tablet) write(label, text string) {
	tb.t.Helper()
	in := tb.input(label)
	tb.window.Canvas().Focus(in.Focusable())
	in.SetText("")
	in.OnChanged("")
	test.Type(in.Focusable(), text)
	tb.window.Canvas().Unfocus()
}

func (tb *tablet) sees(text string) bool {
	_, ok := find(tb.window.Content(), func(t *canvas.Text) bool { return strings.Contains(t.Text, text) })
	return ok
}

// filled is what stands on the one filled button.
func (tb *tablet) filled() string {
	b, ok := find(tb.window.Content(), func(b *widgets.Button) bool { return b.Kind() == widgets.Filled })
	if !ok {
		return ""
	}
	return b.Label()
}

func (tb *tablet) tap(label string) {
	tb.t.Helper()
	b, ok := find(tb.window.Content(), func(b *widgets.Button) bool { return b.Label() == label })
	if !ok {
		tb.t.Fatalf("there is no button %q", label)
	}
	test.Tap(b)
}

func (tb *tablet) stored(rec acts.Record) acts.Record {
	tb.t.Helper()
	got, err := tb.Record(ctx, rec.Form, rec.ID)
	tb.must(err)
	return got
}

func (tb *tablet) journal() []record {
	tb.t.Helper()
	batch, err := tb.Pending(ctx, 100, 1<<20)
	tb.must(err)
	var all []record
	for _, op := range batch.Ops {
		o, err := acts.Decode(tb.Library(), op.Body)
		tb.must(err)
		all = append(all, record(o))
	}
	return all
}

type record acts.Operation
