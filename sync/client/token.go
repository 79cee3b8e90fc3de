package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"fieldline/sync/protocol"
)

// spare is how long before its end an access token is replaced.
const spare = 30 * time.Second

// authorized sends a request with a valid token, renewing it when it is spent.
func (c *Client) authorized(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	out, _, err := c.authorizedBy(ctx, func(token string) ([]byte, http.Header, error) {
		return c.wire.call(ctx, method, path, token, body, 0)
	})
	return out, err
}

// authorizedBy calls the server with a token that it takes.
func (c *Client) authorizedBy(ctx context.Context, call func(token string) ([]byte, http.Header, error)) ([]byte, http.Header, error) {
	token, err := c.access(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	out, head, err := call(token)
	if errors.Is(err, protocol.NewProblem(protocol.SignIn, "")) {
		if token, err = c.access(ctx, true); err != nil {
			return nil, nil, err
		}
		out, head, err = call(token)
	}
	return out, head, err
}

// access returns an access token, a new one when the old is spent or was refused.
func (c *Client) access(ctx context.Context, renew bool) (string, error) {
	if !renew && c.token != "" && c.cfg.Now().Before(c.expires.Add(-spare)) {
		return c.token, nil
	}
	return c.ask(ctx, protocol.TokenRequest{Device: c.store.Identity().Device, Refresh: c.keys.Refresh})
}

// SignIn gets new tokens by name and password, after the old ones were spent or revoked.
func (c *Client) SignIn(ctx context.Context, account, password string) error {
	c.turn.Lock()
	_, err := c.ask(ctx, protocol.TokenRequest{Device: c.store.Identity().Device, Account: account, Password: password})
	c.turn.Unlock()
	if err != nil {
		return err
	}
	c.board.set(func(s *State) { s.Problem = nil })
	c.Wake()
	return nil
}

func (c *Client) ask(ctx context.Context, req protocol.TokenRequest) (string, error) {
	c.keys.sign(&req)
	body, err := json.Marshal(&req)
	if err != nil {
		return "", err
	}
	left := c.cfg.Now()
	raw, _, err := c.wire.call(ctx, http.MethodPost, protocol.PathToken, "", body, 0)
	if err != nil {
		return "", err
	}
	took := c.cfg.Now().Sub(left)
	var reply protocol.TokenReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return "", fmt.Errorf("read tokens: %w", err)
	}
	if err := c.take(reply.Tokens); err != nil {
		return "", err
	}
	c.learnTime(reply.Now, left, took)
	return c.token, nil
}

// learnTime finds out, before work is sent, whether the clock was set since the last sync.
func (c *Client) learnTime(server, left time.Time, took time.Duration) {
	ahead := server.Sub(left.Add(took / 2))
	c.jumped = moved(ahead-c.store.SyncState().Offset, took, protocol.DefaultLimits().Skew)
	c.ahead = ahead
}

// take keeps new tokens: the refresh token on disk before the access token is used.
func (c *Client) take(t protocol.Tokens) error {
	c.keys.Refresh = t.Refresh
	if err := c.keys.write(c.store.Vault()); err != nil {
		return err
	}
	c.token = t.Access
	c.expires = c.cfg.Now().Add(time.Duration(t.Expires) * time.Second)
	return nil
}
