package table

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

// layoutTable remembers the layout of every form's table, so that a changed form is
// noticed and an unchanged one costs nothing.
const layoutTable = `CREATE TABLE IF NOT EXISTS form_layout (
	form    TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	columns TEXT NOT NULL, -- JSON: names with their types
	made    TEXT NOT NULL  -- the statements its indexes and views were made by
) STRICT, WITHOUT ROWID`

// layoutVersion grows when this package lays out the same form in another way.
const layoutVersion = 1

// laid is a column as it was laid out.
type laid struct {
	Name  string         `json:"n"`
	Type  form.FieldType `json:"t"`
	Forms []string       `json:"f,omitempty"`
	Was   string         `json:"w,omitempty"` // the name it had before, by which older forms take it back
}

// Migrate makes the tables of a library and brings older ones forward: new columns are
// added, renamed and widened ones moved, indexes and views made anew. Older forms, which a
// restored server may have in force again, take renamed and widened columns back. Nothing
// is destroyed: tables and columns that the library no longer knows stay. It belongs into
// one transaction, which the caller begins and ends.
func (t *Tables) Migrate(ctx context.Context, db DB) error {
	if _, err := db.ExecContext(ctx, layoutTable); err != nil {
		return fmt.Errorf("make the layout table: %w", err)
	}
	if t.options.Search {
		if _, err := db.ExecContext(ctx, searchTable); err != nil {
			return fmt.Errorf("make the search index: %w", err)
		}
	}
	known, err := layouts(ctx, db)
	if err != nil {
		return fmt.Errorf("read the layout of the tables: %w", err)
	}
	vias := t.vias()
	var changed []*Table
	for _, tab := range t.inOrder {
		if was, ok := known[tab.Form.Name]; !ok || was != tab.layout(t.options, vias[tab.Form.Name]) {
			changed = append(changed, tab)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	// A view that names a moved column would stand in its way.
	if err := dropViews(ctx, db); err != nil {
		return fmt.Errorf("drop the views: %w", err)
	}
	for _, tab := range changed {
		was, ok := known[tab.Form.Name]
		if err := tab.bringForward(ctx, db, was, ok, t.options, vias[tab.Form.Name]); err != nil {
			return fmt.Errorf("bring table %s forward: %w", tab.Form.Name, err)
		}
	}
	for _, tab := range t.inOrder {
		for _, view := range t.views(tab) {
			if _, err := db.ExecContext(ctx, view); err != nil {
				return fmt.Errorf("make a view of %s: %w", tab.Form.Name, err)
			}
		}
	}
	return nil
}

// layout is a row of form_layout.
type layout struct {
	version int64
	columns string
	made    string
}

func (t *Table) layout(o Options, vias []string) layout {
	columns := make([]laid, len(t.columns))
	for i, c := range t.columns {
		columns[i] = laid{Name: c.Name, Type: c.Type, Was: t.former(c)}
		if c.storage == asRef || c.storage == asAnyRef {
			columns[i].Forms = c.refs
		}
	}
	text, err := json.Marshal(columns)
	if err != nil {
		return layout{} // cannot be: they are texts
	}
	var made []string
	for _, ix := range t.indexes(o, vias) {
		made = append(made, ix.create())
	}
	made = append(made, "words "+strings.Join(t.wordColumns(), ","), "search "+strconv.FormatBool(o.Search))
	return layout{layoutVersion, string(text), strings.Join(made, ";\n")}
}

func layouts(ctx context.Context, db DB) (map[string]layout, error) {
	all := map[string]layout{}
	err := Each(ctx, db, "SELECT form, version, columns, made FROM form_layout", nil, func(scan func(...any) error) error {
		var name string
		var l layout
		err := scan(&name, &l.version, &l.columns, &l.made)
		all[name] = l
		return err
	})
	return all, err
}

// vias lists the columns of each form by which other forms or searches relate to it.
func (t *Tables) vias() map[string][]string {
	all := map[string][]string{}
	add := func(name, via string) {
		if !slices.Contains(all[name], via) {
			all[name] = append(all[name], via)
		}
	}
	for _, tab := range t.inOrder {
		for _, r := range tab.Form.Related {
			add(r.Of, r.Via)
		}
	}
	if t.options.Search {
		for _, tab := range t.inOrder {
			for _, l := range tab.search {
				add(tab.Form.Name, l.column.Name)
			}
		}
	}
	return all
}

func (t *Table) bringForward(ctx context.Context, db DB, was layout, exists bool, o Options, vias []string) error {
	if !exists {
		if _, err := db.ExecContext(ctx, t.createTable()); err != nil {
			return err
		}
	} else {
		if err := dropIndexes(ctx, db, t.Form.Name); err != nil {
			return err
		}
		var before []laid
		if err := json.Unmarshal([]byte(was.columns), &before); err != nil {
			return fmt.Errorf("its layout: %w", err)
		}
		if err := t.changeColumns(ctx, db, before); err != nil {
			return err
		}
		if err := t.renameWords(ctx, db); err != nil {
			return err
		}
	}
	for _, ix := range t.indexes(o, vias) {
		if _, err := db.ExecContext(ctx, ix.create()); err != nil {
			return err
		}
	}
	if exists {
		if err := t.adopt(ctx, db); err != nil {
			return err
		}
	}
	now := t.layout(o, vias)
	if exists && o.Search && lastLine(was.made, "words ") != lastLine(now.made, "words ") {
		if err := t.reindex(ctx, db); err != nil {
			return err
		}
	}
	_, err := db.ExecContext(ctx, "INSERT INTO form_layout(form, version, columns, made) VALUES (?, ?, ?, ?)"+
		" ON CONFLICT(form) DO UPDATE SET version = excluded.version, columns = excluded.columns, made = excluded.made",
		t.Form.Name, now.version, now.columns, now.made)
	return err
}

func lastLine(text, prefix string) string {
	i := strings.LastIndex(text, prefix)
	return text[max(i, 0):]
}

func dropIndexes(ctx context.Context, db DB, formName string) error {
	names, err := texts(ctx, db, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", formName)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP INDEX "+quote(name)); err != nil {
			return err
		}
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
