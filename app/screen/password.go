package screen

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// PasswordAsked is a dialog that a server's word about a password ends.
type PasswordAsked struct {
	Title, Why string
	Before     []fyne.CanvasObject // other inputs, above the password
	Password   *widgets.Input
	Check      func(ctx context.Context, password string) error // asks the server
	Then       func()                                           // once it is right
}

// AskPassword stays open, with what is wrong and what to do below the password, until the
// server takes it or somebody cancels.
func AskPassword(deps Deps, ask PasswordAsked) {
	w := deps.Words
	wrong := widgets.NewParagraph("", theme.Secondary).Tone(theme.Stop)
	parts := append([]fyne.CanvasObject{widgets.NewParagraph(ask.Why, theme.Body)}, ask.Before...)
	var closeIt func()
	closeIt = deps.Nav.Dialog(Dialog{
		Title: ask.Title, Content: widgets.Column(theme.SpaceIcon, append(parts, ask.Password, wrong)...),
		Confirm: ask.Title, Focus: ask.Password.Focusable(),
		OnYes: func() bool {
			typed := ask.Password.Text()
			deps.Background(func(ctx context.Context) {
				err := ask.Check(ctx, typed)
				deps.UI.Do(func() {
					if err != nil {
						ask.Password.SetProblem(true)
						why, do := Explain(w, err)
						wrong.SetText(strings.TrimRight(why, "。.") + w.Label("。", ". ") + do)
						widgets.Refit(deps.Window().Canvas())
						return
					}
					closeIt()
					ask.Then()
				})
			})
			return false // until the server has answered
		},
	})
}
