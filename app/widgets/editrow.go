package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// EditRowOptions say what stands in a row in which a field is filled.
type EditRowOptions struct {
	Label       string
	Required    bool // a mark after the label
	Editor      fyne.CanvasObject
	EditorWidth float32           // on wide screens; 0 takes what there is
	Hint        string            // last value, limit
	Action      fyne.CanvasObject // a quiet button at the right: phrases, scan again
	Phone       bool              // the label stands above
}

// EditRow is a field being filled: label, editor, hint and action in a row, a problem
// below the editor. On a phone the label and the hint stand above the editor.
type EditRow struct {
	whole
	label   string
	hint    *Text
	note    *fyne.Container
	problem *Problem
}

// NewEditRow makes a row.
func NewEditRow(o EditRowOptions) *EditRow {
	r := &EditRow{label: o.Label}
	r.ExtendBaseWidget(r)
	r.hint = NewText(o.Hint, theme.Secondary).Muted().Truncate()
	r.note = Column(0)
	r.note.Hide()
	name := o.Label
	if o.Required {
		name += " *"
	}
	if o.Phone {
		head := []fyne.CanvasObject{NewText(name, theme.Secondary).Muted()}
		if o.Hint != "" {
			head = append(head, Grow(r.hint.Right()))
		} else {
			head = append(head, Space())
		}
		editor := []fyne.CanvasObject{Grow(o.Editor)}
		if o.Action != nil {
			editor = append(editor, o.Action)
		}
		r.content = Pad(10, theme.SpaceCell, 12, theme.SpaceCell, Column(6, Row(8, head...), TopRow(theme.SpaceButtons, editor...), r.note))
		return r
	}
	label := Fixed(labelWidth-10, 0, AtLeast(0, theme.Target, Row(0, Grow(NewParagraph(name, theme.Secondary).Muted()))))
	row := []fyne.CanvasObject{label}
	if o.EditorWidth > 0 {
		row = append(row, Fixed(o.EditorWidth, 0, o.Editor), Grow(AtLeast(0, theme.Target, Row(0, Grow(r.hint)))))
	} else {
		editor := Column(4, o.Editor)
		if o.Hint != "" {
			editor = Column(4, o.Editor, r.hint)
		}
		row = append(row, Grow(editor))
	}
	if o.Action != nil {
		row = append(row, o.Action)
	}
	r.content = Pad(10, theme.SpaceCell, 10, theme.SpaceCell, Column(6, TopRow(theme.SpaceIcon, row...), Pad(0, 0, 0, labelWidth+2, r.note)))
	return r
}

// Label is the field's name.
func (r *EditRow) Label() string { return r.label }

// SetHint changes the hint.
func (r *EditRow) SetHint(hint string) { r.hint.SetText(hint) }

// SetProblem writes a problem below the editor; an empty what takes it away.
func (r *EditRow) SetProblem(what, todo string) {
	if what == "" {
		r.problem = nil
		SetChildren(r.note)
		r.note.Hide()
		r.Refresh()
		return
	}
	r.problem = NewProblem(what, todo)
	SetChildren(r.note, r.problem)
	r.note.Show()
	r.Refresh()
}

// SetWarning writes a note in the tone of a warning below the editor.
func (r *EditRow) SetWarning(what, todo string) {
	r.problem = NewNote(theme.Warn, "alert", what, todo)
	SetChildren(r.note, r.problem)
	r.note.Show()
	r.Refresh()
}

// Problem returns what is written below the editor, "" for nothing.
func (r *EditRow) Problem() string {
	if r.problem == nil {
		return ""
	}
	return r.problem.Text()
}
