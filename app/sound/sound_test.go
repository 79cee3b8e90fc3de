package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// crossings counts how often the wave goes through zero upwards: its height times its length.
func crossings(samples []int16) int {
	n := 0
	for i := 1; i < len(samples); i++ {
		if samples[i-1] <= 0 && samples[i] > 0 {
			n++
		}
	}
	return n
}

func samples(t *testing.T, tone Tone) []int16 {
	t.Helper()
	wav := WAV(tone)
	if string(wav[:4]) != "RIFF" || string(wav[8:12]) != "WAVE" || int(binary.LittleEndian.Uint32(wav[4:]))+8 != len(wav) {
		t.Fatalf("no sound file: % x", wav[:16])
	}
	out := make([]int16, (len(wav)-44)/2)
	if err := binary.Read(bytes.NewReader(wav[44:]), binary.LittleEndian, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// The tones are told apart by height, number and length.
func TestWAV_isHeardApart(t *testing.T) {
	good, twice, unknown := samples(t, Good), samples(t, Twice), samples(t, Unknown)

	hertz := func(s []int16) float64 { return float64(crossings(s)) * rate / float64(len(s)) }
	if h := hertz(good); math.Abs(h-1760) > 40 {
		t.Errorf("good sounds at %.0f Hz", h)
	}
	if h := hertz(unknown); math.Abs(h-220) > 10 {
		t.Errorf("unknown sounds at %.0f Hz", h)
	}
	if len(unknown) < 4*len(good) || len(twice) < 2*len(good) {
		t.Errorf("%d, %d and %d samples", len(good), len(twice), len(unknown))
	}
	middle := twice[len(twice)/2-100 : len(twice)/2+100]
	for _, s := range middle {
		if s != 0 {
			t.Fatal("twice is not two")
		}
	}
}

// It plays with what the machine has, and is silent where it has nothing.
func TestPlayer_usesWhatThereIs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the players of Linux")
	}
	none := func(string) (string, error) { return "", errors.New("none") }
	if c := command(none); c != nil {
		t.Errorf("plays with %v", c)
	}
	only := func(name string) (string, error) {
		if name == "aplay" {
			return "/usr/bin/aplay", nil
		}
		return "", errors.New("none")
	}
	if c := command(only); len(c) != 2 || c[0] != "/usr/bin/aplay" {
		t.Errorf("plays with %v", c)
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "played")
	p := &Player{dir: dir, play: by([]string{"/bin/sh", "-c", `cp "$0" "` + out + `"`})}
	p.Play(Twice)
	p.Close()
	got, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(got, WAV(Twice)) {
		t.Errorf("%d bytes were played, %v", len(got), err)
	}
}

// What is played holds secrets: a program that was killed in the middle of it leaves nothing
// of it beyond the next start.
func TestPlayer_leavesNothingOfWhatItPlayed(t *testing.T) {
	dir, file := t.TempDir(), ""
	p := &Player{dir: dir, play: func(_ context.Context, path string) error {
		file = path
		return nil
	}}
	if err := p.PlayWAV(context.Background(), []byte("secret")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("secret"), 0o600); err != nil { // as if it had been killed before it was through
		t.Fatal(err)
	}

	for range 2 {
		if err := New(dir).Clear(); err != nil {
			t.Fatal(err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
			t.Errorf("%v is left, %v", files, err)
		}
	}
}
