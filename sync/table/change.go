package table

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

// changeColumns adds, renames and widens columns (forms/README.md 7). A widened column's old
// values stay beside the new ones, under a name no field can have.
func (t *Table) changeColumns(ctx context.Context, db DB, before []laid) error {
	was := map[string]laid{}
	for _, b := range before {
		was[b.Name] = b
	}
	present, err := texts(ctx, db, "SELECT name FROM pragma_table_info(?)", t.Form.Name)
	if err != nil {
		return err
	}
	run := func(format string, args ...any) error {
		_, err := db.ExecContext(ctx, fmt.Sprintf(format, args...))
		return err
	}
	for _, c := range t.columns {
		old, known := was[c.Name]
		former := t.former(c)
		if former == "" {
			former = t.later(c, before)
		}
		if !known && former != "" && slices.Contains(present, former) {
			if err := run("ALTER TABLE %s RENAME COLUMN %s TO %s", t.Name(), quote(former), quote(c.Name)); err != nil {
				return err
			}
			old, known = was[former], true
			present = append(present, c.Name)
			if slices.Contains(present, formColumn(former)) {
				if err := run("ALTER TABLE %s RENAME COLUMN %s TO %s", t.Name(), quote(formColumn(former)), quote(formColumn(c.Name))); err != nil {
					return err
				}
				present = append(present, formColumn(c.Name))
			}
		}
		if known && c.storage != asAnyRef && storageOf(asColumn(old)) != c.storage {
			if kept := aside(c.Name, c.Type); slices.Contains(present, kept) {
				if err := t.narrowAgain(ctx, db, c, old, kept, present); err != nil {
					return err
				}
				continue
			}
			if err := t.widen(ctx, db, c, old); err != nil {
				return err
			}
			continue
		}
		for _, s := range c.sqlColumns() {
			if slices.Contains(present, s[0]) {
				continue
			}
			if err := run("ALTER TABLE %s ADD COLUMN %s %s", t.Name(), quote(s[0]), s[1]); err != nil {
				return err
			}
			if s[0] == formColumn(c.Name) && known && len(old.Forms) == 1 {
				if err := run("UPDATE %s SET %s = %s WHERE %s IS NOT NULL", t.Name(), quote(s[0]), literal(old.Forms[0]), quote(c.Name)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func asColumn(l laid) *form.Column {
	return &form.Column{Name: l.Name, Type: l.Type, Field: &form.Field{Forms: l.Forms}}
}

// former is the name a column had before its field or state was renamed, "" for none.
func (t *Table) former(c *column) string {
	switch c.Kind {
	case form.OfField:
		return c.Field.Was
	case form.OfStamp:
		for _, s := range t.Form.States {
			if rest, ok := strings.CutPrefix(c.Name, s.Name+"_"); ok && s.Was != "" && !strings.Contains(rest, "_") {
				return s.Was + "_" + rest
			}
		}
	}
	return ""
}

// later is the name that a newer form, whose table this was, gave to a column.
func (t *Table) later(c *column, before []laid) string {
	for _, b := range before {
		if b.Was == c.Name && !slices.ContainsFunc(t.columns, func(own *column) bool { return own.Name == b.Name }) {
			return b.Name
		}
	}
	return ""
}

// aside is where the values of a column lie that has another type now.
func aside(name string, of form.FieldType) string { return name + "$" + string(of) }

// narrowAgain gives a column the type back that it had before it was widened, with the
// values of then; the wide ones stay beside them.
func (t *Table) narrowAgain(ctx context.Context, db DB, c *column, wide laid, kept string, present []string) error {
	beside := aside(c.Name, wide.Type)
	var statements []string
	if slices.Contains(present, beside) { // of an earlier time
		statements = append(statements, "DROP COLUMN "+quote(beside))
	}
	statements = append(statements, "RENAME COLUMN "+quote(c.Name)+" TO "+quote(beside), "RENAME COLUMN "+quote(kept)+" TO "+quote(c.Name))
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, "ALTER TABLE "+t.Name()+" "+s); err != nil {
			return err
		}
	}
	return nil
}

// widen moves a column's values into a wider type: integer to decimal, choice to
// choices, person to people, date to datetime.
func (t *Table) widen(ctx context.Context, db DB, c *column, old laid) error {
	from := storageOf(asColumn(old))
	convert, err := t.widening(from, c)
	if err != nil {
		return fmt.Errorf("column %s: %w", c.Name, err)
	}
	kept := aside(c.Name, old.Type)
	if _, err := db.ExecContext(ctx, fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", t.Name(), quote(c.Name), quote(kept))); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", t.Name(), quote(c.Name), c.storage.sqlType())); err != nil {
		return err
	}
	return t.rewrite(ctx, db, kept, c.Name, convert)
}

func (t *Table) widening(from storage, c *column) (func(any) (any, error), error) {
	reader := &column{Column: &form.Column{Name: c.Name}, storage: from}
	convert := func(change func(any) any) func(any) (any, error) {
		return func(raw any) (any, error) {
			v, err := reader.read(raw, nil)
			if err != nil {
				return nil, err
			}
			args, err := c.bind(nil, change(v))
			if err != nil {
				return nil, err
			}
			return args[0], nil
		}
	}
	switch {
	case from == asInteger && c.storage == asDecimal:
		return convert(func(v any) any { return decimal.NewFromInt(v.(int64)) }), nil
	case from == asText && c.Type == form.Choices:
		return convert(func(v any) any { return []string{v.(string)} }), nil
	case from == asPerson && c.Type == form.People:
		return convert(func(v any) any { return []form.ID{v.(form.ID)} }), nil
	case from == asDate && c.storage == asTime:
		zone := time.UTC
		if cal := t.Form.Library().Calendar; cal != nil && cal.Zone != nil {
			zone = cal.Zone
		}
		return func(raw any) (any, error) {
			text, _ := raw.(string)
			day, err := time.ParseInLocation("2006-01-02", text, zone)
			if err != nil {
				return nil, err
			}
			return Bind(day), nil
		}, nil
	default:
		return nil, fmt.Errorf("no value can become a %s", c.Type)
	}
}

// rewrite fills one column from another, row by row.
func (t *Table) rewrite(ctx context.Context, db DB, from, to string, convert func(any) (any, error)) error {
	k := t.Builtin("k")
	moved := map[int64]any{}
	query := fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s IS NOT NULL", k, quote(from), t.Name(), quote(from))
	err := Each(ctx, db, query, nil, func(scan func(...any) error) error {
		var key int64
		var raw any
		err := scan(&key, &raw)
		if err != nil {
			return err
		}
		if moved[key], err = convert(raw); err != nil {
			return fmt.Errorf("row %d: %w", key, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for key, v := range moved {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", t.Name(), quote(to), k), v, key); err != nil {
			return err
		}
	}
	return nil
}

// renameWords gives renamed states and choices their present words in the stored rows.
func (t *Table) renameWords(ctx context.Context, db DB) error {
	replace := func(column, was, now string) error {
		_, err := db.ExecContext(ctx, fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", t.Name(), column, column), now, was)
		return err
	}
	for _, s := range t.Form.States {
		if s.Was != "" {
			if err := replace(t.Builtin("state"), s.Was, s.Name); err != nil {
				return err
			}
		}
	}
	for _, c := range t.columns {
		if c.Field == nil {
			continue
		}
		for _, w := range c.Field.Words {
			switch {
			case w.Was == "":
			case c.Type == form.Choice:
				if err := replace(quote(c.Name), w.Was, w.Word); err != nil {
					return err
				}
			case c.Type == form.Choices:
				if err := t.rewrite(ctx, db, c.Name, c.Name, renameIn(w.Was, w.Word)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// renameIn replaces a word in a JSON list of words.
func renameIn(was, now string) func(any) (any, error) {
	return func(raw any) (any, error) {
		text, _ := raw.(string)
		var words []string
		if err := json.Unmarshal([]byte(text), &words); err != nil {
			return nil, err
		}
		for i := range words {
			if words[i] == was {
				words[i] = now
			}
		}
		b, err := json.Marshal(words)
		return string(b), err
	}
}
