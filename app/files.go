package app

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	system "fyne.io/fyne/v2/dialog"
)

// Files lets a person choose where a file goes and where one comes from. Nothing is called
// where nothing was chosen.
type Files interface {
	Save(name string, then func(io.WriteCloser, error))
	Open(then func(io.ReadCloser, error))
}

// SaveFile asks where a file shall go.
func (a *App) SaveFile(name string, then func(io.WriteCloser, error)) { a.cfg.Files.Save(name, then) }

// OpenFile asks for a file.
func (a *App) OpenFile(then func(io.ReadCloser, error)) { a.cfg.Files.Open(then) }

// Audible tells whether this machine plays sounds.
func (a *App) Audible() bool { return a.player != nil && a.player.Audible() }

// PlayWAV plays a sound to its end, or until it is called off.
func (a *App) PlayWAV(ctx context.Context, wav []byte) error { return a.player.PlayWAV(ctx, wav) }

// systemFiles asks with the dialogs of the system.
type systemFiles struct{ app *App }

// Save asks where a file shall go.
func (s systemFiles) Save(name string, then func(io.WriteCloser, error)) {
	d := system.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if w != nil || err != nil {
			then(w, err)
		}
	}, s.app.window)
	d.SetFileName(name)
	d.SetConfirmText(s.app.words.T("common.ok"))
	d.SetDismissText(s.app.words.T("common.cancel"))
	d.Show()
}

// Open asks for a file.
func (s systemFiles) Open(then func(io.ReadCloser, error)) {
	d := system.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if r != nil || err != nil {
			then(r, err)
		}
	}, s.app.window)
	d.SetConfirmText(s.app.words.T("common.ok"))
	d.SetDismissText(s.app.words.T("common.cancel"))
	d.Show()
}
