package protocol

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
)

// PathKey gives an installation the key back that its machine has lost.
const PathKey = "/v1/auth/key"

// KeyRequest asks for the key of an installation whose PIN was forgotten or whose keyring
// has lost its part: by name and password, since its own key cannot sign. Box is what the
// installation left for this when it was made; Install is an incarnation of its database,
// which nobody else knows. Without it a password is tried seldom.
type KeyRequest struct {
	Device   form.ID `json:"device"`
	Account  string  `json:"account"`
	Password string  `json:"password"`
	Box      []byte  `json:"box"`
	Install  string  `json:"install,omitempty"`
}

// KeyReply is the key.
type KeyReply struct {
	Key []byte `json:"key"`
}

// keyBoxMark begins what such a box holds, so that no other box is ever opened for a
// password, and this one for nobody who reads secrets.
const keyBoxMark = "fieldline key\x00"

const keyBytes = 32

// ErrNoKeyBox says that a box holds no key of that device.
var ErrNoKeyBox = errors.New("the box holds no key of this device")

// SealKey shuts an installation's key for the server (X25519, as EnrolReply.BoxKey).
func SealKey(serverKey []byte, device form.ID, key []byte) ([]byte, error) {
	if len(serverKey) != 32 || len(key) != keyBytes {
		return nil, fmt.Errorf("seal key: keys of %d and %d bytes", len(serverKey), len(key))
	}
	content := append(append([]byte(keyBoxMark), device[:]...), key...)
	sealed, err := box.SealAnonymous(nil, content, (*[32]byte)(serverKey), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("seal key: %w", err)
	}
	return sealed, nil
}

// OpenKey opens what SealKey shut for a device.
func OpenKey(public, private *[32]byte, device form.ID, sealed []byte) ([]byte, error) {
	content, ok := box.OpenAnonymous(nil, sealed, public, private)
	if !ok || !HoldsKey(string(content)) {
		return nil, ErrNoKeyBox
	}
	content = content[len(keyBoxMark):]
	if !bytes.Equal(content[:len(device)], device[:]) {
		return nil, ErrNoKeyBox
	}
	return content[len(device):], nil
}

// HoldsKey tells whether what was in a box is an installation's key.
func HoldsKey(content string) bool {
	return len(content) == len(keyBoxMark)+len(form.ID{})+keyBytes && content[:len(keyBoxMark)] == keyBoxMark
}
