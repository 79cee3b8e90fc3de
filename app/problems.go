package app

import (
	"fmt"
	"hash/crc32"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// Problems shows why something was refused: each reason with its field, and what to do.
func (s *shell) Problems(title string, problems []form.Problem) {
	speech := s.speech()
	var rows []fyne.CanvasObject
	for _, p := range problems {
		what, do := speech.Problem(p)
		if f := speech.Lib.Form(p.Form); f != nil && p.Field != "" {
			what = speech.About(f, p) + speech.Words.T("app.colon") + what
		}
		text := widgets.Column(0, widgets.NewParagraph(what, theme.Body).Bold())
		if do != "" {
			text = widgets.Column(0, widgets.NewParagraph(what, theme.Body).Bold(), widgets.NewParagraph(do, theme.Body))
		}
		rows = append(rows, widgets.TopRow(theme.SpaceIcon, widgets.NewIcon("alert", 20, theme.Stop), widgets.Grow(text)))
	}
	s.Dialog(screen.Dialog{
		Title:   title,
		Content: widgets.Column(theme.SpaceSheets, rows...),
		Cancel:  speech.Words.T("common.close"),
	})
}

// Failed shows an error of the machine: what happened, what is safe, what to do, and a
// number for those who help.
func (s *shell) Failed(doing string, err error) {
	w := s.app.words
	fyne.LogError(doing, err)
	why, do := screen.Explain(w, err)
	number := errorNumber(err)
	point := func(icon string, tone theme.Tone, head, text string) fyne.CanvasObject {
		return widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(icon, 24, tone),
			widgets.Grow(widgets.Column(0, widgets.NewText(head, theme.Body).Bold(), widgets.NewParagraph(text, theme.Body).Muted())))
	}
	s.Dialog(screen.Dialog{
		Title: w.T("app.failed", doing),
		Content: widgets.Column(theme.SpaceSheets,
			point("circle-x", theme.Stop, w.T("common.why"), why),
			point("shield-check", theme.Go, w.T("common.safe"), w.T("app.safe")),
			point("list-checks", theme.Accent, w.T("common.what_to_do"), do),
			widgets.Rule(),
			widgets.Row(theme.SpaceButtons,
				widgets.Grow(widgets.NewText(w.T("common.error_number", number), theme.Secondary).Muted().Truncate()),
				widgets.NewQuietIcon("copy", w.T("common.copy"), func() {
					s.app.cfg.Fyne.Clipboard().SetContent(fmt.Sprintf("%s\n%s: %s", number, doing, err))
				})),
		),
		Cancel: w.T("common.close"),
	})
}

// errorNumber is short enough to say on the telephone and the same for the same error.
func errorNumber(err error) string {
	return fmt.Sprintf("E-%04d", crc32.ChecksumIEEE([]byte(err.Error()))%10000)
}

// speech says values and problems in the language now spoken.
func (s *shell) speech() formview.Speech {
	return formview.Speech{Words: s.app.words, Lib: s.deps.Store.Library(), Now: s.deps.Now}
}
