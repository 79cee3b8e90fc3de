package signin

import (
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
)

// sheetWidth is the width of the sheet where there is room.
const sheetWidth float32 = 800

// view is what is drawn; parts that change while a download runs are kept by name.
type view struct {
	root   *fyne.Container
	sheet  *fyne.Container
	scroll *container.Scroll
	input  *widgets.Input
	badge  *widgets.SyncBadge

	percent, left, counts *widgets.Text
	bar                   *widgets.ProgressBar
	rows                  *fyne.Container
}

func newView(s *Screen) *view {
	w := s.cfg.Words
	v := &view{}
	v.badge = widgets.NewSyncBadge(widgets.Offline, w.T("signin.badge.none"), func() {})
	other, label := words.English, w.T("shell.english")
	if w.Current() == words.English {
		other, label = words.Chinese, w.T("shell.chinese")
	}
	language := widgets.NewButton(widgets.Quiet, "languages", label, func() { s.cfg.Host.Speak(other) })
	head := widgets.Pad(theme.SpaceIcon, theme.SpacePage, theme.SpaceIcon, theme.SpacePage,
		widgets.Row(theme.SpaceButtons, widgets.Space(), language, v.badge))
	v.sheet = widgets.Column(0)
	v.scroll = widgets.VScroll(widgets.Pad(theme.SpaceButtons, theme.SpaceSheets, theme.SpacePage, theme.SpaceSheets,
		widgets.AtMost(sheetWidth, widgets.Sheet(widgets.PadAll(theme.SpaceIcon, v.sheet)))))
	v.root = widgets.Desk(widgets.Column(0, head, widgets.Grow(v.scroll)))
	return v
}

// show draws the stage that signing in has come to.
func (v *view) show(s *Screen) {
	parts := []fyne.CanvasObject{v.head(s), widgets.Gap(0, theme.SpaceSheet), widgets.Rule(), widgets.Gap(0, theme.SpaceSheet), v.steps(s), widgets.Gap(0, theme.SpacePage)}
	if s.wrong != nil {
		parts = append(parts, v.trouble(s), widgets.Gap(0, theme.SpacePage))
	}
	switch s.stage {
	case pasting, enrolling:
		parts = append(parts, v.paste(s)...)
	default:
		parts = append(parts, v.download(s)...)
	}
	widgets.SetChildren(v.sheet, parts...)
	v.scroll.Refresh()
	v.showBadge(s)
	if v.input != nil && s.stage == pasting {
		v.input.Focus()
	}
}

func (v *view) head(s *Screen) fyne.CanvasObject {
	w := s.cfg.Words
	logo := canvas.NewImageFromResource(theme.Current().Logo())
	logo.FillMode = canvas.ImageFillContain
	who := w.T("signin.lead")
	if s.found.Person != "" {
		who = w.T("signin.who", s.found.Person, host(s.found.Server))
	}
	return widgets.Row(theme.SpaceIcon+2, widgets.Fixed(48, 48, logo), widgets.Grow(widgets.Column(0,
		widgets.NewText(w.T("signin.app"), theme.Title).Bold().Truncate(), widgets.NewText(who, theme.Secondary).Muted().Truncate())))
}

// host is the part of an address that people know.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// steps are the four steps with the one that is now.
func (v *view) steps(s *Screen) fyne.CanvasObject {
	w := s.cfg.Words
	now := int(s.stage)
	if s.stage == ready {
		now = 4
	}
	return widgets.NewSteps([]string{w.T("signin.step.code"), w.T("signin.step.enrol"), w.T("signin.step.download"), w.T("signin.step.ready")}, now)
}

// paste asks for the code, and offers who was here before.
func (v *view) paste(s *Screen) []fyne.CanvasObject {
	w := s.cfg.Words
	v.input = widgets.NewInput(widgets.InputOptions{Label: w.T("signin.code"), Placeholder: w.T("signin.code_hint"), Icon: "scan", Text: s.code})
	enter := func() { s.Enter(v.input.Text()) }
	v.input.OnSubmit(func(string) { enter() })
	button := widgets.NewButton(widgets.Filled, "log-in", w.T("signin.enter"), enter).Big()
	if s.stage == enrolling {
		v.input.Lock("")
		button.Set("loader", w.T("signin.looking"))
		button.Disable()
	}
	parts := []fyne.CanvasObject{
		widgets.NewText(w.T("signin.code"), theme.Secondary).Muted(), widgets.Gap(0, theme.SpaceHalf),
		v.input, widgets.Gap(0, theme.SpaceButtons),
		widgets.NewParagraph(w.T("signin.code_why"), theme.Secondary).Muted(), widgets.Gap(0, theme.SpacePage),
		widgets.Row(theme.SpaceButtons, widgets.Space(), widgets.AtLeast(200, 0, button)),
	}
	known := s.cfg.Host.Known()
	if len(known) == 0 || s.stage == enrolling {
		return parts
	}
	var rows []fyne.CanvasObject
	for _, k := range known {
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Avatar: k.Person, Title: k.Person, Subtitle: host(k.Server), Trailing: w.When(k.Used, s.cfg.Now()), Chevron: true,
		}, true, func() { s.cfg.Host.Open(k.Folder) }))
	}
	return append(parts, widgets.Gap(0, theme.SpacePage), widgets.NewText(w.T("signin.known"), theme.Body).Bold(), widgets.Gap(0, theme.SpaceButtons),
		widgets.SheetPad(0, widgets.Rows(rows...)))
}

// download shows the bar, the rows and, at the end, that one can go offline.
func (v *view) download(s *Screen) []fyne.CanvasObject {
	w := s.cfg.Words
	v.percent = widgets.NewText("", theme.Figure).Bold()
	v.left = widgets.NewText("", theme.Body).Muted()
	v.counts = widgets.NewText("", theme.Secondary).Muted()
	v.bar = widgets.NewProgressBar(theme.Accent, 0, 14)
	v.rows = widgets.Column(0)
	start := widgets.NewButton(widgets.Filled, "play", w.T("signin.start"), s.cfg.Host.Start).Big()
	foot, footWhy, footIcon, footTone := w.T("signin.resume"), w.T("signin.resume_why"), "shield-check", theme.Go
	if s.stage == ready {
		foot, footWhy, footIcon = w.T("signin.offline_now"), w.T("signin.offline_why"), "circle-check"
	} else {
		start.Disable()
	}
	button := fyne.CanvasObject(start)
	if s.wrong != nil && s.stage == downloading {
		button = widgets.NewButton(widgets.Filled, "refresh", w.T("common.retry"), s.download).Big()
	}
	v.showProgress(s)
	v.showRows(s)
	return []fyne.CanvasObject{
		widgets.Row(theme.SpaceIcon, widgets.End(v.percent), widgets.Grow(v.left), v.counts), widgets.Gap(0, theme.SpaceIcon),
		v.bar, widgets.Gap(0, theme.SpacePage),
		v.foot(s, widgets.Row(theme.SpaceIcon, widgets.NewIcon(footIcon, 22, footTone),
			widgets.Grow(widgets.Column(0, widgets.NewParagraph(foot, theme.Body), widgets.NewParagraph(footWhy, theme.Secondary).Muted()))), button),
		widgets.Gap(0, theme.SpaceSheets), v.rows,
	}
}

// foot sets words and button side by side, on a phone below each other.
func (v *view) foot(s *Screen, words, button fyne.CanvasObject) fyne.CanvasObject {
	if s.cfg.Window().Canvas().Size().Width < theme.Narrow {
		return widgets.Column(theme.SpaceSheets, words, button)
	}
	return widgets.Row(theme.SpaceIcon, widgets.Grow(words), widgets.AtLeast(180, 0, button))
}

// showProgress sets the bar to what has come.
func (v *view) showProgress(s *Screen) {
	w := s.cfg.Words
	if v.bar == nil {
		return
	}
	st := s.state
	part := float32(0)
	if st.Total > 0 {
		part = min(1, float32(st.Done)/float32(st.Total))
	}
	v.left.SetText("")
	switch {
	case s.stage == ready:
		part = 1
		v.bar.Set(theme.Go, 1)
		v.left.SetText(w.T("signin.all_here"))
	case st.Total > 0 && st.Done > 0:
		passed := s.cfg.Now().Sub(s.began)
		if rest := time.Duration(float64(passed) * float64(st.Total-st.Done) / float64(st.Done)); rest > 0 {
			v.left.SetText(w.T("signin.rest", w.Duration(rest)))
		}
	case s.wrong == nil:
		v.left.SetText(w.T("signin.begins"))
	}
	if s.stage != ready {
		v.bar.Set(theme.Accent, part)
	}
	v.percent.SetText(w.Percent(float64(int(part*100)) / 100))
	v.counts.SetText("")
	if st.Total > 0 && s.stage != ready {
		v.counts.SetText(w.T("signin.counts", w.Count(int64(st.Done)), w.Count(int64(st.Total))))
	}
	v.showBadge(s)
	v.sheet.Refresh()
	v.root.Refresh()
}

func (v *view) showBadge(s *Screen) {
	w := s.cfg.Words
	switch {
	case s.stage == ready:
		v.badge.Set(widgets.UpToDate, w.T("sync.up_to_date"), "")
	case s.stage == downloading && s.wrong != nil:
		v.badge.Set(widgets.Offline, w.T("sync.offline"), "")
	case s.stage == downloading && s.state.Total > 0:
		v.badge.Set(widgets.Syncing, w.T("sync.syncing_of", w.Count(int64(s.state.Done)), w.Count(int64(s.state.Total))), "")
	case s.stage == downloading, s.stage == enrolling:
		v.badge.Set(widgets.Syncing, w.T("sync.syncing"), "")
	default:
		v.badge.Set(widgets.Offline, w.T("signin.badge.none"), "")
	}
}

// showRows lists what has come by kind of document.
func (v *view) showRows(s *Screen) {
	if v.rows == nil {
		return
	}
	w := s.cfg.Words
	var rows []fyne.CanvasObject
	for _, r := range s.rows {
		icon := widgets.NewIcon("download", 22, theme.Accent)
		if s.stage == ready {
			icon = widgets.NewIcon("circle-check", 22, theme.Go)
		}
		rows = append(rows, widgets.AtLeast(0, 44, widgets.Row(theme.SpaceIcon, icon,
			widgets.Grow(widgets.NewText(w.Label(r.Label.Zh, r.Label.En), theme.Body).Truncate()),
			widgets.NewText(w.Count(int64(r.Count)), theme.Body))))
	}
	widgets.SetChildren(v.rows, widgets.Rows(rows...))
	v.sheet.Refresh()
	v.scroll.Refresh()
}

// trouble says what went wrong, what is safe and what to do.
func (v *view) trouble(s *Screen) fyne.CanvasObject {
	w := s.cfg.Words
	line := func(icon string, tone theme.Tone, head, text string) fyne.CanvasObject {
		return widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(icon, 22, tone),
			widgets.Grow(widgets.Column(0, widgets.NewText(head, theme.Secondary).Bold(), widgets.NewParagraph(text, theme.Body))))
	}
	return widgets.Well(widgets.Column(theme.SpaceIcon,
		line("circle-x", theme.Stop, w.T("signin.happened"), s.wrong.what),
		line("shield-check", theme.Go, w.T("common.safe"), s.wrong.safe),
		line("list-checks", theme.Accent, w.T("common.what_to_do"), s.wrong.do)))
}
