package client

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/vault"
)

// leaveCard keeps the way back to the installation's key, for a forgotten PIN or a keyring
// that has lost its part.
func leaveCard(store *device.Store, keys *access) error {
	id := store.Identity()
	if len(id.BoxKey) == 0 {
		return nil // not enrolled yet
	}
	card := vault.Card{Device: id.Device.String(), Person: id.PersonName, Account: id.Account, Server: id.Server, CA: keys.CA, Install: store.SyncState().Incarnation}
	return store.Vault().LeaveCard(card, func(key []byte) ([]byte, error) {
		return protocol.SealKey(id.BoxKey, id.Device, key)
	})
}

// Recover brings the key of an installation's folder back by its person's name and
// password, and leaves it without a PIN. Everything that was saved there is as it was.
// Its errors are ErrOffline, protocol.ErrNotPinned, *protocol.Problem and vault's.
func Recover(ctx context.Context, dir string, v *vault.Vault, account, password string, cfg Config) error {
	cfg = cfg.withDefaults()
	card, err := v.Card()
	if err != nil {
		return err
	}
	var ca *x509.Certificate
	if len(card.CA) > 0 {
		if ca, err = x509.ParseCertificate(card.CA); err != nil {
			return fmt.Errorf("read the server's authority: %w", err)
		}
	}
	id, err := uuid.Parse(card.Device)
	if err != nil {
		return fmt.Errorf("read the card: %w", err)
	}
	w, err := newWire(cfg, card.Server, ca, func() time.Time { return protocol.TrustedTime(cfg.Now(), time.Time{}) })
	if err != nil {
		return err
	}
	body, err := json.Marshal(protocol.KeyRequest{Device: id, Account: account, Password: password, Box: card.Box, Install: card.Install})
	if err != nil {
		return err
	}
	raw, _, err := w.call(ctx, http.MethodPost, protocol.PathKey, "", body, 0)
	if err != nil {
		return err
	}
	var reply protocol.KeyReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	return v.Restore(reply.Key, func(unseal func(string, []byte) ([]byte, error)) error {
		sealed, err := os.ReadFile(filepath.Join(dir, accessFile))
		if err != nil {
			return err
		}
		plain, err := unseal(accessFile, sealed)
		if err == nil {
			_, err = parseAccess(plain)
		}
		return err
	})
}
