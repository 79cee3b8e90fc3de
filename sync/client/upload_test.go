package client_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
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

// accepted makes orders that the engineer has accepted, so that their cards take photos.
func (c *company) accepted(orders int) {
	c.t.Helper()
	for i := range orders {
		c.order(fmt.Sprintf("客户%d", i))
	}
	c.sync(c.desk, c.field)
	for _, order := range c.orders {
		c.field.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	}
}

// A file that cannot be read any more holds up no other and is not tried again and again:
// it is told with its record, and goes once the same photo is put anew.
func TestSync_aFileThatFailsHoldsUpNoOther(t *testing.T) {
	c := newCompany(t)
	c.accepted(2)
	for i, order := range c.orders {
		c.photo(order, byte(i+1))
	}
	rotten, whole := c.photos[0], c.photos[1]
	if err := os.WriteFile(filepath.Join(c.field.Dir(), "blobs", rotten), []byte("rot"), 0o600); err != nil {
		t.Fatal(err)
	}

	c.sync(c.field, c.desk)

	if err := c.desk.Fetch(ctx, whole); err != nil {
		t.Errorf("the other photo has not arrived: %v", err)
	}
	card := c.field.one(library.FeedbackCard, library.FeedbackCardOrder, c.orders[0])
	stuck, err := c.field.Stuck(ctx)
	if err != nil || len(stuck) != 1 || stuck[0].SHA256 != rotten || stuck[0].File != "cabinet.jpg" || stuck[0].ID != card.ID || stuck[0].Name == "" || stuck[0].Problem != device.KeyUnreadable {
		t.Errorf("what cannot be sent is told as %+v, %v", stuck, err)
	}
	if s := c.field.State(); s.NeedYou != 1 || s.Uploads != 0 || s.Problem != nil {
		t.Errorf("the state is %+v", s)
	}

	c.photo(c.orders[0], 1)
	c.sync(c.field, c.desk)

	if err := c.desk.Fetch(ctx, rotten); err != nil {
		t.Errorf("put anew it has not arrived: %v", err)
	}
	if s := c.field.State(); s.NeedYou != 0 || s.Uploads != 0 {
		t.Errorf("then the state is %+v", s)
	}
}

// A file that the server refuses is told, tried again when somebody asks for it, and may be
// given up.
func TestSync_aFileThatIsRefusedNeedsYou(t *testing.T) {
	o := newOffice(t)
	link := &refusing{RoundTripper: o.http.Client().Transport}
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{Transport: link})
	o.sync(desk)
	file, err := desk.PutAttachment(ctx, strings.NewReader("the papers"), "papers.txt")
	if err != nil {
		t.Fatal(err)
	}
	values := customer("福永恒泰五金制品厂")
	values[library.CustomerPapers] = []form.Row{{ID: "1", Values: form.Values{"photo": file}}}
	desk.new(library.Customer, values)

	o.sync(desk)
	o.sync(desk)

	stuck, err := desk.Stuck(ctx)
	if err != nil || len(stuck) != 1 || stuck[0].Problem != protocol.Key(protocol.WrongType) || link.tries != 1 || desk.State().NeedYou != 1 {
		t.Fatalf("after %d tries %+v is stuck, %v", link.tries, stuck, err)
	}
	if err := desk.SendAgain(ctx, file.SHA256); err != nil {
		t.Fatal(err)
	}
	o.sync(desk)
	if link.tries != 2 || desk.State().NeedYou != 1 {
		t.Errorf("asked for again it was tried %d times", link.tries)
	}
	if err := desk.LeaveOut(ctx, file.SHA256); err != nil {
		t.Fatal(err)
	}
	o.sync(desk)
	if left, err := desk.Unattached(ctx); err != nil || len(left) != 0 || link.tries != 2 || desk.State().NeedYou != 0 {
		t.Errorf("given up it was tried %d times, and %+v lack files, %v", link.tries, left, err)
	}
}

// refusing is a server that refuses every file.
type refusing struct {
	http.RoundTripper
	tries int
}

func (r *refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPatch {
		return r.RoundTripper.RoundTrip(req)
	}
	r.tries++
	raw, err := json.Marshal(protocol.NewProblem(protocol.WrongType, ""))
	return &http.Response{StatusCode: http.StatusUnprocessableEntity, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(raw)), Request: req}, err
}

// What looks like a page or a picture and is none arrives as bytes of no type.
func TestSync_whatOnlyLooksLikeAPageOrAPictureArrives(t *testing.T) {
	c := newCompany(t)
	c.accepted(1)
	card := c.field.one(library.FeedbackCard, library.FeedbackCardOrder, c.orders[0])
	var rows []form.Row
	for i, text := range []string{"<html>status of the dialer</html>", "<!-- saved by the dialer -->", "<p>status", "%!PS-Adobe-3.0", "BM 2026", "\x00\x00\x01\x00 no icon", "\xff\xd8\xff cut off"} {
		file, err := c.field.PutAttachment(ctx, strings.NewReader(text), "status")
		if err != nil || file.Mime != "application/octet-stream" {
			t.Fatalf("%q is kept as %q, %v", text, file.Mime, err)
		}
		rows = append(rows, form.Row{ID: fmt.Sprint(i), Values: form.Values{"photo": file}})
	}
	for len(rows) > 0 { // so many as a card holds at a time
		some := rows[:min(4, len(rows))]
		rows = rows[len(some):]
		c.field.do(record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card.ID, Values: form.Values{library.FeedbackCardPhotos: some}})
	}

	c.sync(c.field)

	if s := c.field.State(); s.Uploads != 0 || s.Problem != nil {
		t.Errorf("it is sent, and the state is %+v", s)
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
