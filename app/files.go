package app

import (
	"context"
	"errors"
	"io"

	"fyne.io/fyne/v2"
	system "fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// Files lets a person choose where a file goes and where one comes from. Nothing is called
// where nothing was chosen.
type Files interface {
	Save(name string, then func(NewFile, error))
	Open(then func(io.ReadCloser, error))
}

// NewFile is a file that is being written.
type NewFile interface {
	io.WriteCloser
	// Remove takes it away again once it is closed.
	Remove() error
}

// SaveFile asks where a file shall go and has it written there, off the UI thread. A file
// that did not become whole is taken away again: nobody is to take it for a good one.
func (a *App) SaveFile(name string, write func(context.Context, io.Writer) error, then func(error)) {
	a.cfg.Files.Save(name, func(to NewFile, err error) {
		if err != nil {
			then(err)
			return
		}
		a.cfg.Background(func(ctx context.Context) {
			err := errors.Join(write(ctx, to), to.Close())
			if err != nil {
				err = errors.Join(err, to.Remove())
			}
			a.cfg.UI.Do(func() { then(err) })
		})
	})
}

// OpenFile asks for a file.
func (a *App) OpenFile(then func(io.ReadCloser, error)) { a.cfg.Files.Open(then) }

// Audible tells whether this machine plays sounds.
func (a *App) Audible() bool { return a.player != nil && a.player.Audible() }

// PlayWAV plays a sound to its end, or until it is called off.
func (a *App) PlayWAV(ctx context.Context, wav []byte) error { return a.player.PlayWAV(ctx, wav) }

// systemFiles asks with the dialogs of the system.
type systemFiles struct{ app *App }

// Save asks where a file shall go.
func (s systemFiles) Save(name string, then func(NewFile, error)) {
	d := system.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if w != nil || err != nil {
			then(chosen{w}, err)
		}
	}, s.app.window)
	d.SetFileName(name)
	d.SetConfirmText(s.app.words.T("common.ok"))
	d.SetDismissText(s.app.words.T("common.cancel"))
	d.Show()
}

// chosen is a file where a person wants it.
type chosen struct{ fyne.URIWriteCloser }

// Remove takes it away again.
func (c chosen) Remove() error { return storage.Delete(c.URI()) }

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
