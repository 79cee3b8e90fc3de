package server

import (
	"context"
	"errors"
	"path/filepath"

	"fieldline/sync/table"
)

// Tampered copies the database into a folder, changes the copy by hand and checks it.
func (s *Server) Tampered(ctx context.Context, dir, statement string) (Report, error) {
	path := filepath.Join(dir, databaseFile)
	if err := s.store.write.Run(ctx, "VACUUM INTO '"+path+"'"); err != nil {
		return Report{}, err
	}
	st, err := openStore(ctx, Config{Dir: dir}.withDefaults())
	if err != nil {
		return Report{}, err
	}
	_, err = exec(st.write, statement)
	if err := errors.Join(err, st.close()); err != nil {
		return Report{}, err
	}
	return s.checkCopy(ctx, path, func(table.DB, *Report) error { return nil })
}
