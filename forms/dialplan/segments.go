package dialplan

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Segments tells the home area of a mobile by its first seven digits. It keeps two bytes
// per segment in pages of ten thousand (one network, 20 KB) and is read-only once made,
// so safe for concurrent use. A nil table knows no segment.
type Segments struct {
	Version string
	SHA256  string // of the file it was read from, hexadecimal
	Count   int

	pages map[int]*[10000]uint16 // network such as 138 -> area code per segment, 0 unknown
}

// BadLine is a line of a segment file that was not taken, with its reason.
type BadLine struct {
	Line   int
	Column string // as spreadsheets name it; "" where the whole line is meant
	Text   string
	Why    Text
}

// ReadSegments reads a table from CSV, one "segment,area" per line (1380755,755), area
// with or without its 0; more columns are passed over, and so is a first line of headings.
// Lines that are wrong or say a segment twice with different areas are named and left
// out; the caller decides whether what was read is good enough.
func ReadSegments(version string, r io.Reader) (*Segments, []BadLine, error) {
	s := &Segments{Version: version, pages: map[int]*[10000]uint16{}}
	sum := sha256.New()
	lines := bufio.NewScanner(io.TeeReader(r, sum))
	var bad []BadLine
	for no := 1; lines.Scan(); no++ {
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" || no == 1 && heading(text) {
			continue
		}
		if why := s.line(text); why.Key != "" {
			bad = append(bad, BadLine{Line: no, Text: clip(text), Why: why})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, bad, fmt.Errorf("read segments %s: %w", version, err)
	}
	s.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return s, bad, nil
}

// clip keeps a line that is no line at all from filling the report.
func clip(s string) string {
	for utf8.RuneCountInString(s) > 60 {
		r := []rune(s)
		s = string(r[:59]) + "…"
	}
	return s
}

// heading tells whether a line names columns: its first cell begins with no digit, quoted or not.
func heading(text string) bool {
	cell, _, _ := strings.Cut(text, ",")
	cell = bare(cell)
	return cell == "" || !isDigit(cell[0])
}

// bare is what a cell says, without the quotes that spreadsheets write.
func bare(cell string) string { return strings.Trim(strings.TrimSpace(cell), `"`) }

// line reads one line of text.
func (s *Segments) line(text string) Text {
	cells := strings.Split(text, ",")
	if len(cells) < 2 {
		return Text{"segment.columns", nil}
	}
	return s.take(bare(cells[0]), bare(cells[1]))
}

// take takes a segment with its area, with or without the area's 0; the answer is why not.
func (s *Segments) take(segment, code string) Text {
	if len(segment) != 7 || !allDigits(segment) || segment[0] != '1' || segment[1] < '3' {
		return Text{"segment.shape", map[string]any{"segment": clip(segment)}}
	}
	wrong := Text{"segment.area", map[string]any{"area": clip(code)}}
	code = strings.TrimPrefix(code, "0")
	if _, ok := AreaOf(code); !ok {
		return wrong
	}
	area, err := strconv.Atoi(code)
	if err != nil {
		return wrong
	}
	n, err := strconv.Atoi(segment)
	if err != nil {
		return wrong
	}
	page := s.pages[n/10000]
	if page == nil {
		page = new([10000]uint16)
		s.pages[n/10000] = page
	}
	switch old := page[n%10000]; {
	case old == 0:
		page[n%10000] = uint16(area)
		s.Count++
	case int(old) != area:
		return Text{"segment.twice", map[string]any{"segment": segment, "area": strconv.Itoa(int(old))}}
	}
	return Text{}
}

// AreaOf returns the home area of a mobile number, or of its first seven digits.
func (s *Segments) AreaOf(mobile string) (string, bool) {
	if s == nil || len(mobile) < 7 {
		return "", false
	}
	n, err := strconv.Atoi(mobile[:7])
	if err != nil {
		return "", false
	}
	page := s.pages[n/10000]
	if page == nil || page[n%10000] == 0 {
		return "", false
	}
	return strconv.Itoa(int(page[n%10000])), true
}

// In lists the segments of an area, in their order.
func (s *Segments) In(area string) []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, network := range slices.Sorted(maps.Keys(s.pages)) {
		for i, of := range s.pages[network] {
			if of != 0 && of == areaNumber(area) {
				out = append(out, fmt.Sprintf("%d%04d", network, i))
			}
		}
	}
	return out
}
