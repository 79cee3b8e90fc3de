package device

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// packFrom is from how many bytes on a record is packed that is put aside. One with thousands
// of rows is put aside with each row that is added to it: packed it takes a fraction of the room.
const packFrom = 16 << 10

// mostUnpacked bounds what is made of a packed record.
const mostUnpacked = 256 << 20

var packer = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
})

var unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(mostUnpacked))
})

// packed packs a record's JSON where it is large.
func packed(body []byte) ([]byte, error) {
	if len(body) < packFrom {
		return body, nil
	}
	enc, err := packer()
	if err != nil {
		return nil, fmt.Errorf("pack a record: %w", err)
	}
	return enc.EncodeAll(body, nil), nil
}

// unpacked is what packed was given. JSON begins with a brace, a packed text never does.
func unpacked(body []byte) ([]byte, error) {
	if len(body) == 0 || body[0] == '{' {
		return body, nil
	}
	dec, err := unpacker()
	if err != nil {
		return nil, fmt.Errorf("unpack a record: %w", err)
	}
	plain, err := dec.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack a record: %w", err)
	}
	return plain, nil
}
