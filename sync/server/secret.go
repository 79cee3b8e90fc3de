package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	if strings.TrimSpace(ask.Reason) == "" {
		return "", protocol.NewProblem(protocol.Malformed, "a reason is missing")
	}
	var site form.ID
	err := s.store.read(ctx, func(db *table.Session) error {
		sc := s.shown.Load()
		rec, who, err := sc.secretsOf(db, d, ask.Form, ask.ID, s.now())
		if err != nil {
			return err
		}
		if !holdsSecret(rec, ask.Field, ref) {
			return noSecret()
		}
		mask, err := sc.maskFor(db, sc.lib.Form(ask.Form), rec, who)
		if err != nil {
			return err
		}
		if name, _, _ := strings.Cut(ask.Field, "."); slices.Contains(mask, name) {
			return noSecret()
		}
		site = rec.Site
		return nil
	})
	if err != nil {
		return "", err
	}
	boxes, err := s.hand(ctx, d, site, []string{ref}, ask.Reason, nil)
	if err != nil {
		return "", err
	}
	return protocol.Unseal(s.box.public, s.box.private, boxes[0])
}

func noSecret() *protocol.Problem { return protocol.NewProblem(protocol.NotFound, "no such secret") }

// secretsOf returns a record with its secrets for somebody who sees the record now.
func (sc *scene) secretsOf(db *table.Session, d *device, formName string, id form.ID, at time.Time) (*record.Record, *person, error) {
	listens, err := sc.listens(db, d.person, at)
	if err != nil {
		return nil, nil, err
	}
	k, err := sc.tables.Key(ctxNever, db, formName, id)
	if err != nil {
		return nil, nil, noSecret()
	}
	if seen, err := sees(db, spot{sc.formN[formName], k}, listens); err != nil || seen != now {
		return nil, nil, errors.Join(err, noSecret())
	}
	rec, err := sc.tables.Get(ctxNever, db, formName, id)
	if err != nil {
		return nil, nil, err
	}
	who, err := sc.personOf(db, d.person, at)
	return &rec, who, err
}

// hand takes out the boxes of secrets for somebody who has the right to them: after a
// second sign-in, at most so many a day, and kept is who, when and why. Whoever reaches
// the bound is told of to those above him, and gets none.
func (s *Server) hand(ctx context.Context, d *device, site form.ID, refs []string, reason string, until *time.Time) ([]string, error) {
	if !s.confirmed.holds(d.n, s.now()) {
		return nil, protocol.NewProblem(protocol.SignInAgain, "")
	}
	var boxes []string
	spent := false
	err := s.do(ctx, func(t *turn) error {
		boxes, spent = nil, false
		most := int64(mostSecrets)
		set, err := t.scene.setting(t.db, settingSecrets, site, t.now)
		if err != nil {
			return err
		}
		if n, ok := set.(int64); ok {
			most = n
		}
		day := t.scene.lib.Calendar.Day(t.now)
		var read int64
		if err := one(t.db, "SELECT count(*) FROM reveal WHERE person = ? AND at >= ? AND shown IS NULL", []any{blobID(d.person), stamp(t.scene.lib.Calendar.Start(day))}, &read); err != nil {
			return err
		}
		if read+int64(len(refs)) > most {
			spent = true
			return t.alarm(d.n, protocol.Alarm{Kind: alarmSecrets, At: t.now, Detail: string(day)})
		}
		var stays any
		if until != nil {
			stays = stamp(*until)
		}
		for _, ref := range refs {
			var sealed string
			if err := one(t.db, "SELECT box FROM secret WHERE ref = ?", []any{ref}, &sealed); err != nil {
				return &jobError{errors.Join(noSecret(), err)}
			}
			boxes = append(boxes, sealed)
			if _, err := exec(t.db, "INSERT INTO reveal(ref, person, device, reason, at, until) VALUES (?, ?, ?, ?, ?, ?)",
				ref, blobID(d.person), d.n, reason, stamp(t.now), stays); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && spent {
		err = protocol.NewProblem(protocol.SecretsSpent, "")
	}
	return boxes, err
}

const (
	mostSecrets  = 60 // a day, where no setting says otherwise
	alarmSecrets = "secrets"
)

// along seals the secrets of one record to a device, where the form says that they may be
// carried (`along`): for who has the work, on its day, for a day.
func (s *Server) along(ctx context.Context, d *device, ask *protocol.AlongRequest) (*protocol.AlongReply, error) {
	if strings.TrimSpace(ask.Reason) == "" {
		return nil, protocol.NewProblem(protocol.Malformed, "a reason is missing")
	}
	var site form.ID
	var fields, refs []string
	var key []byte
	stays := 24 * time.Hour
	at := s.now()
	err := s.store.read(ctx, func(db *table.Session) error {
		sc := s.shown.Load()
		rec, _, err := sc.secretsOf(db, d, ask.Form, ask.ID, at)
		if err != nil {
			return err
		}
		env := &form.Env{Lib: sc.lib, World: sharing{sc.world(db)}, Self: &rec.Record, Me: d.person, Now: at}
		for _, field := range sc.lib.Form(ask.Form).Fields() {
			ref, _ := rec.Values[field.Name].(string)
			if field.Along == nil || ref == "" {
				continue
			}
			answer, err := field.Along.Holds(env)
			if err != nil {
				return err
			}
			if answer == form.Yes {
				fields, refs = append(fields, field.Name), append(refs, ref)
			}
		}
		if len(refs) == 0 {
			return noSecret()
		}
		site = rec.Site
		if stays, err = sc.minutes(db, settingAlong, site, at, stays); err != nil {
			return err
		}
		return one(db, "SELECT box_key FROM device WHERE n = ?", []any{d.n}, &key)
	})
	if err != nil {
		return nil, err
	}
	if len(key) == 0 {
		return nil, protocol.NewProblem(protocol.Forbidden, "the device has no key to seal to")
	}
	until := at.Add(stays).UTC().Truncate(time.Millisecond)
	boxes, err := s.hand(ctx, d, site, refs, ask.Reason, &until)
	if err != nil {
		return nil, err
	}
	reply := &protocol.AlongReply{Until: until}
	for i, sealed := range boxes {
		secret, err := protocol.Unseal(s.box.public, s.box.private, sealed)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(protocol.Carried{Device: d.id, Form: ask.Form, ID: ask.ID, Field: fields[i], Secret: secret, Given: at, Until: until})
		if err != nil {
			return nil, err
		}
		box, err := protocol.Seal(key, string(text))
		if err != nil {
			return nil, err
		}
		reply.Boxes = append(reply.Boxes, box)
	}
	return reply, nil
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
