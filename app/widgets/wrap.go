package widgets

import (
	"strings"
	"unicode"
)

// setLine is one line of a paragraph, setPiece a part of it from one run.
type setLine struct {
	pieces []setPiece
	width  float32
}

type setPiece struct {
	run   int
	text  string
	width float32
}

// token is what may not be broken, with the blanks after it, which a line's end swallows.
type token struct {
	run    int
	text   string
	blanks string
	glued  bool // belongs to the token before: no break between them
	ends   bool // a forced new line follows
}

const (
	closing = "，。、；：？！）」』】》〉”’…％%℃·,.;:?!)]}"
	opening = "（「『【《〈“‘([{￥¥"
)

// wrapRuns sets runs into lines of a width; measure tells the width of a text.
func wrapRuns(runs []Run, width float32, measure func(text string, bold bool) float32) []setLine {
	var lines []setLine
	var now setLine
	var pending string // blanks between the last token and the next
	put := func(run int, text string) {
		w := measure(text, runs[run].Bold)
		if last := len(now.pieces) - 1; last >= 0 && now.pieces[last].run == run {
			now.width -= now.pieces[last].width
			now.pieces[last].text += text
			now.pieces[last].width = measure(now.pieces[last].text, runs[run].Bold)
			now.width += now.pieces[last].width
			return
		}
		now.pieces = append(now.pieces, setPiece{run, text, w})
		now.width += w
	}
	flush := func() {
		lines = append(lines, now)
		now, pending = setLine{}, ""
	}

	tokens := tokensOf(runs)
	for i := 0; i < len(tokens); {
		// a word is a token with those glued to it
		end := i + 1
		for end < len(tokens) && tokens[end].glued && !tokens[end-1].ends {
			end++
		}
		word := float32(0)
		for j := i; j < end; j++ {
			text := tokens[j].text
			if j < end-1 {
				text += tokens[j].blanks
			}
			word += measure(text, runs[tokens[j].run].Bold)
		}
		blank := float32(0)
		if pending != "" {
			blank = measure(pending, runs[tokens[i].run].Bold)
		}
		if len(now.pieces) > 0 && now.width+blank+word > width {
			flush()
		}
		for j := i; j < end; j++ {
			t := tokens[j]
			if len(now.pieces) > 0 && pending != "" {
				put(t.run, pending)
			}
			pending = t.blanks
			if word > width {
				for _, r := range t.text { // longer than a line: break it anywhere
					if len(now.pieces) > 0 && now.width+measure(string(r), runs[t.run].Bold) > width {
						flush()
					}
					put(t.run, string(r))
				}
				pending = t.blanks
			} else {
				put(t.run, t.text)
			}
			if t.ends {
				flush()
			}
		}
		i = end
	}
	if len(now.pieces) > 0 {
		flush()
	}
	return lines
}

// tokensOf splits runs at the places where a line may end.
func tokensOf(runs []Run) []token {
	var tokens []token
	var before rune // the last rune, 0 where a break is free
	for at, run := range runs {
		var text strings.Builder
		glued := false
		cut := func() {
			if text.Len() > 0 {
				tokens = append(tokens, token{run: at, text: text.String(), glued: glued})
				text.Reset()
			}
			glued = false
		}
		for i, r := range []rune(run.Text) {
			switch r {
			case '\n':
				cut()
				if len(tokens) == 0 || tokens[len(tokens)-1].ends {
					tokens = append(tokens, token{run: at})
				}
				tokens[len(tokens)-1].ends = true
				before = 0
				continue
			case ' ':
				cut()
				if len(tokens) > 0 {
					tokens[len(tokens)-1].blanks += " "
				}
				if unicode.IsDigit(before) {
					before = '\u00a0' // what follows a number stays with it
				} else {
					before = 0
				}
				continue
			}
			if text.Len() > 0 || i == 0 && len(tokens) > 0 || before == '\u00a0' {
				if holds(before, r) {
					if text.Len() == 0 {
						glued = true
					}
				} else {
					cut()
				}
			}
			text.WriteRune(r)
			before = r
		}
		cut()
	}
	return tokens
}

// holds tells whether two runes that follow each other must stay on one line.
func holds(a, b rune) bool {
	switch {
	case a == 0:
		return false
	case a == '\u00a0' || b == '\u00a0':
		return true
	case strings.ContainsRune(closing, b), strings.ContainsRune(opening, a):
		return true
	case unicode.IsDigit(a) && wide(b):
		return true // 23日, 3路
	case wide(a) || wide(b):
		return false
	}
	return true // inside a Latin word or a number
}

// wide tells a character that may stand at the start and end of lines by itself.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 && r <= 0xFFEF || r >= 0x20000 ||
		r == '“' || r == '”' || r == '‘' || r == '’' || r == '…' || r == '—'
}
