package apptest

import (
	"bytes"
	"io"
)

// Save keeps what is written into a file.
func (r *Ready) Save(_ string, then func(io.WriteCloser, error)) { then(&saving{r: r}, nil) }

// Open gives the file that is Picked.
func (r *Ready) Open(then func(io.ReadCloser, error)) {
	then(io.NopCloser(bytes.NewReader(r.Picked)), nil)
}

type saving struct {
	bytes.Buffer
	r *Ready
}

// Close keeps the file.
func (s *saving) Close() error {
	s.r.Saved = s.Bytes()
	return nil
}
