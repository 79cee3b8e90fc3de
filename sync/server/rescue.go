package server

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Rescue takes in what a device that no longer syncs has saved into a file: its
// operations, judged as if it had sent them, and the attachments that they name. What is
// known is answered as before, so twice is once, and the device itself may come back.
// With adopt it also takes the work of a device that was reported lost, and of one that
// is not known here because this server was put back from before its enrolment; that one
// is known from then on. Of a device that may only hand in, all is kept for the office.
func (s *Server) Rescue(ctx context.Context, r io.ReadSeeker, adopt bool) (*Rescued, error) {
	lim := &s.cfg.Limits
	return s.rescue(ctx, r, adopt, rescueBounds{head: lim.BodyBytes, ops: lim.RescueOpen, all: lim.RescueOpen})
}

// rescue goes through a file three times rather than keep what it unpacks to: all of it
// must be authentic, then signed by a device that is known, before anything is taken in.
func (s *Server) rescue(ctx context.Context, r io.ReadSeeker, adopt bool, most rescueBounds) (*Rescued, error) {
	in := &rescued{s: s, file: r, most: most}
	err := in.authentic()
	if err == nil {
		err = in.pass(func() error { return in.open(ctx, adopt) })
	}
	if err == nil {
		err = in.pass(func() error { return in.take(ctx) })
	}
	if err != nil {
		return nil, damaged(err)
	}
	s.log.Warn("rescue file taken in", "device", in.head.Device, "operations", in.reply.Operations, "new", in.reply.New, "attachments", in.reply.Files)
	return &Rescued{in.reply, in.head.Drafts}, nil
}

// Rescued says what became of a rescue file.
type Rescued struct {
	protocol.RescueReply
	Typed []protocol.Draft // and not saved: for who takes the file in on the server, for nobody who hands it in
}

// damaged tells a file that cannot be read from a failure of this server.
func damaged(err error) error {
	var p *protocol.Problem
	if errors.As(err, &p) {
		return p
	}
	for _, broken := range []error{tar.ErrHeader, io.ErrUnexpectedEOF, io.EOF, zstd.ErrMagicMismatch, zstd.ErrCRCMismatch, zstd.ErrWindowSizeExceeded} {
		if errors.Is(err, broken) {
			return protocol.NewProblem(protocol.RescueDamaged, err.Error())
		}
	}
	return fmt.Errorf("take rescue file in: %w", err)
}

// rescued is a rescue file while it is taken in.
type rescued struct {
	s        *Server
	file     io.ReadSeeker
	most     rescueBounds
	tar      *tar.Reader // of this pass
	head     protocol.RescueHead
	device   *device
	stranger bool // the device is not known yet
	reply    protocol.RescueReply
}

// open reads whose work it is, looks the device up, and compares its signature with the
// operations as they go by.
func (in *rescued) open(ctx context.Context, adopt bool) error {
	head, err := in.content(protocol.RescueDevice, in.most.head)
	if err != nil {
		return err
	}
	var whose struct {
		Device form.ID `json:"device"`
		Key    []byte  `json:"key"`
	}
	if err := json.Unmarshal(head, &whose); err != nil {
		return protocol.NewProblem(protocol.RescueDamaged, err.Error())
	}
	if err := in.find(ctx, whose.Device, whose.Key, adopt); err != nil {
		return err
	}
	if err := in.entry(protocol.RescueOps, in.most.ops); err != nil {
		return err
	}
	ops, sum := &lines{}, sha256.New()
	if _, err := io.Copy(io.MultiWriter(ops, sum), in.tar); err != nil {
		return err
	}
	signature, err := in.content(protocol.RescueSignature, ed25519.SignatureSize)
	if err != nil {
		return err
	}
	if !ed25519.Verify(in.device.key, protocol.RescueProofOf(head, sum.Sum(nil)), signature) {
		return protocol.NewProblem(protocol.RescueDamaged, "it is not signed by the device it names")
	}
	if err := json.Unmarshal(head, &in.head); err != nil {
		return protocol.NewProblem(protocol.RescueDamaged, err.Error())
	}
	if ops.count() != in.head.Operations {
		return protocol.NewProblem(protocol.RescueDamaged, "operations are missing in it")
	}
	in.reply = protocol.RescueReply{Device: in.head.Device, Number: in.head.Number, Name: in.head.Name, Operations: in.head.Operations, Drafts: len(in.head.Drafts)}
	if in.stranger {
		return in.adopt(ctx)
	}
	return nil
}

// take judges the operations and keeps the attachments of a file that was opened before.
func (in *rescued) take(ctx context.Context) error {
	if err := in.entry(protocol.RescueDevice, in.most.head); err != nil {
		return err
	}
	if err := in.entry(protocol.RescueOps, in.most.ops); err != nil {
		return err
	}
	if err := in.operations(ctx); err != nil {
		return err
	}
	if err := in.entry(protocol.RescueSignature, ed25519.SignatureSize); err != nil {
		return err
	}
	return in.files(ctx)
}

// find looks the device up. One that is to be adopted is taken at its word for its key.
func (in *rescued) find(ctx context.Context, id form.ID, key []byte, adopt bool) error {
	err := in.s.store.read(ctx, func(db *table.Session) (err error) {
		in.device, err = readDevice(db, "id = ?", blobID(id))
		return err
	})
	switch {
	case err == nil && (in.device.state != DeviceLost || adopt):
		return nil
	case err != nil && !errors.Is(err, errNoRow):
		return err
	case err == nil || !adopt:
		return protocol.NewProblem(protocol.RescueUnknown, id.String())
	case len(key) != ed25519.PublicKeySize || id == (form.ID{}):
		return protocol.NewProblem(protocol.RescueDamaged, "it does not say which device it is of")
	}
	in.device, in.stranger = &device{id: id, key: key}, true
	return nil
}

// adopt makes the device known.
func (in *rescued) adopt(ctx context.Context) error {
	h := &in.head
	if h.Incarnation == "" {
		return protocol.NewProblem(protocol.RescueDamaged, "it does not say which device it is of")
	}
	if err := in.s.do(ctx, func(t *turn) error { return t.adopt(h) }); err != nil {
		return err
	}
	return in.s.store.read(ctx, func(db *table.Session) (err error) {
		in.device, err = readDevice(db, "id = ?", blobID(h.Device))
		return err
	})
}

// adopt makes a device known that was enrolled after the backup this server was put back
// from; it gets in once by its key, and goes on where its file begins.
func (t *turn) adopt(h *protocol.RescueHead) error {
	var taken int
	if err := one(t.db, "SELECT count(*) FROM device WHERE n = ?", []any{h.Number}, &taken); err != nil {
		return err
	}
	var number any
	if taken == 0 && h.Number > 0 {
		number = h.Number
	}
	var n int64
	err := one(t.db, `INSERT INTO device(n, id, person, state, incarnation, last_dseq, key, box_key, model, system, app, enrolled_at, seen_at, skew, synced)
		VALUES (?, ?, ?, 'active', ?, 0, ?, ?, '', '', '', ?, ?, 0, 0) RETURNING n`,
		[]any{number, blobID(h.Device), blobID(h.Person), h.Incarnation, h.Key, h.BoxKey, stamp(t.now), stamp(t.now)}, &n)
	if err != nil {
		return err
	}
	_, err = exec(t.db, "INSERT INTO refresh(hash, device, expires, used) VALUES (?, ?, ?, 0)", welcomeOf(h.Device), n, stamp(t.now.Add(t.s.cfg.Limits.Refresh)))
	return err
}

// operations judges what is new. Places in the device's journal are left alone: when the
// device comes back it sends them in its own order, and they are known.
func (in *rescued) operations(ctx context.Context) error {
	told := map[form.ID]protocol.Told{}
	for _, was := range in.head.Told {
		told[was.Op] = was
	}
	all := bufio.NewScanner(in.tar)
	all.Buffer(nil, in.s.cfg.Limits.OpBytes+1)
	all.Split(line)
	for more := true; more; {
		var part []*arrival
		var err error
		if part, more, err = in.some(all); err != nil {
			return err
		}
		err = in.s.do(ctx, func(t *turn) error {
			from := &source{device: in.device.n, number: in.head.Number, id: in.device.id, person: in.device.person, apart: true, again: in.head.Upto, told: told, drains: in.device.state.drains()}
			for _, a := range part {
				if a.at.After(t.now) {
					a.skew, a.at = a.skew+t.now.Sub(a.at), t.now // nothing is done in the future
				}
				if err := t.take(from, a); err != nil {
					return err
				}
			}
			return t.tryWaiting()
		})
		if err != nil {
			return err
		}
		in.count(part)
	}
	return in.goOn(ctx)
}

// some reads the operations that the writer judges next; more may follow.
func (in *rescued) some(all *bufio.Scanner) (part []*arrival, more bool, err error) {
	lib := in.s.Library()
	for bytes := 0; len(part) < rescueAtOnce && bytes < mostBytes; {
		if !all.Scan() {
			if errors.Is(all.Err(), bufio.ErrTooLong) {
				return nil, false, protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("an operation of more than %d bytes", in.s.cfg.Limits.OpBytes))
			}
			return part, false, all.Err()
		}
		raw := slices.Clone(all.Bytes())
		a, err := arrive(lib, raw)
		if err != nil {
			return nil, false, protocol.NewProblem(protocol.RescueDamaged, err.Error())
		}
		a.read(lib)
		part, bytes = append(part, a), bytes+len(raw)
	}
	return part, true, nil
}

// rescueAtOnce is how many operations of a file the writer judges at a time.
const rescueAtOnce = 100

func (in *rescued) count(arrivals []*arrival) {
	for _, a := range arrivals {
		if a.answer.known {
			continue
		}
		in.reply.New++
		switch a.answer.fate {
		case record.Refused:
			in.reply.Refused++
		case record.Parked:
			in.reply.Parked++
		case record.Fate(protocol.Waits):
			in.reply.Waits++
		}
	}
}

// goOn lets an adopted device go on counting where its file begins.
func (in *rescued) goOn(ctx context.Context) error {
	return in.s.do(ctx, func(t *turn) error {
		var first int64
		err := one(t.db, "SELECT coalesce(min(dseq), 0) FROM op WHERE device = ? AND op_id IS NOT NULL", []any{in.device.n}, &first)
		if err != nil || first <= 1 {
			return err
		}
		_, err = exec(t.db, "UPDATE device SET last_dseq = ? WHERE n = ? AND last_dseq = 0", first-1, in.device.n)
		return err
	})
}

// files keeps the attachments that the head names.
func (in *rescued) files(ctx context.Context) error {
	mimes := map[string]protocol.RescueFile{}
	for _, f := range in.head.Files {
		mimes[f.SHA256] = f
	}
	for {
		h, err := in.tar.Next()
		if errors.Is(err, io.EOF) {
			if len(mimes) > 0 {
				return protocol.NewProblem(protocol.RescueDamaged, fmt.Sprintf("%d attachments are missing in it", len(mimes)))
			}
			return nil
		}
		if err != nil {
			return err
		}
		sha := strings.TrimPrefix(h.Name, protocol.RescueFiles)
		f, named := mimes[sha]
		if !named || !protocol.IsSHA256(sha) || h.Size < 1 || h.Size > in.s.cfg.Limits.BlobBytes {
			return protocol.NewProblem(protocol.RescueDamaged, fmt.Sprintf("it holds %q of %d bytes", h.Name, h.Size))
		}
		delete(mimes, sha)
		content := make([]byte, h.Size)
		if _, err := io.ReadFull(in.tar, content); err != nil {
			return err
		}
		if err := in.keep(ctx, f, content); err != nil {
			return err
		}
	}
}

func (in *rescued) keep(ctx context.Context, f protocol.RescueFile, content []byte) error {
	known, err := in.s.mayRead(ctx, in.device, f.SHA256)
	if err != nil || known != nil {
		return err
	}
	up := &upload{id: in.s.cfg.NewID().String(), sha: f.SHA256, mime: f.Mime, length: int64(len(content))}
	if err := in.s.writePart(up, content); err != nil {
		return err
	}
	if err := in.s.finish(ctx, in.device, up); err != nil {
		return err
	}
	in.reply.Files++
	return nil
}
