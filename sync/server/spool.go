package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"fieldline/sync/protocol"
)

// spool keeps a body that is large and seldom in a file while it comes and waits for its
// turn, however slow its link is, so that it takes no memory.
func (s *Server) spool(r *http.Request, w http.ResponseWriter, most int64) (_ *spooled, err error) {
	if r.ContentLength > most {
		return nil, protocol.NewProblem(protocol.TooLarge, strconv.FormatInt(r.ContentLength, 10)+" bytes")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, protocol.NewProblem(protocol.WrongEncoding, "content encoding "+strconv.Quote(encoding))
	}
	if err := s.files.MkdirAll(partsDir, 0o700); err != nil {
		return nil, fmt.Errorf("keep a body: %w", err)
	}
	file := &spooled{root: s.files, path: partPath("spool-" + s.cfg.NewID().String())}
	if file.File, err = s.files.OpenFile(file.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("keep a body: %w", err)
	}
	// Where a file can go while it is open it is gone also after a kill.
	file.gone = s.files.Remove(file.path) == nil
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	_, err = io.Copy(file.File, s.cfg.Pace.of(w, http.MaxBytesReader(w, r.Body, most)))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, protocol.NewProblem(protocol.TooLarge, "more than "+strconv.FormatInt(most, 10)+" bytes")
	}
	if err != nil {
		return nil, errors.Join(protocol.NewProblem(protocol.Malformed, "the body broke off"), err)
	}
	return file, nil
}

// spooled is a body in a file that goes when it is closed.
type spooled struct {
	*os.File
	root *os.Root
	path string
	gone bool
}

func (f *spooled) Close() error {
	err := f.File.Close()
	if !f.gone {
		err = errors.Join(err, f.root.Remove(f.path))
	}
	return err
}
