package formview

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"testing"
)

func TestDecode_believesNoHead(t *testing.T) {
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(small.Bytes()) // the head of a PNG: length, IHDR, width, height, ...
	binary.BigEndian.PutUint32(huge[16:], 60_000)
	binary.BigEndian.PutUint32(huge[20:], 60_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))

	if img, err := decode(bytes.NewReader(small.Bytes())); err != nil || img.Bounds().Dx() != 30 {
		t.Errorf("a small picture: %v", err)
	}
	if _, err := decode(bytes.NewReader(huge)); err == nil {
		t.Error("a picture of 3 600 million pixels is decoded")
	}
}
