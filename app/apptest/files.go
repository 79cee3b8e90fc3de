package apptest

import (
	"bytes"
	"errors"
	"io"

	"fieldline/app"
)

// Save makes a file, and keeps what is written into it.
func (r *Ready) Save(_ string, then func(app.NewFile, error)) {
	r.Saved = []byte{}
	then(&saving{r: r}, nil)
}

// Open gives the file that is Picked.
func (r *Ready) Open(then func(io.ReadCloser, error)) {
	then(io.NopCloser(bytes.NewReader(r.Picked)), nil)
}

type saving struct {
	bytes.Buffer
	r *Ready
}

// Write fails in the middle where the disk is full.
func (s *saving) Write(b []byte) (int, error) {
	if !s.r.DiskFull {
		return s.Buffer.Write(b)
	}
	n, err := s.Buffer.Write(b[:len(b)/2])
	return n, errors.Join(err, errors.New("no space left on device"))
}

// Remove takes the file away again.
func (s *saving) Remove() error {
	s.r.Saved = nil
	return nil
}

// Close keeps the file.
func (s *saving) Close() error {
	s.r.Saved = s.Bytes()
	return nil
}
