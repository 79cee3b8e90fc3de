package table

import (
	"context"
	"fmt"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// searchTable is contentless: it holds tokens and row numbers, never the texts. Its
// tokens are made by Words, so the tokenizer only splits at blanks. Row numbers are a
// form's number and the record's key.
const searchTable = `CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii')`

const keyBits = 40

// LookAnew has a connection read the outline of the search index again, if others have
// written since it did. SQLite does that at a search but not at PRAGMA integrity_check,
// which on an old outline takes what was merged away for damage. It belongs into one
// transaction with that.
func LookAnew(ctx context.Context, db DB) error {
	return Each(ctx, db, "SELECT rowid FROM search WHERE search MATCH '0' LIMIT 1", nil, func(func(...any) error) error { return nil })
}

// link is a way a search takes: from a ref column of this form to the records of
// another, whose own words (and further links) are looked at. A renamed customer is so
// found at once in all of its orders, and nothing needs to be indexed anew.
type link struct {
	column *column
	target *Table
	own    bool // the target's own words count
	onward []link
}

// planSearch works out which columns are indexed and where searches lead.
func (t *Tables) planSearch() {
	wanted := map[*Table]map[string]bool{}
	want := func(tab *Table, name string) {
		if wanted[tab] == nil {
			wanted[tab] = map[string]bool{}
		}
		wanted[tab][name] = true
	}
	for _, tab := range t.inOrder {
		for _, path := range tab.Form.Search {
			tab.search = t.follow(tab, strings.Split(path, "."), tab.search, want, 3)
		}
	}
	for _, tab := range t.inOrder {
		for _, c := range tab.columns {
			if wanted[tab][c.Name] {
				tab.words = append(tab.words, c)
			}
		}
	}
}

// follow adds a search path to the links of a form. Paths into the rows of a table are
// indexed with the record itself.
func (t *Tables) follow(tab *Table, path []string, links []link, want func(*Table, string), depth int) []link {
	head := path[0]
	if f := tab.Form.Field(head); f != nil && f.Type == form.Lookup && depth > 0 {
		return t.follow(tab, append(strings.Split(f.Path, "."), path[1:]...), links, want, depth-1)
	}
	c := tab.byName[head]
	if c == nil || depth == 0 { // number and the like are always indexed
		return links
	}
	if len(c.refs) == 0 {
		want(tab, head)
		return links
	}
	rest := path[1:]
	for _, name := range c.refs {
		target := t.byName[name]
		if target == nil {
			continue
		}
		at := -1
		for i := range links {
			if links[i].column == c && links[i].target == target {
				at = i
			}
		}
		if at < 0 {
			links = append(links, link{column: c, target: target})
			at = len(links) - 1
		}
		next := rest
		if len(next) == 0 || target.Form.Column(next[0]) == nil && target.Form.Field(next[0]) == nil {
			links[at].own = true
			for _, shown := range target.Form.NameBy {
				if target.byName[shown] != nil && len(target.byName[shown].refs) == 0 {
					want(target, shown)
				}
			}
			continue
		}
		if nc := target.byName[next[0]]; nc != nil && len(nc.refs) == 0 {
			links[at].own = true
		}
		links[at].onward = t.follow(target, next, links[at].onward, want, depth-1)
	}
	return links
}

// wordColumns are the SQL names of what the search index holds of a record.
func (t *Table) wordColumns() []string {
	names := make([]string, len(t.words))
	for i, c := range t.words {
		names[i] = c.Name
	}
	return names
}

func (t *Table) searchRow(k int64) int64 { return t.number<<keyBits | k }

// index writes a record's words, if they changed.
func (t *Table) index(ctx context.Context, db DB, k int64, was *probed, rec *record.Record, provisional string) error {
	number, temporary := numbers(rec, provisional)
	if was != nil && temporary == "" {
		temporary = was.provisional
	}
	text, err := t.text(number, temporary, func(c *column) any { return rec.Values[c.Name] })
	if err != nil {
		return err
	}
	if was != nil {
		old, err := t.storedText(was)
		if err != nil || old == text {
			return err
		}
		if err := t.unindex(ctx, db, k); err != nil {
			return err
		}
	}
	words := Words(text)
	if words == "" {
		return nil
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO search(rowid, words) VALUES (?, ?)", t.searchRow(k), words); err != nil {
		return fmt.Errorf("index its words: %w", err)
	}
	return nil
}

func (t *Table) unindex(ctx context.Context, db DB, k int64) error {
	_, err := db.ExecContext(ctx, "DELETE FROM search WHERE rowid = ?", t.searchRow(k))
	return err
}

// storedText is the text of a row as it lies in the table.
func (t *Table) storedText(p *probed) (string, error) {
	values := map[*column]any{}
	for i, c := range t.words {
		v, err := c.read(p.words[i], nil)
		if err != nil {
			return "", err
		}
		values[c] = v
	}
	return t.text(p.number, p.provisional, func(c *column) any { return values[c] })
}

// text is everything a record is searched by, in one.
func (t *Table) text(number, temporary string, value func(*column) any) (string, error) {
	var out strings.Builder
	out.WriteString(number)
	out.WriteByte('\n')
	out.WriteString(temporary)
	for _, c := range t.words {
		if v := value(c); v != nil {
			out.WriteByte('\n')
			c.appendText(&out, v)
		}
	}
	return out.String(), nil
}

// appendText writes a value as people would search for it.
func (c *column) appendText(out *strings.Builder, v any) {
	switch x := v.(type) {
	case string:
		out.WriteString(x)
		c.appendChoice(out, x)
	case []string:
		for _, word := range x {
			out.WriteByte('\n')
			c.appendChoice(out, word)
		}
	case []form.Row:
		for _, row := range x {
			for _, cell := range row.Values {
				if s, ok := cell.(string); ok {
					out.WriteByte('\n')
					out.WriteString(s)
				}
			}
		}
	case form.Attachment:
		out.WriteString(x.Name)
	case form.Signature:
		out.WriteString(x.Signer)
	default:
		fmt.Fprint(out, x)
	}
}

func (c *column) appendChoice(out *strings.Builder, word string) {
	if c.Field == nil || c.Type != form.Choice && c.Type != form.Choices {
		return
	}
	for _, w := range c.Field.Words {
		if w.Word == word {
			out.WriteByte('\n')
			out.WriteString(w.Label.Zh)
			out.WriteByte('\n')
			out.WriteString(w.Label.En)
		}
	}
}

// searchCondition is SQL for "a record of this form is found by the text": each word is
// in the record itself or in one its search paths lead to.
func (t *Table) searchCondition(text string) (string, []any) {
	var all []string
	var args []any
	for _, term := range terms(text) {
		sql, a := t.termCondition(term, true, t.search)
		all = append(all, sql)
		args = append(args, a...)
	}
	return strings.Join(all, " AND "), args
}

func (t *Table) termCondition(term string, own bool, links []link) (string, []any) {
	var any1 []string
	var args []any
	if own {
		any1 = append(any1, fmt.Sprintf("%s IN (SELECT rowid - %d FROM search WHERE search MATCH ? AND rowid BETWEEN %d AND %d)",
			t.Builtin("k"), t.searchRow(0), t.searchRow(0), t.searchRow(1<<keyBits-1)))
		args = append(args, term)
	}
	for _, l := range links {
		sql, a := l.target.termCondition(term, l.own, l.onward)
		any1 = append(any1, fmt.Sprintf("%s IN (SELECT %s FROM %s WHERE %s)", quote(l.column.Name), l.target.Builtin("id"), l.target.Name(), sql))
		args = append(args, a...)
	}
	return "(" + strings.Join(any1, " OR ") + ")", args
}
