package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"fieldline/sync/protocol"
)

// past is the last exchange in which there was nothing new, with the mark under which the
// server knows it. It is forgotten with the program.
type past struct {
	ask   []byte // but for its clock
	mark  string
	reply protocol.SyncReply
}

// send sends a request and reads its reply. What was asked before and is asked again
// is said by its mark alone. It tells how many bytes of request were to be sent, too.
func (c *Client) send(ctx context.Context, req *protocol.SyncRequest) (_ *protocol.SyncReply, sent int, err error) {
	var ask []byte
	if req.Quiet() {
		if ask, err = json.Marshal(req.Timeless()); err != nil {
			return nil, 0, fmt.Errorf("encode sync request: %w", err)
		}
		if c.past.mark != "" && bytes.Equal(ask, c.past.ask) {
			said := protocol.AppendClock(c.past.mark, req.Clock)
			raw, head, err := c.authorizedBy(ctx, func(token string) ([]byte, http.Header, error) { return c.wire.same(ctx, token, said) })
			if !errors.Is(err, protocol.NewProblem(protocol.Malformed, "")) {
				reply, err := c.heard(raw, head, ask, err)
				return reply, len(said), err
			}
			c.past = past{} // the server has forgotten it
		}
	}
	body, err := req.Encode()
	if err != nil {
		return nil, 0, err
	}
	raw, head, err := c.authorizedBy(ctx, func(token string) ([]byte, http.Header, error) {
		return c.wire.call(ctx, http.MethodPost, protocol.PathSync, token, body, c.way.piece())
	})
	reply, err := c.heard(raw, head, ask, err)
	return reply, len(body), err
}

// heard reads a reply and keeps it where the server has marked it.
func (c *Client) heard(raw []byte, head http.Header, ask []byte, err error) (*protocol.SyncReply, error) {
	if err != nil {
		return nil, err
	}
	if text := head.Get(protocol.HeaderNow); text != "" && len(raw) == 0 {
		now, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read the server's clock: %w", err)
		}
		reply := c.past.reply
		reply.Now = time.UnixMilli(now).UTC()
		return &reply, nil
	}
	var reply protocol.SyncReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return nil, fmt.Errorf("read the server's reply: %w", err)
	}
	c.past = past{ask: ask, mark: head.Get(protocol.HeaderSame), reply: reply}
	if c.past.mark == "" || ask == nil {
		c.past = past{}
	}
	return &reply, nil
}

// same asks again what was asked before.
func (w *wire) same(ctx context.Context, token, said string) ([]byte, http.Header, error) {
	ctx, patience := patiently(ctx, len(said))
	defer patience.end()
	req := w.rest.R().SetContext(ctx).SetHeader("Accept-Encoding", protocol.Zstd).SetHeader(protocol.HeaderSame, said).SetAuthToken(token)
	return w.answer(ctx, patience, http.MethodPost, protocol.PathSync, req)
}
