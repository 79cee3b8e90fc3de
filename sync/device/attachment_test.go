package device_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/image/bmp"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// hugePNG is a PNG whose header says 60 000 x 60 000 pixels.
func hugePNG() []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := make([]byte, 17)
	copy(head, "IHDR")
	binary.BigEndian.PutUint32(head[4:], 60_000)
	binary.BigEndian.PutUint32(head[8:], 60_000)
	head[12], head[13] = 8, 2
	b.Write(binary.BigEndian.AppendUint32(nil, 13))
	b.Write(head)
	b.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(head)))
	return b.Bytes()
}

// picture is a JPEG, red on the left and blue on the right, with its metadata saying how
// the camera was held.
func picture(t *testing.T, width, height, orientation int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{200, 0, 0, 255}
			if x >= width/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00SECRET PLACE"
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(append([]byte{}, b.Bytes()[:2]...), append(segment, exif...)...), b.Bytes()[2:]...)
}

func (tb *tablet) read(sha string) []byte {
	tb.t.Helper()
	r, err := tb.Attachment(ctx, sha)
	tb.must(err)
	content, err := io.ReadAll(r)
	tb.must(errors.Join(err, r.Close()))
	return content
}

// Where only a picture is of use, what cannot be looked at is refused before it is decoded;
// elsewhere it may be a contract, and is kept as it is.
func TestPutPicture_refusesBeforeItDecodes(t *testing.T) {
	tb := newTablet(t)
	for name, c := range map[string]struct {
		content []byte
		key     string
	}{
		"huge.png":   {hugePNG(), device.KeyHugeImage},
		"broken.jpg": {[]byte("\xff\xd8\xff\xe0 no picture"), device.KeyNoImage},
		"photo.heic": {[]byte("\x00\x00\x00\x18ftypheic"), device.KeyNoImage},
	} {
		_, err := tb.PutPicture(ctx, bytes.NewReader(c.content), name)
		if p, ok := device.ProblemOf(err); !ok || p.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}

		a, err := tb.PutAttachment(ctx, bytes.NewReader(c.content), name)
		tb.must(err)
		if a.Mime != "application/octet-stream" || a.Name != name || !bytes.Equal(tb.read(a.SHA256), c.content) {
			t.Errorf("%s is kept as %+v", name, a)
		}
	}
}

func TestPutAttachment_refusesWhatIsEmptyOrTooLarge(t *testing.T) {
	tb := newTablet(t)
	for name, c := range map[string]struct {
		content []byte
		key     string
	}{
		"empty":    {nil, device.KeyEmptyFile},
		"long.bin": {bytes.Repeat([]byte{1, 2}, device.MostBytes/2+1), device.KeyHugeFile},
	} {
		_, err := tb.PutAttachment(ctx, bytes.NewReader(c.content), name)
		if p, ok := device.ProblemOf(err); !ok || p.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A bitmap of a scanner is a picture as any other.
func TestPutPicture_takesABitmap(t *testing.T) {
	tb := newTablet(t)
	var b bytes.Buffer
	tb.must(bmp.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 4))))

	a, err := tb.PutPicture(ctx, &b, "scan.bmp")
	tb.must(err)

	if a.Mime != "image/jpeg" || a.Name != "scan.jpg" {
		t.Errorf("it is kept as %+v", a)
	}
}

func TestPutAttachment_keepsPicturesSmallUprightAndBare(t *testing.T) {
	tb := newTablet(t)
	a, err := tb.PutAttachment(ctx, bytes.NewReader(picture(t, 2400, 1200, 6)), `C:\DCIM\机房.jpeg`)
	tb.must(err)

	content := tb.read(a.SHA256)
	m, err := jpeg.Decode(bytes.NewReader(content))
	tb.must(err)
	if m.Bounds().Dx() != 800 || m.Bounds().Dy() != 1600 {
		t.Errorf("it is %v", m.Bounds())
	}
	if r, _, b, _ := m.At(400, 100).RGBA(); r < b {
		t.Error("the left side of a picture turned by a quarter is not on top")
	}
	if bytes.Contains(content, []byte("SECRET")) {
		t.Error("the metadata are kept")
	}
	if a.Name != "机房.jpg" || a.Mime != "image/jpeg" || a.Bytes != int64(len(content)) || a.By != tb.engineer || !a.At.Equal(morning) {
		t.Errorf("it is %+v", a)
	}
}

func TestPutAttachment_putsATransparentSignatureOnWhite(t *testing.T) {
	tb := newTablet(t)
	var b bytes.Buffer
	tb.must(png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 40, 20))))

	a, err := tb.PutAttachment(ctx, &b, "signature.png")
	tb.must(err)

	m, err := jpeg.Decode(bytes.NewReader(tb.read(a.SHA256)))
	tb.must(err)
	if r, _, _, _ := m.At(10, 10).RGBA(); r < 0xF000 {
		t.Errorf("the paper is %x", r)
	}
}

func TestPutAttachment_sealsWhatLiesOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	a, err := tb.PutAttachment(ctx, strings.NewReader("CANARY one"), "a.txt")
	tb.must(err)
	b, err := tb.PutAttachment(ctx, strings.NewReader("CANARY two"), "b.txt")
	tb.must(err)
	path := func(sha string) string { return filepath.Join(dir, "blobs", sha) }

	sealed, err := os.ReadFile(path(a.SHA256))
	tb.must(err)
	if bytes.Contains(sealed, []byte("CANARY")) {
		t.Error("it lies in the open")
	}
	tb.must(os.WriteFile(path(b.SHA256), sealed, 0o600)) // swapped
	_, err = tb.Attachment(ctx, b.SHA256)
	if p, ok := device.ProblemOf(err); !ok || p.Key != device.KeyUnreadable {
		t.Errorf("a swapped file: %v", err)
	}
	for _, sha := range []string{"../key", strings.Repeat("0", 64), ""} {
		if _, err := tb.Attachment(ctx, sha); !errors.Is(err, device.ErrNotFound) {
			t.Errorf("%q: %v", sha, err)
		}
	}
	tb.must(tb.Close())
	tb.must(device.Wipe(dir, tb.Vault()))
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after wiping: %v", err)
	}
}

func TestUploads_areWhatOperationsName(t *testing.T) {
	tb := newTablet(t)
	big, err := tb.PutAttachment(ctx, strings.NewReader("a longer file of the visit"), "long.txt")
	tb.must(err)
	small, err := tb.PutAttachment(ctx, strings.NewReader("short"), "short.txt")
	tb.must(err)
	_, err = tb.PutAttachment(ctx, strings.NewReader("never used"), "x.txt")
	tb.must(err)
	tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"manual": big,
		"photos": []form.Row{{ID: uuid.NewString(), Values: form.Values{"photo": small}}}}})

	uploads, err := tb.Uploads(ctx)
	if err != nil || len(uploads) != 2 || uploads[0].SHA256 != small.SHA256 || uploads[0].Ready {
		t.Fatalf("uploads are %+v, %v", uploads, err)
	}
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Cursor: "c", Through: 1}))
	tb.must(tb.UploadAt(ctx, big.SHA256, "/v1/uploads/7", 10))
	tb.must(tb.Uploaded(ctx, small.SHA256))

	uploads, err = tb.Uploads(ctx)
	if err != nil || len(uploads) != 1 || !uploads[0].Ready || uploads[0].Offset != 10 || uploads[0].URL != "/v1/uploads/7" {
		t.Errorf("uploads are %+v, %v", uploads, err)
	}
	states, err := tb.Attachments(ctx, tb.get("card", tb.card.ID).Values)
	if err != nil || !states[small.SHA256].Sent || states[big.SHA256].Sent || !states[big.SHA256].Here {
		t.Errorf("states are %+v, %v", states, err)
	}
}

func TestFetchedAttachment_mustMatchItsName(t *testing.T) {
	tb := newTablet(t)
	const sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" // of "hello"

	if err := tb.FetchedAttachment(ctx, sha, "text/plain", strings.NewReader("hullo")); err == nil {
		t.Error("other bytes passed")
	}
	tb.must(tb.FetchedAttachment(ctx, sha, "text/plain", strings.NewReader("hello")))
	if got := string(tb.read(sha)); got != "hello" {
		t.Errorf("it holds %q", got)
	}
}

// The same picture may be put into two fields at once.
func TestPutAttachment_sameBytesAtOnce(t *testing.T) {
	tb := newTablet(t)
	errs := make(chan error)
	const times = 16
	for range times {
		go func() {
			_, err := tb.PutAttachment(ctx, strings.NewReader("the same bytes"), "note.txt")
			errs <- err
		}()
	}
	for range times {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
