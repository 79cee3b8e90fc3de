package client_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// cutter lets requests through until it cuts every upload after so many chunks.
type cutter struct {
	http.RoundTripper
	left int
	sent []int64 // bytes of each
}

var errCut = errors.New("the link broke")

func (c *cutter) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPatch {
		if c.left == 0 {
			return nil, errCut
		}
		c.left--
		c.sent = append(c.sent, r.ContentLength)
	}
	return c.RoundTripper.RoundTrip(r)
}

// A photo goes on where the link broke, and the office sees the same bytes.
func TestSync_goesOnWithAPhotoWhereTheLinkBroke(t *testing.T) {
	o := newOffice(t)
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	link := &cutter{RoundTripper: o.http.Client().Transport, left: 2}
	tablet := o.enrol(library.RoleEngineer, client.Config{Transport: link})
	o.sync(desk, tablet)
	start := o.now.Add(2 * time.Hour)
	customer := desk.new(library.Customer, form.Values{
		library.CustomerName: "福永恒泰五金制品厂", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "何秀兰",
		library.CustomerPhone: "13800138047", library.CustomerAddress: "怀德路66号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	order := desk.new(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderEngineer: o.staff[library.RoleEngineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
	o.sync(desk, tablet)
	card := tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order)

	photo, err := tablet.PutAttachment(ctx, noise(t), "cabinet.png")
	if err != nil {
		t.Fatal(err)
	}
	if photo.Bytes < 600<<10 {
		t.Fatalf("the photo has only %d bytes: the link would never break", photo.Bytes)
	}
	tablet.do(record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card.ID, Values: form.Values{
		library.FeedbackCardPhotos: []form.Row{{ID: "1", Values: form.Values{"photo": photo}}},
	}})
	o.now = o.now.Add(time.Minute)
	if err := tablet.Sync(ctx); !errors.Is(err, client.ErrOffline) {
		t.Fatalf("over a broken link syncing says %v", err)
	}
	if s := tablet.State(); s.Uploads != 1 || s.Pending != 0 {
		t.Errorf("the card waits for its photo as %+v", s)
	}

	small, err := tablet.PutAttachment(ctx, strings.NewReader("a small one"), "small.txt")
	if err != nil {
		t.Fatal(err)
	}
	tablet.do(record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card.ID, Values: form.Values{
		library.FeedbackCardPhotos: []form.Row{{ID: "1", Values: form.Values{"photo": photo}}, {ID: "2", Values: form.Values{"photo": small}}},
	}})

	link.left = 100
	o.sync(tablet, desk)

	// The small one does not wait for the rest of the large one.
	if link.sent[2] != small.Bytes {
		t.Errorf("the parts are of %d bytes, and the small one has %d", link.sent, small.Bytes)
	}
	link.sent = slices.Delete(link.sent, 2, 3)
	if link.sent[2] != link.sent[1]/2 || link.sent[3] != link.sent[1] {
		t.Errorf("the parts are of %d bytes, before and after the break", link.sent)
	}
	sum := int64(0)
	for _, n := range link.sent {
		sum += n
	}
	if sum != photo.Bytes {
		t.Errorf("of %d bytes %d were sent", photo.Bytes, sum)
	}
	if err := desk.Fetch(ctx, photo.SHA256); err != nil {
		t.Fatal(err)
	}
	got, err := desk.Attachment(ctx, photo.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(got)
	if err != nil {
		t.Fatal(err)
	}
	if protocol.NameOf(content) != photo.SHA256 {
		t.Error("the office has other bytes")
	}
}

// noise is a picture that does not compress.
func noise(t *testing.T) io.Reader {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	for y := range 1200 {
		for x := range 1600 {
			img.SetRGBA(x, y, color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return &b
}
