package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// How much of an attachment goes in one request: half as much after one that was lost or
// took long, so that a link that lives for a minute at a time still gets on.
const (
	mostChunk  = 256 << 10
	leastChunk = 8 << 10
	chunkTime  = 20 * time.Second
)

// files is what a sync does beside operations: none of it waits for one attachment that
// fails.
func (c *Client) files(ctx context.Context) error {
	var all error
	for _, step := range []func(context.Context) error{c.uploads, c.bringAhead, c.tellShown} {
		err := step(ctx)
		all = errors.Join(all, err)
		if ofAll(ctx, err) {
			break
		}
	}
	return all
}

// ofAll tells whether an error is not of one attachment but would meet the next one, too.
func ofAll(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, ErrOffline) || errors.Is(err, protocol.ErrNotPinned) || errors.Is(err, device.ErrFull) || errors.Is(err, device.ErrClosed) {
		return true
	}
	for _, slug := range []protocol.Slug{protocol.SignIn, protocol.SignInAgain, protocol.RefreshReused, protocol.DeviceDrained, protocol.DeviceLost,
		protocol.WrongProtocol, protocol.TooManyRequests, protocol.Busy, protocol.StorageFull} {
		if errors.Is(err, protocol.NewProblem(slug, "")) {
			return true
		}
	}
	return false
}

// inVain returns the key of the text that says why no later try will send an attachment
// unless a person does something about it; "" where one may.
func inVain(ctx context.Context, err error) string {
	var p *protocol.Problem
	if kept, ok := device.ProblemOf(err); ok && (kept.Key == device.KeyUnreadable || kept.Key == device.KeyNotHere) {
		return device.KeyUnreadable
	}
	if errors.As(err, &p) && !p.Retry && p.Slug() != protocol.NotFound && !ofAll(ctx, err) {
		return p.Key
	}
	return ""
}

// uploads sends the attachments that the server expects (tus 1.0), in the order the store
// has for them: what a record needs to go on first, small ones first. What
// a cut leaves behind is gone on with at the next sync; one that fails holds up no other, and
// one that fails for good needs a person.
func (c *Client) uploads(ctx context.Context) error {
	all, err := c.store.Uploads(ctx)
	if err != nil {
		return err
	}
	if all, err = c.missing(ctx, all); err != nil {
		return err
	}
	var failed error
	for _, u := range all {
		err := c.upload(ctx, u)
		if why := inVain(ctx, err); why != "" {
			err = c.store.Unsendable(ctx, u.SHA256, why)
		}
		if err == nil {
			continue
		}
		failed = errors.Join(failed, fmt.Errorf("send attachment %.12s: %w", u.SHA256, err))
		if ofAll(ctx, err) {
			break
		}
	}
	return failed
}

func (c *Client) upload(ctx context.Context, u device.Upload) error {
	offset, err := c.resume(ctx, &u)
	if err != nil {
		return err
	}
	if offset == u.Bytes { // the server has it from elsewhere
		return c.store.Uploaded(ctx, u.SHA256)
	}
	content, err := c.store.Attachment(ctx, u.SHA256)
	if err != nil {
		return err
	}
	for offset < u.Bytes {
		if _, err := content.Seek(offset, io.SeekStart); err != nil {
			return errors.Join(err, content.Close())
		}
		part, err := io.ReadAll(io.LimitReader(content, int64(c.chunk)))
		if err != nil {
			return errors.Join(err, content.Close())
		}
		began := c.cfg.Now()
		offset, err = c.patch(ctx, u.URL, offset, part)
		c.fit(c.cfg.Now().Sub(began), len(part), err)
		if err != nil {
			return errors.Join(err, content.Close())
		}
		if err := c.store.UploadAt(ctx, u.SHA256, u.URL, offset); err != nil {
			return errors.Join(err, content.Close())
		}
	}
	if err := content.Close(); err != nil {
		return err
	}
	return c.store.Uploaded(ctx, u.SHA256)
}

// fit makes the next request as large as the link is good for, by how one of so many bytes
// went.
func (c *Client) fit(took time.Duration, bytes int, err error) {
	switch {
	case errors.Is(err, ErrOffline), took > chunkTime:
		c.chunk = max(c.chunk/2, leastChunk)
	case err == nil && bytes == c.chunk && took < chunkTime/4:
		c.chunk = min(c.chunk*2, mostChunk)
	}
}

// resume asks where an upload under way stands, or begins one. An upload the server no
// longer knows begins again; one that is whole there already needs no bytes.
func (c *Client) resume(ctx context.Context, u *device.Upload) (offset int64, err error) {
	if u.URL != "" {
		_, head, err := c.tus(ctx, http.MethodHead, u.URL, nil, nil)
		if err == nil {
			return readOffset(head)
		}
		if !errors.Is(err, protocol.NewProblem(protocol.NotFound, "")) {
			return 0, err
		}
	}
	_, head, err := c.tus(ctx, http.MethodPost, protocol.PathUploads, map[string]string{
		protocol.HeaderLength:   strconv.FormatInt(u.Bytes, 10),
		protocol.HeaderMetadata: protocol.Metadata{SHA256: u.SHA256, Mime: u.Mime}.String(),
	}, nil)
	if err != nil {
		return 0, err
	}
	where, err := url.Parse(head.Get("Location"))
	if err != nil || where.Path == "" {
		return 0, fmt.Errorf("begin upload: the server gave no place for it: %w", errors.Join(err, errors.ErrUnsupported))
	}
	u.URL = where.Path
	if head.Get(protocol.HeaderOffset) != "" {
		if offset, err = readOffset(head); err != nil {
			return 0, err
		}
	}
	return offset, c.store.UploadAt(ctx, u.SHA256, u.URL, offset)
}

func (c *Client) patch(ctx context.Context, place string, offset int64, part []byte) (int64, error) {
	_, head, err := c.tus(ctx, http.MethodPatch, place, map[string]string{
		protocol.HeaderOffset:   strconv.FormatInt(offset, 10),
		protocol.HeaderChecksum: protocol.ChecksumOf(part),
		"Content-Type":          protocol.TusType,
	}, part)
	if err != nil {
		return 0, err
	}
	return readOffset(head)
}

func readOffset(head http.Header) (int64, error) {
	n, err := strconv.ParseInt(head.Get(protocol.HeaderOffset), 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("read where the upload stands, %q: %w", head.Get(protocol.HeaderOffset), err)
	}
	return n, nil
}

// tus sends one request of an upload; its body goes as it is.
func (c *Client) tus(ctx context.Context, method, path string, head map[string]string, body []byte) ([]byte, http.Header, error) {
	token, err := c.access(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	ctx, patience := patiently(ctx, len(body))
	defer patience.end()
	req := c.wire.rest.R().SetContext(ctx).SetAuthToken(token).SetHeader(protocol.HeaderTus, protocol.TusVersion).SetHeaders(head)
	if body != nil {
		req.SetBody(bytes.NewReader(body))
	}
	return c.wire.answer(ctx, patience, method, path, req)
}

// bringAhead brings the attachments that are to be here before anybody looks at them.
func (c *Client) bringAhead(ctx context.Context) error {
	all, err := c.store.Ahead(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, sha := range all {
		err := c.fetch(ctx, sha)
		if err == nil || errors.Is(err, protocol.NewProblem(protocol.NotFound, "")) {
			continue // or who put it in force has not sent it yet
		}
		failed = errors.Join(failed, fmt.Errorf("bring attachment %.12s: %w", sha, err))
		if ofAll(ctx, err) {
			break
		}
	}
	return failed
}

// Fetch brings the bytes of an attachment that another device made.
func (c *Client) Fetch(ctx context.Context, sha string) error {
	c.turn.Lock()
	defer c.turn.Unlock()
	return c.fetch(ctx, sha)
}

func (c *Client) fetch(ctx context.Context, sha string) error {
	token, err := c.access(ctx, false)
	if err != nil {
		return err
	}
	content, head, err := c.wire.call(ctx, http.MethodGet, protocol.PathBlobs+sha, token, nil, 0)
	if err != nil {
		return err
	}
	return c.store.FetchedAttachment(ctx, sha, head.Get("Content-Type"), bytes.NewReader(content))
}
