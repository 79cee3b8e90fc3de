package record

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// past is one thing that happened to a record.
type past struct {
	at   time.Time
	who  form.ID
	what string
	note string // which fields, in whose place, whether it was sent
	icon string
	tone theme.Tone
}

// history is who did what and when: by the record's stamps for everybody's acts, by this
// device's journal for one's own, with whether the server has it.
func (s *Screen) history() fyne.CanvasObject {
	w := s.deps.Words
	all := append(s.stamped(), s.ownActs()...)
	all = append(all, s.amended()...)
	slices.SortStableFunc(all, func(a, b past) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.what, a.what)) })
	rows := []fyne.CanvasObject{widgets.AtLeast(0, theme.Target, widgets.Pad(0, 14, 0, 14,
		widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(w.T("record.history"), theme.Body).Bold()), widgets.NewText(w.T("record.newest_first"), theme.Secondary).Muted())))}
	speech := s.speech()
	for _, p := range all {
		who := ""
		if p.who != (form.ID{}) {
			who = speech.Name("person", p.who)
		} else {
			who = w.T("record.system")
		}
		parts := []string{who}
		if p.note != "" {
			parts = append(parts, p.note)
		}
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Title: p.what, Subtitle: strings.Join(parts, w.Label("，", ", ")), Icon: p.icon, IconTone: p.tone, Trailing: w.When(p.at, s.now()),
		}, true, nil))
	}
	return widgets.FormSheet(widgets.Rows(rows...))
}

// stamped are the states the record entered last, each with who and when.
func (s *Screen) stamped() []past {
	rec, f, w := &s.session.base.Record, s.session.form, s.deps.Words
	var all []past
	if !rec.CreatedAt.IsZero() && !f.Anonymous {
		all = append(all, past{at: rec.CreatedAt, who: rec.CreatedBy, what: w.T("record.created"), icon: "file-plus", tone: theme.Idle})
	}
	for _, st := range f.States {
		at, ok := rec.Values[st.Name+"_at"].(time.Time)
		if !ok || at.Equal(rec.CreatedAt) && st.Name == f.Start() {
			continue
		}
		by, _ := rec.Values[st.Name+"_by"].(form.ID)
		look := screen.StateLook(f, st.Name)
		p := past{at: at, who: by, what: w.Label(st.Label.Zh, st.Label.En), icon: look.Icon, tone: look.Tone}
		if n, _ := rec.Values[st.Name+"_times"].(int64); n > 1 {
			p.note = w.T("record.times", n)
		}
		if for_, ok := rec.Values[st.Name+"_for"].(form.ID); ok {
			p.note = w.T("record.for", s.speech().Name("person", for_))
		}
		all = append(all, p)
	}
	return all
}

// ownActs are this installation's operations: what was typed, and what was sent.
func (s *Screen) ownActs() []past {
	own, err := s.deps.Store.History(context.Background(), s.session.form.Name, s.session.id)
	if err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
		return nil
	}
	w := s.deps.Words
	me := s.deps.Store.Identity().Person
	var all []past
	for _, o := range own {
		p := past{at: o.At, who: me, what: s.actOf(o), icon: "check", tone: theme.Go}
		var notes []string
		if fields := s.fieldsOf(o); fields != "" {
			notes = append(notes, fields)
		}
		switch {
		case o.Undone:
			p.icon, p.tone = "undo", theme.Idle
			notes = append(notes, w.T("record.undone"))
		case o.State == device.Refused || o.State == device.Parked:
			p.icon, p.tone = "hand", theme.You
			notes = append(notes, w.T("record.not_sent"))
		case o.State != "":
			p.icon, p.tone = "cloud-up", theme.Accent
			notes = append(notes, w.T("sync.pending"))
		default:
			notes = append(notes, w.T("sync.sent"))
		}
		p.note = strings.Join(notes, w.Label("，", ", "))
		all = append(all, p)
	}
	return all
}

func (s *Screen) actOf(o device.Past) string {
	w := s.deps.Words
	if act := w.Label(o.Title.Act.Zh, o.Title.Act.En); act != "" {
		return act
	}
	switch o.Title.Kind {
	case acts.Create:
		return w.T("record.created")
	case acts.Add:
		return w.T("record.added")
	}
	return w.T("record.filled")
}

// fieldsOf names the fields an operation wrote.
func (s *Screen) fieldsOf(o device.Past) string {
	w := s.deps.Words
	var names []string
	for _, l := range o.Title.Made {
		names = append(names, w.Label(l.Zh, l.En))
	}
	if len(names) > 4 {
		names = append(names[:4], w.T("record.and_more", len(names)-4))
	}
	return strings.Join(names, w.Label("、", ", "))
}

// amended are the corrections of frozen fields.
func (s *Screen) amended() []past {
	rows, _ := s.session.base.Values[amendmentsColumn].([]form.Row)
	w := s.deps.Words
	var all []past
	for _, row := range rows {
		at, _ := row.Values["at"].(time.Time)
		by, _ := row.Values["by"].(form.ID)
		all = append(all, past{at: at, who: by, what: w.T("record.amended", s.fieldName(row)), icon: "pencil", tone: theme.Warn})
	}
	return all
}
