package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fieldline/forms/sheet"
)

func gb(t *testing.T, text string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Rows are the same however a program wrote the file, and keep their lines.
func TestRead_textAsProgramsWriteIt(t *testing.T) {
	want := []sheet.Row{{Line: 1, Cells: []string{"号段", "城市", "区号"}}, {Line: 3, Cells: []string{"1350280", "深圳", "0755"}}, {Line: 4, Cells: []string{"1380013", "北京,海淀", "010"}}}
	for name, content := range map[string][]byte{
		"commas":     []byte("号段,城市,区号\n\n1350280,深圳,0755\n1380013,\"北京,海淀\",010\n"),
		"with mark":  []byte("\ufeff号段,城市,区号\r\n\r\n1350280 ,深圳,0755\r\n1380013,\"北京,海淀\",010"),
		"tabs":       []byte("号段\t城市\t区号\n\n1350280\t深圳\t0755\n1380013\t北京,海淀\t010\n"),
		"semicolons": []byte("号段;城市;区号\n;;\n1350280;深圳;0755\n1380013;北京,海淀;010\n"),
		"GB 18030":   gb(t, "号段,城市,区号\r\n\r\n1350280,深圳,0755\r\n1380013,\"北京,海淀\",010\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := sheet.Read(content)
			if err != nil || !reflect.DeepEqual(rows, want) {
				t.Errorf("%v, %v", rows, err)
			}
		})
	}
	if _, err := sheet.Read([]byte("\xff\xfe1\x003\x00")); err == nil || !strings.Contains(err.Error(), "UTF-16") {
		t.Errorf("UTF-16 is read: %v", err)
	}
}

// workbook packs parts as a spreadsheet program does.
func workbook(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprint(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	book  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="号段" sheetId="2" r:id="rId2"/><sheet name="old" sheetId="1" r:id="rId1"/></sheets></workbook>`
	links = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>`
)

func parts(rows, shared string) map[string]string {
	return map[string]string{
		"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`, "xl/sharedStrings.xml": `<sst>` + shared + `</sst>`,
	}
}

// The sheet that stands first is read: texts in every way they are kept, numbers, gaps.
func TestRead_workbook(t *testing.T) {
	rows, err := sheet.Read(workbook(t, parts(
		`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="2"/><row r="3"><c r="A3"><v>1350280</v></c><c r="C3" t="inlineStr"><is><t>0755</t></is></c></row><row r="4"><c r="A4"><v>1.380013E6</v></c><c r="C4"><v>10</v></c></row>`,
		`<si><t>号段</t></si><si><r><t>区</t></r><r><t>号</t></r></si>`)))
	want := []sheet.Row{{Line: 1, Cells: []string{"号段", "", "区号"}}, {Line: 3, Cells: []string{"1350280", "", "0755"}}, {Line: 4, Cells: []string{"1380013", "", "10"}}}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%v, %v", rows, err)
	}
}

// What is no table is refused and never read for ever.
func TestRead_refuses(t *testing.T) {
	for name, content := range map[string][]byte{
		"a cut workbook":       workbook(t, parts("", ""))[:200],
		"no sheet":             workbook(t, map[string]string{"xl/workbook.xml": `<workbook/>`, "xl/_rels/workbook.xml.rels": `<Relationships/>`}),
		"an unknown text":      workbook(t, parts(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`, "")),
		"a column far away":    workbook(t, parts(`<row r="1"><c r="ZZZZZ1"><v>7</v></c></row>`, "")),
		"columns out of order": workbook(t, parts(`<row r="1"><c r="B1"><v>7</v></c><c r="A1"><v>7</v></c></row>`, "")),
	} {
		if rows, err := sheet.Read(content); err == nil {
			t.Errorf("%s is read as %v", name, rows)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := sheet.Read(content)
		for i, r := range rows {
			if err == nil && (r.Line < 1 || i > 0 && r.Line <= rows[i-1].Line && !bytes.HasPrefix(content, []byte("PK"))) {
				t.Errorf("row %d stands in line %d", i, r.Line)
			}
		}
	})
}

// Merged cells are read as if each had the value, hidden sheets are passed over and hidden
// rows are marked; a formula that was never worked out is read as it is written.
func TestRead_whatPeopleSee(t *testing.T) {
	all := parts(
		`<row r="1"><c r="A1" t="inlineStr"><is><t>0755</t></is></c><c r="B1"><v>7</v></c></row><row r="2" hidden="1"><c r="B2"><v>8</v></c></row><row r="3" hidden="false"><c r="B3"><f>B1+1</f></c></row>`, "")
	all["xl/worksheets/sheet2.xml"] = strings.Replace(all["xl/worksheets/sheet2.xml"], "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="A9:ZZZZZ1"/><mergeCell ref="x"/></mergeCells>`, 1)
	all["xl/workbook.xml"] = strings.Replace(book, `<sheets>`, `<sheets><sheet name="alt" sheetId="1" state="hidden" r:id="rId1"/>`, 1)
	rows, err := sheet.Read(workbook(t, all))
	want := []sheet.Row{{Line: 1, Cells: []string{"0755", "7"}}, {Line: 2, Cells: []string{"0755", "8"}, Hidden: true}, {Line: 3, Cells: []string{"0755", "=B1+1"}}}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestColumn(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := sheet.Column(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
