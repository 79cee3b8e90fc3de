package server

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"fieldline/sync/protocol"
)

// rescueWindow bounds what the unpacking of a rescue file looks back to, in bytes.
const rescueWindow = 32 << 20

// rescueBounds are how many bytes may be in a rescue file once it is unpacked.
type rescueBounds struct{ head, ops, all int64 }

func (in *rescued) unsealed() (io.Reader, error) {
	if _, err := in.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return protocol.OpenRescue(in.file, in.s.box.public, in.s.box.private)
}

func (in *rescued) authentic() error {
	plain, err := in.unsealed()
	if err == nil {
		_, err = io.Copy(io.Discard, plain)
	}
	return err
}

// pass reads the file from its beginning.
func (in *rescued) pass(read func() error) error {
	plain, err := in.unsealed()
	if err != nil {
		return err
	}
	unpacked, err := zstd.NewReader(plain, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(rescueWindow))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	in.tar = tar.NewReader(&bounded{unpacked, in.most.all})
	return read()
}

// bounded refuses what is too much, rather than end where it is cut off.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, protocol.NewProblem(protocol.TooLarge, "a rescue file that holds more")
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// entry goes on to the next entry, which must have that name.
func (in *rescued) entry(name string, most int64) error {
	h, err := in.tar.Next()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	switch {
	case h.Name != name:
		return protocol.NewProblem(protocol.RescueDamaged, fmt.Sprintf("%s stands where %s should", h.Name, name))
	case h.Size > most:
		return protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("a rescue file with %d bytes of %s", h.Size, name))
	}
	return nil
}

func (in *rescued) content(name string, most int64) ([]byte, error) {
	if err := in.entry(name, most); err != nil {
		return nil, err
	}
	return io.ReadAll(in.tar)
}

// lines counts lines that go by; the last may lack its end.
type lines struct {
	ended int
	open  bool
}

func (l *lines) Write(p []byte) (int, error) {
	l.ended += bytes.Count(p, []byte("\n"))
	if len(p) > 0 {
		l.open = p[len(p)-1] != '\n'
	}
	return len(p), nil
}

func (l *lines) count() int {
	if l.open {
		return l.ended + 1
	}
	return l.ended
}

// line splits at ends of lines and leaves all else as it is, since it was hashed so.
func line(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
