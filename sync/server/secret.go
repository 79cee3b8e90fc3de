package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// boxKeys open the boxes that secrets travel in.
type boxKeys struct{ public, private *[32]byte }

const boxKeyFile = "box.key"

func openBoxKeys(dir string) (*boxKeys, error) {
	path := filepath.Join(dir, boxKeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		public, private, err := box.GenerateKey(rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("make key for secrets: %w", err)
		}
		text := hex.EncodeToString(public[:]) + "\n" + hex.EncodeToString(private[:]) + "\n"
		if err := writeOnce(path, []byte(text)); err != nil {
			return nil, err
		}
		return &boxKeys{public, private}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read key for secrets: %w", err)
	}
	lines := strings.Fields(string(text))
	if len(lines) != 2 {
		return nil, fmt.Errorf("read key for secrets: %s has %d lines", boxKeyFile, len(lines))
	}
	k := &boxKeys{new([32]byte), new([32]byte)}
	for i, to := range []*[32]byte{k.public, k.private} {
		raw, err := hex.DecodeString(lines[i])
		if err != nil || len(raw) != len(to) {
			return nil, fmt.Errorf("read key for secrets: line %d of %s is damaged", i+1, boxKeyFile)
		}
		copy(to[:], raw)
	}
	return k, nil
}

// boxed is a secret that came with an operation.
type boxed struct {
	ref, box    string
	form, field string
	rec         form.ID
}

// takeBoxes replaces the boxes among an operation's values by references. A secret in
// clear text is refused, and so is the reference to a secret of another record.
func (t *turn) takeBoxes(a *arrival) (*form.Problem, error) {
	parts := slices.Clone(a.op.Parts)
	for n := range parts {
		p := &parts[n]
		f := t.lib.Form(p.Form)
		if f == nil {
			continue
		}
		id := a.op.RecordID(n)
		swap := func(field *form.Field, name string, values form.Values, written bool) (form.Values, *form.Problem, error) {
			v, _ := values[field.Name].(string)
			if field.Type != form.Secret || v == "" {
				return values, nil, nil
			}
			ref, ok, err := t.sealedAs(a, boxed{box: v, form: p.Form, field: name, rec: id}, written)
			if err != nil {
				return values, nil, err
			}
			if !ok && written {
				problem := protocol.OpProblem(protocol.SecretNotSealed, nil)
				problem.Form, problem.ID, problem.Field = p.Form, id, name
				return values, &problem, nil
			}
			values = maps.Clone(values)
			values[field.Name] = ref
			return values, nil, nil
		}
		for _, field := range f.Fields() {
			var problem *form.Problem
			var err error
			if p.Values, problem, err = swap(field, field.Name, p.Values, true); problem != nil || err != nil {
				return problem, err
			}
			if p.Was, _, err = swap(field, field.Name, p.Was, false); err != nil {
				return nil, err
			}
			if field.Type != form.Table {
				continue
			}
			rows, _ := p.Values[field.Name].([]form.Row)
			rows = slices.Clone(rows)
			for _, column := range field.Columns {
				name := field.Name + "." + column.Name
				for i := range rows {
					if rows[i].Values, problem, err = swap(column, name, rows[i].Values, true); problem != nil || err != nil {
						return problem, err
					}
				}
				if p.Table == field.Name {
					if p.Row.Values, problem, err = swap(column, name, p.Row.Values, true); problem != nil || err != nil {
						return problem, err
					}
				}
			}
			if rows != nil {
				p.Values = maps.Clone(p.Values)
				p.Values[field.Name] = rows
			}
		}
	}
	a.op.Parts = parts
	return nil, nil
}

// sealedAs returns the reference a secret value comes to, and whether it is one at all.
func (t *turn) sealedAs(a *arrival, b boxed, written bool) (string, bool, error) {
	switch {
	case protocol.IsBox(b.box):
		if secret, err := protocol.Unseal(t.s.box.public, t.s.box.private, b.box); err != nil || protocol.HoldsKey(secret) {
			return "", false, nil
		}
		b.ref = protocol.SecretRef(b.box)
		if written {
			a.boxes = append(a.boxes, b)
		}
		return b.ref, true, nil
	case protocol.IsSecretRef(b.box):
		var rec []byte
		err := one(t.db, "SELECT rec FROM secret WHERE ref = ?", []any{b.box}, &rec)
		if errors.Is(err, errNoRow) {
			return "", false, nil
		}
		return b.box, err == nil && readID(rec) == b.rec, err
	}
	return "", false, nil
}

// reveal reads one secret for a person who sees its record and field, online, and keeps
// who asked and why.
func (s *Server) reveal(ctx context.Context, d *device, ref string, ask *protocol.RevealRequest) (string, error) {
	notFound := protocol.NewProblem(protocol.NotFound, "no such secret")
	if strings.TrimSpace(ask.Reason) == "" {
		return "", protocol.NewProblem(protocol.Malformed, "a reason is missing")
	}
	sc := s.shown.Load()
	err := s.store.read(ctx, func(db *table.Session) error {
		listens, err := sc.listens(db, d.person, s.now())
		if err != nil {
			return err
		}
		k, err := sc.tables.Key(ctxNever, db, ask.Form, ask.ID)
		if err != nil {
			return notFound
		}
		if seen, err := sees(db, spot{sc.formN[ask.Form], k}, listens); err != nil || seen != now {
			return errors.Join(err, notFound)
		}
		rec, err := sc.tables.Get(ctxNever, db, ask.Form, ask.ID)
		if err != nil {
			return err
		}
		if !holdsSecret(&rec, ask.Field, ref) {
			return notFound
		}
		p, err := sc.personOf(db, d.person, s.now())
		if err != nil {
			return err
		}
		mask, err := sc.maskFor(db, sc.lib.Form(ask.Form), &rec, p)
		if err != nil {
			return err
		}
		if name, _, _ := strings.Cut(ask.Field, "."); slices.Contains(mask, name) {
			return notFound
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	var sealed string
	err = s.do(ctx, func(t *turn) error {
		if err := one(t.db, "SELECT box FROM secret WHERE ref = ?", []any{ref}, &sealed); err != nil {
			return &jobError{notFound}
		}
		_, err := exec(t.db, "INSERT INTO reveal(ref, person, device, reason, at) VALUES (?, ?, ?, ?, ?)", ref, blobID(d.person), d.n, ask.Reason, stamp(t.now))
		return err
	})
	if err != nil {
		return "", err
	}
	return protocol.Unseal(s.box.public, s.box.private, sealed)
}

// holdsSecret tells whether a record holds the reference in that field.
func holdsSecret(rec *record.Record, field, ref string) bool {
	name, cell, nested := strings.Cut(field, ".")
	if !nested {
		return rec.Values[name] == ref
	}
	rows, _ := rec.Values[name].([]form.Row)
	return slices.ContainsFunc(rows, func(r form.Row) bool { return r.Values[cell] == ref })
}

// writeOnce writes a file that must not be there yet, readable by nobody else.
func writeOnce(path string, b []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make %s: %w", filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(b); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return f.Sync()
}
