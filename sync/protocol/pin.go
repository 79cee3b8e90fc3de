package protocol

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"
)

// ErrNotPinned says that a server does not show the CA a device was enrolled with.
var ErrNotPinned = errors.New("the server's certificate is not the one this device was enrolled with")

// PinOf returns the pin of a certificate: the SHA-256 of its public key.
func PinOf(cert *x509.Certificate) Pin { return sha256.Sum256(cert.RawSubjectPublicKeyInfo) }

// LearnCA asks a server for its certificates and returns the CA among them that fits the
// pin, or ErrNotPinned. Nothing is sent to a server before it is known: the handshake
// ends where Go finds that it trusts nobody yet.
func LearnCA(ctx context.Context, address string, pin Pin, now func() time.Time) (*x509.Certificate, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read address %q: %w", address, err)
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "443")
	}
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: x509.NewCertPool(), ServerName: u.Hostname(), Time: now}}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err == nil {
		err = conn.Close()
		return nil, errors.Join(fmt.Errorf("learn the CA of %s: a server was trusted without a CA", host), err)
	}
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		return nil, fmt.Errorf("reach %s: %w", host, err)
	}
	for _, cert := range unknown.UnverifiedCertificates {
		if cert.IsCA && PinOf(cert) == pin {
			return cert, nil
		}
	}
	return nil, fmt.Errorf("%w (%s)", ErrNotPinned, host)
}

// ClientTLS returns how a device talks to its server: TLS 1.3, and no authority in the
// world but the CA it was enrolled with. A device whose clock is wrong gives the best
// time it knows (TrustedTime).
func ClientTLS(ca *x509.Certificate, now func() time.Time) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	pin := PinOf(ca)
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    pool,
		Time:       now,
		VerifyConnection: func(state tls.ConnectionState) error {
			for _, chain := range state.VerifiedChains {
				if slices.ContainsFunc(chain, func(c *x509.Certificate) bool { return PinOf(c) == pin }) {
					return nil
				}
			}
			return ErrNotPinned
		},
	}
}

// TrustedTime returns the time to judge certificates by on a device whose clock may be
// anywhere: never before the last time the server told. The certificates of a server's
// own CA hold for decades, so that a clock that runs ahead does no harm either.
func TrustedTime(device, lastServer time.Time) time.Time {
	if lastServer.After(device) {
		return lastServer
	}
	return device
}
