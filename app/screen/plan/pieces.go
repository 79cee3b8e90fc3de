package plan

import (
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

// pieceKind is how a piece of what goes to the line is drawn.
type pieceKind int

const (
	pieceKeys pieceKind = iota
	pieceAccess
	pieceSecret
	piecePause
)

// piece is a part of what goes to the line, with the time it takes.
type piece struct {
	kind  pieceKind
	text  string
	short string // of a pause the number alone
	ms    int
}

// pieces part what goes to the line: the wait before the first key is not among them.
// How many digits a secret has may be unknown; then it is shown as eight.
func (s *Screen) pieces(by *side, o dialplan.Outcome) []piece {
	keys := func(kind pieceKind, text string) piece {
		return piece{kind: kind, text: text, ms: by.machine.Lasts(dialplan.Token{Keys: text})}
	}
	access := ""
	if r := by.plan.Profile().Route(o.Route); r != nil {
		access = r.Access
	}
	const unknownDigits = 8
	var all []piece
	for _, t := range o.Sent {
		switch {
		case t.Keys != "":
			rest := t.Keys
			if access != "" && len(all) == 0 && strings.HasPrefix(rest, access) {
				all = append(all, keys(pieceAccess, access))
				rest = rest[len(access):]
			}
			if rest != "" {
				all = append(all, keys(pieceKeys, rest))
			}
		case t.Secret != nil:
			secret := *t.Secret
			if secret.Digits == 0 {
				secret.Digits = unknownDigits
			}
			name := t.Secret.Ref
			if s.deps.Words.Has("plan.secret." + name) {
				name = s.deps.Words.T("plan.secret." + name)
			}
			all = append(all, piece{kind: pieceSecret, text: name, ms: by.machine.Lasts(dialplan.Token{Secret: &secret})})
		case t.Tone != nil:
			all = append(all, piece{kind: piecePause, text: s.deps.Words.T("plan.tone", t.Tone.Freq), ms: by.machine.Lasts(t)})
		case t.Pause > 0:
			all = append(all, s.pause(t.Pause, by.machine.Lasts(t)))
		}
	}
	return all
}

// pause is a rest, called by its seconds.
func (s *Screen) pause(ms, lasts int) piece {
	return piece{kind: piecePause, text: s.seconds(ms), short: decimal(ms), ms: lasts}
}

// seconds writes a time in ms as seconds with one decimal.
func (s *Screen) seconds(ms int) string { return s.deps.Words.T("plan.seconds", decimal(ms)) }

func decimal(ms int) string { return strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64) }
