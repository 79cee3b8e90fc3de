package formview

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// peopleKind is any number of persons: each with a button to take the name away, and an
// input to add another.
func peopleKind() kind {
	return kind{block: true, edit: func(c *cell) editor { return newPeople(c) }}
}

type peopleEditor struct {
	*refEditor
	ids   []form.ID
	names []*widgets.Button
	flow  *fyne.Container
}

func newPeople(c *cell) *peopleEditor {
	e := &peopleEditor{refEditor: newRef(c, []string{"person"}, func(rec *form.Record) any { return rec.ID })}
	e.flow = widgets.Flow(theme.SpaceButtons)
	e.taken, e.half = e.add, e.pend
	return e
}

// add puts a person behind the others; an emptied input changes nobody.
func (e *peopleEditor) add(v any) {
	id, ok := v.(form.ID)
	if !ok {
		delete(e.c.v.typed, e.c.spot)
		e.c.changed(slices.Clone(e.ids))
		return
	}
	ids := slices.Clone(e.ids)
	if !slices.Contains(ids, id) {
		ids = append(ids, id)
	}
	e.change(ids)
}

// pend remembers a name that is still typed; those already there stay.
func (e *peopleEditor) pend(text string) {
	e.c.v.typed[e.c.spot] = text
	e.c.v.Redraw()
}

func (e *peopleEditor) drop(id form.ID) {
	e.change(slices.DeleteFunc(slices.Clone(e.ids), func(one form.ID) bool { return one == id }))
	e.c.left()
}

func (e *peopleEditor) change(ids []form.ID) {
	delete(e.c.v.typed, e.c.spot)
	e.c.v.quietly(func() { e.show(ids) })
	e.c.changed(ids)
}

func (e *peopleEditor) show(v any) {
	if _, one := v.(form.ID); one {
		return // the input beneath tells what was just picked
	}
	e.ids, _ = v.([]form.ID)
	e.names = nil
	e.flow.Objects = nil
	for _, id := range e.ids {
		b := widgets.NewButton(widgets.Outlined, "x", e.c.v.speech.Name("person", id), func() { e.drop(id) })
		e.names = append(e.names, b)
		e.flow.Add(b)
	}
	if _, bad := e.c.v.typed[e.c.spot]; !bad {
		e.input.SetText("")
	}
}

func (e *peopleEditor) arrange(x, y, w float32) float32 {
	h := float32(0)
	if len(e.names) > 0 {
		h = widgets.HeightFor(e.flow, w)
		place(e.flow, x, y, w, h)
		h += theme.SpaceButtons
	}
	return h + e.refEditor.arrange(x, y+h, min(w, 420))
}

func (e *peopleEditor) objects() []fyne.CanvasObject {
	all := e.refEditor.objects()
	if len(e.names) > 0 {
		all = append(all, e.flow)
	}
	return all
}
