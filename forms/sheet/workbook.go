package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// readWorkbook reads the first sheet of an XLSX workbook (ECMA-376) that is not hidden: the
// values that its cells show, numbers as they are kept, and the value of merged cells in
// each of them. A formula that was never worked out is read as it is written.
func readWorkbook(content []byte) ([]Row, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("read the workbook: %w", err)
	}
	shared, err := sharedTexts(z)
	if err != nil {
		return nil, err
	}
	name, err := firstSheet(z)
	if err != nil {
		return nil, err
	}
	var rows []Row
	var merged []string
	err = part(z, name, func(d *xml.Decoder) error {
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			at, ok := token.(xml.StartElement)
			if ok && at.Name.Local == "mergeCell" {
				for _, a := range at.Attr {
					if a.Name.Local == "ref" {
						merged = append(merged, a.Value)
					}
				}
			}
			if !ok || at.Name.Local != "row" {
				continue
			}
			var r struct {
				No     int  `xml:"r,attr"`
				Hidden bool `xml:"hidden,attr"`
				Cells  []struct {
					At      string `xml:"r,attr"`
					Type    string `xml:"t,attr"`
					Formula string `xml:"f"`
					V       string `xml:"v"`
					Text    run    `xml:"is"`
				} `xml:"c"`
			}
			if err := d.DecodeElement(&r, &at); err != nil {
				return err
			}
			if r.No == 0 {
				r.No = len(rows) + 1
			}
			var cells []string
			for i, c := range r.Cells {
				column := i
				if c.At != "" {
					column = columnOf(c.At)
				}
				if column < len(cells) || column > mostColumns {
					return fmt.Errorf("row %d: a cell at %q", r.No, c.At)
				}
				for len(cells) < column {
					cells = append(cells, "")
				}
				value := c.V
				switch c.Type {
				case "s":
					n, err := strconv.Atoi(c.V)
					if err != nil || n < 0 || n >= len(shared) {
						return fmt.Errorf("row %d: there is no text %q", r.No, c.V)
					}
					value = shared[n]
				case "inlineStr":
					value = c.Text.String()
				case "", "n":
					value = plain(value)
				}
				if value == "" && c.Formula != "" {
					value = "=" + c.Formula
				}
				cells = append(cells, value)
			}
			if rows, err = add(rows, Row{Line: r.No, Cells: cells, Hidden: r.Hidden}); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return nil, err
	}
	spread(rows, merged)
	return rows, nil
}

// spread gives merged cells the value of the first of them, in the rows that have others.
func spread(rows []Row, merged []string) {
	for _, ref := range merged {
		from, to, _ := strings.Cut(ref, ":")
		left, right, top, bottom := columnOf(from), columnOf(to), rowOf(from), rowOf(to)
		if left < 0 || right < left || right >= mostColumns {
			continue
		}
		i, _ := slices.BinarySearchFunc(rows, top, func(r Row, line int) int { return r.Line - line })
		if i == len(rows) || rows[i].Line != top || left >= len(rows[i].Cells) {
			continue
		}
		value := rows[i].Cells[left]
		for ; i < len(rows) && rows[i].Line <= bottom; i++ {
			cells := rows[i].Cells
			for len(cells) <= left {
				cells = append(cells, "")
			}
			for column := left; column <= min(right, len(cells)-1); column++ {
				cells[column] = value
			}
			rows[i].Cells = cells
		}
	}
}

const mostColumns = 16_384

// columnOf is the column of a place such as AB12, counted from 0.
func columnOf(at string) int {
	n := 0
	for i := 0; i < len(at) && at[i] >= 'A' && at[i] <= 'Z' && n <= mostColumns; i++ {
		n = n*26 + int(at[i]-'A') + 1
	}
	return n - 1
}

// rowOf is the row of a place such as AB12.
func rowOf(at string) int {
	n, err := strconv.Atoi(strings.TrimLeft(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return n
}

// plain writes a whole number without an exponent.
func plain(number string) string {
	if f, err := strconv.ParseFloat(number, 64); err == nil && f == float64(int64(f)) && strings.ContainsAny(number, ".eE") {
		return strconv.FormatInt(int64(f), 10)
	}
	return number
}

// run is a text that may be written in several pieces.
type run struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (r run) String() string {
	out := r.T
	for _, one := range r.R {
		out += one.T
	}
	return out
}

func sharedTexts(z *zip.Reader) ([]string, error) {
	const name = "xl/sharedStrings.xml"
	if find(z, name) == nil {
		return nil, nil
	}
	var texts struct {
		SI []run `xml:"si"`
	}
	err := part(z, name, func(d *xml.Decoder) error { return d.Decode(&texts) })
	out := make([]string, len(texts.SI))
	for i, r := range texts.SI {
		out[i] = r.String()
	}
	return out, err
}

// firstSheet is the part that holds the sheet which the workbook names first.
func firstSheet(z *zip.Reader) (string, error) {
	var book struct {
		Sheets []struct {
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			State string `xml:"state,attr"` // hidden, veryHidden
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := part(z, "xl/workbook.xml", func(d *xml.Decoder) error { return d.Decode(&book) }); err != nil {
		return "", err
	}
	if err := part(z, "xl/_rels/workbook.xml.rels", func(d *xml.Decoder) error { return d.Decode(&links) }); err != nil {
		return "", err
	}
	for _, sheet := range book.Sheets {
		if sheet.State == "hidden" || sheet.State == "veryHidden" {
			continue
		}
		for _, l := range links.All {
			if l.ID != sheet.ID {
				continue
			}
			if strings.HasPrefix(l.Target, "/") {
				return l.Target[1:], nil
			}
			return path.Join("xl", l.Target), nil
		}
		break
	}
	return "", errors.New("read the workbook: it has no sheet")
}

func find(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// part reads a part of the workbook.
func part(z *zip.Reader, name string, read func(*xml.Decoder) error) (err error) {
	f := find(z, name)
	if f == nil {
		return fmt.Errorf("read the workbook: it has no %s", name)
	}
	if f.UncompressedSize64 > mostBytes {
		return ErrTooLarge
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("read %s of the workbook: %w", name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := read(xml.NewDecoder(io.LimitReader(r, mostBytes))); err != nil {
		return fmt.Errorf("read %s of the workbook: %w", name, err)
	}
	return nil
}
