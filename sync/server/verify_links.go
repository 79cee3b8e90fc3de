package server

import (
	"encoding/hex"
	"errors"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// link is a column that names a row of another table; nothing is always named.
type link struct{ from, column, to, key string }

// links are those between the server's own tables. SQLite is not asked to keep them: it
// would look each one up at every write.
func links() []link {
	return []link{
		{"op", "cause", "op", "seq"},
		{"op", "library", "library", "n"},
		{"op", "form", "form_number", "n"},
		{"op", "device", "device", "n"},
		{"feed", "aud", "audience", "n"},
		{"blob", "device", "device", "n"},
		{"access", "device", "device", "n"},
		{"refresh", "device", "device", "n"},
		{"incarnation", "device", "device", "n"},
		{"reveal", "ref", "secret", "ref"},
	}
}

// verifyLinks sees that what rows name is there: in the server's own tables, and the
// records that the log, the feed and what lies beside records are about.
func (sc *scene) verifyLinks(db table.DB, r *Report) error {
	for _, l := range links() {
		err := each(db, "SELECT DISTINCT "+l.column+" FROM "+l.from+" WHERE "+l.column+" IS NOT NULL AND "+l.column+" <> 0 AND "+l.column+
			" NOT IN (SELECT "+l.key+" FROM "+l.to+") LIMIT 50", nil, func(scan scanner) error {
			var of any
			if err := scan(&of); err != nil {
				return err
			}
			r.fault("%s: %s %v is not in %s", l.from, l.column, of, l.to)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, f := range sc.lib.Forms {
		if err := sc.verifyLinksTo(db, f, r); err != nil {
			return err
		}
	}
	return nil
}

// verifyLinksTo looks for records of a form that are spoken of and not there, and for
// numbers that were given twice.
func (sc *scene) verifyLinksTo(db table.DB, f *form.Form, r *Report) error {
	tab, n := sc.tables.Table(f.Name), sc.formN[f.Name]
	for _, l := range []link{{from: "op", column: "rec"}, {from: "feed", column: "k"}, {from: "reach", column: "k"}, {from: "timer", column: "k"}, {from: "blob_ref", column: "k"}} {
		err := each(db, "SELECT DISTINCT "+l.column+" FROM "+l.from+" WHERE form = ? AND "+l.column+" <> 0 AND "+l.column+
			" NOT IN (SELECT "+tab.Builtin("k")+" FROM "+tab.Name()+") LIMIT 50", []any{n}, func(scan scanner) error {
			var k int64
			if err := scan(&k); err != nil {
				return err
			}
			r.fault("%s %d is missing: %s speaks of it", f.Name, k, l.from)
			return nil
		})
		if err != nil {
			return err
		}
	}
	number := tab.Builtin("number")
	return each(db, "SELECT "+number+" FROM "+tab.Name()+" WHERE "+number+" IS NOT NULL GROUP BY "+number+" HAVING count(*) > 1 LIMIT 50", nil, func(scan scanner) error {
		var twice string
		if err := scan(&twice); err != nil {
			return err
		}
		r.fault("%s: number %s was given twice", f.Name, twice)
		return nil
	})
}

// verifyPointers sees that the records and attachments a record names are known.
func (sc *scene) verifyPointers(db table.DB, f *form.Form, k int64, rec *record.Record, r *Report) error {
	for _, ref := range refsIn(rec.Values) {
		_, err := sc.tables.Key(ctxNever, db, ref.Form, ref.ID)
		if errors.Is(err, form.ErrNotHere) || errors.Is(err, table.ErrUnknownForm) {
			r.fault("%s %s points to %s %s, which is missing", f.Name, rec.ID, ref.Form, ref.ID)
			continue
		}
		if err != nil {
			return err
		}
	}
	for _, ref := range secretsIn(f.Fields(), rec.Values) {
		var n int64
		if err := one(db, "SELECT count(*) FROM secret WHERE ref = ?", []any{ref}, &n); err != nil {
			return err
		}
		if n == 0 {
			r.fault("%s %s names a secret that is not kept", f.Name, rec.ID)
		}
	}
	for _, sha := range attachments(rec.Values) {
		raw, err := hex.DecodeString(sha)
		if err != nil {
			continue // not a name the bytes could ever have
		}
		var n int64
		if err := one(db, "SELECT count(*) FROM blob_ref WHERE sha = ? AND form = ? AND k = ?", []any{raw, sc.formN[f.Name], k}, &n); err != nil {
			return err
		}
		if n == 0 {
			r.fault("%s %s names attachment %s, which does not name it", f.Name, rec.ID, sha)
		}
	}
	return nil
}

// secretsIn lists the references to kept secrets that values of those fields are.
func secretsIn(fields []*form.Field, values form.Values) []string {
	var all []string
	for _, field := range fields {
		switch v := values[field.Name].(type) {
		case string:
			if field.Type == form.Secret && protocol.IsSecretRef(v) {
				all = append(all, v)
			}
		case []form.Row:
			for _, row := range v {
				all = append(all, secretsIn(field.Columns, row.Values)...)
			}
		}
	}
	return all
}

// refsIn lists the records that values point to.
func refsIn(values form.Values) []form.Ref {
	var all []form.Ref
	for _, v := range values {
		switch v := v.(type) {
		case form.Ref:
			all = append(all, v)
		case []form.Row:
			for _, row := range v {
				all = append(all, refsIn(row.Values)...)
			}
		}
	}
	return all
}
