package seal

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// headParts name the dialer, its customer and program.
func (s *Screen) headParts() []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	parts := []fyne.CanvasObject{widgets.NewText(d.serial, theme.Scan).Bold().Truncate()}
	for _, fact := range s.facts() {
		parts = append(parts, screen.Fact(fact[0], fact[1]))
	}
	var links []fyne.CanvasObject
	open := func(rec *form.Record, key string) {
		if rec != nil {
			links = append(links, widgets.NewButton(widgets.Outlined, "file-text", w.T(key), func() { s.deps.Nav.Open(rec.Form, rec.ID) }).Small())
		}
	}
	open(d.config, "seal.open_config")
	open(d.unit, "seal.open_unit")
	if d.config != nil {
		at := screen.Place{Route: screen.RoutePlan, Form: d.config.Form, ID: d.config.ID}
		links = append(links, widgets.NewButton(widgets.Outlined, "phone-forward", w.T("plan.open"), func() { s.deps.Nav.Go(at) }).Small())
	}
	if len(links) > 0 {
		parts = append(parts, widgets.Flow(theme.SpaceButtons, links...))
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, parts...))}
}

// facts are what stands below the serial number.
func (s *Screen) facts() [][2]string {
	w, d := s.deps.Words, s.desk
	speech, lib := s.speech(), s.deps.Store.Library()
	var all [][2]string
	say := func(rec *form.Record, column string) {
		if rec == nil {
			return
		}
		f := lib.Form(rec.Form).Field(column)
		if v := rec.Get(column); f != nil && !form.Empty(v) {
			said := speech.Value(f, v)
			if template, err := pointed(d.names, rec, column); err == nil && template != nil && template.Form == library.PlanTemplate {
				said = program.TemplateName(template)
			}
			all = append(all, [2]string{speech.Label(f.Label), said})
		}
	}
	say(d.config, library.DialerConfigCustomer)
	if d.config == nil {
		say(d.unit, library.DialerUnitCustomer)
	}
	say(d.config, library.DialerConfigTemplate)
	if d.kind != nil {
		all = append(all, [2]string{w.T("seal.type"), w.Label(d.kind.Label.Zh, d.kind.Label.En)})
	}
	return all
}

// delivery says who sealed the dialer and when. What it holds says the job that read it; of
// one that was not read only its program on record can be compared, and that is said so.
func (s *Screen) delivery(r *run) []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	if d.seal == nil {
		if s.place.Form != library.DialerUnit {
			return nil
		}
		return []fyne.CanvasObject{widgets.Sheet(widgets.NewNote(theme.Idle, "info", w.T("seal.none"), w.T("seal.none_why")))}
	}
	var lines []fyne.CanvasObject
	switch {
	case r.hasRead():
	case d.seal.current:
		lines = append(lines, widgets.NewNote(theme.Go, "file-text", w.T("seal.record_same"), w.T("seal.not_read")))
	default:
		lines = append(lines, widgets.NewNote(theme.Warn, "alert", w.T("seal.record_changed"), w.T("seal.not_read")))
		lines = append(lines, s.changedSince()...)
	}
	who := s.speech().Name(library.Person, d.seal.by)
	lines = append(lines,
		widgets.NewParagraph(w.T("seal.sealed_by", w.When(d.seal.at, s.deps.Now()), who), theme.Secondary).Muted(),
		widgets.NewParagraph(w.T("seal.digest", driver.Spaced(d.seal.digest)), theme.Note).Muted())
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, lines...))}
}

// changedSince says what the plan says otherwise than what was sealed.
func (s *Screen) changedSince() []fyne.CanvasObject {
	w, sl := s.deps.Words, s.desk.seal
	switch {
	case s.desk.config == nil && s.desk.unit.Get(library.DialerUnitConfig) == nil:
		return []fyne.CanvasObject{widgets.NewParagraph(w.T("seal.no_program"), theme.Secondary)}
	case !sl.known:
		return []fyne.CanvasObject{widgets.NewParagraph(w.T("seal.program_away"), theme.Secondary)}
	}
	changes := driver.Changes(sl.values, sl.now)
	if len(changes) == 0 {
		return []fyne.CanvasObject{widgets.NewParagraph(w.T("seal.not_sealed_yet"), theme.Secondary)}
	}
	return []fyne.CanvasObject{s.proved(sl.proof), widgets.NewParagraph(w.T("seal.registers_differ", len(changes)), theme.Secondary).Muted()}
}
