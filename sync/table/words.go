package table

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Lengths to which tokens are cut, so that a long name stays cheap. Queries are cut alike.
const (
	maxInitials = 12
	maxSpelling = 24
	maxDigits   = 24
	minSuffix   = 3 // digits: people read out the last three or four
	maxReadings = 4 // of one name with characters that are read in several ways
)

// runKind is what a run of characters is made of.
type runKind int

const (
	runHan runKind = iota
	runWord
)

// runs cuts a text into runs of Chinese characters and words of letters and digits, in
// lower case, full-width letters and digits as plain ones.
func runs(text string, each func(kind runKind, run []rune)) {
	var run []rune
	var kind runKind
	flush := func() {
		if len(run) > 0 {
			each(kind, run)
			run = run[:0]
		}
	}
	for _, r := range text {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case unicode.Is(unicode.Han, r):
			if kind != runHan {
				flush()
			}
			kind = runHan
			run = append(run, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if kind != runWord {
				flush()
			}
			kind = runWord
			run = append(run, unicode.ToLower(r))
		default:
			flush()
		}
	}
	flush()
}

// seenSets are sets to be used again: a new one would grow anew for each text.
var seenSets = sync.Pool{New: func() any { return map[string]bool{} }}

// Words returns the tokens under which a text is found, each once, with blanks between:
// single Chinese characters and pairs, pinyin initials and full pinyin from every
// character on, words of letters and digits, runs of digits and their ends.
func Words(text string) string {
	var out strings.Builder
	out.Grow(6 * len(text))
	seen := seenSets.Get().(map[string]bool)
	defer func() {
		clear(seen)
		seenSets.Put(seen)
	}()
	add := func(token string) {
		if token == "" || seen[token] {
			return
		}
		seen[token] = true
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(token)
	}
	runs(text, func(kind runKind, run []rune) {
		if kind == runHan {
			hanWords(run, add)
		} else {
			wordWords(run, add)
		}
	})
	return out.String()
}

func hanWords(run []rune, add func(string)) {
	for i, r := range run {
		add(string(r))
		if i+1 < len(run) {
			add(string(run[i : i+2]))
		}
	}
	for _, spelled := range readings(run) {
		for i := range spelled {
			initials, spelling := make([]byte, 0, maxInitials), make([]byte, 0, maxSpelling)
			for _, s := range spelled[i:] {
				if s == "" || len(spelling) >= maxSpelling {
					break
				}
				if len(initials) < maxInitials {
					initials = append(initials, s[0])
				}
				spelling = append(spelling, s...)
			}
			add(string(initials))
			add(string(spelling[:min(len(spelling), maxSpelling)]))
		}
	}
}

func wordWords(run []rune, add func(string)) {
	add(cut(string(run), maxSpelling))
	for i := 0; i < len(run); {
		j := i
		for j < len(run) && unicode.IsDigit(run[j]) {
			j++
		}
		if j > i {
			digits := string(run[i:j])
			add(cut(digits, maxDigits))
			for k := 1; len(digits)-k >= minSuffix; k++ {
				add(cut(digits[k:], maxDigits))
			}
		}
		i = j + 1
	}
}

// readings spells a run out: as it is mostly read, then with one character at a time in
// its second reading, as in 重庆 and 厦门.
func readings(run []rune) [][]string {
	first := make([]string, len(run))
	second := map[int]string{}
	for i, r := range run {
		c := syllablesOf(r)
		first[i] = c.first
		if c.second != "" {
			second[i] = c.second
		}
	}
	all := [][]string{first}
	for i := range run {
		if s, ok := second[i]; ok && len(all) < maxReadings {
			other := append([]string(nil), first...)
			other[i] = s
			all = append(all, other)
		}
	}
	return all
}

// syllables are how a character is mostly read, and how else, if at all.
type syllables struct{ first, second string }

// met are the syllables of the characters that came by, since the same ones always do.
var met sync.Map // rune to syllables

func syllablesOf(r rune) syllables {
	if known, ok := met.Load(r); ok {
		return known.(syllables)
	}
	spelled := strings.Split(pinyin.PinyinDict[int(r)], ",")
	c := syllables{first: plainSyllable(spelled[0])}
	for _, s := range spelled[1:] {
		if p := plainSyllable(s); p != c.first {
			c.second = p
			break
		}
	}
	met.Store(r, c)
	return c
}

// plainSyllable takes the tones off: "zhōng" is "zhong", "lǜ" is "lv".
func plainSyllable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case strings.ContainsRune("āáǎà", r):
			return 'a'
		case strings.ContainsRune("ēéěèê", r):
			return 'e'
		case strings.ContainsRune("īíǐì", r):
			return 'i'
		case strings.ContainsRune("ōóǒò", r):
			return 'o'
		case strings.ContainsRune("ūúǔù", r):
			return 'u'
		case strings.ContainsRune("üǖǘǚǜ", r):
			return 'v'
		case strings.ContainsRune("ńňǹ", r):
			return 'n'
		case r == 'ḿ':
			return 'm'
		default:
			return -1
		}
	}, s)
}

// terms turns what somebody typed into expressions for the search index, all of which
// must hold: Chinese characters as they stand, letters and digits as the beginning of a
// token.
func terms(text string) []string {
	var all []string
	runs(text, func(kind runKind, run []rune) {
		switch {
		case kind == runWord:
			all = append(all, `"`+cut(string(run), maxSpelling)+`" *`)
		case len(run) == 1:
			all = append(all, `"`+string(run)+`"`)
		default:
			var pairs []string
			for i := range len(run) - 1 {
				pairs = append(pairs, `"`+string(run[i:i+2])+`"`)
			}
			all = append(all, strings.Join(pairs, " AND "))
		}
	})
	return all
}

func cut(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && s[bytes]&0xC0 == 0x80 {
		bytes--
	}
	return s[:bytes]
}
