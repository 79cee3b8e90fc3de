package dialplan

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"fieldline/forms/sheet"
)

// BadSegments says that a file is no table of segments, line by line. Nothing of it counts.
type BadSegments struct{ Lines []BadLine }

// Error names the first line and how many there are.
func (e *BadSegments) Error() string {
	first := e.Lines[0]
	return fmt.Sprintf("line %d: %s (wrong lines: %d)", first.Line, first.Why.Label().En, len(e.Lines))
}

// The headings by which the two columns are found, wherever they stand.
var (
	segmentHeadings = []string{"号段", "手机号段", "号码段", "手机号码段", "前七位", "segment", "mobile", "phone", "prefix"}
	areaHeadings    = []string{"区号", "城市区号", "长途区号", "归属地区号", "area", "areacode", "area_code", "area code", "city_code", "citycode"}
)

// ImportSegments makes a table of a file that people keep: CSV or XLSX with a column of
// segments and one of area codes, found by their headings, else the first two. It is all or
// nothing: what is wrong comes back as *BadSegments.
func ImportSegments(version string, content []byte) (*Segments, error) {
	rows, err := sheet.Read(content)
	if err != nil {
		return nil, fmt.Errorf("read segments %s: %w", version, err)
	}
	s := &Segments{Version: version, pages: map[int]*[10000]uint16{}}
	at, to, headed := columns(rows)
	var bad []BadLine
	for _, row := range rows[headed:] {
		why, column := Text{"segment.columns", nil}, ""
		switch {
		case row.Hidden: // nobody has looked at it
			why.Key = "segment.hidden"
		case len(row.Cells) > max(at, to):
			if why = s.take(row.Cells[at], row.Cells[to]); why.Key == "segment.area" {
				column = sheet.Column(to)
			} else {
				column = sheet.Column(at)
			}
		}
		if why.Key != "" {
			bad = append(bad, BadLine{Line: row.Line, Column: column, Text: clip(strings.Join(row.Cells, ",")), Why: why})
		}
	}
	if s.Count == 0 && len(bad) == 0 {
		bad = []BadLine{{Line: 1, Why: Text{"segment.none", nil}}}
	}
	if len(bad) > 0 {
		return nil, &BadSegments{bad}
	}
	return s, nil
}

// mostAbove is how many rows may stand above the headings: what the table is called, who
// made it and when.
const mostAbove = 10

// columns finds the columns by their headings, and how many rows stand above the segments:
// those down to the headings, or the first row where it has no segment in it, whatever its
// headings are called.
func columns(rows []sheet.Row) (segment, area, above int) {
	isSegment := func(c string) bool { return len(c) == 7 && allDigits(c) }
	find := func(row sheet.Row, headings []string) int {
		return slices.IndexFunc(row.Cells, func(c string) bool { return slices.Contains(headings, strings.ToLower(c)) })
	}
	for i, row := range rows[:min(len(rows), mostAbove)] {
		if slices.ContainsFunc(row.Cells, isSegment) {
			break
		}
		if s, a := find(row, segmentHeadings), find(row, areaHeadings); s >= 0 && a >= 0 {
			return s, a, i + 1
		}
	}
	if len(rows) == 0 || slices.ContainsFunc(rows[0].Cells, isSegment) {
		return 0, 1, 0
	}
	segment, area = find(rows[0], segmentHeadings), find(rows[0], areaHeadings)
	if segment < 0 {
		segment = 0
	}
	if area < 0 {
		area = 1
	}
	return segment, area, 1
}

// Encode writes the table as it travels to devices: sorted, packed, the same bytes for the
// same segments. 50 000 of them are about 100 kB.
func (s *Segments) Encode() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, network := range slices.Sorted(maps.Keys(s.pages)) {
		for i, area := range s.pages[network] {
			if area == 0 {
				continue
			}
			if _, err := fmt.Fprintf(z, "%d%04d,%d\n", network, i, area); err != nil {
				return nil, err
			}
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// mostUnpacked bounds a table that travelled: every segment there can be, 13 bytes each.
const mostUnpacked = 13 * 7_000_000

// DecodeSegments reads a table that Encode wrote.
func DecodeSegments(version string, packed io.Reader) (*Segments, error) {
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack segments %s: %w", version, err)
	}
	s, bad, err := ReadSegments(version, io.LimitReader(z, mostUnpacked))
	if err == nil && len(bad) > 0 {
		err = &BadSegments{bad}
	}
	if err == nil && s.Count == 0 {
		err = errors.New("it has no segment")
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("unpack segments %s: %w", version, err)
	}
	return s, nil
}

// Difference counts what a table says otherwise than another: segments it adds, those it
// lacks, and those of another area.
func (s *Segments) Difference(before *Segments) (added, gone, moved int) {
	count := func(of, other *Segments, differs func()) (lacking int) {
		for network, page := range of.all() {
			for i, area := range page {
				if area == 0 {
					continue
				}
				switch was := other.at(network, i); {
				case was == 0:
					lacking++
				case was != area && differs != nil:
					differs()
				}
			}
		}
		return lacking
	}
	added = count(s, before, func() { moved++ })
	return added, count(before, s, nil), moved
}

func (s *Segments) all() map[int]*[10000]uint16 {
	if s == nil {
		return nil
	}
	return s.pages
}

func (s *Segments) at(network, i int) uint16 {
	if page := s.all()[network]; page != nil {
		return page[i]
	}
	return 0
}
