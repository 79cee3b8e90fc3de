package protocol

import (
	"bufio"
	"bytes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/nacl/box"
)

// A rescue file carries what a broken device could not send, sealed to its server: eight
// bytes of name and version, eight that begin the SHA-256 of the server's key, a box with
// the file's own key (X25519), then chunks under XChaCha20-Poly1305. The nonce of a chunk
// is its place and whether it is the last, so that none can be left out, moved or added.
const (
	rescueMagic   = "FLRESCU"
	rescueVersion = '1'
	rescueHead    = 8 + 8 + 32 + box.AnonymousOverhead
	rescueChunk   = 64 << 10
)

// rescueProblem is why a file is not taken in.
func rescueProblem(slug Slug, format string, args ...any) error {
	return NewProblem(slug, fmt.Sprintf(format, args...))
}

// SealRescue returns a writer whose bytes only the server with that key reads. Close
// writes the last chunk: without it the file counts as cut off.
func SealRescue(w io.Writer, serverKey []byte, random io.Reader) (io.WriteCloser, error) {
	if len(serverKey) != 32 {
		return nil, fmt.Errorf("seal rescue file: the server's key has %d bytes", len(serverKey))
	}
	key := make([]byte, chacha20poly1305.KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("seal rescue file: %w", err)
	}
	sealedKey, err := box.SealAnonymous(nil, key, (*[32]byte)(serverKey), random)
	if err != nil {
		return nil, fmt.Errorf("seal rescue file: %w", err)
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("seal rescue file: %w", err)
	}
	head := append([]byte(rescueMagic), rescueVersion)
	head = append(append(head, keyMark(serverKey)...), sealedKey...)
	if _, err := w.Write(head); err != nil {
		return nil, fmt.Errorf("write rescue file: %w", err)
	}
	return &rescueWriter{w: w, aead: aead, head: head, open: make([]byte, 0, rescueChunk)}, nil
}

func keyMark(serverKey []byte) []byte {
	sum := sha256.Sum256(serverKey)
	return sum[:8]
}

type rescueWriter struct {
	w    io.Writer
	aead cipher.AEAD
	head []byte
	open []byte // of the chunk that is being filled
	n    uint64
}

// Write fills chunks; the last one stays open until Close.
func (s *rescueWriter) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		if len(s.open) == rescueChunk {
			if err := s.seal(false); err != nil {
				return 0, err
			}
		}
		n := min(rescueChunk-len(s.open), len(p))
		s.open, p = append(s.open, p[:n]...), p[n:]
	}
	return written, nil
}

// Close seals the last chunk; what is below stays open.
func (s *rescueWriter) Close() error { return s.seal(true) }

func (s *rescueWriter) seal(last bool) error {
	if _, err := s.w.Write(s.aead.Seal(nil, chunkNonce(s.n, last), s.open, s.head)); err != nil {
		return fmt.Errorf("write rescue file: %w", err)
	}
	s.n, s.open = s.n+1, s.open[:0]
	return nil
}

func chunkNonce(n uint64, last bool) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	binary.BigEndian.PutUint64(nonce, n)
	if last {
		nonce[8] = 1
	}
	return nonce
}

// OpenRescue reads what SealRescue wrote, with the server's key pair. What is no such
// file, was made for another server, changed or cut off is a Problem of slug RescueDamaged
// or RescueForeign, at the latest when the reader reaches it.
func OpenRescue(r io.Reader, public, private *[32]byte) (io.Reader, error) {
	head := make([]byte, rescueHead)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:7]) != rescueMagic {
		return nil, rescueProblem(RescueDamaged, "it is no rescue file")
	}
	if head[7] != rescueVersion {
		return nil, rescueProblem(RescueDamaged, "it is a rescue file of version %q, this server reads %q", head[7], rescueVersion)
	}
	if !bytes.Equal(head[8:16], keyMark(public[:])) {
		return nil, rescueProblem(RescueForeign, "it was made for another server")
	}
	key, ok := box.OpenAnonymous(nil, head[16:], public, private)
	if !ok {
		return nil, rescueProblem(RescueDamaged, "its key was changed")
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, rescueProblem(RescueDamaged, "its key was changed")
	}
	return &rescueReader{r: bufio.NewReaderSize(r, 2*rescueChunk), aead: aead, head: head}, nil
}

type rescueReader struct {
	r    *bufio.Reader
	aead cipher.AEAD
	head []byte
	n    uint64
	left []byte
	done bool
}

// Read returns only what is authentic.
func (o *rescueReader) Read(p []byte) (int, error) {
	for len(o.left) == 0 {
		if o.done {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.left)
	o.left = o.left[n:]
	return n, nil
}

func (o *rescueReader) next() error {
	sealed := make([]byte, rescueChunk+o.aead.Overhead())
	n, err := io.ReadFull(o.r, sealed)
	switch {
	case errors.Is(err, io.EOF):
		return rescueProblem(RescueDamaged, "it is cut off after %d chunks", o.n)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read rescue file: %w", err)
	}
	_, more := o.r.Peek(1)
	last := more != nil
	plain, err := o.aead.Open(nil, chunkNonce(o.n, last), sealed[:n], o.head)
	if err != nil {
		return rescueProblem(RescueDamaged, "chunk %d was changed, or the file is cut off", o.n)
	}
	o.n, o.left, o.done = o.n+1, plain, last
	return nil
}
