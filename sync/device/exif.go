package device

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how a camera was held out of a JPEG's metadata: 1 to 8, and 1 where
// it does not say. Everything else in the metadata is dropped with them.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		marker, size := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if marker == 0xDA || size < 2 || at+2+size > len(content) { // the picture itself begins
			return 1
		}
		segment := content[at+4 : at+2+size]
		if marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return orientationTag(segment[6:])
		}
		at += 2 + size
	}
	return 1
}

// orientationTag looks through the first directory of a TIFF header for tag 0x0112.
func orientationTag(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	start := int(order.Uint32(tiff[4:]))
	if start < 0 || start+2 > len(tiff) {
		return 1
	}
	n := int(order.Uint16(tiff[start:]))
	for i := range n {
		at := start + 2 + 12*i
		if at+12 > len(tiff) {
			return 1
		}
		if order.Uint16(tiff[at:]) == 0x0112 {
			if v := int(order.Uint16(tiff[at+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
