package dialplan

import (
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Keys are the twelve keys of a telephone, in the order their sets count them.
const Keys = "0123456789*#"

const digits keySet = 1<<10 - 1

// keySet is a set of keys, one bit each.
type keySet uint16

func keyOf(b byte) int { return strings.IndexByte(Keys, b) }

func (s keySet) has(b byte) bool {
	k := keyOf(b)
	return k >= 0 && s&(1<<k) != 0
}

func (s keySet) size() int { return bits.OnesCount16(uint16(s)) }

// first is the lowest key of a set that is not empty.
func (s keySet) first() byte { return Keys[bits.TrailingZeros16(uint16(s))] }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// pattern is what a number must begin with, one set of keys per place.
type pattern []keySet

// parsePattern reads keys, x for any digit, and sets such as [3-9], [147] and [0-57-9].
func parsePattern(s string) (pattern, error) {
	var p pattern
	for i := 0; i < len(s); i++ {
		switch {
		case keyOf(s[i]) >= 0:
			p = append(p, 1<<keyOf(s[i]))
		case s[i] == 'x':
			p = append(p, digits)
		case s[i] == '[':
			end := strings.IndexByte(s[i:], ']')
			if end < 0 {
				return nil, fmt.Errorf("pattern %q: a [ without its ]", s)
			}
			set, err := parseSet(s[i+1 : i+end])
			if err != nil {
				return nil, fmt.Errorf("pattern %q: %w", s, err)
			}
			p = append(p, set)
			i += end
		default:
			return nil, fmt.Errorf("pattern %q: %q is no key, no x and no set", s, firstRune(s[i:]))
		}
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("pattern %q is empty", s)
	}
	return p, nil
}

// firstRune is the character that a text begins with, as people see it.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func parseSet(s string) (keySet, error) {
	var set keySet
	for i := 0; i < len(s); i++ {
		from := keyOf(s[i])
		if from < 0 {
			return 0, fmt.Errorf("%q is no key", firstRune(s[i:]))
		}
		to := from
		if i+1 < len(s) && s[i+1] == '-' {
			if i+2 >= len(s) || !isDigit(s[i]) || !isDigit(s[i+2]) || s[i+2] < s[i] {
				return 0, fmt.Errorf("[%s] has a range that does not run from digit to digit", s)
			}
			to = keyOf(s[i+2])
			i += 2
		}
		for k := from; k <= to; k++ {
			if set&(1<<k) != 0 {
				return 0, fmt.Errorf("[%s] names %c twice", s, Keys[k])
			}
			set |= 1 << k
		}
	}
	if set == 0 {
		return 0, fmt.Errorf("[] is an empty set")
	}
	return set, nil
}

// String writes a pattern in its one canonical way.
func (p pattern) String() string {
	var b strings.Builder
	for _, s := range p {
		switch {
		case s == digits:
			b.WriteByte('x')
		case s.size() == 1:
			b.WriteByte(s.first())
		default:
			b.WriteString(s.String())
		}
	}
	return b.String()
}

// String writes a set in brackets, runs of three and more as a range.
func (s keySet) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for k := 0; k < len(Keys); k++ {
		if s&(1<<k) == 0 {
			continue
		}
		end := k
		for end < 9 && s&(1<<(end+1)) != 0 {
			end++
		}
		b.WriteByte(Keys[k])
		if k < 10 && end >= k+2 {
			b.WriteByte('-')
			b.WriteByte(Keys[end])
			k = end
		}
	}
	b.WriteByte(']')
	return b.String()
}

// matches tells whether s begins with the pattern.
func (p pattern) matches(s string) bool {
	if len(s) < len(p) {
		return false
	}
	for i, set := range p {
		if !set.has(s[i]) {
			return false
		}
	}
	return true
}

// Places spells a pattern for those who write it in another language: for each place the
// keys that may stand there, in the order of Keys.
func Places(text string) ([]string, error) {
	p, err := parsePattern(text)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(p))
	for i, set := range p {
		for k := range len(Keys) {
			if set&(1<<k) != 0 {
				out[i] += Keys[k : k+1]
			}
		}
	}
	return out, nil
}

// prior orders patterns by precedence (README.md): longer first, then the one whose
// first different class is smaller; 0 is a tie.
func (p pattern) prior(q pattern) int {
	if len(p) != len(q) {
		return len(q) - len(p)
	}
	for i := range p {
		if d := p[i].size() - q[i].size(); d != 0 {
			return d
		}
	}
	return 0
}

// holds tells whether everything that begins with q begins with p.
func (p pattern) holds(q pattern) bool {
	if len(q) < len(p) {
		return false
	}
	for i := range p {
		if q[i]&^p[i] != 0 {
			return false
		}
	}
	return true
}
