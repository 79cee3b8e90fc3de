package client

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/crypto/nacl/box"

	"fieldline/sync/protocol"
	"fieldline/sync/vault"
)

// accessFile lies in the installation's folder, sealed with its key. It is not in the
// database, so that a copy of the database lets nobody in.
const accessFile = "access.json"

// ErrNotEnrolled says that a folder holds no installation that may talk to a server.
var ErrNotEnrolled = errors.New("this installation is not enrolled")

// access is how an installation proves itself to its server.
type access struct {
	Seed    []byte `json:"seed"`         // of the Ed25519 key that signs for tokens
	Box     []byte `json:"box"`          // private key (X25519) for what is sealed to this device
	CA      []byte `json:"ca,omitempty"` // the authority it was enrolled with, DER
	Refresh string `json:"refresh"`      // spent at every use, replaced by the answer

	key ed25519.PrivateKey // made of Seed when it is first needed
}

// newAccess draws the keys of a new installation and returns the public half of Box.
func newAccess(random io.Reader) (*access, []byte, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, nil, fmt.Errorf("draw key: %w", err)
	}
	public, private, err := box.GenerateKey(random)
	if err != nil {
		return nil, nil, fmt.Errorf("draw key: %w", err)
	}
	return &access{Seed: seed, Box: private[:]}, public[:], nil
}

func (a *access) private() ed25519.PrivateKey {
	if a.key == nil {
		a.key = ed25519.NewKeyFromSeed(a.Seed)
	}
	return a.key
}

func (a *access) sign(req *protocol.TokenRequest) {
	req.Proof = ed25519.Sign(a.private(), req.ProofOf())
}

func (a *access) authority() (*x509.Certificate, error) {
	if len(a.CA) == 0 {
		return nil, nil
	}
	return x509.ParseCertificate(a.CA)
}

func readAccess(v *vault.Vault) (*access, error) {
	raw, err := v.Get(accessFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotEnrolled
	}
	if err != nil {
		return nil, fmt.Errorf("read access: %w", err)
	}
	return parseAccess(raw)
}

func parseAccess(raw []byte) (*access, error) {
	var a access
	if err := json.Unmarshal(raw, &a); err != nil || len(a.Seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("read access: %w", errors.Join(ErrNotEnrolled, err))
	}
	return &a, nil
}

// write replaces the file in one step that survives a cut of power: a token that was
// spent must not come back.
func (a *access) write(v *vault.Vault) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write access: %w", err)
	}
	return v.Put(accessFile, raw)
}
