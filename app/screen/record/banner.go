package record

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// bannerMost is how many things that are missing stand in the banner; the panel has all.
const bannerMost = 6

// banner stands over the paper where the record does not simply wait to be filled in: it
// is no longer this person's, it came back for a reason, or something typed can no longer be
// filled in. Nil where it does.
func (s *Screen) banner(n step) fyne.CanvasObject {
	w := s.deps.Words
	if s.session.foreign {
		return widgets.FormSheet(widgets.PadAll(theme.SpaceSheets, widgets.NewNote(theme.You, "lock", w.T("record.gone")+w.Label("：", ":"), w.T("record.gone_why"))))
	}
	stranded := s.strandedNote()
	why, ok := s.cameBack()
	if !ok {
		return stranded
	}
	parts := []fyne.CanvasObject{widgets.TopRow(theme.SpaceButtons, widgets.NewIcon("undo", 20, theme.Stop),
		widgets.Grow(widgets.NewParagraph(why.title, theme.Body).Bold().Tone(theme.Stop)))}
	for _, says := range why.says {
		parts = append(parts, widgets.NewParagraph(says, theme.Body))
	}
	links := s.meant(why)
	for _, l := range n.lacks {
		if !slices.ContainsFunc(links, func(known lack) bool { return known.spot.Field == l.spot.Field }) {
			links = append(links, l)
		}
	}
	var shown []fyne.CanvasObject
	for _, l := range links[:min(len(links), bannerMost)] {
		shown = append(shown, widgets.NewLink(theme.Accent, "arrow-down", l.label, func() { s.jump(l.spot) }).Target())
	}
	if len(links) > bannerMost {
		shown = append(shown, widgets.NewText(w.T("record.and_more", len(links)-bannerMost), theme.Secondary).Muted())
	}
	if len(shown) > 0 {
		parts = append(parts, widgets.Flow(theme.SpaceSheets, shown...))
	}
	came := widgets.FormSheet(widgets.PadAll(theme.SpaceSheets, widgets.Column(theme.SpaceHalf, parts...)))
	if stranded == nil {
		return came
	}
	return widgets.Column(theme.SpaceSheets, stranded, came)
}

// back is why a record is in the state it is in.
type back struct {
	title string   // the state, who and when
	says  []string // what was asked for when it was sent here
}

// cameBack tells why a record came back: it is in a state in which it is filled in again,
// and whoever sent it here had to say why.
func (s *Screen) cameBack() (back, bool) {
	f, rec := s.session.form, &s.session.base.Record
	if s.session.fresh || rec.State == f.Start() {
		return back{}, false
	}
	var why back
	w, speech := s.deps.Words, s.speech()
	for _, a := range f.Actions {
		if a.To != rec.State || !f.HandsBack(a) {
			continue
		}
		for _, ask := range a.Ask {
			field := f.Field(ask.Field)
			if field == nil || field.Type != form.Note && field.Type != form.Text && field.Type != form.Choice && field.Type != form.Choices {
				continue
			}
			says := speech.Value(field, rec.Values[field.Name])
			if says == "" {
				continue
			}
			if label := speech.Label(field.Label); field.Type != form.Note {
				says = label + w.Label("：", ": ") + says
			}
			if !slices.Contains(why.says, says) {
				why.says = append(why.says, says)
			}
		}
	}
	if len(why.says) == 0 {
		return back{}, false
	}
	title := []string{speech.State(f, rec.State)}
	if by, ok := rec.Values[rec.State+"_by"].(form.ID); ok {
		title = append(title, speech.Name("person", by))
	}
	if at, ok := rec.Values[rec.State+"_at"].(time.Time); ok {
		title = append(title, w.When(at, s.now()))
	}
	why.title = strings.Join(title, w.Label("，", ", "))
	return why, true
}

// meant are the fields of this person that the reason names.
func (s *Screen) meant(why back) []lack {
	var all []lack
	text := strings.Join(why.says, " ")
	for _, field := range s.session.form.Fields() {
		if !s.view.Writes(field.Name) {
			continue
		}
		spot := formview.Spot{Field: field.Name}
		label := s.view.Label(spot)
		if utf8.RuneCountInString(label) > 1 && strings.Contains(text, label) {
			all = append(all, lack{spot: spot, label: label})
		}
	}
	return all
}

// bannerKey is all that the banner says.
func (s *Screen) bannerKey(n step) string {
	if s.session.foreign {
		return "gone"
	}
	parts := s.strandedLines()
	why, ok := s.cameBack()
	if !ok {
		return strings.Join(parts, "\n")
	}
	parts = append(append(parts, why.title), why.says...)
	for _, l := range n.lacks {
		parts = append(parts, l.spot.String(), l.label)
	}
	return strings.Join(parts, "\n")
}
