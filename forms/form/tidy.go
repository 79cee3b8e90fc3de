package form

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// tidied returns the rows of a table as they are stored: by id, so that the order in
// which two devices' rows arrive says nothing; without empty cells and what is
// calculated, and with the id that the table's key gives.
func tidied(rec Ref, table *Field, rows []Row) []Row {
	out := make([]Row, 0, len(rows))
	for _, row := range rows {
		t := Row{ID: row.ID, Values: tidiedCells(table, row.Values)}
		if table.Key != "" {
			if key := keyText(row.Values[table.Key]); key != "" {
				t.ID = KeyedRowID(rec, table.Name, key)
			}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b Row) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// tidiedCells returns cells without empty and calculated ones: the same where there are
// none.
func tidiedCells(table *Field, cells Values) Values {
	stored := func(name string, v any) bool {
		c := columnOf(table, name)
		return !Empty(v) && (c == nil || c.Calc == nil)
	}
	tidy := cells != nil
	for name, v := range cells {
		tidy = tidy && stored(name, v)
	}
	if tidy {
		return cells
	}
	out := make(Values, len(cells))
	for name, v := range cells {
		if stored(name, v) {
			out[name] = v
		}
	}
	return out
}

// keyText is the text of a row's key that its id is derived from.
func keyText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Date:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case decimal.Decimal:
		return v.String()
	case Ref:
		return v.ID.String()
	case ID:
		return v.String()
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return ""
}
