package dialplan

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fieldline/forms/form"
)

//go:embed data/areas.csv data/numbers.csv data/mobiles.csv
var dataFiles embed.FS

// Area is a long-distance area of mainland China. Lengths are those its local numbers may
// have, the present one last: areas move from 7 digits to 8.
type Area struct {
	Code    string // without the trunk 0
	Lengths []int
	Name    form.Label
}

// Present is the length that local numbers of the area have, where nobody says another.
func (a Area) Present() int { return a.Lengths[len(a.Lengths)-1] }

func (a Area) hasLength(n int) bool { return slices.Contains(a.Lengths, n) }

// lengths writes how long local numbers of the area may be.
func (a Area) lengths() Text {
	if len(a.Lengths) == 1 {
		return Text{"lengths.one", map[string]any{"n": a.Lengths[0]}}
	}
	return Text{"lengths.two", map[string]any{"n": a.Lengths[0], "m": a.Lengths[1]}}
}

// numbers is one kind of number as the numbering plan knows it.
type numbers struct {
	class    string
	pattern  pattern
	min, max int
	name     form.Label
}

// facts are the embedded files, read once.
type facts struct {
	areas   []Area
	byCode  map[string]int
	kinds   []numbers // the order of the file
	mobiles []pattern
}

// chinese reads the embedded files. What cannot be read is an error, and a test shows
// that there is none.
var chinese = sync.OnceValues(readFacts)

func readFacts() (*facts, error) {
	f := &facts{byCode: map[string]int{}}
	err := errors.Join(
		eachRow("data/areas.csv", 4, f.addArea),
		eachRow("data/numbers.csv", 6, f.addNumbers),
		eachRow("data/mobiles.csv", 2, func(row []string) error {
			p, err := parsePattern(row[0])
			f.mobiles = append(f.mobiles, p)
			return err
		}),
	)
	return f, err
}

// eachRow gives every row of an embedded file behind its heading.
func eachRow(name string, columns int, take func([]string) error) error {
	b, err := dataFiles.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	r := csv.NewReader(strings.NewReader(string(b)))
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for i, row := range rows[1:] {
		if err := take(row); err != nil {
			return fmt.Errorf("read %s, line %d: %w", name, i+2, err)
		}
	}
	return nil
}

func (f *facts) addArea(row []string) error {
	a := Area{Code: row[0], Name: form.Label{Zh: row[2], En: row[3]}}
	for _, l := range strings.Fields(row[1]) {
		n, err := strconv.Atoi(l)
		if err != nil || n != 7 && n != 8 {
			return fmt.Errorf("area %s: %q is no length", a.Code, l)
		}
		a.Lengths = append(a.Lengths, n)
	}
	if len(a.Lengths) == 0 || !allDigits(a.Code) {
		return fmt.Errorf("area %q has no code or no length", a.Code)
	}
	f.byCode[a.Code] = len(f.areas)
	f.areas = append(f.areas, a)
	return nil
}

func (f *facts) addNumbers(row []string) error {
	p, err := parsePattern(row[1])
	if err != nil {
		return err
	}
	least, err := strconv.Atoi(row[2])
	if err != nil {
		return err
	}
	most, err := strconv.Atoi(row[3])
	if err != nil {
		return err
	}
	f.kinds = append(f.kinds, numbers{row[0], p, least, most, form.Label{Zh: row[4], En: row[5]}})
	return nil
}

// known are the embedded facts; they are complete, as the tests show.
func known() *facts {
	f, err := chinese()
	if err != nil {
		return &facts{}
	}
	return f
}

// Areas returns all areas, in the order of their codes as the file has them.
func Areas() []Area { return append([]Area(nil), known().areas...) }

// AreaOf returns the area of a code without its trunk 0.
func AreaOf(code string) (Area, bool) {
	f := known()
	i, ok := f.byCode[code]
	if !ok {
		return Area{}, false
	}
	return f.areas[i], true
}

// areaIn returns the area whose code s begins with.
func areaIn(s string) (Area, bool) {
	for n := 2; n <= 3 && n <= len(s); n++ {
		if a, ok := AreaOf(s[:n]); ok {
			return a, true
		}
	}
	return Area{}, false
}

// MustPass returns the emergency numbers that every dialer lets pass, whatever its profile
// says.
func MustPass() []string {
	return []string{"110", "119", "120", "122"}
}

// isMobile tells whether s is a complete mobile number, 11 digits without a leading 0.
func isMobile(s string) bool {
	if len(s) != 11 || !allDigits(s) {
		return false
	}
	for _, p := range known().mobiles {
		if p.matches(s) {
			return true
		}
	}
	return false
}
