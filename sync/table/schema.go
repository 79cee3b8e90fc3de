package table

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"fieldline/forms/form"
)

// Schema returns the statements that make a form's table and its indexes, with those
// for lists and without enforced uniqueness, as on a device.
func Schema(f *form.Form) []string {
	t := newTable(f)
	out := []string{t.createTable()}
	for _, ix := range t.indexes(Options{Lists: true}, nil) {
		out = append(out, ix.create())
	}
	return out
}

func (t *Table) createTable() string {
	var lines []string
	for _, b := range builtins {
		if b.name != "extra" {
			lines = append(lines, t.Builtin(b.name)+" "+b.sql)
		}
	}
	for _, c := range t.columns {
		for _, s := range c.sqlColumns() {
			lines = append(lines, quote(s[0])+" "+s[1])
		}
	}
	lines = append(lines, t.Builtin("extra")+" TEXT")
	return "CREATE TABLE " + t.Name() + " (\n\t" + strings.Join(lines, ",\n\t") + "\n) STRICT"
}

// index is one index of a table, known by what it says.
type index struct {
	table   string
	unique  bool
	columns []string // quoted
	where   string
}

func (ix index) key() string { return strings.Join(ix.columns, ",") + " where " + ix.where }

func (ix index) name() string {
	kind := "ix_"
	if ix.unique {
		kind = "ux_"
	}
	sum := sha256.Sum256([]byte(ix.key()))
	return kind + ix.table + "_" + hex.EncodeToString(sum[:4])
}

func (ix index) create() string {
	sql := "CREATE INDEX "
	if ix.unique {
		sql = "CREATE UNIQUE INDEX "
	}
	sql += quote(ix.name()) + " ON " + quote(ix.table) + " (" + strings.Join(ix.columns, ", ") + ")"
	if ix.where != "" {
		sql += " WHERE " + ix.where
	}
	return sql
}

// indexes derives a table's indexes: what unique rules and relations look up, which
// deadlines are running, and what the lists show. vias are the columns other forms
// relate by.
func (t *Table) indexes(o Options, vias []string) []index {
	var all []index
	have := map[string]bool{}
	add := func(unique bool, where string, columns ...string) {
		ix := index{table: t.Form.Name, unique: unique, where: where}
		for _, c := range columns {
			ix.columns = append(ix.columns, quote(c))
		}
		if !have[ix.key()] {
			have[ix.key()] = true
			all = append(all, ix)
		}
	}
	for _, u := range t.Form.Uniques {
		if t.indexable(u.Of) {
			add(o.Unique && len(u.During) == 0, t.uniqueWhere(u), u.Of...)
		}
	}
	for _, via := range vias {
		if t.byName[via] != nil {
			add(false, quote(via)+" IS NOT NULL", via)
		}
	}
	for _, d := range t.Form.Deadlines {
		due, met := d.Name+"_due", d.Name+"_met"
		if t.byName[due] != nil && t.byName[met] != nil {
			add(false, quote(due)+" IS NOT NULL AND "+quote(met)+" IS NULL", due)
		}
	}
	for _, total := range t.Form.Totals {
		if t.indexable(total.Key) {
			add(false, t.statesCondition(total.In), total.Key...)
		}
	}
	if o.Lists {
		for _, l := range t.Form.Lists {
			if columns := t.listColumns(l); len(columns) > 0 {
				where := t.statesCondition(l.States)
				if t.allOpen(l.States) {
					where = t.openCondition()
				}
				add(false, where, columns...)
			}
		}
	}
	return all
}

// uniqueWhere is which rows a unique rule is about.
func (t *Table) uniqueWhere(u *form.Unique) string {
	var all []string
	for _, of := range u.Of {
		all = append(all, quote(of)+" IS NOT NULL")
	}
	if counting := t.Form.Counting(u.While); len(counting) < len(t.Form.States) {
		all = append(all, t.statesCondition(counting))
	}
	if u.Since > 0 {
		all = append(all, t.Builtin("shape")+" >= "+itoa(u.Since))
	}
	return strings.Join(all, " AND ")
}

// allOpen tells whether states are given and all of them open.
func (t *Table) allOpen(states []string) bool {
	for _, name := range states {
		if s := t.Form.State(name); s == nil || !s.Open() {
			return false
		}
	}
	return len(states) > 0
}

// openCondition is one condition for all lists of open records, so that they share their
// indexes; a query for some open states says it beside its own.
func (t *Table) openCondition() string {
	var open []string
	for _, s := range t.Form.States {
		if s.Open() {
			open = append(open, s.Name)
		}
	}
	return t.statesCondition(open)
}

// listColumns are what a list's index holds: the person or record its `where` names
// first, then what it is sorted by.
func (t *Table) listColumns(l *form.List) []string {
	var columns []string
	if l.Where != nil {
		for _, path := range l.Where.Paths() {
			if c := t.byName[path[0]]; c != nil && len(path) == 1 && (c.storage == asPerson || c.storage == asRef) {
				columns = append(columns, c.Name)
				break
			}
		}
	}
	sort := strings.TrimPrefix(l.Sort, "-")
	if _, err := t.sortColumn(sort); err == nil && sort != "" {
		if t.byName[sort] == nil {
			sort = t.builtin[sort]
		}
		columns = append(columns, sort)
	}
	return columns
}

func (t *Table) indexable(names []string) bool {
	for _, n := range names {
		if c := t.byName[n]; c == nil || c.storage == asJSON {
			return false
		}
	}
	return len(names) > 0
}
