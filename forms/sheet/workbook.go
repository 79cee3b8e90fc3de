package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// readWorkbook reads the first sheet of an XLSX workbook (ECMA-376): the values that its
// cells show, numbers as they are kept.
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
			if !ok || at.Name.Local != "row" {
				continue
			}
			var r struct {
				No    int `xml:"r,attr"`
				Cells []struct {
					At   string `xml:"r,attr"`
					Type string `xml:"t,attr"`
					V    string `xml:"v"`
					Text run    `xml:"is"`
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
				cells = append(cells, value)
			}
			if rows, err = add(rows, r.No, cells); err != nil {
				return err
			}
		}
	})
	return rows, err
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
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
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
	if len(book.Sheets) > 0 {
		for _, l := range links.All {
			if l.ID != book.Sheets[0].ID {
				continue
			}
			if strings.HasPrefix(l.Target, "/") {
				return l.Target[1:], nil
			}
			return path.Join("xl", l.Target), nil
		}
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
