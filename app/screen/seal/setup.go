package seal

import (
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/line"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// setup asks for the line and for secrets; it is made once, so that nothing that was typed
// is lost when the screen is drawn again.
type setup struct {
	port    *widgets.Input
	secrets map[string]*widgets.Input // by reference
	reasons map[string]*widgets.Input // why one goes on in spite of a warning, by its key
}

func (s *Screen) newSetup() *setup {
	w := s.deps.Words
	name := s.bench.port
	if name == "" && len(s.desk.ports) > 0 {
		name = s.desk.ports[0]
	}
	return &setup{
		port:    widgets.NewInput(widgets.InputOptions{Label: w.T("seal.port"), Text: name, Placeholder: w.T("seal.port_hint"), Icon: "plug"}),
		secrets: map[string]*widgets.Input{}, reasons: map[string]*widgets.Input{},
	}
}

// forget empties the secrets: they were for one time.
func (s *setup) forget() {
	for _, in := range s.secrets {
		in.SetText("")
	}
}

// portName is the port that is chosen.
func (s *Screen) portName() string { return strings.TrimSpace(s.setup.port.Text()) }

// secret is the input of a secret, which shows dots.
func (s *Screen) secret(ref string) *widgets.Input {
	in := s.setup.secrets[ref]
	if in == nil {
		hint := "seal.secret_type"
		if s.desk.boxed(ref) != "" {
			hint = "seal.secret_server"
		}
		in = widgets.NewInput(widgets.InputOptions{Label: s.secretName(ref), Placeholder: s.deps.Words.T(hint), Icon: "lock", Password: true})
		s.setup.secrets[ref] = in
	}
	return in
}

// secretName is what a secret is called on its form, else its reference.
func (s *Screen) secretName(ref string) string {
	if f := s.deps.Store.Library().Form(library.DialerConfig).Field(secretFields()[ref]); f != nil {
		return s.deps.Words.Label(f.Label.Zh, f.Label.En)
	}
	return ref
}

func (s *Screen) typedSecrets() map[string]string {
	typed := map[string]string{}
	for ref, in := range s.setup.secrets {
		typed[ref] = strings.TrimSpace(in.Text())
	}
	return typed
}

// setupParts ask what is needed to talk to the unit, or say why it cannot be talked to.
func (s *Screen) setupParts() []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	switch {
	case d.unit == nil:
		return []fyne.CanvasObject{widgets.Sheet(widgets.NewProblem(w.T("seal.no_unit"), w.T("seal.no_unit_do")))}
	case d.kind == nil:
		return []fyne.CanvasObject{widgets.Sheet(widgets.NewProblem(w.T("seal.no_type"), w.T("seal.no_type_do")))}
	case d.kind.Talk == driver.TalkKeypad:
		return s.toneParts()
	case !line.HasSerial:
		return []fyne.CanvasObject{widgets.Sheet(widgets.NewNote(theme.Idle, "info", w.T("seal.no_serial"), w.T("seal.no_serial_do")))}
	}
	parts := s.reasons()
	writes := d.mine && d.said != nil && len(d.refusals) == 0
	if !writes && len(d.expected()) == 0 {
		return parts
	}
	var refs []string
	if writes {
		refs = d.said.Secrets()
	} else {
		refs = []string{driver.PasswordRef}
	}
	content := []fyne.CanvasObject{s.portParts()}
	if writes {
		content = append(s.warned(), content...)
	}
	if writes && d.found != nil {
		content = append([]fyne.CanvasObject{widgets.NewNote(theme.Warn, "alert", w.T("seal.half"), w.T("seal.half_do"))}, content...)
	}
	for _, ref := range refs {
		content = append(content, labelled(s.secretName(ref), s.secret(ref)))
	}
	read := widgets.NewButton(widgets.Outlined, "download", w.T("seal.read"), func() { s.start(s.look) })
	buttons := []fyne.CanvasObject{read}
	if writes {
		buttons = []fyne.CanvasObject{widgets.NewButton(widgets.Filled, "shield-check", w.T("seal.write"), func() { s.start(s.writeIfMeant) }), read}
	}
	content = append(content, widgets.Flow(theme.SpaceButtons, buttons...))
	if writes {
		content = append(content, widgets.NewParagraph(w.T("seal.write_why"), theme.Secondary).Muted())
	}
	return append(parts, widgets.Sheet(widgets.Column(theme.SpaceIcon, content...)))
}

// reasons say why nothing can be written.
func (s *Screen) reasons() []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	var lines []fyne.CanvasObject
	for _, p := range d.problems {
		lines = append(lines, widgets.NewProblem(w.Label(p.Label.Zh, p.Label.En), w.T("plan.fix")))
	}
	if len(d.problems) == 0 && d.mine {
		for _, p := range d.refusals {
			what, todo := s.speech().Problem(p)
			if about := s.speech().About(s.deps.Store.Library().Form(library.DialerConfig), p); about != "" && p.Key == form.KeyRequired {
				what = about + w.Label("：", ": ") + what
			}
			lines = append(lines, widgets.NewProblem(what, todo))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceHalf, lines...))}
}

// warned are the form's warnings, each with a reason to be given before anything is written.
func (s *Screen) warned() []fyne.CanvasObject {
	w := s.deps.Words
	var parts []fyne.CanvasObject
	for _, p := range s.desk.warnings {
		if s.setup.reasons[p.Key] == nil {
			s.setup.reasons[p.Key] = widgets.NewInput(widgets.InputOptions{Label: w.T("record.reason"), Placeholder: w.T("record.reason"), Lines: 2})
		}
		what, todo := s.speech().Problem(p)
		parts = append(parts, widgets.NewNote(theme.Warn, "circle-alert", what, todo), s.setup.reasons[p.Key])
	}
	return parts
}

// overrode are the reasons that were given; one that is missing is marked.
func (s *Screen) overrode() (all []record.Override, complete bool) {
	complete = true
	for _, p := range s.desk.warnings {
		in := s.setup.reasons[p.Key]
		reason := strings.TrimSpace(in.Text())
		in.SetProblem(reason == "")
		complete = complete && reason != ""
		all = append(all, record.Override{Check: p.Key, Reason: reason})
	}
	return all, complete
}

// writeIfMeant writes once every warning has its reason.
func (s *Screen) writeIfMeant() {
	if overrode, complete := s.overrode(); complete {
		s.write(overrode)
	}
}

// portParts are the line: its name, and the ports of this device to pick from.
func (s *Screen) portParts() fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	parts := []fyne.CanvasObject{labelled(w.T("seal.port"), s.setup.port)}
	if len(d.ports) == 0 {
		parts = append(parts, widgets.NewParagraph(w.T("seal.no_ports"), theme.Secondary).Muted())
	}
	var picks []fyne.CanvasObject
	for _, name := range d.ports {
		picks = append(picks, widgets.NewButton(widgets.Quiet, "plug", name, func() { s.setup.port.SetText(name) }).Small())
	}
	picks = append(picks, widgets.NewButton(widgets.Quiet, "refresh", w.T("seal.ports_again"), s.Refresh).Small())
	return widgets.Column(theme.SpaceHalf, append(parts, widgets.Flow(theme.SpaceButtons, picks...))...)
}

// start does what a button says, unless the line is in use or none is chosen.
func (s *Screen) start(do func()) {
	w := s.deps.Words
	switch {
	case s.bench.busy():
		s.deps.Nav.Dialog(screen.Dialog{Title: w.T("seal.busy"), Content: widgets.NewParagraph(w.T("seal.busy_do"), theme.Body), Confirm: w.T("common.ok"), OnYes: func() bool { return true }})
	case s.portName() == "":
		s.setup.port.SetProblem(true)
		s.setup.port.Focus()
	default:
		s.setup.port.SetProblem(false)
		do()
	}
}

// labelled puts what an input asks over it.
func labelled(name string, in fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Column(theme.SpaceHalf, widgets.NewText(name, theme.Secondary).Muted(), in)
}
