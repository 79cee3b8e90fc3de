package table

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// provisionalPrefix begins the numbers that devices give.
const provisionalPrefix = "T"

// provisional is the shape of a number that the server has not given.
var provisional = regexp.MustCompile(`^T\d{2,}-\d{4,}(-\d+)?$`)

// Provisional is the number a record bears until the server gives it one: that of the
// device and of the operation, so that the server can work it out too. nth counts the
// numbered records of one operation from 1.
func Provisional(device int, dseq int64, nth int) string {
	if nth > 1 {
		return fmt.Sprintf("T%02d-%04d-%d", device, dseq, nth)
	}
	return fmt.Sprintf("T%02d-%04d", device, dseq)
}

// IsProvisional tells whether a number was given by a device, not by the server.
func IsProvisional(number string) bool { return provisional.MatchString(number) }

// planStatements writes the table's statements down once.
func (t *Table) planStatements() {
	var names []string
	for _, b := range builtins {
		if b.name != "extra" {
			names = append(names, t.builtin[b.name])
		}
	}
	for _, c := range t.columns {
		for _, s := range c.sqlColumns() {
			names = append(names, s[0])
		}
	}
	names = append(names, t.builtin["extra"])
	t.selectList = quoted(names)
	t.selectByID = "SELECT " + t.selectList + " FROM " + t.Name() + " WHERE " + t.Builtin("id") + " = ?"
	t.keyByID = "SELECT " + t.Builtin("k") + " FROM " + t.Name() + " WHERE " + t.Builtin("id") + " = ?"

	written := names[1:] // k is SQLite's
	t.insert = "INSERT INTO " + t.Name() + " (" + quoted(written) + ") VALUES (?" + strings.Repeat(", ?", len(written)-1) + ")"
	var sets []string
	for _, n := range written {
		if n == t.builtin["provisional"] {
			sets = append(sets, quote(n)+" = coalesce(?, "+quote(n)+")")
		} else {
			sets = append(sets, quote(n)+" = ?")
		}
	}
	t.update = "UPDATE " + t.Name() + " SET " + strings.Join(sets, ", ") + " WHERE " + t.Builtin("k") + " = ?"
	t.probe = "SELECT " + quoted(append([]string{t.builtin["k"], t.builtin["number"], t.builtin["provisional"]}, t.wordColumns()...)) +
		" FROM " + t.Name() + " WHERE " + t.Builtin("id") + " = ?"
	t.remove = "DELETE FROM " + t.Name() + " WHERE " + t.Builtin("k") + " = ?"
}

// numbers tells the number the server gave from the provisional one.
func numbers(rec *record.Record, provisional string) (given, before string) {
	if IsProvisional(rec.Number) {
		return "", rec.Number
	}
	return rec.Number, provisional
}

// bind lists what an insert or update writes, in the order of the statement.
func (t *Table) bind(rec *record.Record, provisional string) ([]any, error) {
	var number, temporary any
	given, before := numbers(rec, provisional)
	if given != "" {
		number = given
	}
	if before != "" {
		temporary = before
	}
	args := make([]any, 0, len(builtins)+len(t.columns)+2)
	args = append(args, append([]byte(nil), rec.ID[:]...), rec.Rev, rec.Seq, int64(rec.Version), number, temporary, Bind(rec.Site), rec.State,
		Bind(rec.CreatedAt), Bind(rec.CreatedBy), Bind(rec.UpdatedAt), Bind(rec.UpdatedBy))
	var err error
	for _, c := range t.columns {
		if args, err = c.bind(args, rec.Values[c.Name]); err != nil {
			return nil, err
		}
	}
	if len(rec.Extra) == 0 {
		return append(args, nil), nil
	}
	extra, err := json.Marshal(rec.Extra)
	if err != nil {
		return nil, fmt.Errorf("extra values: %w", err)
	}
	return append(args, string(extra)), nil
}

// scanner reads rows of the table's select list, one after the other.
type scanner struct {
	t     *Table
	cells []any
	dest  []any
}

func (t *Table) scanner() *scanner {
	n := len(builtins) + len(t.columns)
	for _, c := range t.columns {
		if c.storage == asAnyRef {
			n++
		}
	}
	s := &scanner{t: t, cells: make([]any, n), dest: make([]any, n)}
	for i := range s.cells {
		s.dest[i] = &s.cells[i]
	}
	return s
}

// scan reads the current row; further destinations are behind the select list.
func (s *scanner) scan(scan func(...any) error, further ...any) (int64, record.Record, error) {
	if err := scan(append(s.dest, further...)...); err != nil {
		return 0, record.Record{}, err
	}
	k, rec, err := s.record()
	if err != nil {
		return 0, record.Record{}, fmt.Errorf("row %d of %s: %w", k, s.t.Form.Name, err)
	}
	return k, rec, nil
}

func (s *scanner) record() (int64, record.Record, error) {
	var rec record.Record
	rec.Form = s.t.Form.Name
	k, _ := s.cells[0].(int64)
	var errs [6]error
	rec.ID, errs[0] = readID(s.cells[1])
	rec.Rev, _ = s.cells[2].(int64)
	rec.Seq, _ = s.cells[3].(int64)
	shape, _ := s.cells[4].(int64)
	rec.Version = int(shape)
	if number, ok := s.cells[5].(string); ok {
		rec.Number = number
	} else {
		rec.Number, _ = s.cells[6].(string)
	}
	rec.Site, errs[1] = readID(s.cells[7])
	rec.State, _ = s.cells[8].(string)
	rec.CreatedAt, errs[2] = readTime(s.cells[9])
	rec.CreatedBy, errs[3] = readID(s.cells[10])
	rec.UpdatedAt, errs[4] = readTime(s.cells[11])
	rec.UpdatedBy, errs[5] = readID(s.cells[12])
	for _, err := range errs {
		if err != nil {
			return k, rec, err
		}
	}
	i := len(builtins) - 1 // extra comes last
	rec.Values = make(form.Values, len(s.t.columns)/2)
	for _, c := range s.t.columns {
		raw := s.cells[i]
		i++
		var second any
		if c.storage == asAnyRef {
			second = s.cells[i]
			i++
		}
		if raw == nil {
			continue
		}
		v, err := c.read(raw, second)
		if err != nil {
			return k, rec, err
		}
		rec.Values[c.Name] = v
	}
	if extra, ok := s.cells[i].(string); ok {
		if err := json.Unmarshal([]byte(extra), &rec.Extra); err != nil {
			return k, rec, fmt.Errorf("extra values: %w", err)
		}
	}
	return k, rec, nil
}
