package outbox

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// refusalParts show why work was not accepted, what was typed, and what can be done:
// mend it and send it again, hand it to the office, or give it up for a reason.
func (s *Screen) refusalParts(c *oneCase) (content, foot fyne.CanvasObject) {
	w, e := s.deps.Words, c.entry
	var parts []fyne.CanvasObject
	if s.beside() { // else the dialog's own title says it
		parts = append(parts, widgets.NewParagraph(s.actOf(e), theme.Title).Bold())
	}
	parts = append(parts,
		widgets.NewParagraph(w.T("outbox.refused_head", e.Title.Name, w.When(e.At, s.deps.Now())), theme.Secondary).Muted(),
		widgets.Rule())
	if e.State == device.Parked {
		parts = append(parts, reason("inbox", theme.You, w.T("outbox.parked_why"), ""))
	}
	for _, p := range e.Problems {
		what, do := s.speech().Problem(p)
		if f := s.deps.Store.Library().Form(p.Form); f != nil && p.Field != "" {
			what = s.speech().About(f, p) + w.T("app.colon") + what
		}
		parts = append(parts, reason("alert", theme.Stop, what, do))
	}
	if e.Reply != "" {
		parts = append(parts, reason("message", theme.Accent, w.T("outbox.reply"), e.Reply))
	}
	kept := "outbox.kept"
	if !editable(e) {
		kept = "outbox.kept_step"
	}
	parts = append(parts, reason("shield-check", theme.Go, w.T(kept), ""))
	if typed := s.typed(e); len(typed) > 0 {
		parts = append(parts, widgets.Gap(0, theme.SpaceButtons), widgets.NewText(w.T("outbox.typed"), theme.Body).Bold())
		parts = append(parts, widgets.Rows(typed...))
	}
	if n := len(e.Others); n > 0 {
		parts = append(parts, widgets.NewParagraph(w.T("outbox.others", n), theme.Secondary).Muted())
	}
	office, again := widgets.Outlined, widgets.NewButton(widgets.Filled, "pencil", w.T("outbox.mend"), func() { s.mend(e) })
	if !editable(e) { // sent as it was it is refused again, until somebody else has seen to it
		office, again = widgets.Filled, widgets.NewButton(widgets.Outlined, "send", w.T("outbox.again"), func() { s.again(e) })
	}
	foot = widgets.EqualAtLeast(180, theme.SpaceButtons,
		widgets.NewButton(office, "message", w.T("outbox.to_office"), func() { s.note(e) }),
		widgets.NewButton(widgets.Grave, "trash", w.T("outbox.discard"), func() { s.discard(e) }),
		again)
	open := widgets.NewLink(theme.Accent, "external-link", w.T("outbox.open_record"), func() { s.deps.Nav.Open(e.Form, e.ID) }).Target()
	parts = append(parts, widgets.Row(0, open, widgets.Space()))
	return widgets.Column(theme.SpaceIcon, parts...), foot
}

func reason(icon string, tone theme.Tone, what, do string) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.NewParagraph(what, theme.Body).Bold()}
	if do != "" {
		lines = append(lines, widgets.NewParagraph(do, theme.Body))
	}
	return widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(icon, 22, tone), widgets.Grow(widgets.Column(0, lines...)))
}

// typed lists the values of the refused work.
func (s *Screen) typed(e *device.Entry) []fyne.CanvasObject {
	speech := s.speech()
	var rows []fyne.CanvasObject
	for _, p := range e.Parts {
		f := speech.Lib.Form(p.Form)
		if f == nil {
			continue
		}
		for _, field := range f.Fields() {
			v, ok := p.Values[field.Name]
			if !ok {
				continue
			}
			text := speech.Value(field, v)
			if text == "" {
				text = s.deps.Words.T("outbox.emptied")
			}
			rows = append(rows, widgets.AtLeast(0, 44, widgets.Row(theme.SpaceIcon,
				widgets.Fixed(110*theme.Current().Scale(), 0, widgets.NewText(speech.Label(field.Label), theme.Secondary).Muted().Truncate()),
				widgets.Grow(widgets.NewParagraph(text, theme.Body)))))
		}
	}
	return rows
}

// editable tells whether the refused work has values that a person can mend.
func editable(e *device.Entry) bool {
	return slices.ContainsFunc(e.Parts, func(p record.Part) bool { return len(p.Values) > 0 })
}

// mend lets the values be changed and sends them again.
func (s *Screen) mend(e *device.Entry) {
	w := s.deps.Words
	at := slices.IndexFunc(e.Parts, func(p record.Part) bool { return len(p.Values) > 0 })
	part := e.Parts[at]
	f := s.deps.Store.Library().Form(part.Form)
	if f == nil {
		return
	}
	ctx := context.Background()
	id := part.ID
	if id == (form.ID{}) {
		id = e.ID // of one that it creates
	}
	rec, err := s.deps.Store.Record(ctx, part.Form, id)
	switch {
	case errors.Is(err, device.ErrNotFound): // it was to be created by this very work
		rec = record.Record{Record: form.Record{ID: id, Form: part.Form, State: f.Start(), CreatedAt: e.At, UpdatedAt: e.At}}
	case err != nil:
		s.deps.Nav.Failed(w.T("outbox.mend"), err)
		return
	}
	rec.Values = form.Clone(rec.Values)
	if rec.Values == nil {
		rec.Values = form.Values{}
	}
	var asks []form.Ask
	for _, field := range f.Fields() {
		if v, ok := part.Values[field.Name]; ok {
			rec.Values[field.Name] = v
			asks = append(asks, form.Ask{Field: field.Name, Optional: true})
		}
	}
	view := formview.New(formview.Config{
		Form: f, Record: &rec.Record, Ask: asks, Words: w, Now: s.deps.Now, Phone: s.deps.Class() == screen.Phone,
		Env: func(r *form.Record) *form.Env {
			return s.deps.Store.Env(ctx, &record.Record{Record: *r})
		},
		Source:  screen.Source{Store: s.deps.Store, Ctx: ctx},
		OnError: func(doing string, err error) { s.deps.Nav.Failed(doing, err) },
	})
	view.SetProblems(e.Problems)
	var closeIt func()
	closeIt = s.deps.Nav.Dialog(screen.Dialog{
		Title: w.T("outbox.mend_title", s.actOf(e)), Content: view, Confirm: w.T("outbox.send_again"),
		OnYes: func() bool {
			if len(view.Typed()) > 0 { // a text that is no value would empty its field
				view.Redraw()
				return false
			}
			parts := slices.Clone(e.Parts)
			typed := view.Values()
			changed := form.Values{}
			for _, ask := range asks {
				changed[ask.Field] = typed[ask.Field]
			}
			parts[at].Values = changed
			s.resend(e, parts, view.SetProblems, func() { closeIt() })
			return false // closed when it is sent
		},
	})
}

// again sends refused work once more as it was.
func (s *Screen) again(e *device.Entry) {
	s.resend(e, nil, func([]form.Problem) {}, func() {})
}

// resend sends refused work once more; without parts as it was.
func (s *Screen) resend(e *device.Entry, parts []record.Part, refused func([]form.Problem), sent func()) {
	w := s.deps.Words
	s.deps.Background(func(ctx context.Context) {
		done, err := s.deps.Store.Resend(ctx, e.Op, device.Work{Parts: parts})
		s.deps.UI.Do(func() {
			switch {
			case err != nil:
				s.deps.Nav.Failed(w.T("outbox.doing.again"), err)
			case done.Op == (form.ID{}):
				refused(done.Problems)
				s.deps.Nav.Problems(w.T("outbox.still_refused"), done.Problems)
			default:
				sent()
				s.settled()
				op := done.Op
				s.deps.Nav.Toast(w.T("outbox.sent_again"), func() { s.takeBack(op) })
				s.Refresh()
			}
		})
	})
}

func (s *Screen) takeBack(op form.ID) {
	s.deps.Background(func(ctx context.Context) {
		err := s.deps.Store.Undo(ctx, op)
		s.deps.UI.Do(func() {
			s.deps.Tell(s.deps.Words.T("app.doing.undo"), err)
			s.Refresh()
		})
	})
}

// note hands the case to the office with a sentence.
func (s *Screen) note(e *device.Entry) {
	w := s.deps.Words
	s.withSentence(w.T("outbox.to_office_title"), w.T("outbox.to_office_why"), w.T("outbox.to_office"), false, func(ctx context.Context, sentence string) error {
		return s.deps.Store.Note(ctx, e.Op, sentence)
	}, w.T("outbox.noted"))
}

// discard gives the work up for a reason.
func (s *Screen) discard(e *device.Entry) {
	w := s.deps.Words
	s.withSentence(w.T("outbox.discard_title"), w.T("outbox.discard_why"), w.T("outbox.discard"), true, func(ctx context.Context, sentence string) error {
		return s.deps.Store.Discard(ctx, e.Op, sentence)
	}, w.T("outbox.discarded"))
}

// withSentence asks for a sentence, which must be given, and does something with it.
func (s *Screen) withSentence(title, why, confirm string, grave bool, do func(context.Context, string) error, said string) {
	w := s.deps.Words
	input := widgets.NewInput(widgets.InputOptions{Label: w.T("outbox.sentence"), Placeholder: w.T("outbox.sentence_hint"), Lines: 3})
	missing := widgets.NewParagraph("", theme.Secondary).Tone(theme.Stop)
	busy := false
	var closeIt func()
	closeIt = s.deps.Nav.Dialog(screen.Dialog{
		Title: title, Content: widgets.Column(theme.SpaceIcon, widgets.NewParagraph(why, theme.Body), input, missing), Confirm: confirm, Grave: grave,
		Focus: input.Focusable(),
		OnYes: func() bool {
			sentence := strings.TrimSpace(input.Text())
			if busy {
				return false
			}
			if sentence == "" {
				input.SetProblem(true)
				missing.SetText(w.T("outbox.sentence_missing"))
				return false
			}
			busy = true
			s.deps.Background(func(ctx context.Context) {
				err := do(ctx, sentence)
				s.deps.UI.Do(func() {
					busy = false
					if s.deps.Tell(title, err) {
						return
					}
					closeIt()
					s.settled()
					s.deps.Nav.Toast(said, nil)
					s.Refresh()
				})
			})
			return false // closed when it is done
		},
	})
}
