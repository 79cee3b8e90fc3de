package protocol

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// The tus 1.0 headers that uploads use: creation, offset and checksum.
const (
	TusVersion     = "1.0.0"
	HeaderTus      = "Tus-Resumable"
	HeaderLength   = "Upload-Length"
	HeaderOffset   = "Upload-Offset"
	HeaderMetadata = "Upload-Metadata"
	HeaderChecksum = "Upload-Checksum"
	HeaderExpires  = "Upload-Expires"
	TusType        = "application/offset+octet-stream"
)

// Metadata of an upload: which attachment it is. Its bytes must hash to SHA256.
type Metadata struct {
	SHA256 string
	Mime   string
}

// String writes the metadata as tus demands: keys with values in base64.
func (m Metadata) String() string {
	return "sha256 " + base64.StdEncoding.EncodeToString([]byte(m.SHA256)) +
		",mime " + base64.StdEncoding.EncodeToString([]byte(m.Mime))
}

// ParseMetadata reads Upload-Metadata; other keys are ignored, as tus allows.
func ParseMetadata(header string) (Metadata, error) {
	var m Metadata
	if len(header) > 4096 {
		return m, NewProblem(Malformed, "the metadata are too long")
	}
	for pair := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return m, NewProblem(Malformed, fmt.Sprintf("metadata %q: %v", key, err))
		}
		switch key {
		case "sha256":
			m.SHA256 = string(raw)
		case "mime":
			m.Mime = string(raw)
		}
	}
	if !IsSHA256(m.SHA256) {
		return m, NewProblem(Malformed, "the metadata name no sha256")
	}
	return m, nil
}

// IsSHA256 tells whether a text is the lower-case hexadecimal name of an attachment.
func IsSHA256(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

// ChecksumOf returns the Upload-Checksum of a chunk.
func ChecksumOf(chunk []byte) string {
	sum := sha256.Sum256(chunk)
	return "sha256 " + base64.StdEncoding.EncodeToString(sum[:])
}

// NameOf returns the name of an attachment with these bytes.
func NameOf(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}
