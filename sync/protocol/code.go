package protocol

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Pin is the SHA-256 of the public key (SPKI) of the server's own CA.
type Pin [sha256.Size]byte

// Code is all that a device needs to enrol, as one text to paste or to scan: where the
// server is, by which CA it is known, and a secret that works once.
type Code struct {
	URL    string // https://host:port, or http:// on loopback
	Pin    Pin    // zero for http
	Secret [16]byte
}

// Why a pasted text is no code.
var (
	ErrCodeForeign = errors.New("this is not an enrolment code")
	ErrCodeNewer   = errors.New("the enrolment code is of a newer version")
	ErrCodeDamaged = errors.New("the enrolment code is incomplete or damaged")
)

const (
	codeFamily = "FL"
	codePrefix = "FL1."
	codeCheck  = 4 // bytes of SHA-256 that find a mistyped or cut code
)

// String writes the code as FL1. and base64url.
func (c Code) String() string {
	var b bytes.Buffer
	b.Write(c.Secret[:])
	b.Write(c.Pin[:])
	b.WriteString(c.URL)
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:codeCheck])
	return codePrefix + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// ParseCode reads a pasted or scanned code. Spaces and line breaks that came along are
// ignored; the error is one of ErrCodeForeign, ErrCodeNewer and ErrCodeDamaged.
func ParseCode(text string) (Code, error) {
	text = strings.Join(strings.Fields(text), "")
	if len(text) > 1024 {
		return Code{}, ErrCodeForeign
	}
	if !strings.HasPrefix(text, codePrefix) {
		family, _, dotted := strings.Cut(text, ".")
		if dotted && strings.HasPrefix(family, codeFamily) && isDigits(family[len(codeFamily):]) {
			return Code{}, ErrCodeNewer
		}
		return Code{}, ErrCodeForeign
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(text, codePrefix))
	if err != nil {
		return Code{}, fmt.Errorf("%w: %w", ErrCodeDamaged, err)
	}
	var c Code
	least := len(c.Secret) + len(c.Pin) + codeCheck
	if len(raw) <= least {
		return Code{}, fmt.Errorf("%w: %d bytes", ErrCodeDamaged, len(raw))
	}
	body, check := raw[:len(raw)-codeCheck], raw[len(raw)-codeCheck:]
	if sum := sha256.Sum256(body); !bytes.Equal(check, sum[:codeCheck]) {
		return Code{}, fmt.Errorf("%w: the checksum differs", ErrCodeDamaged)
	}
	n := copy(c.Secret[:], body)
	n += copy(c.Pin[:], body[n:])
	c.URL = string(body[n:])
	if err := c.check(); err != nil {
		return Code{}, fmt.Errorf("%w: %w", ErrCodeDamaged, err)
	}
	return c, nil
}

func (c Code) check() error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return err
	}
	if u.Host == "" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" {
		return fmt.Errorf("%q is no address of a server", c.URL)
	}
	switch u.Scheme {
	case "https":
		if c.Pin == (Pin{}) {
			return errors.New("the server's certificate is not named")
		}
	case "http":
		if !IsLoopback(u.Hostname()) {
			return fmt.Errorf("%q is not encrypted", c.URL)
		}
	default:
		return fmt.Errorf("%q is no address of a server", c.URL)
	}
	return nil
}

// IsLoopback tells whether a host name means this very machine.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
