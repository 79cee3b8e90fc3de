package formview

import (
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what photos are kept as
	_ "image/png"

	"golang.org/x/image/draw"

	"fieldline/app/theme"
	"fieldline/forms/form"
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
	img, _, err := image.Decode(r)
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
