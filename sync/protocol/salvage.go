package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// Salvage makes a whole request of the beginning of one whose end never came: its head and
// the operations that arrived complete, byte for byte. There is nothing to salvage where
// it holds none; then it is nil.
func Salvage(part []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(part))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for {
		name, err := dec.Token()
		if err != nil {
			return nil
		}
		if name == "ops" {
			break
		}
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return nil
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	end := int64(0)
	for dec.More() {
		var op json.RawMessage
		if dec.Decode(&op) != nil {
			break
		}
		end = dec.InputOffset()
	}
	if end == 0 {
		return nil
	}
	return append(bytes.Clone(part[:end]), "]}"...)
}

// UnpackPart decompresses the beginning of a body as far as it goes, at most max bytes.
func UnpackPart(packed []byte, max int64) ([]byte, error) {
	dec, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(uint64(max)), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	body, err := io.ReadAll(io.LimitReader(dec, max))
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, err
	}
	return body, nil // that it ends early is what it is for
}
