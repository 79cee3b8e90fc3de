package client

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"runtime"

	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Enrol makes the installation in a folder that a one-time code was made for, and returns
// its store with the forms in it; New and Sync then bring the records. Its errors are
// those of protocol.ParseCode, ErrOffline, protocol.ErrNotPinned and *protocol.Problem. A
// folder that did not exist before is gone again when it fails.
func Enrol(ctx context.Context, dir, code string, cfg Config) (_ *device.Store, err error) {
	cfg = cfg.withDefaults()
	parsed, err := protocol.ParseCode(code)
	if err != nil {
		return nil, err
	}
	_, statErr := os.Stat(dir)
	made := errors.Is(statErr, fs.ErrNotExist)
	store, err := device.Open(ctx, dir, nil, cfg.Store)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close())
			if made {
				err = errors.Join(err, os.RemoveAll(dir))
			}
		}
	}()
	if store.Identity().Enrolled {
		return nil, fmt.Errorf("enrol %s: %w", dir, ErrEnrolled)
	}
	keys, boxKey, err := newAccess(cfg.Store.Random)
	if err != nil {
		return nil, err
	}
	if parsed.Pin != (protocol.Pin{}) {
		ca, err := protocol.LearnCA(ctx, parsed.URL, parsed.Pin, cfg.Now)
		if err != nil {
			return nil, unreachable(ctx, err)
		}
		keys.CA = ca.Raw
	}
	reply, err := askToEnrol(ctx, parsed, keys, boxKey, store.SyncState().Incarnation, cfg)
	if err != nil {
		return nil, err
	}
	keys.Refresh = reply.Refresh
	if err := keys.write(store.Vault()); err != nil {
		return nil, err
	}
	id := device.Identity{
		Device: reply.Device, DeviceNumber: reply.Number, Person: reply.Person, PersonName: reply.Name, Account: reply.Account,
		Server: parsed.URL, Pin: hex.EncodeToString(parsed.Pin[:]), BoxKey: reply.BoxKey,
	}
	if err := store.SetIdentity(ctx, id); err != nil {
		return nil, err
	}
	c, err := open(store, keys, cfg)
	if err != nil {
		return nil, err
	}
	if err := c.take(reply.Tokens); err != nil {
		return nil, err
	}
	if err := c.fetchLibrary(ctx, reply.Library); err != nil {
		return nil, err
	}
	return store, nil
}

// ErrEnrolled says that a folder holds an installation already.
var ErrEnrolled = errors.New("this folder is enrolled already")

func askToEnrol(ctx context.Context, code protocol.Code, keys *access, boxKey []byte, incarnation string, cfg Config) (*protocol.EnrolReply, error) {
	ca, err := keys.authority()
	if err != nil {
		return nil, fmt.Errorf("read the server's authority: %w", err)
	}
	w, err := newWire(cfg, code.URL, ca, cfg.Now)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(protocol.EnrolRequest{
		Secret: code.Secret[:], Key: keys.private().Public().(ed25519.PublicKey), BoxKey: boxKey,
		Model: cfg.Model, System: runtime.GOOS + "/" + runtime.GOARCH, App: cfg.App, Install: incarnation,
	})
	if err != nil {
		return nil, err
	}
	raw, _, err := w.call(ctx, http.MethodPost, protocol.PathEnrol, "", body, 0)
	if err != nil {
		return nil, err
	}
	var reply protocol.EnrolReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return nil, fmt.Errorf("read the reply to enrolling: %w", err)
	}
	return &reply, nil
}
