package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fieldline/sync/protocol"
)

// ping asks a server for its state: over TLS with the CA of the data folder, over plain
// HTTP where the folder has none yet or the server speaks no TLS.
func ping(ctx context.Context, dir, addr string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if host == "" {
		host = "127.0.0.1"
	}
	addr = net.JoinHostPort(host, port)
	raw, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return "", errors.New("ca.pem is damaged")
	}
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: protocol.ClientTLS(ca, time.Now)}}
	defer client.CloseIdleConnections()
	status, err := get(ctx, client, "https://"+addr+protocol.PathReady)
	if err != nil && protocol.IsLoopback(host) && strings.Contains(err.Error(), "HTTP response to HTTPS client") {
		return get(ctx, client, "http://"+addr+protocol.PathReady)
	}
	return status, err
}

func get(ctx context.Context, client *http.Client, url string) (status string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(body))
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it says %q", text)
	}
	return text, nil
}
