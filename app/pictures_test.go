package app_test

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/library"
)

// TestPictures draws the homes of three roles as people see them. The pictures are for
// eyes; what is on them other tests hold.
func TestPictures(t *testing.T) {
	if os.Getenv("FIELDLINE_PICTURES") == "" {
		t.Log("FIELDLINE_PICTURES names no folder: nothing is drawn to be kept")
	}
	tablet, portrait, phone, desktop := fyne.NewSize(1280, 800), fyne.NewSize(800, 1280), fyne.NewSize(360, 800), fyne.NewSize(1440, 900)
	for _, p := range []struct {
		name string
		o    apptest.Options
		see  string
	}{
		{"today-tablet", apptest.Options{Size: tablet, Touch: true}, "南山海纳物流有限公司"},
		{"today-portrait", apptest.Options{Size: portrait, Touch: true}, "南山海纳物流有限公司"},
		{"today-phone", apptest.Options{Size: phone, Touch: true, Pixels: 2}, "南山海纳物流有限公司"},
		{"today-english", apptest.Options{Size: tablet, Touch: true, Language: words.English}, "Today"},
		{"today-dark", apptest.Options{Size: tablet, Touch: true, Mode: theme.Dark}, "今天"},
		{"today-outdoor", apptest.Options{Size: portrait, Touch: true, Mode: theme.Outdoor}, "今天"},
		{"today-large", apptest.Options{Size: phone, Touch: true, Scale: 1.5, Pixels: 2}, "今天"},
		{"today-empty", apptest.Options{Size: phone, Touch: true, Empty: true, Pixels: 2}, "今天没有排给你的单"},
		{"desk-desktop", apptest.Options{Size: desktop, Role: library.RoleTechnicalAssistant}, "待安排"},
		{"desk-english-dark", apptest.Options{Size: desktop, Role: library.RoleTechnicalAssistant, Language: words.English, Mode: theme.Dark}, "To arrange"},
		{"bench-desktop", apptest.Options{Size: desktop, Role: library.RoleStockKeeper}, "等待扫描"},
	} {
		t.Run(p.name, func(t *testing.T) {
			r := apptest.Open(t, p.o)
			r.Want(p.see)
			r.Shoot(p.name)
		})
	}
}
