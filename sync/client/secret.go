package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
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

// shownFile holds what was looked at without a network, until the server has heard of it.
const shownFile = "along-shown.json"

// ErrNotCarried says that nothing of a record was taken along, or that it counts no more.
var ErrNotCarried = errors.New("nothing of it was taken along, or it counts no more")

// LookAt opens what was taken along of a record, for a reason: that it was looked at, when
// and why is on the disk before anything is shown, and told to the server at the next sync.
func (c *Client) LookAt(formName string, id form.ID, reason string) ([]protocol.Carried, error) {
	all, err := c.Carried(formName, id)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, ErrNotCarried
	case strings.TrimSpace(reason) == "":
		return nil, protocol.NewProblem(protocol.Malformed, "a reason is missing")
	}
	c.turn.Lock()
	defer c.turn.Unlock()
	looks, err := c.readShown()
	if err != nil {
		return nil, err
	}
	look := protocol.Shown{Report: c.store.NewID(), Form: formName, ID: id, At: c.store.Now(), Reason: reason}
	for _, one := range all {
		look.Fields = append(look.Fields, one.Field)
	}
	if err := c.writeShown(append(looks, look)); err != nil {
		return nil, err
	}
	return all, nil
}

// mostShown is how many looks are told at a time.
const mostShown = 50

// tellShown reports what was looked at. A server that is older than this program hears of
// it once it is newer.
func (c *Client) tellShown(ctx context.Context) error {
	looks, err := c.readShown()
	for err == nil && len(looks) > 0 {
		n := min(len(looks), mostShown)
		err = c.exchange(ctx, http.MethodPost, protocol.PathShown, protocol.ShownRequest{Shown: looks[:n]}, &protocol.ShownReply{})
		if errors.Is(err, protocol.NewProblem(protocol.NotFound, "")) {
			return nil
		}
		if err == nil {
			looks = looks[n:]
			err = c.writeShown(looks)
		}
	}
	return err
}

func (c *Client) readShown() (looks []protocol.Shown, err error) {
	raw, err := c.store.Vault().Get(shownFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &looks)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was looked at: %w", err)
	}
	return looks, nil
}

func (c *Client) writeShown(looks []protocol.Shown) error {
	raw, err := json.Marshal(looks)
	if err != nil {
		return fmt.Errorf("keep what was looked at: %w", err)
	}
	return c.store.Vault().Put(shownFile, raw)
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
