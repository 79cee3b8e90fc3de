package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"

	"fieldline/sync/table"
)

// Tampered copies the database into a folder, changes the copy by hand and checks it.
func (s *Server) Tampered(ctx context.Context, dir, statement string) (Report, error) {
	return s.tampered(ctx, dir, statement, false)
}

// Forged does the same as somebody who knows how the log is chained.
func (s *Server) Forged(ctx context.Context, dir, statement string) (Report, error) {
	return s.tampered(ctx, dir, statement, true)
}

// chainAnew makes the log agree with itself again.
func chainAnew(db table.DB) error {
	var prev []byte
	var rows []chained
	var bodies [][]byte
	err := each(db, "SELECT seq, op_id, cause, device, actor, at, fate, body_hash, body FROM op ORDER BY seq", nil, func(scan scanner) error {
		var c chained
		var opID, actor, body []byte
		var cause *int64
		if err := scan(&c.seq, &opID, &cause, &c.device, &actor, &c.at, &c.fate, &c.bodyHash, &body); err != nil {
			return err
		}
		c.opID, c.actor, c.effect, c.bodyHash = readID(opID), readID(actor), cause != nil, bytes.Clone(c.bodyHash)
		rows, bodies = append(rows, c), append(bodies, bytes.Clone(body))
		return nil
	})
	if err != nil {
		return err
	}
	for i := range rows {
		c := &rows[i]
		if bodies[i] != nil {
			sum := sha256.Sum256(bodies[i])
			c.bodyHash = sum[:]
		}
		prev = c.link(prev)
		if _, err := exec(db, "UPDATE op SET body_hash = ?, hash = ? WHERE seq = ?", c.bodyHash, prev, c.seq); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) tampered(ctx context.Context, dir, statement string, rechain bool) (Report, error) {
	path := filepath.Join(dir, databaseFile)
	if err := s.store.write.Run(ctx, "VACUUM INTO '"+path+"'"); err != nil {
		return Report{}, err
	}
	st, err := openStore(ctx, Config{Dir: dir}.withDefaults())
	if err != nil {
		return Report{}, err
	}
	_, err = exec(st.write, statement)
	if err == nil && rechain {
		err = chainAnew(st.write)
	}
	if err := errors.Join(err, st.close()); err != nil {
		return Report{}, err
	}
	return s.checkCopy(ctx, path, func(table.DB, *Report) error { return nil })
}
