package sound

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// patience is how long a player may take for a tone; then it is ended.
const patience = 3 * time.Second

// Player plays tones. Where the machine has no way to, it is silent: what a tone says
// always stands on the screen, too.
type Player struct {
	play    func(ctx context.Context, path string) error // to its end; nil where nothing is heard
	dir     string
	playing sync.Mutex
	done    sync.WaitGroup
}

// New returns a player that keeps its files in a folder.
func New(dir string) *Player { return &Player{play: system(), dir: dir} }

// Clear removes what PlayWAV left behind if the program was killed while a sound was heard;
// it is called at the start.
func (p *Player) Clear() error {
	if err := os.Remove(p.played()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the sound that was played: %w", err)
	}
	return nil
}

// played is the file of what PlayWAV plays.
func (p *Player) played() string { return filepath.Join(p.dir, "played.wav") }

// Audible tells whether anything is heard.
func (p *Player) Audible() bool { return p.play != nil }

// Play plays a tone and does not wait for it. A scan that comes while one is heard is not
// heard: the stock keeper is faster than the loudspeaker.
func (p *Player) Play(t Tone) {
	if p.play == nil || !p.playing.TryLock() {
		return
	}
	p.done.Add(1)
	go func() {
		defer p.done.Done()
		defer p.playing.Unlock()
		path, err := p.file(t)
		if err != nil {
			return // a full disk silences the tones; the screen says it all
		}
		ctx, end := context.WithTimeout(context.Background(), patience)
		defer end()
		_ = p.play(ctx, path) // as above
	}()
}

// PlayWAV plays a sound to its end, or until it is called off. It may hold secrets: its file
// is gone when PlayWAV returns.
func (p *Player) PlayWAV(ctx context.Context, wav []byte) (err error) {
	if p.play == nil {
		return errors.New("this machine plays no sounds")
	}
	path := p.played()
	if err := os.WriteFile(path, wav, 0o600); err != nil {
		return fmt.Errorf("play a sound: %w", err)
	}
	defer func() { err = errors.Join(err, p.Clear()) }()
	if err := p.play(ctx, path); err != nil {
		return fmt.Errorf("play a sound: %w", err)
	}
	return nil
}

// Close waits until nothing is heard any more.
func (p *Player) Close() { p.done.Wait() }

func (p *Player) file(t Tone) (string, error) {
	path := filepath.Join(p.dir, "tone-"+string(rune('a'+t))+".wav")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, os.WriteFile(path, WAV(t), 0o600)
}
