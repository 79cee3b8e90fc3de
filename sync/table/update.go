package table

import (
	"context"
	"fmt"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Habits remembers which columns of a form are written together. Those that often are
// get a statement of their own: one that names few columns binds little and leaves the
// indexes of the others alone. The zero Habits is ready; it belongs to one goroutine.
type Habits struct {
	byTable    map[*Table]map[columnSet]*habit
	statements int
}

// The bounds of Habits: how often columns must have been written together, and for how
// many sets there are statements, since each takes memory.
const (
	oftenEnough   = 4
	mostOfATable  = 24
	mostOfAll     = 240
	mostSetsKnown = 200 // of one table, before it is begun anew
)

type habit struct {
	times  int
	update string // "": not often enough yet
}

// columnSet is a set of a table's columns by their place; the first two stand for state
// and site.
type columnSet [4]uint64

const columnsInSet = 256

func (s *columnSet) add(n int)      { s[n/64] |= 1 << (n % 64) }
func (s *columnSet) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// Change is a record that is there already, with what has changed in it.
type Change struct {
	Before, After *record.Record
	Written       form.Values // the columns whose values differ
}

// Update writes a changed record over the row with its key: what differs, and what
// differs always. Id, number and who created it when are left as they are.
func (t *Tables) Update(ctx context.Context, db DB, k int64, c Change, habits *Habits) error {
	tab, err := t.table(c.After.Form)
	if err != nil {
		return err
	}
	if t.options.Search {
		_, err := t.PutWith(ctx, db, c.After, "")
		return err
	}
	set, fits := tab.changed(c)
	h := habits.of(tab, set)
	if !fits || h.update == "" || len(c.After.Extra) > 0 || c.After.Version != c.Before.Version {
		_, err := t.PutAt(ctx, db, k, c.After, "")
		return err
	}
	args, err := tab.bindSet(c.After, set)
	if err == nil {
		_, err = db.ExecContext(ctx, h.update, append(args, k)...)
	}
	if err != nil {
		return fmt.Errorf("write %s %s: %w", c.After.Form, c.After.ID, err)
	}
	return nil
}

// of counts one more writing of a set and returns what is known of it.
func (h *Habits) of(t *Table, set columnSet) *habit {
	if h.byTable == nil {
		h.byTable = map[*Table]map[columnSet]*habit{}
	}
	sets := h.byTable[t]
	if sets == nil || len(sets) >= mostSetsKnown && sets[set] == nil {
		kept := map[columnSet]*habit{}
		for s, known := range sets {
			if known.update != "" {
				kept[s] = known
			}
		}
		sets, h.byTable[t] = kept, kept
	}
	known := sets[set]
	if known == nil {
		known = &habit{}
		sets[set] = known
	}
	known.times++
	if known.times == oftenEnough && h.statements < mostOfAll && withStatement(sets) < mostOfATable {
		known.update = t.updateOf(set)
		h.statements++
	}
	return known
}

func withStatement(sets map[columnSet]*habit) int {
	n := 0
	for _, h := range sets {
		if h.update != "" {
			n++
		}
	}
	return n
}

// changed is the set of what differs; false where the table has too many columns.
func (t *Table) changed(c Change) (set columnSet, fits bool) {
	if len(t.columns)+2 > columnsInSet {
		return set, false
	}
	if c.Before.State != c.After.State {
		set.add(0)
	}
	if c.Before.Site != c.After.Site {
		set.add(1)
	}
	for name := range c.Written {
		if column := t.byName[name]; column != nil {
			set.add(column.place + 2)
		}
	}
	return set, true
}

// updateOf is the statement that writes a set of columns.
func (t *Table) updateOf(set columnSet) string {
	names := []string{t.builtin["rev"], t.builtin["seq"], t.builtin["updated_at"], t.builtin["updated_by"]}
	if set.has(0) {
		names = append(names, t.builtin["state"])
	}
	if set.has(1) {
		names = append(names, t.builtin["site"])
	}
	for i, c := range t.columns {
		if set.has(i + 2) {
			for _, s := range c.sqlColumns() {
				names = append(names, s[0])
			}
		}
	}
	return "UPDATE " + t.Name() + " SET " + strings.ReplaceAll(quoted(names), ",", " = ?,") + " = ? WHERE " + t.Builtin("k") + " = ?"
}

// bindSet lists what updateOf writes.
func (t *Table) bindSet(rec *record.Record, set columnSet) ([]any, error) {
	args := []any{rec.Rev, rec.Seq, Bind(rec.UpdatedAt), Bind(rec.UpdatedBy)}
	if set.has(0) {
		args = append(args, rec.State)
	}
	if set.has(1) {
		args = append(args, Bind(rec.Site))
	}
	var err error
	for i, c := range t.columns {
		if set.has(i + 2) {
			if args, err = c.bind(args, rec.Values[c.Name]); err != nil {
				return nil, err
			}
		}
	}
	return args, nil
}
