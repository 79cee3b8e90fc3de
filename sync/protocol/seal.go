package protocol

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/nacl/box"
)

// A secret travels as a box that only the server opens, and stands in records as a
// reference to it.
const (
	boxPrefix    = "box:"
	secretPrefix = "secret:"
)

// ErrNoBox says that a value of a secret field is neither a box nor a reference.
var ErrNoBox = errors.New("the secret is not sealed")

// Seal shuts a secret in a box for the server's key (X25519, as EnrolReply.BoxKey).
func Seal(serverKey []byte, secret string) (string, error) {
	if len(serverKey) != 32 {
		return "", fmt.Errorf("seal secret: the key has %d bytes", len(serverKey))
	}
	sealed, err := box.SealAnonymous(nil, []byte(secret), (*[32]byte)(serverKey), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("seal secret: %w", err)
	}
	return boxPrefix + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Unseal opens a box with the server's key pair.
func Unseal(public, private *[32]byte, text string) (string, error) {
	sealed, err := base64.RawStdEncoding.DecodeString(strings.TrimPrefix(text, boxPrefix))
	if err != nil || !IsBox(text) {
		return "", ErrNoBox
	}
	secret, ok := box.OpenAnonymous(nil, sealed, public, private)
	if !ok {
		return "", ErrNoBox
	}
	return string(secret), nil
}

// IsBox tells whether a value of a secret field is a box.
func IsBox(text string) bool { return strings.HasPrefix(text, boxPrefix) }

// IsSecretRef tells whether a value of a secret field is a reference.
func IsSecretRef(text string) bool {
	return strings.HasPrefix(text, secretPrefix) && len(text) == len(secretPrefix)+32 &&
		strings.Trim(text[len(secretPrefix):], "0123456789abcdef") == ""
}

// SecretRef is the reference that takes a box's place: drawn from the box, so that both
// sides arrive at the same.
func SecretRef(box string) string {
	sum := sha256.Sum256([]byte(box))
	return secretPrefix + hex.EncodeToString(sum[:16])
}
