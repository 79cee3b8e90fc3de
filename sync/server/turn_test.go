package server

import (
	"context"

	"fieldline/forms/form"
)

// LastInTurn asks the writer, when its turn comes, for a device's last operation.
func (s *Server) LastInTurn(ctx context.Context, device form.ID) (dseq int64, err error) {
	err = s.do(ctx, func(t *turn) error {
		return one(t.db, "SELECT last_dseq FROM device WHERE id = ?", []any{blobID(device)}, &dseq)
	})
	return dseq, err
}
