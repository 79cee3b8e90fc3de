package screen_test

import (
	"bytes"
	"context"
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/sync/device"
)

// Where little room is left it is said of the photo, and that typing goes on: the disk is
// not full for everything.
func TestExplain_photosStopBeforeTyping(t *testing.T) {
	ctx := context.Background()
	store, err := device.Open(ctx, t.TempDir(), nil, device.Config{OpenDB: func(path string, params url.Values) (*sql.DB, error) {
		params.Add("_pragma", "max_page_count(4096)") // 16 MiB
		return sql.Open("sqlite", "file:"+path+"?"+params.Encode())
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}

	_, err = store.PutAttachment(ctx, bytes.NewReader([]byte("a photo")), "a.txt")

	why, do := screen.Explain(w, err)
	if !strings.Contains(why+do, "这张照片没有保存") || !strings.Contains(why+do, "填写和操作都可以继续") {
		t.Errorf("it is said: %s %s", why, do)
	}
}
