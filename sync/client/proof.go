package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// tell writes into a request what is said of this side besides the work.
func (c *Client) tell(t device.Tell, req *protocol.SyncRequest) {
	req.Written, req.AckedHead, req.Digest = t.Written, t.AckedHead, (t.Compare || c.compare) && !c.push
	if t.Witness != nil {
		req.Witness = &protocol.Witness{Seq: t.Witness.Seq, Head: t.Witness.Head}
	}
	for _, a := range t.Alarms {
		req.Alarms = append(req.Alarms, protocol.Alarm{Kind: string(a.Kind), At: a.At, Detail: a.Detail})
	}
}

func receiptOf(r protocol.Receipt) device.Receipt {
	return device.Receipt{Incarnation: r.Incarnation, From: r.From, Upto: r.Upto, Count: r.Count, Head: r.Head, Received: r.Received}
}

// Prove syncs, has records compared at its end, and has the server count and hash anew
// what it has of this installation's work. The store's Proof then says how the two sides
// stand.
func (c *Client) Prove(ctx context.Context) error {
	c.turn.Lock()
	c.compare = true
	c.turn.Unlock()
	if err := c.Sync(ctx); err != nil {
		return err
	}
	c.turn.Lock()
	defer c.turn.Unlock()
	told, err := c.store.Witnesses(ctx)
	if err != nil {
		return err
	}
	ask := protocol.ProofRequest{}
	for _, w := range told {
		ask.Witnesses = append(ask.Witnesses, protocol.Witness{Seq: w.Seq, Head: w.Head})
	}
	var reply protocol.ProofReply
	if err := c.exchange(ctx, http.MethodPost, protocol.PathProof, &ask, &reply); err != nil {
		return err
	}
	if reply.Epoch != c.store.SyncState().Epoch {
		return protocol.NewProblem(protocol.EpochChanged, "while it was counted")
	}
	got := device.Counted{Receipt: receiptOf(reply.Receipt)}
	for _, w := range reply.Witnesses {
		got.Witnesses = append(got.Witnesses, device.Witness{Seq: w.Seq, Head: w.Head})
	}
	if err := c.store.TakeProof(ctx, got); err != nil {
		return err
	}
	return c.count(ctx)
}

// Devices returns one's own devices and those of one's people, as the server last met
// them. Online only.
func (c *Client) Devices(ctx context.Context) (protocol.DevicesReply, error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	var reply protocol.DevicesReply
	err := c.exchange(ctx, http.MethodGet, protocol.PathDevices, nil, &reply)
	return reply, err
}

// History returns what happened to a record, newest first, as far as the server tells it
// at once. Online only.
func (c *Client) History(ctx context.Context, formName string, id form.ID) (protocol.HistoryReply, error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	var reply protocol.HistoryReply
	err := c.exchange(ctx, http.MethodGet, protocol.PathRecords+formName+"/"+id.String()+protocol.PathHistory, nil, &reply)
	return reply, err
}

// exchange sends one request of JSON and reads its answer; ask may be nil.
func (c *Client) exchange(ctx context.Context, method, path string, ask, reply any) error {
	var body []byte
	if ask != nil {
		var err error
		if body, err = json.Marshal(ask); err != nil {
			return fmt.Errorf("ask %s: %w", path, err)
		}
	}
	raw, err := c.authorized(ctx, method, path, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, reply); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}

// Reveal reads a secret of a record's field, by its reference, for a person who sees the
// field; who asked and why is kept at the server. It is to be stored nowhere. Online only.
func (c *Client) Reveal(ctx context.Context, of form.Ref, field, secret, reason string) (string, error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	var reply protocol.RevealReply
	ask := protocol.RevealRequest{Form: of.Form, ID: of.ID, Field: field, Reason: reason}
	err := c.exchange(ctx, http.MethodPost, protocol.PathSecrets+url.PathEscape(secret)+protocol.PathReveal, &ask, &reply)
	return reply.Secret, err
}
