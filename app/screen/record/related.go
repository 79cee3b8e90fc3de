package record

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	acts "fieldline/sync/record"
)

// How many records of one kind stand below the paper, at first and when more are asked for.
const (
	relatedMost = 12
	relatedAll  = 200
)

// related are lists of the records that belong to this one, many to one, each below its name.
func (s *Screen) related() []fyne.CanvasObject {
	if s.session.fresh {
		return nil
	}
	var all []fyne.CanvasObject
	for _, rel := range s.session.form.Related {
		if !rel.Many {
			continue
		}
		recs, err := s.deps.Store.Related(context.Background(), rel.Of, rel.Via, s.session.id)
		if err != nil {
			s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
			return all
		}
		if sheet := s.relatedSheet(rel, recs); sheet != nil {
			all = append(all, sheet)
		}
	}
	return all
}

func (s *Screen) relatedSheet(rel *form.Relation, recs []acts.Record) fyne.CanvasObject {
	of := s.deps.Store.Library().Form(rel.Of)
	w := s.deps.Words
	first, mayStart := s.begins(rel, recs)
	if len(recs) == 0 && !mayStart {
		return nil
	}
	head := []fyne.CanvasObject{
		widgets.NewText(w.Label(of.Label.Zh, of.Label.En), theme.Body).Bold(),
		widgets.Grow(widgets.NewText(w.Count(int64(len(recs))), theme.Body).Muted()),
	}
	if mayStart {
		head = append(head, widgets.NewButton(widgets.Quiet, "plus", w.T("common.new"), func() {
			s.deps.Nav.New(rel.Of, first)
		}))
	}
	ordered := badFirst(of, recs)
	holder := widgets.Column(0)
	var show func(most int)
	show = func(most int) {
		rows := []fyne.CanvasObject{widgets.AtLeast(0, theme.Target, widgets.Pad(0, 4, 0, 14, widgets.Row(theme.SpaceButtons, head...)))}
		for i := range min(len(ordered), most) {
			rows = append(rows, s.relatedRow(of, &ordered[i].Record))
		}
		if rest := len(ordered) - most; rest > 0 {
			data := widgets.RowData{Title: w.T("record.and_more", rest)}
			if most < relatedAll {
				data.Icon, data.Chevron = "chevron-down", true
			}
			rows = append(rows, widgets.NewListRow(data, true, func() {
				show(relatedAll)
				s.frame.relaid()
			}))
		}
		widgets.SetChildren(holder, widgets.FormSheet(widgets.Rows(rows...)))
	}
	show(relatedMost)
	return holder
}

// badFirst puts what needs to be looked at first, such as the tests that failed, and of each
// kind the newest.
func badFirst(of *form.Form, recs []acts.Record) []acts.Record {
	ordered := slices.Clone(recs)
	slices.Reverse(ordered)
	bad := func(rec acts.Record) int {
		if len(of.States) > 0 && screen.StateLook(of, rec.State).Tone == theme.Stop {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(ordered, func(a, b acts.Record) int { return bad(a) - bad(b) })
	return ordered
}

// begins tells whether this person may make a record that belongs to this one, and what it
// begins with: one that its own form would refuse to belong here is not offered, nor a second
// where there may be one only.
func (s *Screen) begins(rel *form.Relation, recs []acts.Record) (form.Values, bool) {
	of := s.deps.Store.Library().Form(rel.Of)
	via := of.Field(rel.Via)
	if s.session.foreign || via == nil || via.System || !of.MayStart(s.session.envOf(nil)) || hasItsOnly(of, rel.Via, recs) {
		return nil, false
	}
	values := form.Values{rel.Via: form.Ref{Form: s.place.Form, ID: s.place.ID}}
	begun, err := of.New(s.session.envOf(nil), s.deps.Store.NewID(), values)
	if err != nil {
		return nil, false
	}
	env := s.session.envOf(begun)
	writes, _ := of.Writable(env, via)
	return values, writes && of.Visible(env, via) && of.MayPick(env, via, s.view.Record()) != form.No
}

// hasItsOnly tells whether one of the records is the only one that there may be.
func hasItsOnly(of *form.Form, via string, recs []acts.Record) bool {
	return slices.ContainsFunc(of.Uniques, func(u *form.Unique) bool {
		return slices.Equal(u.Of, []string{via}) && len(u.During) == 0 && slices.ContainsFunc(recs, func(rec acts.Record) bool {
			return len(u.While) == 0 || slices.Contains(u.While, rec.State)
		})
	})
}

func (s *Screen) relatedRow(of *form.Form, rec *form.Record) fyne.CanvasObject {
	speech := s.speech()
	data := widgets.RowData{Title: speech.NameOf(rec), Subtitle: s.about(of, rec), Chevron: true}
	if stamp, open := screen.StampOf(s.deps.Words, of, rec); stamp != "" {
		data.Stamp, data.StampOpen = stamp, open
	}
	if len(of.States) > 0 {
		look := screen.StateLook(of, rec.State)
		data.Chip, data.ChipIcon, data.ChipTone = speech.State(of, rec.State), look.Icon, look.Tone
	}
	return widgets.NewListRow(data, true, func() { s.deps.Nav.Open(rec.Form, rec.ID) })
}

// about says the columns by which the form's own lists show a record, what the page or the
// row says already left out.
func (s *Screen) about(of *form.Form, rec *form.Record) string {
	if len(of.Lists) == 0 {
		return ""
	}
	speech, said := s.speech(), ""
	for _, path := range of.Lists[len(of.Lists)-1].Columns {
		if path == "number" || path == "state" || s.told(rec, path) {
			continue
		}
		text := speech.Path(rec, path)
		if text == "" || text == speech.NameOf(rec) {
			continue
		}
		if said != "" {
			said += s.deps.Words.Label("，", ", ")
		}
		said += text
	}
	return said
}

// told tells whether the page says already what a path leads to: it is the page of that
// record, or points there itself.
func (s *Screen) told(rec *form.Record, path string) bool {
	first, _, _ := strings.Cut(path, ".")
	ref, ok := rec.Values[first].(form.Ref)
	return ok && (ref == form.Ref{Form: s.place.Form, ID: s.place.ID} || form.Equal(s.view.Record().Values[first], ref))
}
