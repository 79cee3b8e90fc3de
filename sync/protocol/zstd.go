package protocol

import (
	"context"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Zstd is the content encoding of bodies in both directions.
const Zstd = "zstd"

const maxWindow = 8 << 20

// Codec packs and unpacks bodies with a bounded number of encoders and decoders, each of
// which holds megabytes. It is safe for concurrent use.
type Codec struct {
	encoders chan *zstd.Encoder
	decoders chan *zstd.Decoder
}

// NewCodec makes a codec for bodies that unpack to at most max bytes; at most n are
// packed and n unpacked at a time.
func NewCodec(n int, max int64) (*Codec, error) {
	c := &Codec{encoders: make(chan *zstd.Encoder, n), decoders: make(chan *zstd.Decoder, n)}
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
		c.encoders <- enc
		c.decoders <- dec
	}
	return c, nil
}

// Pack compresses a body; it waits for an encoder while all are in use.
func (c *Codec) Pack(ctx context.Context, body []byte) ([]byte, error) {
	select {
	case enc := <-c.encoders:
		defer func() { c.encoders <- enc }()
		return enc.EncodeAll(body, make([]byte, 0, len(body)/3+64)), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Unpack decompresses a body. One that would grow beyond the codec's bound is a Problem
// of slug TooLarge, found before it has grown; one that is no zstd is Malformed.
func (c *Codec) Unpack(ctx context.Context, packed []byte) ([]byte, error) {
	select {
	case dec := <-c.decoders:
		defer func() { c.decoders <- dec }()
		body, err := dec.DecodeAll(packed, nil)
		switch {
		case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
			return nil, NewProblem(TooLarge, "the body grows beyond what is allowed")
		case err != nil:
			return nil, NewProblem(Malformed, "unpack: "+err.Error())
		}
		return body, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
