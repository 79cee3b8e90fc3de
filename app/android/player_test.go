//go:build jvm && !android

package android

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const mediaPlayer = "android/media/MediaPlayer"

// A sound is heard to its end, or until it is called off; a player is given back whatever
// becomes of it.
func TestPlay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tone.wav")
	if err := os.WriteFile(path, []byte("RIFF"), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := Play(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 3*time.Second {
		t.Errorf("it was heard for %v", took)
	}
	if played := java.must(t, mediaPlayer, "played"); played != path {
		t.Errorf("%q was played", played)
	}

	ctx, off := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer off()
	began = time.Now()
	if err := Play(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("called off it says %v", err)
	}
	if took := time.Since(began); took > 300*time.Millisecond {
		t.Errorf("called off it was heard for %v", took)
	}

	if err := Play(context.Background(), path+".not"); err == nil || !strings.Contains(err.Error(), "setDataSource failed") {
		t.Errorf("of a file that is not there it says %v", err)
	}
	if held := java.must(t, mediaPlayer, "held"); held != "0" {
		t.Errorf("%s players were not given back", held)
	}
}
