package seal

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fieldline/app/line"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/driver"
	"fieldline/forms/library"
)

// goingOn says how far a job is, and lets it be called off.
func (s *Screen) goingOn(r *run) fyne.CanvasObject {
	w := s.deps.Words
	s.bar = widgets.NewProgressBar(theme.Accent, 0, 14)
	s.stage = widgets.NewText("", theme.Body).Bold()
	s.advance(r)
	why := "seal.writing_why"
	if r.reads {
		why = "seal.reading_why"
	}
	stop := widgets.NewButton(widgets.Outlined, "x", w.T("seal.stop"), func() { r.stop() })
	return widgets.Sheet(widgets.Column(theme.SpaceIcon,
		widgets.Row(theme.SpaceIcon, widgets.Grow(s.stage), stop), s.bar, widgets.NewParagraph(w.T(why), theme.Secondary).Muted()))
}

func (s *Screen) advance(r *run) {
	w, p := s.deps.Words, r.progress
	key := "seal.stage." + line.Begins
	if p.Stage != "" {
		key = "seal.stage." + p.Stage
	}
	text, part := w.T(key), float32(0)
	if p.Total > 0 {
		part = float32(p.Done) / float32(p.Total)
		text = w.T("seal.progress", text, p.Done, p.Total)
	}
	s.stage.SetText(text)
	s.bar.Set(theme.Accent, part)
}

// came says what became of a job: what happened, what is safe, what to do.
func (s *Screen) came(r *run) []fyne.CanvasObject {
	w := s.deps.Words
	if r.err != nil {
		return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, s.failed(r)...))}
	}
	if len(r.refused) > 0 {
		lines := []fyne.CanvasObject{widgets.NewProblem(w.T("seal.refused"), w.T("seal.refused_safe"))}
		for _, p := range r.refused {
			what, todo := s.speech().Problem(p)
			lines = append(lines, widgets.NewProblem(what, todo))
		}
		lines = append(lines, widgets.Row(theme.SpaceButtons, widgets.NewButton(widgets.Outlined, "shield-check", w.T("seal.again"), func() { s.sealAgain(r) }), widgets.Space()))
		return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, lines...))}
	}
	if r.reads {
		return s.readOut(r)
	}
	lines := []fyne.CanvasObject{
		widgets.NewLine(theme.Go, "shield-check", w.T("seal.done")).Bold(),
		widgets.NewParagraph(w.T("seal.done_why", len(r.record.AsLeft)), theme.Secondary).Muted(),
	}
	if len(r.record.Hidden) > 0 {
		lines = append(lines, widgets.NewNote(theme.Warn, "alert", w.T("seal.hidden", len(r.record.Hidden)), w.T("seal.hidden_do")))
	}
	if u := s.desk.unit; u != nil && (u.State == library.DialerUnitInStock || u.State == library.DialerUnitConfigured) { // it goes on there
		at := screen.Place{Route: screen.RouteBench, Form: u.Form, ID: u.ID}
		lines = append(lines, widgets.Flow(theme.SpaceButtons, widgets.NewButton(widgets.Outlined, "scan", w.T("seal.to_bench"), func() { s.deps.Nav.Go(at) })))
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, lines...))}
}

// readOut says what a dialer was read to hold, beside what it should.
func (s *Screen) readOut(r *run) []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	expected := r.record.Compares(d.expected())
	changes := driver.Changes(expected, r.record.AsFound)
	same, differs := "seal.as_delivered", "seal.changed"
	if d.seal == nil {
		same, differs = "seal.holds_program", "seal.holds_other"
	}
	var lines []fyne.CanvasObject
	if len(changes) == 0 {
		lines = append(lines, widgets.NewLine(theme.Go, "circle-check", w.T(same)).Bold(), widgets.NewParagraph(w.T("seal.compared", len(r.record.AsFound)), theme.Secondary).Muted())
	} else {
		lines = append(lines, widgets.NewLine(theme.Stop, "alert", w.T(differs)).Bold())
		lines = append(lines, s.differences(expected, r.record.AsFound)...)
	}
	if n := len(r.record.Unread); n > 0 {
		lines = append(lines, widgets.NewParagraph(w.T("seal.unread", n), theme.Secondary).Muted())
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, lines...))}
}

// failed says why a job came to nothing.
func (s *Screen) failed(r *run) []fyne.CanvasObject {
	w := s.deps.Words
	var shut *closed
	var lacks *lacking
	var digits *driver.DigitsError
	fault := faultOf(r.err)
	switch {
	case errors.As(r.err, &shut):
		return []fyne.CanvasObject{widgets.NewProblem(w.T("seal.port_shut", shut.name), w.T("seal.port_shut_do")), s.safe(false)}
	case errors.As(r.err, &lacks):
		if first := s.confirmation(r, lacks); first != nil {
			return first
		}
		why, do := w.T("seal.secret_none"), w.T("seal.secret_none_do")
		if lacks.err != nil {
			why, _ = screen.Explain(w, lacks.err)
		}
		return []fyne.CanvasObject{widgets.NewProblem(w.T("seal.secret_away", s.secretName(lacks.ref), why), do), s.safe(false)}
	case errors.As(r.err, &digits):
		name := s.secretName(digits.Ref)
		return []fyne.CanvasObject{widgets.NewProblem(w.T("seal.digits", name, digits.Has, digits.Want), w.T("seal.digits_do", name)), s.safe(false)}
	case fault == nil && r.record != nil && len(r.record.AsLeft) > 0: // it was set, and could not be kept
		why, do := screen.Explain(w, r.err)
		return []fyne.CanvasObject{widgets.NewProblem(w.T("seal.refused"), w.T("seal.refused_safe")), widgets.NewProblem(why, do),
			widgets.Row(theme.SpaceButtons, widgets.NewButton(widgets.Outlined, "shield-check", w.T("seal.again"), func() { s.sealAgain(r) }), widgets.Space())}
	case fault == nil:
		why, do := screen.Explain(w, r.err)
		return []fyne.CanvasObject{widgets.NewProblem(why, do), s.safe(false)}
	}
	return s.faulty(fault)
}

// faulty says what a unit did that it should not.
func (s *Screen) faulty(f *line.Fault) []fyne.CanvasObject {
	w := s.deps.Words
	kind := f.Kind
	if kind == line.Refused && f.Register == "" && !f.Touched {
		kind = "password"
	}
	where := w.T("seal.at_begin")
	if f.Register != "" && s.desk.kind != nil {
		where = s.means(f.Register)
	}
	what, do := w.T("seal.fault."+kind, where), w.T("seal.do."+kind)
	if kind == line.Other {
		what, do = w.T("seal.fault.other", f.Got), w.T("seal.do.other", f.Want)
	}
	lines := []fyne.CanvasObject{widgets.NewProblem(what, do), s.safe(f.Touched)}
	if (kind == line.Differs || kind == line.Unproved) && (f.Want != "" || f.Got != "") {
		lines = append(lines, widgets.NewParagraph(w.T("seal.want_got", f.Want, f.Got), theme.Secondary).Muted())
	}
	if f.Open {
		lines = append(lines, widgets.NewParagraph(w.T("seal.open_note"), theme.Secondary).Muted())
	}
	return lines
}

// safe says what the dialer holds after a job that came to nothing.
func (s *Screen) safe(touched bool) fyne.CanvasObject {
	key := "seal.untouched"
	if touched {
		key = "seal.touched"
	}
	return widgets.NewParagraph(s.deps.Words.T(key), theme.Body)
}

// sealAgain hands what was read to the form once more: the dialer is set already.
func (s *Screen) sealAgain(r *run) {
	d := s.desk
	s.deps.Background(func(ctx context.Context) {
		refused, err := s.seal(ctx, d, r.record, r.overrode)
		s.deps.UI.Do(func() {
			r.refused, r.err = refused, err
			if !s.reading.Ended() {
				s.Refresh()
			}
		})
	})
}
