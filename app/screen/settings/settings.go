// Package settings is where somebody says how the app looks on this machine, reads what
// this installation is, and signs out when nothing waits to be sent.
package settings

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/assets"
	"fieldline/sync/client"
)

// Preferences are what somebody chose for the look of the app on this machine.
type Preferences struct {
	Language string  // "zh" or "en"
	Mode     string  // "light", "dark", "outdoor" or "" to follow the system
	Scale    float32 // of text: 1, 1.25 or 1.5
}

// PIN is how an installation is locked.
type PIN struct {
	Set, Must bool
	Delay     time.Duration // of doing nothing
	Offline   time.Duration // since the last contact
	Keyring   bool          // the system's keyring holds the key
}

// Host keeps the preferences and the installations.
type Host interface {
	Preferences() Preferences
	Prefer(Preferences)
	// SwitchPerson closes the installation and offers everybody who works here.
	SwitchPerson()
	// SignOut closes the installation and removes it from this machine.
	SignOut()
	// PIN is how the installation is locked; ChoosePIN, RemovePIN and Lock ask for it.
	PIN() PIN
	ChoosePIN()
	RemovePIN()
	Lock()
	// SyncNow starts a round.
	SyncNow()
	Version() string
	// SaveFile and OpenFile ask for a file; nothing is called where none was chosen. One that
	// is saved is written off the UI thread, and taken away again if it did not become whole.
	SaveFile(name string, write func(context.Context, io.Writer) error, then func(error))
	OpenFile(then func(io.ReadCloser, error))
}

// Screen is the screen of settings.
type Screen struct {
	deps  screen.Deps
	place screen.Place
	host  Host

	root   *fyne.Container
	parts  *fyne.Container
	bytes  int64
	unsent client.Rescued // what a rescue file would hold

	reading screen.Reading
}

// New makes the screen.
func New(deps screen.Deps, place screen.Place, host Host) *Screen {
	s := &Screen{deps: deps, place: place, host: host, parts: widgets.Column(theme.SpaceSheets)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(2, margin, theme.SpacePage, margin, widgets.AtMost(760, s.parts)))))
	s.Refresh()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says whose settings they are.
func (s *Screen) Header() screen.Header {
	return screen.Header{Title: s.deps.Words.T("settings.title"), Context: s.deps.Store.Identity().PersonName}
}

// Place is the screen.
func (s *Screen) Place() screen.Place { return s.place }

// Leave does nothing: every choice is in force at once.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	return nil
}

// Refresh draws everything again.
func (s *Screen) Refresh() {
	s.draw()
	screen.Read(s.deps, &s.reading, s.measure, func(found measured) {
		if found != (measured{s.bytes, s.unsent}) {
			s.bytes, s.unsent = found.bytes, found.unsent
			s.draw()
		}
	})
}

// measured is what an installation takes and what of it the server does not have.
type measured struct {
	bytes  int64
	unsent client.Rescued
}

func (s *Screen) measure(ctx context.Context) (found measured, err error) {
	found.bytes, err = sizeOf(s.deps.Store.Dir())
	if by, ok := s.deps.Syncer.(rescuer); ok && err == nil {
		found.unsent, err = by.Unsent(ctx)
	}
	return found, err
}

// sizeOf is how many bytes an installation takes.
func sizeOf(dir string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var info fs.FileInfo
			if info, err = d.Info(); err == nil {
				sum += info.Size()
			}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // files come and go while they are counted
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measure the installation: %w", err)
	}
	return sum, nil
}

func (s *Screen) draw() {
	w := s.deps.Words
	parts := []fyne.CanvasObject{
		s.group(w.T("shell.language"), s.language()),
		s.group(w.T("shell.theme"), s.mode()),
		s.group(w.T("shell.text_size"), s.scale()),
		s.pin(),
		s.about(),
	}
	if by, ok := s.deps.Syncer.(rescuer); ok {
		parts = append(parts, s.handingOver(by))
	}
	widgets.SetChildren(s.parts, append(parts, s.leaving())...)
	s.root.Refresh()
}

func (s *Screen) group(head string, content fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Sheet(widgets.Column(theme.SpaceIcon, widgets.NewText(head, theme.Body).Bold(), content))
}

func (s *Screen) language() fyne.CanvasObject {
	w, p := s.deps.Words, s.host.Preferences()
	chosen := 0
	if p.Language == string(words.English) {
		chosen = 1
	}
	return widgets.NewSegments([]widgets.Segment{{Label: w.T("shell.chinese")}, {Label: w.T("shell.english")}}, chosen, func(i int) {
		p.Language = string([]words.Language{words.Chinese, words.English}[i])
		s.host.Prefer(p)
	})
}

func (s *Screen) mode() fyne.CanvasObject {
	w, p := s.deps.Words, s.host.Preferences()
	modes := []string{"", string(theme.Light), string(theme.Dark), string(theme.Outdoor)}
	chosen := 0
	for i, m := range modes {
		if m == p.Mode {
			chosen = i
		}
	}
	segments := widgets.NewSegments([]widgets.Segment{
		{Label: w.T("settings.follow")}, {Label: w.T("shell.theme.light")}, {Label: w.T("shell.theme.dark")}, {Label: w.T("shell.theme.outdoor")},
	}, chosen, func(i int) {
		p.Mode = modes[i]
		s.host.Prefer(p)
	})
	return widgets.Column(theme.SpaceButtons, segments, widgets.NewParagraph(w.T("settings.outdoor_why"), theme.Secondary).Muted())
}

func (s *Screen) scale() fyne.CanvasObject {
	p := s.host.Preferences()
	scales := []float32{1, 1.25, 1.5}
	chosen := 0
	for i, f := range scales {
		if f == p.Scale {
			chosen = i
		}
	}
	return widgets.NewSegments([]widgets.Segment{{Label: "100%"}, {Label: "125%"}, {Label: "150%"}}, chosen, func(i int) {
		p.Scale = scales[i]
		s.host.Prefer(p)
	})
}

// pin sets a PIN, changes it, takes it away, or locks at once.
func (s *Screen) pin() fyne.CanvasObject {
	w, p := s.deps.Words, s.host.PIN()
	says := []string{w.T("settings.pin_none")}
	buttons := []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "lock", w.T("settings.pin_set"), s.host.ChoosePIN)}
	if p.Set {
		says = []string{w.T("settings.pin_is")}
		buttons = []fyne.CanvasObject{
			widgets.NewButton(widgets.Outlined, "lock", w.T("settings.pin_lock"), s.host.Lock),
			widgets.NewButton(widgets.Outlined, "key", w.T("settings.pin_change"), s.host.ChoosePIN),
		}
		if !p.Must {
			buttons = append(buttons, widgets.NewButton(widgets.Outlined, "unlock", w.T("settings.pin_remove"), s.host.RemovePIN))
		}
	}
	if p.Delay > 0 {
		says = append(says, w.T("settings.pin_after", w.Duration(p.Delay)))
	} else {
		says = append(says, w.T("settings.pin_start"))
	}
	if p.Offline > 0 {
		says = append(says, w.T("settings.pin_offline", int(p.Offline/(24*time.Hour))))
	}
	if p.Must {
		says = append(says, w.T("settings.pin_must"))
	}
	between := ""
	if w.Current() == words.English {
		between = " "
	}
	why := strings.Join(says, between)
	return s.group(w.T("settings.pin"), widgets.Column(theme.SpaceIcon,
		widgets.NewParagraph(why, theme.Secondary).Muted(), widgets.EqualAtLeast(180, theme.SpaceButtons, buttons...)))
}

// keyPlace names what holds the installation's key.
func (s *Screen) keyPlace() string {
	if s.host.PIN().Keyring {
		return s.deps.Words.T("settings.key_ring")
	}
	return s.deps.Words.T("settings.key_file")
}

// about says what this installation is.
func (s *Screen) about() fyne.CanvasObject {
	w, id, st := s.deps.Words, s.deps.Store.Identity(), s.deps.Syncer.State()
	last := w.T("sync.never")
	if !st.LastSuccess.IsZero() {
		last = w.When(st.LastSuccess, s.deps.Now())
	}
	backup := screen.BackupAge(s.deps)
	if backup == "" {
		backup = w.T("settings.backup_none")
	}
	rows := []fyne.CanvasObject{
		fact(w.T("settings.person"), id.PersonName),
		fact(w.T("settings.server"), id.Server),
		fact(w.T("settings.device"), w.T("settings.device_number", fmt.Sprintf("%02d", id.DeviceNumber))),
		fact(w.T("settings.last_sync"), last),
		fact(w.T("settings.backup"), backup),
		fact(w.T("settings.waiting"), w.T("settings.waiting_counts", st.Pending, st.Uploads)),
		fact(w.T("settings.storage"), w.Bytes(s.bytes)),
		fact(w.T("settings.key"), s.keyPlace()),
		fact(w.T("settings.version"), s.host.Version()),
	}
	return s.group(w.T("settings.about"), widgets.Column(0, widgets.Rows(rows...), widgets.Gap(0, theme.SpaceIcon),
		widgets.Row(theme.SpaceButtons, widgets.NewButton(widgets.Outlined, "refresh", w.T("sync.now"), s.host.SyncNow),
			widgets.NewButton(widgets.Outlined, "square-check", w.T("proof.see"), func() { s.deps.Nav.Go(screen.Place{Route: screen.RouteProof}) }),
			widgets.NewButton(widgets.Quiet, "file-text", w.T("settings.font_licence"), s.showFontLicence))))
}

// showFontLicence shows the text that must come with the fonts.
func (s *Screen) showFontLicence() {
	w := s.deps.Words
	s.deps.Nav.Dialog(screen.Dialog{
		Title: w.T("settings.font_licence"), Content: widgets.NewParagraph(assets.FontLicence(), theme.Secondary), Cancel: w.T("common.close"),
	})
}

func fact(label, value string) fyne.CanvasObject {
	return widgets.AtLeast(0, 44, widgets.Row(theme.SpaceIcon,
		widgets.Fixed(120*theme.Current().Scale(), 0, widgets.NewText(label, theme.Secondary).Muted().Truncate()),
		widgets.Grow(widgets.NewText(value, theme.Body).Truncate())))
}

// leaving is for shared machines: another person, or none.
func (s *Screen) leaving() fyne.CanvasObject {
	w := s.deps.Words
	return s.group(w.T("settings.leaving"), widgets.Column(theme.SpaceIcon,
		widgets.NewParagraph(w.T("settings.leaving_why"), theme.Secondary).Muted(),
		widgets.EqualAtLeast(200, theme.SpaceButtons,
			widgets.NewButton(widgets.Outlined, "users", w.T("settings.switch"), s.host.SwitchPerson),
			widgets.NewButton(widgets.Grave, "log-out", w.T("settings.sign_out"), s.signOut))))
}

// signOut removes the installation, which is allowed only when the server has
// everything and nothing typed waits as a draft.
func (s *Screen) signOut() {
	s.deps.Background(func(ctx context.Context) {
		left, err := s.waits(ctx)
		s.deps.UI.Do(func() {
			switch {
			case s.reading.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("settings.sign_out"), err)
			default:
				s.askSignOut(left)
			}
		})
	})
}

// waiting is what signing out would lose.
type waiting struct{ cards, files, cases, drafts int }

func (s *Screen) waits(ctx context.Context) (left waiting, err error) {
	if left.cards, left.cases, err = s.deps.Store.Counts(ctx); err != nil {
		return left, err
	}
	files, err := s.deps.Store.Uploads(ctx)
	if err != nil {
		return left, err
	}
	drafts, err := s.deps.Store.Drafts(ctx)
	left.files, left.drafts = len(files), len(drafts)
	return left, err
}

func (s *Screen) askSignOut(left waiting) {
	w := s.deps.Words
	if left != (waiting{}) {
		s.deps.Nav.Dialog(screen.Dialog{
			Title:   w.T("settings.not_yet"),
			Content: widgets.NewParagraph(w.T("settings.not_yet_why", left.cards, left.files, left.cases, left.drafts), theme.Body),
			Cancel:  w.T("common.close"),
		})
		return
	}
	s.deps.Nav.Dialog(screen.Dialog{
		Title:   w.T("settings.sign_out_ask"),
		Content: widgets.NewParagraph(w.T("settings.sign_out_why"), theme.Body),
		Confirm: w.T("settings.sign_out"), Grave: true,
		OnYes: func() bool {
			s.deps.UI.Do(s.host.SignOut) // after the dialog is gone
			return true
		},
	})
}
