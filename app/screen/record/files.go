package record

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// pickFile lets a person choose a file with the system's dialog. What is typed is kept
// before: a camera or a file dialog may cost the app its life.
func (s *Screen) pickFile(images bool, then func(name string, r io.ReadCloser)) {
	s.drafts.save()
	picker := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			s.deps.Nav.Failed(s.deps.Words.T("formview.opening"), err)
			return
		}
		if r == nil {
			return // nothing was chosen
		}
		then(r.URI().Name(), r)
	}, s.deps.Window())
	if images {
		picker.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/*"}))
	}
	title := "record.pick_file"
	if images {
		title = "record.pick_photo"
	}
	picker.SetTitleText(s.deps.Words.T(title))
	picker.SetConfirmText(s.deps.Words.T("record.take_file"))
	picker.SetDismissText(s.deps.Words.T("common.cancel"))
	picker.Resize(pickerSize.Min(s.deps.Window().Canvas().Size()))
	picker.Show()
}

// pickerSize shows some rows of pictures; a smaller window is filled.
var pickerSize = fyne.NewSize(900, 640)
