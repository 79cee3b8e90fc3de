package record

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/forms/form"
	"fieldline/sync/protocol"
	acts "fieldline/sync/record"
)

// teller is a syncer that can ask the server what happened to a record; that needs a
// network.
type teller interface {
	History(ctx context.Context, formName string, id form.ID) (protocol.HistoryReply, error)
}

// online is what the server told of the record's history, and whether it could be asked.
type online struct {
	of     form.ID // the record it is about
	asking bool
	told   []protocol.Past
	more   bool // there is more, further back
	err    error
}

// whole tells whether the server told all there is of a record.
func (o *online) whole(of form.ID) bool {
	return o.of == of && !o.asking && o.err == nil && !o.more && len(o.told) > 0
}

// askHistory asks the server what happened, once each time the history is opened.
func (s *Screen) askHistory() {
	by, ok := s.deps.Syncer.(teller)
	if !ok || s.session == nil || s.session.fresh {
		return
	}
	formName, id := s.place.Form, s.place.ID
	s.online = online{of: id, asking: true}
	shown := s.session.source.shown // nobody waits for it once the paper is left
	s.deps.Background(func(context.Context) {
		reply, err := by.History(shown, formName, id)
		s.deps.UI.Do(func() {
			if s.gone || s.online.of != id || s.session == nil {
				return
			}
			s.online = online{of: id, told: reply.Entries, more: reply.More, err: err}
			if s.tab == len(s.tabs) {
				s.frame.refill()
			}
		})
	})
}

// reach says how far the history reaches: what the server knows, or this device alone.
func (s *Screen) reach() string {
	w := s.deps.Words
	switch o := s.online; {
	case o.of != s.place.ID:
		return w.T("record.history_here")
	case o.asking:
		return w.T("record.history_asking")
	case o.err != nil:
		return w.T("record.history_offline")
	case o.more:
		return w.T("record.history_more", len(o.told))
	}
	return w.T("record.newest_first")
}

// atServer are the acts of everybody as the server tells them.
func (s *Screen) atServer() []happened {
	if s.online.of != s.place.ID {
		return nil
	}
	var all []happened
	for _, e := range s.online.told {
		if acts.Kind(e.Kind) == acts.Add && len(e.Changes) == 0 {
			continue // a correction, which tells itself
		}
		h := happened{op: e.Op, at: e.At, received: e.Received, who: e.By, device: s.deviceOf(e.Device), state: e.State, what: s.actTold(e), icon: "check", tone: theme.Go}
		if e.State != "" {
			look := screen.StateLook(s.session.form, e.State)
			h.icon, h.tone = look.Icon, look.Tone
		}
		if e.Offline {
			h.note = s.deps.Words.T("record.done_offline")
		}
		for _, c := range s.inOrder(e.Changes) {
			if told, ok := s.changeTold(c, e.Rev > 1); ok {
				h.changes = append(h.changes, told)
			}
		}
		all = append(all, h)
	}
	return all
}

// inOrder are changes in the order in which the form has its fields.
func (s *Screen) inOrder(changes []protocol.Change) []protocol.Change {
	place := map[string]int{}
	for i, f := range s.session.form.Fields() {
		place[f.Name] = i
	}
	return slices.SortedStableFunc(slices.Values(changes), func(a, b protocol.Change) int { return cmp.Compare(place[a.Column], place[b.Column]) })
}

func (s *Screen) deviceOf(number int) string {
	w := s.deps.Words
	switch number {
	case 0:
		return w.T("record.at_server")
	case s.deps.Store.Identity().DeviceNumber:
		return w.T("formview.conflict.this_device")
	}
	return fmt.Sprintf("T%02d", number)
}

// actTold names an act as this record's form does.
func (s *Screen) actTold(e protocol.Past) string {
	w := s.deps.Words
	if a := s.session.form.Action(e.Action); a != nil {
		return s.actionLabel(a)
	}
	switch acts.Kind(e.Kind) {
	case acts.Create:
		return w.T("record.created")
	case acts.Add:
		return w.T("record.added")
	case acts.Set:
		return w.T("record.filled")
	}
	for _, st := range s.session.form.States {
		if st.Name == e.State {
			return w.Label(st.Label.Zh, st.Label.En)
		}
	}
	if e.Rev == 1 {
		return w.T("record.created")
	}
	return w.T("record.by_another")
}

// changeTold says a change; a column that this library does not have says nothing.
func (s *Screen) changeTold(c protocol.Change, hasWas bool) (change, bool) {
	f, column := s.session.form.Field(c.Column), s.session.form.Column(c.Column)
	if f == nil || column == nil {
		return change{}, false
	}
	speech := s.speech()
	if c.Secret {
		return change{label: speech.Label(f.Label), is: s.deps.Words.T("record.secret_changed")}, true
	}
	said := func(raw json.RawMessage) string {
		if len(raw) == 0 {
			return ""
		}
		v, err := column.Decode(raw)
		if err != nil {
			return ""
		}
		return cut(speech.Value(f, v))
	}
	return change{label: speech.Label(f.Label), was: said(c.Was), is: said(c.Is), hasWas: hasWas}, true
}
