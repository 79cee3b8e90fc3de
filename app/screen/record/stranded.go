package record

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// strand takes out of the draft what can no longer be filled in, such as a text left in a
// card that was handed in elsewhere meanwhile. It is not laid over the record, where it would
// look saved; it is told above it and stays until the person drops it or may fill it in again.
func (s *session) strand() {
	env, draft := s.envOf(&s.base.Record), s.draft
	closed := func(name string) bool {
		f := s.form.Field(name)
		if f == nil {
			return false
		}
		writes, _ := s.form.Writable(env, f)
		return !writes
	}
	s.draft.Values, s.draft.Raw = form.Values{}, map[string]string{}
	for name, v := range draft.Values {
		switch {
		case !closed(name):
			s.draft.Values[name] = v
		case !form.Equal(v, s.base.Values[name]): // else it was saved meanwhile
			s.stranded.Values[name] = v
		}
	}
	for spot, text := range draft.Raw {
		if closed(formview.ParseSpot(spot).Field) {
			s.stranded.Raw[spot] = text
		} else {
			s.draft.Raw[spot] = text
		}
	}
}

func (s *session) isStranded() bool { return len(s.stranded.Values) > 0 || len(s.stranded.Raw) > 0 }

// withStranded puts what is stranded back into a draft that is kept.
func (s *session) withStranded(d *device.Draft) {
	maps.Copy(d.Values, s.stranded.Values)
	maps.Copy(d.Raw, s.stranded.Raw)
}

// strandedNote tells what is stranded, with the way to drop it; nil where nothing is.
func (s *Screen) strandedNote() fyne.CanvasObject {
	if !s.session.isStranded() {
		return nil
	}
	w := s.deps.Words
	parts := []fyne.CanvasObject{widgets.NewParagraph(w.T("record.stranded"), theme.Body).Bold()}
	for _, line := range s.strandedLines() {
		parts = append(parts, widgets.NewParagraph(line, theme.Body))
	}
	parts = append(parts, widgets.NewLink(theme.Stop, "trash", w.T("record.stranded_drop"), s.dropStranded).Target())
	return widgets.FormSheet(widgets.PadAll(theme.SpaceSheets, widgets.Column(theme.SpaceHalf, parts...)))
}

func (s *Screen) strandedLines() []string {
	w, speech := s.deps.Words, s.speech()
	var lines []string
	say := func(name, text string) {
		label := name
		if f := s.session.form.Field(name); f != nil {
			label = speech.Label(f.Label)
		}
		lines = append(lines, label+w.Label("：", ": ")+text)
	}
	for _, name := range slices.Sorted(maps.Keys(s.session.stranded.Values)) {
		text := speech.Value(s.session.form.Field(name), s.session.stranded.Values[name])
		if text == "" {
			text = w.T("record.stranded_emptied")
		}
		say(name, text)
	}
	for _, spot := range slices.Sorted(maps.Keys(s.session.stranded.Raw)) {
		say(formview.ParseSpot(spot).Field, strings.TrimSpace(s.session.stranded.Raw[spot]))
	}
	return lines
}

// dropStranded gives up what is stranded, once that is confirmed.
func (s *Screen) dropStranded() {
	w := s.deps.Words
	s.deps.Nav.Dialog(screen.Dialog{
		Title:   w.T("record.stranded_ask"),
		Content: widgets.NewParagraph(strings.Join(s.strandedLines(), "\n"), theme.Body),
		Confirm: w.T("record.stranded_drop"), Grave: true,
		OnYes: func() bool {
			s.session.stranded = nothingTyped()
			s.drafts.typed = true
			s.drafts.save()
			s.frame.renew()
			return true
		},
	})
}

func nothingTyped() device.Draft {
	return device.Draft{Values: form.Values{}, Raw: map[string]string{}}
}
