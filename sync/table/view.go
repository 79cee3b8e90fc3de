package table

import (
	"context"
	"fmt"
	"strings"

	"fieldline/forms/form"
)

// views returns the readable views of a form, for people and reporting tools: a row per
// record with ids as text, refs by number or name and persons by name, and for each
// table field a row per row.
func (t *Tables) views(tab *Table) []string {
	var lines []string
	show := func(sql, name string) { lines = append(lines, sql+" AS "+quote(name)) }
	show(idText("r."+tab.Builtin("id")), tab.builtin["id"])
	show("coalesce(r."+tab.Builtin("number")+", r."+tab.Builtin("provisional")+")", tab.builtin["number"])
	show("r."+tab.Builtin("state"), tab.builtin["state"])
	show(t.shown("r."+tab.Builtin("site"), []string{"site"}, ""), tab.builtin["site"])
	show("r."+tab.Builtin("created_at"), tab.builtin["created_at"])
	show(t.shown("r."+tab.Builtin("created_by"), []string{"person"}, ""), tab.builtin["created_by"])
	show("r."+tab.Builtin("updated_at"), tab.builtin["updated_at"])
	show(t.shown("r."+tab.Builtin("updated_by"), []string{"person"}, ""), tab.builtin["updated_by"])
	show("r."+tab.Builtin("rev"), tab.builtin["rev"])
	for _, c := range tab.columns {
		own := "r." + quote(c.Name)
		switch c.storage {
		case asPerson, asRef:
			show(t.shown(own, c.refs, ""), c.Name)
			show(idText(own), c.Name+"_id")
		case asAnyRef:
			show(t.shown(own, c.refs, "r."+quote(formColumn(c.Name))), c.Name)
			show("r."+quote(formColumn(c.Name)), c.Name+"_form")
			show(idText(own), c.Name+"_id")
		default:
			show(own, c.Name)
		}
	}
	views := []string{fmt.Sprintf("CREATE VIEW %s AS SELECT\n\t%s\nFROM %s AS r", quote(viewName(tab.Form.Name)), unique(lines), tab.Name())}
	for _, c := range tab.columns {
		if c.Field != nil && len(c.Field.Columns) > 0 && c.storage == asJSON {
			views = append(views, t.rowsView(tab, c))
		}
	}
	return views
}

// rowsView shows the rows of a table field.
func (t *Tables) rowsView(tab *Table, c *column) string {
	lines := []string{
		idText("r."+tab.Builtin("id")) + " AS record_id",
		"coalesce(r." + tab.Builtin("number") + ", r." + tab.Builtin("provisional") + ") AS record_number",
		"r." + tab.Builtin("state") + " AS record_state",
		"item.value ->> '$.id' AS row_id",
	}
	for _, f := range c.Field.Columns {
		lines = append(lines, fmt.Sprintf("item.value ->> %s AS %s", literal("$."+f.Name), quote(f.Name)))
	}
	return fmt.Sprintf("CREATE VIEW %s AS SELECT\n\t%s\nFROM %s AS r, json_each(r.%s) AS item",
		quote(viewName(tab.Form.Name+"_"+c.Name)), unique(lines), tab.Name(), quote(c.Name))
}

// shown is SQL for what a ref is known by: its number, or its name.
func (t *Tables) shown(id string, forms []string, formName string) string {
	var parts []string
	for _, name := range forms {
		target := t.byName[name]
		if target == nil {
			continue
		}
		sql := fmt.Sprintf("(SELECT %s FROM %s AS x WHERE x.%s = %s)", target.nameSQL("x."), target.Name(), target.Builtin("id"), id)
		if formName != "" {
			sql = fmt.Sprintf("CASE WHEN %s = %s THEN %s END", formName, literal(name), sql)
		}
		parts = append(parts, sql)
	}
	switch len(parts) {
	case 0:
		return idText(id)
	case 1:
		return parts[0]
	default:
		return "coalesce(" + strings.Join(parts, ", ") + ")"
	}
}

// nameSQL is SQL for what a record of this form is known by.
func (t *Table) nameSQL(prefix string) string {
	var parts []string
	for _, name := range nameBy(t.Form) {
		switch c := t.byName[name]; {
		case name == "number":
			parts = append(parts, "coalesce("+prefix+t.Builtin("number")+", "+prefix+t.Builtin("provisional")+", '')")
		case c != nil && len(c.refs) == 0 && c.storage != asJSON:
			parts = append(parts, "coalesce("+prefix+quote(name)+", '')")
		}
	}
	if len(parts) == 0 {
		return idText(prefix + t.Builtin("id"))
	}
	return "trim(" + strings.Join(parts, " || ' ' || ") + ")"
}

// unique keeps the first of columns that would bear the same name.
func unique(lines []string) string {
	seen := map[string]bool{}
	var kept []string
	for _, l := range lines {
		name := l[strings.LastIndex(l, " AS ")+4:]
		if !seen[name] {
			seen[name] = true
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, ",\n\t")
}

// idText is SQL for an id as people write it, with hyphens.
func idText(id string) string {
	h := "lower(hex(" + id + "))"
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN substr(%s,1,8)||'-'||substr(%s,9,4)||'-'||substr(%s,13,4)||'-'||substr(%s,17,4)||'-'||substr(%s,21) END", id, h, h, h, h, h)
}

// viewName is the name of a form's readable view.
func viewName(formName string) string { return "view_" + formName }

func dropViews(ctx context.Context, db DB) error {
	names, err := texts(ctx, db, "SELECT name FROM sqlite_master WHERE type = 'view' AND name GLOB 'view_*'")
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP VIEW "+quote(name)); err != nil {
			return err
		}
	}
	return nil
}

// nameBy are the columns a record is known by: its number, unless the form says otherwise.
func nameBy(f *form.Form) []string {
	if len(f.NameBy) == 0 {
		return []string{"number"}
	}
	return f.NameBy
}

// Shown is what a record is known by in lists and refs: the columns of its form's
// `name`, refs left out.
func Shown(f *form.Form, rec *form.Record) string {
	var parts []string
	for _, name := range nameBy(f) {
		v := any(rec.Number)
		if name != "number" {
			v = rec.Values[name]
		}
		switch x := v.(type) {
		case nil, form.Ref, form.ID:
		case string:
			if x != "" {
				parts = append(parts, x)
			}
		default:
			parts = append(parts, fmt.Sprint(x))
		}
	}
	return strings.Join(parts, " ")
}
