package record

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// amendmentsColumn is the built-in table of corrections to frozen fields (forms/README.md 2).
const amendmentsColumn = "amendments"

// amendments shows the corrections of a record and lets whoever may add one. The fields
// themselves never change once they are frozen.
func (s *Screen) amendments() fyne.CanvasObject {
	rows, _ := s.session.base.Values[amendmentsColumn].([]form.Row)
	open := s.amendable()
	if len(rows) == 0 && len(open) == 0 {
		return nil
	}
	w := s.deps.Words
	head := []fyne.CanvasObject{widgets.Grow(widgets.NewText(w.T("record.amendments"), theme.Body).Bold())}
	if len(open) > 0 {
		head = append(head, widgets.NewButton(widgets.Quiet, "pencil", w.T("record.amend"), func() { s.amend(open) }))
	}
	parts := []fyne.CanvasObject{widgets.AtLeast(0, theme.Target, widgets.Pad(0, 4, 0, 14, widgets.Row(theme.SpaceButtons, head...)))}
	speech := s.speech()
	for _, row := range rows {
		says, _ := row.Values["says"].(string)
		why, _ := row.Values["why"].(string)
		by := speech.Any(row.Values["by"])
		at := speech.Any(row.Values["at"])
		parts = append(parts, widgets.Pad(10, 14, 10, 14, widgets.Column(2,
			widgets.NewRuns(theme.Body, widgets.Run{Text: s.fieldName(row) + w.Label("：", ": "), Bold: true}, widgets.Run{Text: says}),
			widgets.NewParagraph(w.T("record.amended_why", why, by, at), theme.Secondary).Muted())))
	}
	return widgets.FormSheet(widgets.Rows(parts...))
}

func (s *Screen) fieldName(row form.Row) string {
	name, _ := row.Values["field"].(string)
	if f := s.session.form.Field(name); f != nil {
		return s.deps.Words.Label(f.Label.Zh, f.Label.En)
	}
	return name
}

// amendable are the filled fields this person may correct.
func (s *Screen) amendable() []*form.Field {
	if s.session.fresh || s.session.foreign || len(s.session.form.Amend) == 0 {
		return nil
	}
	env := s.session.envOf(&s.session.base.Record)
	var open []*form.Field
	for _, f := range s.session.form.Fields() {
		if f.Calc == nil && f.Type != form.Lookup && !f.System && !form.Empty(s.session.base.Values[f.Name]) && s.session.form.Amendable(env, f) {
			open = append(open, f)
		}
	}
	return open
}

// amend asks which field, what it should say and why.
func (s *Screen) amend(open []*form.Field) {
	w := s.deps.Words
	chosen := ""
	field := widgets.NewButton(widgets.Outlined, "chevron-down", w.T("record.which_field"), nil)
	field.OnTapped(func() {
		var options []widgets.PickOption
		for _, f := range open {
			options = append(options, widgets.PickOption{Key: f.Name, Label: w.Label(f.Label.Zh, f.Label.En), Sub: s.speech().Value(f, s.session.base.Values[f.Name])})
		}
		var closeIt func()
		picker := widgets.NewPicker(widgets.PickerOptions{
			Title: w.T("record.which_field"), Options: options, SearchHint: w.T("common.search"), NothingText: w.T("formview.nothing_found"),
			OnPick: func(keys []string) {
				closeIt()
				if len(keys) == 1 {
					chosen = keys[0]
					f := s.session.form.Field(chosen)
					field.Set("chevron-down", w.Label(f.Label.Zh, f.Label.En))
				}
			},
		})
		closeIt = widgets.ShowOverlay(s.deps.Window().Canvas(), picker.Panel(), 480, nil)
	})
	says := widgets.NewInput(widgets.InputOptions{Label: w.T("record.should_say"), Placeholder: w.T("record.should_say"), Lines: 2})
	why := widgets.NewInput(widgets.InputOptions{Label: w.T("record.reason"), Placeholder: w.T("record.reason"), Lines: 2})
	trouble := widgets.Column(theme.SpaceHalf)
	content := widgets.Column(theme.SpaceIcon, field, says, why, trouble)
	s.deps.Nav.Dialog(screen.Dialog{
		Title: w.T("record.amend"), Content: content, Confirm: w.T("record.amend"),
		OnYes: func() bool {
			says.SetProblem(says.Text() == "")
			why.SetProblem(why.Text() == "")
			if chosen == "" || says.Text() == "" || why.Text() == "" {
				widgets.SetChildren(trouble, widgets.NewProblem(w.T("record.amend_all"), ""))
				content.Refresh()
				return false
			}
			problems, err := s.addAmendment(chosen, says.Text(), why.Text())
			if err != nil {
				s.deps.Nav.Failed(w.T("record.amend"), err)
				return false
			}
			var shown []fyne.CanvasObject
			for _, p := range problems {
				what, do := s.speech().Problem(p)
				shown = append(shown, widgets.NewProblem(what, do))
			}
			widgets.SetChildren(trouble, shown...)
			content.Refresh()
			return len(problems) == 0
		},
	})
}

func (s *Screen) addAmendment(field, says, why string) ([]form.Problem, error) {
	row := form.Row{ID: uuid.Must(uuid.NewV7()).String(), Values: form.Values{"field": field, "says": says, "why": why}}
	done, err := s.deps.Store.Perform(context.Background(), device.Work{Parts: []acts.Part{{
		Kind: acts.Add, Form: s.session.form.Name, ID: s.session.id, Table: amendmentsColumn, Row: row,
	}}})
	if err != nil || done.Fate == acts.Refused {
		return done.Problems, err
	}
	s.Refresh()
	return nil, nil
}
