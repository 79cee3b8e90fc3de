package dialplan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"

	"github.com/nyaruka/phonenumbers"
)

func TestAreas_areAllThereWithTheirLengths(t *testing.T) {
	areas := dialplan.Areas()

	eight := 0
	for _, a := range areas {
		if slices.Equal(a.Lengths, []int{8}) {
			eight++
		}
		if a.Name.Zh == "" || a.Name.En == "" {
			t.Errorf("area %s has no name", a.Code)
		}
	}
	if len(areas) != 328 || eight != 50 {
		t.Errorf("%d areas, %d of 8 digits only", len(areas), eight)
	}
	for _, code := range []string{"26", "30", "807", "", "0755"} {
		if _, ok := dialplan.AreaOf(code); ok {
			t.Errorf("%q is no area", code)
		}
	}
}

// A second opinion: what the numbering metadata of the world calls a Chinese fixed line
// has an area here, and what it calls a Chinese mobile is one here.
func TestClassify_agreesWithTheMetadata(t *testing.T) {
	home := dialplan.Home{AreaCode: "755", LocalLen: 8}
	for code := 10; code < 1000; code++ {
		if code == 30 {
			code = 300 // codes of two digits are 10 and 2x
		}
		for _, rest := range []string{"2345678", "22345678", "62345678", "8345678"} {
			n := fmt.Sprintf("0%d%s", code, rest)
			parsed, err := phonenumbers.Parse(n, "CN")
			if err != nil || phonenumbers.GetNumberType(parsed) != phonenumbers.FIXED_LINE || code == 807 {
				continue
			}
			if k := dialplan.Classify(n, home, nil); k.Class != dialplan.ClassNational || !k.Complete {
				t.Errorf("%s: %+v", n, k)
			}
		}
	}
	for network := 130; network < 200; network++ {
		n := fmt.Sprintf("%d12345678", network)
		parsed, err := phonenumbers.Parse(n, "CN")
		if err != nil || phonenumbers.GetNumberType(parsed) != phonenumbers.MOBILE {
			continue
		}
		if k := dialplan.Classify(n, home, nil); k.Class != dialplan.ClassMobile {
			t.Errorf("%s: %+v", n, k)
		}
	}
}

func TestClassify(t *testing.T) {
	home := dialplan.Home{AreaCode: "755", LocalLen: 8}
	table := segments(t, "1350280,755\n1380013,10\n")
	for _, c := range []struct {
		number, class, area string
		complete            bool
	}{
		{"110", "emergency", "", true}, {"11", "unknown", "", false}, {"10086", "service", "", true},
		{"12345", "service", "", true}, {"95588", "service", "", true}, {"4001234567", "shared", "", true},
		{"40012345", "shared", "", false}, {"26012345", "local", "755", true}, {"2601234", "local", "755", false},
		{"01062345678", "national", "10", true}, {"031162345678", "national", "311", true}, {"03116234567", "national", "311", false},
		{"02612345678", "unknown", "", false}, {"13502801234", "mobile", "755", true}, {"013800138000", "mobile", "10", true},
		{"19712345678", "mobile", "", true}, {"14012345678", "unknown", "", false}, {"0085223456789", "international", "", true},
		{"17909", "access", "", true}, {"16812345", "premium", "", true}, {"*57", "feature", "", true}, {"", "unknown", "", false},
	} {
		k := dialplan.Classify(c.number, home, table)
		if k.Class != c.class || k.Area != c.area || k.Complete != c.complete {
			t.Errorf("%s: %+v", c.number, k)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"0755-2601 2345":        "075526012345",
		"+86 755 26012345":      "075526012345",
		"+86 (0)10 6234-5678":   "01062345678",
		"+86 138 0013 8000":     "13800138000",
		"＋852 2345 6789":        "0085223456789",
		"１３８００１３８０００":           "13800138000",
		"*57*60#":               "*57*60#",
		"+86 400-810-8888":      "4008108888",
		"+86 800 810 8888":      "8008108888",
		"+86 10086":             "10086",
		"+86 95588":             "95588",
		"+86 96123":             "96123",
		"+86 110":               "110",
		"+86 12345":             "12345",
		"+86 1010 9888":         "10109888",
		"+86 10800 1234567":     "108001234567",
		"+86 17909 01062345678": "1790901062345678",
		"+86 955 312 3456":      "09553123456",
		"+86 433 6123456":       "04336123456",
		"+86 10 8001 2345":      "01080012345",
		"+86 755 2601 2345#":    "075526012345#",
		"+86 138 0013 8000#":    "13800138000#",
		"+86 755":               "0755",
		"+86 755 2601":          "07552601",
		" 110 ":                 "110",
	} {
		if got, err := dialplan.Clean(text); got != want || err != nil {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "+", "call me", "138+0013", "12a"} {
		if got, err := dialplan.Clean(text); err == nil {
			t.Errorf("%q is %q", text, got)
		}
	}
}

func segments(t testing.TB, text string) *dialplan.Segments {
	t.Helper()
	s, bad, err := dialplan.ReadSegments("test", strings.NewReader(text))
	if err != nil || len(bad) > 0 {
		t.Fatal(bad, err)
	}
	return s
}

func TestReadSegments_namesBadLines(t *testing.T) {
	text := "\ufeffsegment,area,operator\n1380013,10,mobile\n\n1380013,010\n1380013,755\n138001,10\n1200000,10\n1380014,26\n1380015\n\"1350280\",\"0755\"\n"

	s, bad, err := dialplan.ReadSegments("2026-11", strings.NewReader(text))

	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
	}
	if !slices.Equal(lines, []int{5, 6, 7, 8, 9}) || s.Count != 2 || s.Version != "2026-11" || len(s.SHA256) != 64 {
		t.Errorf("%v, %+v", bad, s)
	}
	if code, ok := s.AreaOf("13502801234"); code != "755" || !ok {
		t.Errorf("got %q", code)
	}
	if code, ok := s.AreaOf("13502811234"); ok {
		t.Errorf("an unknown segment is of %s", code)
	}
	for text, count := range map[string]int{"\"1350280\",\"0755\"\n": 1, "\"号段\",\"区号\"\n1350280,755\n": 1, "1350280,755\n": 1} {
		if s := segments(t, text); s.Count != count {
			t.Errorf("%q has %d segments", text, s.Count)
		}
	}
	if _, bad, err := dialplan.ReadSegments("v", strings.NewReader("135028x,755\n")); err != nil || len(bad) != 1 {
		t.Errorf("a first line that is wrong is passed over: %v, %v", bad, err)
	}
	var none *dialplan.Segments
	if _, ok := none.AreaOf("13502801234"); ok {
		t.Error("no table knows a segment")
	}
}

// table is a whole country: half a million segments in runs, as real ones come.
func table(areas []dialplan.Area) string {
	var b strings.Builder
	for network := 130; network < 200; network++ {
		for i := range 7500 {
			fmt.Fprintf(&b, "%d%04d,%s\n", network, i, areas[(i/17+network*31)%len(areas)].Code)
		}
	}
	return b.String()
}

func BenchmarkReadSegments(b *testing.B) {
	text := table(dialplan.Areas())
	b.ReportAllocs()
	for b.Loop() {
		if _, bad, err := dialplan.ReadSegments("all", strings.NewReader(text)); err != nil || len(bad) > 0 {
			b.Fatal(bad[0], err)
		}
	}
}

func BenchmarkSegments_AreaOf(b *testing.B) {
	s := segments(b, table(dialplan.Areas()))
	b.ReportAllocs()
	for b.Loop() {
		s.AreaOf("13802345678")
	}
}
