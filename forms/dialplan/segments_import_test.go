package dialplan_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fieldline/forms/dialplan"
)

// A table is found by its headings, whatever stands beside it.
func TestImportSegments_findsItsColumns(t *testing.T) {
	for name, text := range map[string]string{
		"bare":             "1350280,755\n1380013,010\n",
		"headings":         "省,号段,运营商,城市,区号,邮编\n广东,1350280,移动,深圳,0755,518000\n北京,1380013,移动,北京,010,100000\n",
		"English headings": "Area_Code,city,Segment\n0755,Shenzhen,1350280\n10,Beijing,1380013\n",
		"other headings":   "前段,地区码\n1350280,0755\n1380013,10\n",
	} {
		s, err := dialplan.ImportSegments("2026-11", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if at, _ := s.AreaOf("13502801234"); at != "755" || s.Count != 2 || s.Version != "2026-11" {
			t.Errorf("%s: %q, %+v", name, at, s)
		}
	}
}

// One wrong line and nothing is imported; every wrong line is named with what is wrong.
func TestImportSegments_allOrNothing(t *testing.T) {
	text := "号段,区号\n1350280,0755\n135028,0755\n1350281,026\n1350282\n1350280,020\n"
	s, err := dialplan.ImportSegments("2026-11", []byte(text))
	var bad *dialplan.BadSegments
	if s != nil || !errors.As(err, &bad) {
		t.Fatalf("%v, %v", s, err)
	}
	var said []string
	for _, b := range bad.Lines {
		said = append(said, fmt.Sprintf("%d: %s", b.Line, b.Why.Label().Zh))
	}
	want := "3: “135028”不是号段：要 13 到 19 开头的 7 位数字\n4: “026”不是区号\n5: 要有号段和区号两列\n6: 号段 1350280 前面已归 755"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, text := range []string{"", "号段,区号\n", "\n\n"} {
		if _, err := dialplan.ImportSegments("x", []byte(text)); !errors.As(err, &bad) {
			t.Errorf("%q is a table: %v", text, err)
		}
	}
}

// A table travels small and comes out as it went in, the same bytes for the same segments.
func TestSegments_travel(t *testing.T) {
	var b strings.Builder
	areas := dialplan.Areas()
	for i := range 50_000 {
		fmt.Fprintf(&b, "%d,%s\n", 1300000+i*13, areas[(i/40)%len(areas)].Code)
	}
	s, err := dialplan.ImportSegments("2026-11", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := s.Encode()
	if err != nil || len(packed) > 200_000 {
		t.Fatalf("%d bytes, %v", len(packed), err)
	}
	back, err := dialplan.DecodeSegments("2026-11", bytes.NewReader(packed))
	if err != nil || back.Count != 50_000 {
		t.Fatalf("%+v, %v", back, err)
	}
	if again, err := back.Encode(); err != nil || !bytes.Equal(again, packed) {
		t.Errorf("it travels as other bytes, %v", err)
	}
	if added, gone, moved := back.Difference(s); added+gone+moved != 0 {
		t.Errorf("%d added, %d gone, %d moved", added, gone, moved)
	}
	for _, cut := range []int{0, 10, len(packed) / 2, len(packed) - 1} {
		if _, err := dialplan.DecodeSegments("x", bytes.NewReader(packed[:cut])); err == nil {
			t.Errorf("%d of %d bytes are a table", cut, len(packed))
		}
	}
}

func TestSegments_difference(t *testing.T) {
	table := func(text string) *dialplan.Segments {
		s, err := dialplan.ImportSegments("v", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before, after := table("1350280,755\n1350281,755\n1350282,755\n"), table("1350280,755\n1350281,20\n1990001,10\n1990002,10\n")
	if added, gone, moved := after.Difference(before); added != 2 || gone != 1 || moved != 1 {
		t.Errorf("%d added, %d gone, %d moved", added, gone, moved)
	}
	if added, gone, moved := after.Difference(nil); added != 4 || gone != 0 || moved != 0 {
		t.Errorf("%d added, %d gone, %d moved", added, gone, moved)
	}
}

// A workbook as LibreOffice writes it: a title over merged cells, dates, numbers with leading
// zeros, texts, a formula, and an area for several rows in one merged cell. testdata/*.fods
// are what they were made of.
func TestImportSegments_workbook(t *testing.T) {
	read := func(name string) (*dialplan.Segments, error) {
		t.Helper()
		content, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return dialplan.ImportSegments("2026-11", content)
	}
	s, err := read("segments.xlsx")
	if err != nil || s.Count != 5 {
		t.Fatalf("%+v, %v", s, err)
	}
	for mobile, want := range map[string]string{"13502801234": "755", "13502811234": "755", "13502821234": "755", "13800131234": "10", "13800141234": "10"} {
		if at, _ := s.AreaOf(mobile); at != want {
			t.Errorf("%s is at %q, want %q", mobile, at, want)
		}
	}

	// What is wrong is said with row and column; a row that nobody sees is not taken.
	_, err = read("wrong.xlsx")
	var bad *dialplan.BadSegments
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	var said []string
	for _, b := range bad.Lines {
		said = append(said, fmt.Sprintf("%d%s: %s", b.Line, b.Column, b.Why.Label().Zh))
	}
	want := "4B: “1350281.5”不是号段：要 13 到 19 开头的 7 位数字\n5B: “46327”不是号段：要 13 到 19 开头的 7 位数字\n6D: “#DIV/0!”不是区号\n7: 这一行被隐藏，请取消隐藏或删除\n8D: “26”不是区号"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}
