package app

import (
	"context"
	"errors"

	"fieldline/app/screen"
	"fieldline/forms/form"
)

// scanned finds what a scanner read anywhere: the screen first, then the thing itself.
func (s *shell) scanned(code string) {
	if on, ok := s.current.(screen.Scanned); ok && on.Scanned(code) {
		return
	}
	if on, ok := s.current.(screen.Scans); ok {
		if at, elsewhere := on.ScansAt(); elsewhere {
			s.Go(at)
			if there, ok := s.current.(screen.Scanned); ok && there.Scanned(code) {
				return
			}
		}
	}
	s.background(func(ctx context.Context) {
		ref, err := screen.FindNamed(ctx, s.deps.Store, code)
		s.app.cfg.UI.Do(func() {
			switch {
			case s.closed:
			case errors.Is(err, form.ErrNotHere):
				s.Toast(s.app.words.T("app.scan_unknown", code), nil)
			case err != nil:
				s.Failed(s.app.words.T("app.doing.scan"), err)
			default:
				s.Open(ref.Form, ref.ID)
			}
		})
	})
}
