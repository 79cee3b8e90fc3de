package screen

import (
	"errors"

	"fieldline/app/formview"
	"fieldline/app/words"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Explain says why the machine could not do something and what a person can do about it.
func Explain(w *words.Words, err error) (why, do string) {
	if key, args := problemOf(err); w.Has(key) {
		if why, do = formview.Divide(w.T(key, args)); do == "" {
			do = w.T("app.do.again")
		}
		return why, do
	}
	if errors.Is(err, client.ErrOffline) {
		return w.T("app.why.offline"), w.T("app.do.offline")
	}
	return w.T("app.why.unknown"), w.T("app.do.unknown")
}

// problemOf returns the text that an error of the server, the client or the device names.
func problemOf(err error) (key string, args map[string]any) {
	var refusal *protocol.Problem
	switch p, ok := device.ProblemOf(err); {
	case errors.As(err, &refusal):
		return refusal.Key, refusal.Args
	case errors.Is(err, protocol.ErrNotPinned):
		return client.KeyNotPinned, nil
	case ok: // before the disk that is full for everything: photos stop first
		return p.Key, p.Args
	case errors.Is(err, device.ErrFull):
		return device.KeyFull, nil
	}
	return "", nil
}
