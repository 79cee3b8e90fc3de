// Package sheet reads tables that people make: CSV as any program writes it, and the first
// sheet of an XLSX workbook. It knows rows of text with the lines they stand in, and nothing
// of what they mean. Begin with Read.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Row is a row with the line it stands in, counted from 1 as people count.
type Row struct {
	Line   int
	Cells  []string // without blanks around them
	Hidden bool     // in a workbook: a person who looks at it does not see the row
}

// Column names a column as spreadsheets do, counted from 0: A, B, AA.
func Column(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// ErrTooLarge says that a file holds more than a table that people make.
var ErrTooLarge = errors.New("the table is too large")

const (
	mostBytes = 64 << 20 // of a file, and of a part of a workbook once it is unpacked
	mostRows  = 2_000_000
)

// Read reads the rows of a file that are not empty, whatever it is called.
func Read(content []byte) ([]Row, error) {
	if len(content) > mostBytes {
		return nil, ErrTooLarge
	}
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		return readWorkbook(content)
	}
	return readCSV(content)
}

// readCSV reads text in UTF-8 or GB 18030 whose cells are parted by commas, tabs or
// semicolons.
func readCSV(content []byte) ([]Row, error) {
	if len(content) > 1 && (content[0] == 0xFF && content[1] == 0xFE || content[0] == 0xFE && content[1] == 0xFF) {
		return nil, errors.New("the text is UTF-16; save it as CSV in UTF-8, or as XLSX")
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) { // as spreadsheets write CSV in Chinese
		if said, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content); err == nil {
			content = said
		}
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(content), -1, true, true
	var rows []Row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the table: %w", err)
		}
		line, _ := r.FieldPos(0)
		if rows, err = add(rows, Row{Line: line, Cells: record}); err != nil {
			return nil, err
		}
	}
}

// separator is what parts the cells of the first line.
func separator(content []byte) rune {
	first, _, _ := bytes.Cut(content, []byte("\n"))
	for _, r := range "\t;" {
		if bytes.ContainsRune(first, r) && !bytes.ContainsRune(first, ',') {
			return r
		}
	}
	return ','
}

func add(rows []Row, row Row) ([]Row, error) {
	cells, empty := row.Cells, true
	row.Cells = make([]string, len(cells))
	for i, c := range cells {
		if !utf8.ValidString(c) {
			c = strings.ToValidUTF8(c, "\ufffd")
		}
		row.Cells[i] = strings.TrimSpace(c)
		empty = empty && row.Cells[i] == ""
	}
	if empty {
		return rows, nil
	}
	if len(rows) == mostRows {
		return nil, ErrTooLarge
	}
	return append(rows, row), nil
}
