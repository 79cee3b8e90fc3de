package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// missing asks which of several attachments the server has already: another device sent
// the same, or a restored server kept most of them. The others are returned, in the order
// they came in.
func (c *Client) missing(ctx context.Context, all []device.Upload) ([]device.Upload, error) {
	var ready, ask []device.Upload
	for _, u := range all {
		if u.Ready && !u.Stuck {
			ready = append(ready, u)
			if u.URL == "" {
				ask = append(ask, u)
			}
		}
	}
	if len(ask) < 2 || c.push {
		return ready, nil // beginning the upload tells as much; who only sends is told nothing
	}
	most, here := protocol.DefaultLimits().Have, map[string]bool{}
	for len(ask) > 0 {
		part := ask[:min(most, len(ask))]
		ask = ask[len(part):]
		have, err := c.have(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, u := range part {
			if !have[u.SHA256] {
				continue
			}
			here[u.SHA256] = true
			if err := c.store.Uploaded(ctx, u.SHA256); err != nil {
				return nil, err
			}
		}
	}
	return slices.DeleteFunc(ready, func(u device.Upload) bool { return here[u.SHA256] }), nil
}

func (c *Client) have(ctx context.Context, part []device.Upload) (map[string]bool, error) {
	var req protocol.HaveRequest
	for _, u := range part {
		req.SHA256 = append(req.SHA256, u.SHA256)
	}
	body, err := json.Marshal(&req)
	if err != nil {
		return nil, err
	}
	raw, err := c.authorized(ctx, http.MethodPost, protocol.PathHave, body)
	if err != nil {
		return nil, fmt.Errorf("ask which attachments the server has: %w", err)
	}
	var reply protocol.HaveReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return nil, fmt.Errorf("read which attachments the server has: %w", err)
	}
	have := map[string]bool{}
	for _, sha := range reply.Have {
		have[sha] = true
	}
	return have, nil
}
