package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// The photo and the signature that the engineer's tablet took are seen in the office. They
// are brought when the card is opened; without a network a tap tries again.
func TestCard_showsTheOfficeWhatTheTabletTook(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	dir := filepath.Join(t.TempDir(), "tablet", "first")
	card, err := uuid.Parse(c.cardFor(ctx, dir))
	must(t, err)
	photo, signature := c.takesPictures(ctx, dir, card)
	th := playhouse(t)
	ta := th.player(t, "office", nil)
	ta.enrol(c, library.RoleTechnicalAssistant)
	if store := ta.app.Store(); isHere(store, photo) || isHere(store, signature) {
		t.Fatal("the pictures are here before anybody wants to see them")
	}

	ta.online.Store(false)
	ta.nav().Open(library.FeedbackCard, card)
	ta.sees("没取到，点重试")
	ta.taps("没取到，点重试")
	ta.sees("取照片没有成功", "现在连不上服务器")
	ta.taps("关闭")
	if ta.pictures() != 0 {
		t.Error("pictures are shown that cannot be here")
	}

	ta.online.Store(true)
	ta.taps("没取到，点重试")
	ta.holds("photo and signature are shown", func() bool { return ta.pictures() == 2 })

	ta.reopenAt(library.FeedbackCard, card) // now they are here, network or not
	ta.holds("photo and signature are shown again", func() bool { return ta.pictures() == 2 })
	if store := ta.app.Store(); !isHere(store, photo) || !isHere(store, signature) {
		t.Error("the pictures were not kept")
	}
}

// takesPictures puts a photo and a signature on a card, as the app on the tablet does,
// and sends them.
func (c *crew) takesPictures(ctx context.Context, dir string, card form.ID) (photo, signature string) {
	c.t.Helper()
	ahead := time.Duration(0)
	now := func() time.Time { return time.Now().Add(ahead) }
	store, err := device.Open(ctx, dir, nil, device.Config{Now: now})
	must(c.t, err)
	syncer, err := client.New(store, client.Config{Now: now})
	must(c.t, err)
	var files []form.Attachment
	for _, shade := range []uint8{40, 200} {
		img := image.NewGray(image.Rect(0, 0, 64, 48))
		img.Set(9, 9, color.Gray{Y: shade})
		var raw bytes.Buffer
		must(c.t, png.Encode(&raw, img))
		at, err := store.PutAttachment(ctx, &raw, "picture.png")
		must(c.t, err)
		files = append(files, at)
	}
	out, err := store.Do(ctx, record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card, Values: form.Values{
		library.FeedbackCardPhotos:    []form.Row{{ID: "1", Values: form.Values{"photo": files[0]}}},
		library.FeedbackCardSignature: form.Signature{SHA256: files[1].SHA256, Signer: "黄志强", At: now().UTC().Truncate(time.Millisecond), Fields: []string{}, Digest: ""},
	}})
	must(c.t, err)
	if out.Fate != record.Applied {
		c.t.Fatal(out.Problems)
	}
	ahead = device.UndoWindow
	must(c.t, syncer.Sync(ctx))
	must(c.t, store.Close())
	return files[0].SHA256, files[1].SHA256
}

func isHere(store *device.Store, sha string) bool {
	r, err := store.Attachment(context.Background(), sha)
	return err == nil && r.Close() == nil
}

// pictures is how many photos and signatures on the screen have their picture.
func (p *player) pictures() int {
	n := 0
	for _, part := range p.Parts() {
		switch part := part.(type) {
		case *widgets.Photo:
			if part.Picture() != nil {
				n++
			}
		case *widgets.SignatureView:
			if part.Picture() != nil {
				n++
			}
		}
	}
	return n
}

// reopenAt opens the app again without a network and goes to a record.
func (p *player) reopenAt(formName string, id form.ID) {
	p.t.Helper()
	p.online.Store(false)
	p.reopen()
	p.nav().Open(formName, id)
	p.loop.Quiet(stillness)
}
