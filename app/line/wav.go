package line

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// wavHead is the head of a file with one channel of 16-bit samples.
type wavHead struct {
	Riff   [4]byte
	Size   uint32
	Wave   [4]byte
	Fmt    [4]byte
	FmtLen uint32
	Format uint16
	Chans  uint16
	Rate   uint32
	Bytes  uint32
	Align  uint16
	Bits   uint16
	Data   [4]byte
	Len    uint32
}

// WriteWAV writes samples as a file that every player plays.
func WriteWAV(w io.Writer, pcm []int16, rate int) error {
	n := uint32(2 * len(pcm))
	head := wavHead{Riff: [4]byte{'R', 'I', 'F', 'F'}, Size: 36 + n, Wave: [4]byte{'W', 'A', 'V', 'E'}, Fmt: [4]byte{'f', 'm', 't', ' '}, FmtLen: 16,
		Format: 1, Chans: 1, Rate: uint32(rate), Bytes: uint32(2 * rate), Align: 2, Bits: 16, Data: [4]byte{'d', 'a', 't', 'a'}, Len: n}
	var b bytes.Buffer
	if err := errors.Join(binary.Write(&b, binary.LittleEndian, head), binary.Write(&b, binary.LittleEndian, pcm)); err != nil {
		return fmt.Errorf("write sound: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write sound: %w", err)
	}
	return nil
}

// maxWAV is how many bytes of a recording are read: ten minutes at 48 kHz.
const maxWAV = 120 << 20

// ReadWAV reads a recording of 16-bit samples; of several channels the first.
func ReadWAV(r io.Reader) (pcm []int16, rate int, err error) {
	b, err := io.ReadAll(io.LimitReader(r, maxWAV+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read sound: %w", err)
	}
	if len(b) > maxWAV || len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return nil, 0, errors.New("read sound: this is no WAV file, or one of over ten minutes")
	}
	channels := 0
	for at := 12; at+8 <= len(b); {
		name, n := string(b[at:at+4]), int(binary.LittleEndian.Uint32(b[at+4:]))
		at += 8
		part := b[at:min(at+max(n, 0), len(b))]
		switch name {
		case "fmt ":
			if len(part) < 16 || binary.LittleEndian.Uint16(part) != 1 || binary.LittleEndian.Uint16(part[14:]) != 16 {
				return nil, 0, errors.New("read sound: want plain samples of 16 bits")
			}
			channels, rate = int(binary.LittleEndian.Uint16(part[2:])), int(binary.LittleEndian.Uint32(part[4:]))
			if channels < 1 || channels > 8 || rate < 8000 || rate > 96000 {
				return nil, 0, fmt.Errorf("read sound: %d channels at %d Hz are not read", channels, rate)
			}
		case "data":
			if channels == 0 {
				return nil, 0, errors.New("read sound: the samples come before what they are")
			}
			for i := 0; i+1 < len(part); i += 2 * channels {
				pcm = append(pcm, int16(binary.LittleEndian.Uint16(part[i:])))
			}
			return pcm, rate, nil
		}
		at += max(n, 0) + n&1
	}
	return nil, 0, errors.New("read sound: there are no samples in it")
}
