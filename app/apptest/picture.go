package apptest

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
)

// Picture writes what the window shows as a PNG file, making its folder if need be.
func (h *Hand) Picture(path string) (err error) {
	h.loop.Settle()
	shot := h.window.Canvas().Capture()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := png.Encode(f, shot); err != nil {
		return fmt.Errorf("write picture %s: %w", path, err)
	}
	return nil
}
