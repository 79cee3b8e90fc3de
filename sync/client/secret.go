package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/curve25519"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Confirm is the second sign-in that the server asks for before a secret is shown: it
// counts for a few minutes, on this device.
func (c *Client) Confirm(ctx context.Context, password string) error {
	c.turn.Lock()
	defer c.turn.Unlock()
	return c.exchange(ctx, http.MethodPost, protocol.PathConfirm, protocol.ConfirmRequest{Password: password}, &protocol.ConfirmReply{})
}

// carriedFile holds what was taken along: boxes for this device's key, under the
// installation's key like any other file of the vault.
const carriedFile = "along.json"

// carried is one box and where it belongs.
type carried struct {
	Form string    `json:"form"`
	ID   form.ID   `json:"id"`
	Till time.Time `json:"till"`
	Box  string    `json:"box"`
}

// TakeAlong has the secrets of a record sealed to this device, for a visit without a
// network. The form says who may and on which day.
func (c *Client) TakeAlong(ctx context.Context, formName string, id form.ID, reason string) error {
	c.turn.Lock()
	defer c.turn.Unlock()
	var reply protocol.AlongReply
	if err := c.exchange(ctx, http.MethodPost, protocol.PathAlong, protocol.AlongRequest{Form: formName, ID: id, Reason: reason}, &reply); err != nil {
		return err
	}
	kept, err := c.readCarried()
	if err != nil {
		return err
	}
	kept = slices.DeleteFunc(kept, func(a carried) bool { return a.Form == formName && a.ID == id })
	for _, box := range reply.Boxes {
		kept = append(kept, carried{Form: formName, ID: id, Till: reply.Until, Box: box})
	}
	return c.writeCarried(kept)
}

// Carried opens the secrets of a record that were taken along and still count.
func (c *Client) Carried(formName string, id form.ID) ([]protocol.Carried, error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	kept, err := c.readCarried()
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	public, err := curve25519.X25519(c.keys.Box, curve25519.Basepoint)
	if err != nil || len(c.keys.Box) != 32 {
		return nil, fmt.Errorf("open what was taken along: %w", errors.Join(ErrNotEnrolled, err))
	}
	var all []protocol.Carried
	for _, a := range kept {
		if a.Form != formName || a.ID != id {
			continue
		}
		text, err := protocol.Unseal((*[32]byte)(public), (*[32]byte)(c.keys.Box), a.Box)
		if err != nil {
			return nil, fmt.Errorf("open what was taken along: %w", err)
		}
		var one protocol.Carried
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return nil, fmt.Errorf("read what was taken along: %w", err)
		}
		// What counts is inside the box: another record's, another device's, or a clock
		// that was turned back open nothing.
		if one.Form == formName && one.ID == id && one.Device == c.store.Identity().Device && counts(one.Given, one.Until, c.store.Now()) {
			all = append(all, one)
		}
	}
	return all, nil
}

// counts tells whether a time lies within what was given, but for the skew that clocks
// are allowed.
func counts(given, until, now time.Time) bool {
	return now.Before(until) && !now.Before(given.Add(-protocol.DefaultLimits().Skew))
}

// sweepCarried forgets what no longer counts, and what is of records that have left.
func (c *Client) sweepCarried(ctx context.Context) error {
	kept, err := c.readCarried()
	if err != nil || len(kept) == 0 {
		return err
	}
	left := kept[:0:0]
	for _, a := range kept {
		_, err := c.store.Record(ctx, a.Form, a.ID)
		switch {
		case errors.Is(err, device.ErrNotFound):
		case err != nil:
			return fmt.Errorf("forget what was taken along: %w", err)
		case c.store.Now().Before(a.Till):
			left = append(left, a)
		}
	}
	if len(left) == len(kept) {
		return nil
	}
	return c.writeCarried(left)
}

func (c *Client) readCarried() ([]carried, error) {
	raw, err := c.store.Vault().Get(carriedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var kept []carried
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was taken along: %w", err)
	}
	return kept, nil
}

func (c *Client) writeCarried(kept []carried) error {
	raw, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("keep what was taken along: %w", err)
	}
	return c.store.Vault().Put(carriedFile, raw)
}
