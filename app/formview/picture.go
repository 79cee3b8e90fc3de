package formview

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what photos are kept as
	_ "image/png"
	"io"

	"golang.org/x/image/draw"

	"fieldline/app/theme"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// picture reads a kept image, scaled down so that it covers a box of pixels.
func (v *View) picture(sha string, w, h int) (image.Image, error) {
	if v.cfg.Source == nil {
		return nil, form.ErrNotHere
	}
	r, err := v.cfg.Source.Open(sha)
	if err != nil {
		return nil, err
	}
	img, err := decode(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("read picture %s: %w", sha, err)
	}
	b := img.Bounds()
	scale := max(float64(w)/float64(b.Dx()), float64(h)/float64(b.Dy()))
	if scale >= 1 {
		return img, nil
	}
	small := image.NewNRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*scale)), max(1, int(float64(b.Dy())*scale))))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	return small, nil
}

// decode reads a picture after its head has said that it is no larger than what is kept
// here: another device may have sent anything.
func decode(r io.Reader) (image.Image, error) {
	var head bytes.Buffer
	size, _, err := image.DecodeConfig(io.TeeReader(r, &head))
	if err != nil {
		return nil, err
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > device.MostPixels/size.Height {
		return nil, fmt.Errorf("%d x %d pixels are more than a picture has", size.Width, size.Height)
	}
	img, _, err := image.Decode(io.MultiReader(&head, r))
	return img, err
}

// fetch has a picture decoded off the UI thread and handed over on it.
func (v *View) fetch(sha string, w, h int, then func(image.Image, error)) {
	v.behind(func() (done func()) {
		img, err := v.picture(sha, w, h)
		return func() { then(img, err) }
	})
}

// behind runs work off the UI thread and what it returns on it.
func (v *View) behind(work func() (done func())) {
	if v.cfg.Behind == nil {
		work()()
		return
	}
	v.cfg.Behind(work)
}

// sending says whether the server has an attachment: a tone, an icon and a word.
func (v *View) sending(sha string) (theme.Tone, string, string) {
	if v.cfg.Source != nil && v.cfg.Source.Sent(sha) {
		return theme.Go, "check", v.cfg.Words.T("sync.sent")
	}
	return theme.Accent, "cloud-up", v.cfg.Words.T("sync.pending")
}
