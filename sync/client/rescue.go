package client

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/crypto/curve25519"

	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/vault"
)

// Rescued says what a rescue file holds.
type Rescued struct {
	Operations int // that the server has not answered
	Files      int // attachments that it does not have
	Drafts     int // typed and not saved: they are in the file for a person to read
	Lost       int // attachments whose bytes could not be read any more
}

// ErrNothingUnsent says that the server has everything that was saved in a folder.
var ErrNothingUnsent = errors.New("nothing waits to be sent")

// Unsent tells what a rescue file of an installation's folder would hold. The folder may
// be open, or one that this program cannot open; v holds its key.
func Unsent(ctx context.Context, dir string, v *vault.Vault) (Rescued, error) {
	u, err := device.ReadUnsent(ctx, dir, v)
	if err != nil {
		return Rescued{}, err
	}
	return Rescued{Operations: u.Waits(), Files: len(u.Files), Drafts: len(u.Drafts)}, nil
}

// Unsent tells what a rescue file of this installation would hold.
func (c *Client) Unsent(ctx context.Context) (Rescued, error) {
	return Unsent(ctx, c.store.Dir(), c.store.Vault())
}

// Rescue writes what the server does not have of this installation into one file.
func (c *Client) Rescue(ctx context.Context, w io.Writer) (Rescued, error) {
	return Rescue(ctx, c.store.Dir(), c.store.Vault(), w)
}

// Rescue writes what the server does not have of an installation's folder into one file
// that only the server reads, signed by the device; ErrNothingUnsent where it has all. Any
// other installation hands it in, and nothing is done twice if the device comes back.
func Rescue(ctx context.Context, dir string, v *vault.Vault, w io.Writer) (Rescued, error) {
	r, err := rescue(ctx, dir, v, w)
	if err != nil {
		return r, fmt.Errorf("write rescue file: %w", err)
	}
	return r, nil
}

func rescue(ctx context.Context, dir string, v *vault.Vault, w io.Writer) (r Rescued, err error) {
	u, err := device.ReadUnsent(ctx, dir, v)
	if err != nil {
		return r, err
	}
	keys, err := readAccess(v)
	if err != nil {
		return r, err
	}
	r = Rescued{Operations: u.Waits(), Drafts: len(u.Drafts)}
	if u.Empty() && len(u.Drafts) == 0 {
		return r, ErrNothingUnsent
	}
	sealed, err := protocol.SealRescue(w, u.Identity.BoxKey, rand.Reader)
	if err != nil {
		return r, err
	}
	packed, err := zstd.NewWriter(sealed)
	if err != nil {
		return r, err
	}
	t := &archive{Writer: tar.NewWriter(packed)}
	err = func() error {
		head, files, err := headOf(u, keys)
		if err != nil {
			return err
		}
		r.Files, r.Lost = len(files), len(u.Files)-len(files)
		var ops bytes.Buffer
		for _, op := range u.Ops {
			ops.Write(op.Body)
			ops.WriteByte('\n')
		}
		t.add(protocol.RescueDevice, head)
		t.add(protocol.RescueOps, ops.Bytes())
		t.add(protocol.RescueSignature, ed25519.Sign(keys.private(), protocol.RescueProof(head, ops.Bytes())))
		for _, f := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			content, err := u.Content(f.SHA256)
			if err != nil {
				return err
			}
			t.add(protocol.RescueFiles+f.SHA256, content)
		}
		return errors.Join(t.err, t.Close())
	}()
	return r, errors.Join(err, packed.Close(), sealed.Close())
}

// archive keeps the first error of what is added.
type archive struct {
	*tar.Writer
	err error
}

func (t *archive) add(name string, content []byte) {
	if t.err != nil {
		return
	}
	if t.err = t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), Format: tar.FormatPAX}); t.err == nil {
		_, t.err = t.Write(content)
	}
}

// headOf says whose work it is. Attachments that cannot be read any more are left out:
// the rest must not be lost with them.
func headOf(u *device.Unsent, keys *access) ([]byte, []protocol.RescueFile, error) {
	boxKey, err := curve25519.X25519(keys.Box, curve25519.Basepoint)
	if err != nil {
		return nil, nil, fmt.Errorf("read access: %w", err)
	}
	head := protocol.RescueHead{
		Made: time.Now().UTC().Truncate(time.Millisecond), Device: u.Identity.Device, Number: u.Identity.DeviceNumber, Person: u.Identity.Person,
		Name: u.Identity.PersonName, Key: keys.private().Public().(ed25519.PublicKey), BoxKey: boxKey, Incarnation: u.Incarnation,
		Epoch: u.Epoch, Upto: u.Upto, Operations: len(u.Ops),
	}
	for _, was := range u.Told {
		head.Told = append(head.Told, protocol.Told{Op: was.Op, Fate: string(was.Fate), Problems: was.Problems})
	}
	for _, d := range u.Drafts {
		head.Drafts = append(head.Drafts, protocol.Draft{Form: d.Form, ID: d.ID, Values: d.Values, Raw: d.Raw, Updated: d.Updated})
	}
	for _, f := range u.Files {
		if _, err := u.Content(f.SHA256); err == nil {
			head.Files = append(head.Files, protocol.RescueFile{SHA256: f.SHA256, Mime: f.Mime, Bytes: f.Bytes})
		}
	}
	raw, err := json.Marshal(&head)
	return raw, head.Files, err
}

// HandIn gives the server a rescue file of another device. One that is larger than the
// server takes is a Problem of slug TooLarge: the administrator takes it in on the server.
func (c *Client) HandIn(ctx context.Context, r io.Reader) (*protocol.RescueReply, error) {
	most := protocol.DefaultLimits().Rescue
	content, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read rescue file: %w", err)
	case int64(len(content)) > most:
		return nil, protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("a rescue file of more than %d bytes", most))
	}
	c.turn.Lock()
	token, err := c.access(ctx, false)
	c.turn.Unlock()
	if err != nil {
		return nil, err
	}
	ctx, patience := patiently(ctx, len(content))
	defer patience.end()
	req := c.wire.rest.R().SetContext(ctx).SetAuthToken(token).SetHeader("Content-Type", "application/octet-stream").SetBody(bytes.NewReader(content))
	raw, _, err := c.wire.answer(ctx, patience, http.MethodPost, protocol.PathRescue, req)
	if err != nil {
		return nil, err
	}
	var reply protocol.RescueReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		return nil, fmt.Errorf("read what became of the rescue file: %w", err)
	}
	return &reply, nil
}
