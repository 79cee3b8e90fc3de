package main

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
)

// photoName is the picture in the person's folder that stands for the camera's.
const photoName = "cabinet"

// drawPhoto draws a dialer on a wall and writes it into a folder.
func drawPhoto(dir string) (err error) {
	img := image.NewRGBA(image.Rect(0, 0, 1280, 960))
	for y := range 960 {
		for x := range 1280 {
			v := uint8(120 + 60*y/960 + x%7)
			img.SetRGBA(x, y, color.RGBA{v, v, v - 10, 255})
		}
	}
	fill := func(x, y, w, h int, c color.RGBA) {
		draw.Draw(img, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(280, 260, 720, 380, color.RGBA{236, 234, 226, 255})
	for i := range 4 {
		lamp := color.RGBA{64, 190, 90, 255}
		if i == 2 {
			lamp = color.RGBA{214, 60, 40, 255}
		}
		fill(340+170*i, 310, 36, 36, lamp)
		fill(330+170*i, 470, 90, 70, color.RGBA{40, 40, 44, 255})
		fill(366+170*i, 540, 14, 300, color.RGBA{222, 200, 60, 255})
	}
	f, err := os.Create(filepath.Join(dir, photoName+".jpg"))
	if err != nil {
		return fmt.Errorf("draw a photo: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return jpeg.Encode(f, img, &jpeg.Options{Quality: 85})
}
