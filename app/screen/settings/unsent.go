package settings

import (
	"context"
	"errors"
	"fmt"
	"io"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// rescuer is a syncer by which what is unsent can be saved, and a file of another device
// be handed in.
type rescuer interface {
	Unsent(ctx context.Context) (client.Rescued, error)
	Rescue(ctx context.Context, w io.Writer) (client.Rescued, error)
	HandIn(ctx context.Context, r io.Reader) (*protocol.RescueReply, error)
}

// handingOver says whether this device can be given away: nothing is unsent, or all that
// is can be saved into one file, which any desktop hands in.
func (s *Screen) handingOver(by rescuer) fyne.CanvasObject {
	w, u := s.deps.Words, s.unsent
	parts := []fyne.CanvasObject{}
	if u == (client.Rescued{}) {
		parts = append(parts, line("circle-check", theme.Go, w.T("settings.nothing_unsent"), w.T("settings.nothing_unsent_why")))
	} else {
		parts = append(parts, line("cloud-up", theme.Accent, w.T("settings.unsent", u.Operations, u.Files, u.Drafts), w.T("settings.unsent_why")),
			widgets.Row(0, widgets.NewButton(widgets.Filled, "file-down", w.T("settings.rescue"), func() { s.rescue(by) }), widgets.Space()))
	}
	parts = append(parts, widgets.Rule(), widgets.NewParagraph(w.T("settings.hand_in_why"), theme.Secondary).Muted(),
		widgets.Row(0, widgets.NewButton(widgets.Outlined, "upload", w.T("settings.hand_in"), func() { s.handIn(by) }), widgets.Space()))
	return s.group(w.T("settings.hand_over"), widgets.Column(theme.SpaceIcon, parts...))
}

func line(icon string, tone theme.Tone, what, do string) fyne.CanvasObject {
	return widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(icon, 22, tone), widgets.Grow(widgets.Column(0,
		widgets.NewParagraph(what, theme.Body).Bold(), widgets.NewParagraph(do, theme.Body))))
}

// rescue saves what is unsent into a file.
func (s *Screen) rescue(by rescuer) {
	w, id := s.deps.Words, s.deps.Store.Identity()
	name := w.T("settings.rescue_name", fmt.Sprintf("%02d", id.DeviceNumber), s.deps.Now().In(w.Zone()).Format("20060102-1504"))
	var done client.Rescued
	write := func(ctx context.Context, to io.Writer) (err error) {
		done, err = by.Rescue(ctx, to)
		return err
	}
	s.host.SaveFile(name+".flrescue", write, func(err error) {
		switch {
		case errors.Is(err, client.ErrNothingUnsent): // it was sent meanwhile
			s.Refresh()
		case err != nil:
			s.deps.Nav.Failed(w.T("settings.rescue"), err)
		default:
			s.saved(done)
		}
	})
}

func (s *Screen) saved(done client.Rescued) {
	w := s.deps.Words
	parts := []fyne.CanvasObject{line("circle-check", theme.Go, w.T("settings.rescued", done.Operations, done.Files, done.Drafts), w.T("settings.rescued_why"))}
	if done.Lost > 0 {
		parts = append(parts, line("alert", theme.Stop, w.T("settings.rescued_lost", done.Lost), w.T("settings.rescued_lost_why")))
	}
	s.deps.Nav.Dialog(screen.Dialog{Title: w.T("settings.rescue"), Content: widgets.Column(theme.SpaceIcon, parts...), Cancel: w.T("common.close")})
}

// handIn gives the server a file of another device.
func (s *Screen) handIn(by rescuer) {
	w := s.deps.Words
	s.host.OpenFile(func(from io.ReadCloser, err error) {
		if err != nil {
			s.deps.Nav.Failed(w.T("settings.hand_in"), err)
			return
		}
		s.deps.Background(func(ctx context.Context) {
			reply, err := by.HandIn(ctx, from)
			err = errors.Join(err, from.Close())
			s.deps.UI.Do(func() {
				if err != nil {
					s.deps.Nav.Failed(w.T("settings.hand_in"), err)
					return
				}
				s.handedIn(reply)
			})
		})
	})
}

// handedIn says what became of a file.
func (s *Screen) handedIn(r *protocol.RescueReply) {
	w := s.deps.Words
	whose := w.T("settings.handed_in", r.Name, fmt.Sprintf("%02d", r.Number))
	what := w.T("settings.handed_in_new", r.New, r.Files)
	if r.New == 0 && r.Files == 0 {
		what = w.T("settings.handed_in_again", r.Operations)
	}
	parts := []fyne.CanvasObject{line("circle-check", theme.Go, whose, what)}
	if n := r.Refused + r.Parked; n > 0 {
		parts = append(parts, line("hand", theme.You, w.T("settings.handed_in_cases", n), w.T("settings.handed_in_cases_why")))
	}
	if r.Waits > 0 {
		parts = append(parts, line("hourglass", theme.Idle, w.T("settings.handed_in_waits", r.Waits), w.T("settings.handed_in_waits_why")))
	}
	if r.Drafts > 0 {
		parts = append(parts, line("pencil", theme.Idle, w.T("settings.handed_in_drafts", r.Drafts), w.T("settings.handed_in_drafts_why")))
	}
	s.deps.Nav.Dialog(screen.Dialog{Title: w.T("settings.hand_in"), Content: widgets.Column(theme.SpaceIcon, parts...), Cancel: w.T("common.close")})
}
