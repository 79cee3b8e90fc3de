package formview

import (
	"bytes"
	"io"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestPhotos_areKeptBeforeTheRecordNamesThem(t *testing.T) {
	s := small(t, `{type: photos, max: 2, zh: 照片, en: Photos}`)
	rec := &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}}
	cfg := s.config(s.engineer, rec)
	cfg.PickFile = func(images bool, then func(string, io.ReadCloser)) {
		if !images {
			t.Error("any file may be picked as a photo")
		}
		then("现场.jpg", io.NopCloser(bytes.NewReader(s.blobs[s.photo(0x336699).SHA256])))
	}
	s.show(cfg, 700)
	e := s.editor().(*photosEditor)

	test.Tap(e.add)
	test.Tap(e.add)

	rows, _ := s.value().([]form.Row)
	if len(rows) != 2 || rows[0].ID == rows[1].ID {
		t.Fatalf("the rows are %v", rows)
	}
	at, _ := rows[0].Values["photo"].(form.Attachment)
	if at.Name != "现场.jpg" || s.blobs[at.SHA256] == nil {
		t.Errorf("kept %+v", at)
	}
	if !e.full || !s.sees("待发送") {
		t.Error("more than the form allows can be added, or the sending state is not told")
	}

	test.Tap(e.thumbs[rows[0].ID])
	s.pick("移除")
	if rows, _ := s.value().([]form.Row); len(rows) != 1 {
		t.Errorf("after taking one away: %v", rows)
	}
}

func TestPhotos_onTheirWayAreInTheRecordBeforeItIsSaved(t *testing.T) {
	s := small(t, `{type: photos, zh: 照片, en: Photos}`)
	cfg := s.config(s.engineer, &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}})
	var later []func() // what comes back to the thread that draws
	cfg.Behind = func(work func() func()) { later = append(later, work()) }
	cfg.PickFile = func(_ bool, then func(string, io.ReadCloser)) {
		then("现场.jpg", io.NopCloser(bytes.NewReader(s.blobs[s.photo(0x336699).SHA256])))
	}
	s.show(cfg, 700)

	test.Tap(s.editor().(*photosEditor).add)
	if rows, _ := s.value().([]form.Row); len(rows) != 0 {
		t.Fatal("the photo did not go its way behind")
	}
	s.view.Finish()
	for _, come := range later {
		come()
	}

	if rows, _ := s.value().([]form.Row); len(rows) != 1 {
		t.Errorf("the record has %v", rows)
	}
}
