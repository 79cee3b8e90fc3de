package driver

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// template is how an address or a value is written: letters as they are and fields.
type template []field

// field is a letter, or a thing with a name: a number of fixed width, counted in steps of
// scale; keys with their length before them; or keys to the end.
type field struct {
	letters string
	name    string
	width   int
	scale   int
	counted bool // keys behind a length of width digits
}

var fieldShape = regexp.MustCompile(`^\{([a-z_]+)(?::(\+)?(\d)(?:/(\d{1,4}))?)?\}`)

func parseTemplate(s string, names []string) (template, error) {
	var t template
	for s != "" {
		if s[0] != '{' {
			end := strings.IndexByte(s, '{')
			if end < 0 {
				end = len(s)
			}
			t = append(t, field{letters: s[:end]})
			s = s[end:]
			continue
		}
		m := fieldShape.FindStringSubmatch(s)
		if m == nil {
			return nil, fmt.Errorf("%q is no field such as {min:2}, {long:2/500}, {prefix:+2}, {prepend}", s)
		}
		s = s[len(m[0]):]
		f := field{name: m[1], counted: m[2] != "", scale: 1}
		known := false
		for _, n := range names {
			known = known || n == f.name
		}
		if !known || t.has(f.name) {
			return nil, fmt.Errorf("{%s} means nothing here, or stands twice", f.name)
		}
		if m[3] != "" {
			f.width = int(m[3][0] - '0')
		}
		if m[4] != "" {
			n, err := strconv.Atoi(m[4])
			if err != nil || n == 0 || f.counted {
				return nil, fmt.Errorf("{%s} has no steps of %s", f.name, m[4])
			}
			f.scale = n
		}
		if m[3] != "" && f.width == 0 || m[3] == "" && s != "" {
			return nil, fmt.Errorf("{%s} needs a width: only the last field may run to the end", f.name)
		}
		t = append(t, f)
	}
	return t, nil
}

func (t template) has(name string) bool {
	for _, f := range t {
		if f.name == name {
			return true
		}
	}
	return false
}

// mayBegin tells whether something that one template writes may be the beginning of
// something that the other writes.
func (t template) mayBegin(u template) bool {
	a, b := t.shape(), u.shape()
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && a[i] != '?' && b[i] != '?' {
			return false
		}
	}
	return len(a) <= len(b)
}

func (t template) shape() string {
	s := ""
	for _, f := range t {
		if f.letters != "" {
			s += f.letters
		} else {
			s += strings.Repeat("?", f.width)
		}
	}
	return s
}

// write fills the fields; why names the first that does not fit.
func (t template) write(numbers map[string]int, keys map[string]string) (text, why string) {
	var b strings.Builder
	for _, f := range t {
		s, isKeys := keys[f.name]
		switch {
		case f.letters != "":
			b.WriteString(f.letters)
		case isKeys && f.counted:
			n := strconv.Itoa(len(s))
			if len(n) > f.width {
				return "", f.name
			}
			b.WriteString(strings.Repeat("0", f.width-len(n)) + n + s)
		case isKeys:
			b.WriteString(s)
		default:
			n := strconv.Itoa((numbers[f.name] + f.scale - 1) / f.scale)
			if len(n) > f.width || numbers[f.name] < 0 {
				return "", f.name
			}
			b.WriteString(strings.Repeat("0", f.width-len(n)) + n)
		}
	}
	return b.String(), ""
}

// read takes the fields of a text that was written so; rest is what is behind it.
func (t template) read(s string, keys ...string) (numbers map[string]int, texts map[string]string, rest string, ok bool) {
	numbers, texts = map[string]int{}, map[string]string{}
	isKeys := func(name string) bool {
		for _, k := range keys {
			if k == name {
				return true
			}
		}
		return false
	}
	digitsOf := func(width int) (int, bool) {
		if width == 0 || len(s) < width || strings.Trim(s[:width], digits) != "" {
			return 0, false
		}
		n, err := strconv.Atoi(s[:width])
		s = s[width:]
		return n, err == nil
	}
	for _, f := range t {
		switch {
		case f.letters != "":
			if s, ok = strings.CutPrefix(s, f.letters); !ok {
				return nil, nil, "", false
			}
		case isKeys(f.name) && f.counted:
			n, ok := digitsOf(f.width)
			if !ok || n > len(s) {
				return nil, nil, "", false
			}
			texts[f.name], s = s[:n], s[n:]
		case isKeys(f.name):
			texts[f.name], s = s, ""
		default:
			n, ok := digitsOf(f.width)
			if !ok {
				return nil, nil, "", false
			}
			numbers[f.name] = n * f.scale
		}
	}
	return numbers, texts, s, true
}
