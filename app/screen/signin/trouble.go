package signin

import (
	"errors"

	"fieldline/app/screen"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// trouble is an error as a person reads it: what happened, what is safe, what to do.
type trouble struct {
	what, safe, do string
	again          bool // trying the same once more may help
	err            error
}

// Wiped says that what this machine kept for somebody was destroyed on the server's order.
type Wiped struct {
	Person string
	Unsent int // records that were not sent before
}

// Error says it for a log.
func (w *Wiped) Error() string {
	return "the installation of " + w.Person + " was wiped on the server's order"
}

// explain says why signing in did not work.
func (s *Screen) explain(err error) *trouble {
	w := s.cfg.Words
	t := &trouble{err: err, safe: w.T("signin.safe.nothing"), again: true}
	if s.stage == downloading {
		t.safe = w.T("signin.safe.kept")
	}
	server := ""
	if code, parsed := protocol.ParseCode(s.code); parsed == nil {
		server = code.URL
	}
	var p *protocol.Problem
	var wiped *Wiped
	switch {
	case errors.As(err, &wiped):
		t.what, t.do, t.safe, t.again = w.T("signin.wiped", wiped.Person), w.T("signin.do.wiped"), w.T("signin.safe.wiped"), false
		if wiped.Unsent > 0 {
			t.safe = w.T("signin.safe.wiped_unsent", wiped.Unsent)
		}
	case errors.Is(err, protocol.ErrCodeForeign):
		t.what, t.do = w.T("signin.wrong.foreign"), w.T("signin.do.foreign")
	case errors.Is(err, protocol.ErrCodeNewer):
		t.what, t.do = w.T("signin.wrong.newer"), w.T("signin.do.newer")
	case errors.Is(err, protocol.ErrCodeDamaged):
		t.what, t.do = w.T("signin.wrong.damaged"), w.T("signin.do.damaged")
	case errors.Is(err, protocol.ErrNotPinned):
		t.what, t.do = w.T("signin.wrong.pin", server), w.T("signin.do.pin")
	case errors.Is(err, client.ErrOffline):
		t.what, t.do = w.T("signin.wrong.offline", server), w.T("signin.do.offline")
	case errors.As(err, &p):
		t.what, t.do = w.T("signin.wrong.refused"), w.T("signin.do.refused")
		if w.Has(p.Key) {
			t.what, t.do = screen.Explain(w, err)
		}
	default:
		t.what, t.do = screen.Explain(w, err)
	}
	return t
}
