package screen

import (
	"context"
	"errors"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"fieldline/app/code"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// PictureLink lets a person take or choose a picture where the camera is the scanner, and
// goes on with the code on it, or with none; nil on a desktop, which has a scanner.
func PictureLink(deps Deps, found func(code.Code), none func()) fyne.CanvasObject {
	if deps.Class() == Desktop {
		return nil
	}
	return widgets.NewLink(theme.Accent, "camera", deps.Words.T("tally.picture"), func() { choosePicture(deps, found, none) }).Target()
}

func choosePicture(deps Deps, found func(code.Code), none func()) {
	picker := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			deps.Nav.Failed(deps.Words.T("tally.reading"), err)
			return
		}
		if r != nil {
			readPicture(deps, r, found, none)
		}
	}, deps.Window())
	picker.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/*"}))
	picker.SetConfirmText(deps.Words.T("common.ok"))
	picker.SetDismissText(deps.Words.T("common.cancel"))
	picker.Show()
}

// readPicture reads the code on a picture behind the thread that draws.
func readPicture(deps Deps, r io.ReadCloser, found func(code.Code), none func()) {
	deps.Background(func(context.Context) {
		c, err := code.Decode(r, func(code.Code) bool { return true }, deps.Now)
		err = errors.Join(err, r.Close())
		deps.UI.Do(func() {
			switch {
			case errors.Is(err, code.ErrNone), errors.Is(err, code.ErrTooLarge):
				none()
			case err != nil:
				deps.Nav.Failed(deps.Words.T("tally.reading"), err)
			default:
				found(c)
			}
		})
	})
}
