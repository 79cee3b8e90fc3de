package protocol

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Zstd is the content encoding of bodies in both directions.
const Zstd = "zstd"

const maxWindow = 8 << 20

// PackFrom is from how many bytes on a body is worth packing: a smaller one fits into one
// packet as it is.
const PackFrom = 1 << 10

// Codec packs and unpacks bodies with a bounded number of encoders and decoders, each of
// which holds megabytes once it is used. It is safe for concurrent use.
type Codec struct {
	encoders *stack[*zstd.Encoder]
	decoders *stack[*zstd.Decoder]
}

// NewCodec makes a codec for bodies that unpack to at most max bytes; at most n are
// packed and n unpacked at a time.
func NewCodec(n int, max int64) (*Codec, error) {
	c := &Codec{encoders: newStack[*zstd.Encoder](n), decoders: newStack[*zstd.Decoder](n)}
	for range n {
		enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil {
			return nil, fmt.Errorf("make zstd encoder: %w", err)
		}
		dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxMemory(uint64(max)), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("make zstd decoder: %w", err)
		}
		c.encoders.put(enc)
		c.decoders.put(dec)
	}
	return c, nil
}

// stack lends what was used last, so that no more of it is warm than is needed at once.
type stack[T any] struct {
	ready chan struct{} // as many as there are in all
	mu    sync.Mutex
	all   []T
}

func newStack[T any](n int) *stack[T] { return &stack[T]{ready: make(chan struct{}, n)} }

func (s *stack[T]) put(one T) {
	s.mu.Lock()
	s.all = append(s.all, one)
	s.mu.Unlock()
	s.ready <- struct{}{}
}

// take waits for one while all are in use.
func (s *stack[T]) take(ctx context.Context) (one T, err error) {
	select {
	case <-s.ready:
	case <-ctx.Done():
		return one, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.all) - 1
	one, s.all = s.all[last], s.all[:last]
	return one, nil
}

// Pack compresses a body; it waits for an encoder while all are in use.
func (c *Codec) Pack(ctx context.Context, body []byte) ([]byte, error) {
	enc, err := c.encoders.take(ctx)
	if err != nil {
		return nil, err
	}
	defer c.encoders.put(enc)
	return enc.EncodeAll(body, make([]byte, 0, len(body)/3+64)), nil
}

// PackIn is Pack in pieces of so many bytes of the body, each of which can be unpacked
// when it has arrived (UnpackPart). No size is one piece.
func (c *Codec) PackIn(ctx context.Context, body []byte, piece int) ([]byte, error) {
	if piece <= 0 || piece >= len(body) {
		return c.Pack(ctx, body)
	}
	enc, err := c.encoders.take(ctx)
	if err != nil {
		return nil, err
	}
	defer c.encoders.put(enc)
	var packed bytes.Buffer
	enc.Reset(&packed)
	for from := 0; from < len(body); from += piece {
		if _, err := enc.Write(body[from:min(from+piece, len(body))]); err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
		if err := enc.Flush(); err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return packed.Bytes(), nil
}

// Unpack decompresses a body. One that would grow beyond the codec's bound is a Problem
// of slug TooLarge, found before it has grown; one that is no zstd is Malformed.
func (c *Codec) Unpack(ctx context.Context, packed []byte) ([]byte, error) {
	dec, err := c.decoders.take(ctx)
	if err != nil {
		return nil, err
	}
	defer c.decoders.put(dec)
	body, err := dec.DecodeAll(packed, nil)
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, NewProblem(TooLarge, "the body grows beyond what is allowed")
	case err != nil:
		return nil, NewProblem(Malformed, "unpack: "+err.Error())
	}
	return body, nil
}
