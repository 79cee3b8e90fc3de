package server_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// put sends an attachment in chunks and returns where it lies.
func (tb *tablet) put(content []byte, name, mime string, chunk int) (string, *protocol.Problem) {
	tb.o.t.Helper()
	place, p := tb.announce(content, name, mime)
	if p != nil {
		return "", p
	}
	for at := 0; at < len(content); at += chunk {
		part := content[at:min(at+chunk, len(content))]
		if _, _, p := tb.patch(place, at, part, protocol.ChecksumOf(part)); p != nil {
			return place, p
		}
	}
	return place, nil
}

// announce asks for a place to send the content to.
func (tb *tablet) announce(content []byte, name, mime string) (string, *protocol.Problem) {
	tb.o.t.Helper()
	_, head, p := tb.send(http.MethodPost, protocol.PathUploads, tb.tokens.Access, map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: fmt.Sprint(len(content)),
		protocol.HeaderMetadata: protocol.Metadata{SHA256: name, Mime: mime}.String(),
	}, nil)
	return head.Get("Location"), p
}

func (tb *tablet) patch(place string, at int, part []byte, checksum string) ([]byte, http.Header, *protocol.Problem) {
	tb.o.t.Helper()
	return tb.send(http.MethodPatch, place, tb.tokens.Access, partHead(at, checksum), part)
}

// partHead is the head of a request that sends a part from there on.
func partHead(at int, checksum string) map[string]string {
	return map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderOffset: fmt.Sprint(at), protocol.HeaderChecksum: checksum, "Content-Type": protocol.TusType,
	}
}

func TestUpload_arrivesWholeOrNotAtAll(t *testing.T) {
	o := newOffice(t)
	van := o.tablet(o.serve(), o.zhou)
	content := bytes.Repeat([]byte("fieldline "), 3000)
	name := protocol.NameOf(content)

	_, head, p := van.send(http.MethodPost, protocol.PathUploads, van.tokens.Access, map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: fmt.Sprint(len(content)),
		protocol.HeaderMetadata: protocol.Metadata{SHA256: name, Mime: "text/plain"}.String(),
	}, nil)
	if p != nil {
		t.Fatal(p)
	}
	place := head.Get("Location")
	_, _, p = van.patch(place, 0, content[:10000], protocol.ChecksumOf(content[:9999]))
	wantSlug(t, p, protocol.ChecksumMismatch)
	if _, head, p = van.patch(place, 0, content[:10000], protocol.ChecksumOf(content[:10000])); p != nil || head.Get(protocol.HeaderOffset) != "10000" {
		t.Fatalf("%v %v", p, head)
	}
	_, _, p = van.patch(place, 0, content[:10000], "")
	wantSlug(t, p, protocol.OffsetMismatch)
	_, head, p = van.send(http.MethodHead, place, van.tokens.Access, nil, nil)
	if p != nil || head.Get(protocol.HeaderOffset) != "10000" {
		t.Errorf("stands at %v, %v", head, p)
	}
	_, _, p = van.send(http.MethodGet, protocol.PathBlobs+name, van.tokens.Access, nil, nil)
	wantSlug(t, p, protocol.NotFound)
	if again, p := van.put(content, name, "text/plain", 5000); p == nil || p.Slug() != protocol.OffsetMismatch || again != place {
		t.Errorf("a second upload went to %s: %v", again, p)
	}
	if _, _, p = van.patch(place, 10000, content[10000:], ""); p != nil {
		t.Fatal(p)
	}
	got, _, p := van.send(http.MethodGet, protocol.PathBlobs+name, van.tokens.Access, nil, nil)
	if p != nil || !bytes.Equal(got, content) {
		t.Errorf("read back %d bytes, %v", len(got), p)
	}
	var have protocol.HaveReply
	if p := van.post(protocol.PathHave, van.tokens.Access, protocol.HaveRequest{SHA256: []string{name, strings.Repeat("0", 64)}}, &have); p != nil || len(have.Have) != 1 {
		t.Errorf("have %v %v", have, p)
	}
	_, _, p = o.tablet(van.web, o.lin).send(http.MethodGet, protocol.PathBlobs+name, van.tokens.Access, nil, nil)
	if p != nil {
		t.Errorf("a device's own: %v", p)
	}
	stranger := o.tablet(van.web, o.other)
	_, _, p = stranger.send(http.MethodGet, protocol.PathBlobs+name, stranger.tokens.Access, nil, nil)
	wantSlug(t, p, protocol.NotFound)
	o.verify()
}

// A link that somebody laid among the attachments leads to nothing outside of them.
func TestUpload_linksLeadNowhere(t *testing.T) {
	o := newOffice(t)
	van := o.tablet(o.serve(), o.zhou)
	content := []byte("a card that is scanned")
	name := protocol.NameOf(content)
	if _, p := van.put(content, name, "text/plain", 100); p != nil {
		t.Fatal(p)
	}
	outside := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(outside, []byte("the server's key"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(o.cfg.Dir, "files", name[:2], name)
	if err := errors.Join(os.Remove(at), os.Symlink(outside, at)); err != nil {
		t.Fatal(err)
	}

	got, _, p := van.send(http.MethodGet, protocol.PathBlobs+name, van.tokens.Access, nil, nil)
	wantSlug(t, p, protocol.Internal)
	if bytes.Contains(got, []byte("key")) {
		t.Errorf("the server gave away %q", got)
	}
}

func TestUpload_liesAreFoundOut(t *testing.T) {
	o := newOffice(t)
	van := o.tablet(o.serve(), o.zhou)
	text := []byte("<html>no picture</html>")
	_, p := van.put(text, protocol.NameOf([]byte("something else")), "text/plain", 100)
	wantSlug(t, p, protocol.ChecksumMismatch)
	_, p = van.put(text, protocol.NameOf(text), "image/png", 100)
	wantSlug(t, p, protocol.WrongType)
	huge := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00"), 0x6e, 0x7e, 0x3e, 0x60)
	_, p = van.put(huge, protocol.NameOf(huge), "image/png", 100)
	if p == nil || p.Slug() != protocol.TooLarge && p.Slug() != protocol.WrongType {
		t.Errorf("a picture of 60 000 x 60 000: %v", p)
	}
	_, p = van.put(nil, "../../etc/passwd", "text/plain", 1)
	wantSlug(t, p, protocol.Malformed)
}

// S13: how much may come, at once and in a day, of what and from whom.
func TestUpload_hasItsBounds(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) { cfg.Limits.BlobBytes, cfg.Limits.DayBytes = 1000, 1500 })
	web := o.serve()
	van := o.tablet(web, o.zhou)
	bytesOf := func(n int, of string) []byte { return bytes.Repeat([]byte(of), n) }
	put := func(content []byte, mime string) *protocol.Problem {
		_, p := van.put(content, protocol.NameOf(content), mime, 4000)
		return p
	}
	wantSlug(t, put(bytesOf(1001, "a"), "text/plain"), protocol.TooLarge)
	for _, mime := range []string{"text/html; charset=utf-8", "application/javascript"} {
		wantSlug(t, put([]byte("<script>alert(1)</script>"), mime), protocol.WrongType)
	}
	var png1, png2 bytes.Buffer
	if err := errors.Join(png.Encode(&png1, image.NewGray(image.Rect(0, 0, 2, 2))), png.Encode(&png2, image.NewGray(image.Rect(0, 0, 3, 3)))); err != nil {
		t.Fatal(err)
	}
	wantSlug(t, put(png1.Bytes(), "image/jpeg"), protocol.WrongType) // a picture, but another kind
	if p := put(png2.Bytes(), "image/png"); p != nil {
		t.Error(p)
	}
	large := png1.Bytes()
	binary.BigEndian.PutUint32(large[16:], 10_000) // 10 000 x 10 000, as it says of itself
	binary.BigEndian.PutUint32(large[20:], 10_000)
	binary.BigEndian.PutUint32(large[29:], crc32.ChecksumIEEE(large[12:29]))
	wantSlug(t, put(large, "image/png"), protocol.TooLarge)

	half := bytesOf(900, "b")
	_, head, p := van.send(http.MethodPost, protocol.PathUploads, van.tokens.Access, map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: "900",
		protocol.HeaderMetadata: protocol.Metadata{SHA256: protocol.NameOf(half), Mime: "text/plain"}.String(),
	}, nil)
	if p != nil {
		t.Fatal(p)
	}
	place := head.Get("Location")
	_, _, p = van.patch(place, 0, bytesOf(901, "b"), "")
	wantSlug(t, p, protocol.TooLarge)
	_, _, p = o.tablet(web, o.zhou).patch(place, 0, half, "") // another device of the same person
	wantSlug(t, p, protocol.NotFound)
	if _, _, p = van.patch(place, 0, half, ""); p != nil {
		t.Error(p)
	}
	wantSlug(t, put(bytesOf(600, "c"), "text/plain"), protocol.UploadQuota)
	if p := put(bytesOf(300, "d"), "text/plain"); p != nil {
		t.Error(p)
	}
	o.now = o.now.Add(24*time.Hour + time.Minute)
	van.renewed()
	if p := put(bytesOf(600, "c"), "text/plain"); p != nil {
		t.Error(p)
	}
}

// A server that was killed when the bytes had their name and the database not heard of
// them yet finds nothing wrong, and counts them while no upload goes on.
func TestUpload_killedBeforeTheDatabaseHeard(t *testing.T) {
	o := newOffice(t)
	content := []byte("not much of a photo, but one")
	name := protocol.NameOf(content)
	order := o.order(o.customer("中科大厦"), o.zhou)
	photo := form.Attachment{SHA256: name, Mime: "text/plain", Bytes: int64(len(content)), At: o.now, By: o.zhou}
	if res := o.set(o.zhou, order, form.Values{"photos": []form.Row{{ID: "1", Values: form.Values{"photo": photo}}}}); res.Fate != record.Applied {
		t.Fatalf("%+v", res)
	}
	van := o.tablet(o.serve(), o.zhou)
	path := filepath.Join(o.cfg.Dir, "files", name[:2], name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
		t.Fatal(err)
	}
	if r, err := o.Verify(ctx); err != nil || len(r.Faults) > 0 || r.Orphans != 1 {
		t.Errorf("bytes that nobody sends are %d, %v %v", r.Orphans, r.Faults, err)
	}

	if _, _, p := van.send(http.MethodPost, protocol.PathUploads, van.tokens.Access, map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: fmt.Sprint(len(content)),
		protocol.HeaderMetadata: protocol.Metadata{SHA256: name, Mime: "text/plain"}.String(),
	}, nil); p != nil {
		t.Fatal(p)
	}
	o.verify()
	if _, p := van.put(content, name, "text/plain", len(content)); p != nil {
		t.Fatal(p)
	}
	o.verify()
	if _, _, p := van.send(http.MethodGet, protocol.PathBlobs+name, van.tokens.Access, nil, nil); p != nil {
		t.Error(p)
	}
}

func TestFinal_waitsForItsAttachments(t *testing.T) {
	o := newOffice(t)
	van := o.tablet(o.serve(), o.zhou)
	content := []byte("not much of a photo, but one")
	name := protocol.NameOf(content)
	order := o.order(o.customer("中科大厦"), o.zhou)
	photo := form.Attachment{SHA256: name, Mime: "image/jpeg", Bytes: int64(len(content)), At: o.now, By: o.zhou}
	if res := o.set(o.zhou, order, form.Values{"photos": []form.Row{{ID: "1", Values: form.Values{"photo": photo}}}}); res.Fate != record.Applied {
		t.Fatal(res)
	}
	o.act(o.zhou, "service_order", order, "start", nil)

	res := o.act(o.zhou, "service_order", order, "finish", nil)
	if res.Fate != record.Refused || res.Problems[0].Key != form.KeyAttachments {
		t.Errorf("finished without its photo: %+v", res)
	}
	if _, p := van.put(content, name, "text/plain", 1000); p != nil {
		t.Fatal(p)
	}
	if res := o.act(o.zhou, "service_order", order, "finish", nil); res.Fate != record.Applied {
		t.Errorf("with its photo: %+v", res)
	}
	desk := o.tablet(van.web, o.assistant)
	if got, _, p := desk.send(http.MethodGet, protocol.PathBlobs+name, desk.tokens.Access, nil, nil); p != nil || !bytes.Equal(got, content) {
		t.Errorf("who sees the order reads its photo: %v", p)
	}
	o.now = o.now.Add(time.Minute)
	o.verify()
}
