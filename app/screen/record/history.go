package record

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// history is who did what and when, from what to what: as the server tells it where there
// is a network, by the record's stamps for everybody's acts, by this device's journal for
// one's own, with whether the server has it.
func (s *Screen) history() fyne.CanvasObject {
	w := s.deps.Words
	all := told(s.atServer(), s.ownActs(), s.stamped(), s.amended())
	if s.online.whole(s.place.ID) {
		all = slices.DeleteFunc(all, happened.onlyStamped)
	}
	slices.SortStableFunc(all, func(a, b happened) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.what, a.what)) })
	rows := []fyne.CanvasObject{widgets.AtLeast(0, theme.Target, widgets.Pad(0, 14, 0, 14,
		widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(w.T("record.history"), theme.Body).Bold()), widgets.NewText(s.reach(), theme.Secondary).Muted())))}
	for _, h := range all {
		rows = append(rows, s.happenedRow(h))
	}
	return widgets.FormSheet(widgets.Rows(rows...))
}

// changesMost is how many fields of one act are listed.
const changesMost = 12

func (s *Screen) happenedRow(h happened) fyne.CanvasObject {
	w := s.deps.Words
	who := w.T("record.system")
	if h.who != (form.ID{}) {
		who = s.speech().Name("person", h.who)
	}
	parts := []string{who, h.device, h.note, h.fate}
	if !h.received.IsZero() {
		parts = append(parts, w.T("record.received", w.When(h.received, s.now())))
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	row := widgets.NewListRow(widgets.RowData{
		Title: h.what, Subtitle: strings.Join(parts, w.Label("，", ", ")), Icon: h.icon, IconTone: h.tone, Trailing: w.When(h.at, s.now()),
	}, true, nil)
	if len(h.changes) == 0 {
		return row
	}
	var lines []fyne.CanvasObject
	for _, c := range h.changes[:min(len(h.changes), changesMost)] {
		lines = append(lines, widgets.NewRuns(theme.Secondary, widgets.Run{Text: c.label + w.Label("：", ": ")}, widgets.Run{Text: s.saysChange(c), Bold: true}))
	}
	if more := len(h.changes) - changesMost; more > 0 {
		lines = append(lines, widgets.NewText(w.T("record.and_more", more), theme.Secondary).Muted())
	}
	return widgets.Column(0, row, widgets.Pad(0, 14, 10, 56, widgets.Column(2, lines...)))
}

// saysChange says from what to what a field was changed.
func (s *Screen) saysChange(c change) string {
	w := s.deps.Words
	said := func(text string) string {
		if text == "" {
			return w.T("formview.conflict.nothing_there")
		}
		return text
	}
	if !c.hasWas {
		return said(c.is)
	}
	return said(c.was) + " → " + said(c.is)
}

// stamped are the states the record entered last, each with who and when.
func (s *Screen) stamped() []happened {
	rec, f, w := &s.session.base.Record, s.session.form, s.deps.Words
	var all []happened
	if !rec.CreatedAt.IsZero() && !f.Anonymous {
		all = append(all, happened{at: rec.CreatedAt, who: rec.CreatedBy, what: w.T("record.created"), state: f.Start(), icon: "file-plus", tone: theme.Idle})
	}
	for _, st := range f.States {
		at, ok := rec.Values[st.Name+"_at"].(time.Time)
		if !ok || at.Equal(rec.CreatedAt) && st.Name == f.Start() {
			continue
		}
		by, _ := rec.Values[st.Name+"_by"].(form.ID)
		look := screen.StateLook(f, st.Name)
		h := happened{at: at, who: by, what: w.Label(st.Label.Zh, st.Label.En), state: st.Name, icon: look.Icon, tone: look.Tone}
		if n, _ := rec.Values[st.Name+"_times"].(int64); n > 1 {
			h.note = w.T("record.times", n)
		}
		if for_, ok := rec.Values[st.Name+"_for"].(form.ID); ok {
			h.note = w.T("record.for", s.speech().Name("person", for_))
		}
		all = append(all, h)
	}
	return all
}

// ownActs are this installation's operations: what was typed over what, and what was sent.
func (s *Screen) ownActs() []happened {
	own, err := s.deps.Store.History(context.Background(), s.session.form.Name, s.session.id)
	if err != nil {
		s.deps.Nav.Failed(s.deps.Words.T("record.doing.open"), err)
		return nil
	}
	w := s.deps.Words
	me := s.deps.Store.Identity().Person
	var all []happened
	for _, o := range own {
		h := happened{op: o.Op, at: o.At, who: me, device: w.T("formview.conflict.this_device"), what: s.actOf(o), state: s.stateAfter(o), changes: s.changesOf(o), icon: "check", tone: theme.Go}
		switch {
		case o.Undone:
			h.icon, h.tone, h.fate, h.state = "undo", theme.Idle, w.T("record.undone"), ""
		case o.State == device.Refused || o.State == device.Parked:
			h.icon, h.tone, h.fate = "hand", theme.You, w.T("record.not_sent")
		case o.State != "":
			h.icon, h.tone, h.fate = "cloud-up", theme.Accent, w.T("sync.pending")
		default:
			h.fate = w.T("sync.sent")
		}
		all = append(all, h)
	}
	return all
}

// stateAfter is the state an operation led to, "" where it only wrote.
func (s *Screen) stateAfter(o device.Past) string {
	for _, p := range o.Parts {
		if p.ID != s.session.id {
			continue
		}
		switch a := s.session.form.Action(p.Action); {
		case p.Kind == acts.Create:
			return s.session.form.Start()
		case p.Kind == acts.Act && a != nil:
			return a.To
		}
	}
	return ""
}

// changesOf are the fields an operation wrote, in the order of the form.
func (s *Screen) changesOf(o device.Past) []change {
	speech := s.speech()
	var all []change
	for _, p := range o.Parts {
		if p.ID != s.session.id {
			continue
		}
		for _, f := range s.session.form.Fields() {
			is, written := p.Values[f.Name]
			if !written {
				continue
			}
			all = append(all, change{label: speech.Label(f.Label), is: cut(speech.Value(f, is)), was: cut(speech.Value(f, p.Was[f.Name])), hasWas: p.Kind == acts.Set})
		}
		if f := s.session.form.Field(p.Table); p.Kind == acts.Add && f != nil {
			all = append(all, change{label: speech.Label(f.Label), is: cut(sayRow(speech, f, p.Row))})
		}
	}
	return all
}

// sayRow says the filled cells of a row.
func sayRow(speech formview.Speech, table *form.Field, row form.Row) string {
	var cells []string
	for _, c := range table.Columns {
		if said := speech.Value(c, row.Values[c.Name]); said != "" {
			cells = append(cells, said)
		}
	}
	return strings.Join(cells, " ")
}

// valueMost is how much of a value the history quotes; the paper has all of it.
const valueMost = 80

func cut(text string) string {
	runes := []rune(text)
	if len(runes) <= valueMost {
		return text
	}
	return string(runes[:valueMost]) + "…"
}

func (s *Screen) actOf(o device.Past) string {
	w := s.deps.Words
	for _, p := range o.Parts {
		if a := s.session.form.Action(p.Action); p.ID == s.session.id && a != nil {
			return s.actionLabel(a)
		}
	}
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

// amended are the corrections of frozen fields.
func (s *Screen) amended() []happened {
	rows, _ := s.session.base.Values[amendmentsColumn].([]form.Row)
	w := s.deps.Words
	var all []happened
	for _, row := range rows {
		at, _ := row.Values["at"].(time.Time)
		by, _ := row.Values["by"].(form.ID)
		says, _ := row.Values["says"].(string)
		h := happened{at: at, who: by, what: w.T("record.amended", s.fieldName(row)), icon: "pencil", tone: theme.Warn}
		name, _ := row.Values["field"].(string)
		if f := s.session.form.Field(name); f != nil {
			h.changes = []change{{label: s.fieldName(row), was: cut(s.speech().Value(f, s.session.base.Values[name])), is: cut(says), hasWas: true}}
		}
		all = append(all, h)
	}
	return all
}
