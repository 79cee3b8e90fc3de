package seal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/line"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// Files are where sounds go and come from: files that a person chooses, and what the machine
// plays with.
type Files interface {
	SaveFile(name string, write func(context.Context, io.Writer) error, then func(error))
	OpenFile(then func(io.ReadCloser, error))
	// Audible tells whether this machine plays sounds.
	Audible() bool
	// PlayWAV plays a sound to its end, or until it is called off, and keeps nothing of it.
	PlayWAV(ctx context.Context, wav []byte) error
}

// tones is what is done with the script of a unit that is set from a telephone. Such a unit
// shows nothing, so nothing is sealed: what was played can be proved, what it holds only a
// test call shows.
type tones struct {
	stop func() // of what is being played, nil for nothing
	said fyne.CanvasObject
}

// toneParts offer the script as sound, to be played to the unit's telephone port.
func (s *Screen) toneParts() []fyne.CanvasObject {
	w, d := s.deps.Words, s.desk
	parts := s.reasons()
	if d.said == nil {
		return parts
	}
	content := []fyne.CanvasObject{widgets.NewNote(theme.Warn, "alert", w.T("seal.by_keys"), w.T("seal.by_keys_do"))}
	for _, ref := range d.said.Secrets() {
		content = append(content, labelled(s.secretName(ref), s.secret(ref)))
	}
	var buttons []fyne.CanvasObject
	if s.tones.stop != nil {
		buttons = append(buttons, widgets.NewButton(widgets.Filled, "circle-stop", w.T("seal.stop_playing"), s.tones.stop))
	} else {
		if s.files.Audible() {
			buttons = append(buttons, widgets.NewButton(widgets.Filled, "volume", w.T("seal.play"), s.play))
		}
		buttons = append(buttons,
			widgets.NewButton(widgets.Outlined, "download", w.T("seal.save_sound"), s.saveSound),
			widgets.NewButton(widgets.Outlined, "upload", w.T("seal.check_recording"), s.checkRecording))
	}
	content = append(content, widgets.Flow(theme.SpaceButtons, buttons...), widgets.NewParagraph(w.T("seal.sound_secret"), theme.Secondary).Muted())
	if s.tones.said != nil {
		content = append(content, s.tones.said)
	}
	return append(parts, widgets.Sheet(widgets.Column(theme.SpaceIcon, content...)))
}

// withCues makes the script's keys, secrets and all, and does something with them off the UI
// thread, then something on it. What needs a file asks for it only then: where a secret is
// not to be had none is opened. Again is what is to be done after a second sign-in.
func (s *Screen) withCues(again func(), do func(ctx context.Context, cues []line.Cue) (then func(), err error)) {
	d, typed := s.desk, s.typedSecrets()
	s.deps.Background(func(ctx context.Context) {
		var then func()
		vault, err := s.vault(ctx, d, d.said.Secrets(), typed)
		var cues []line.Cue
		if err == nil {
			cues, err = line.Cues(d.said, d.kind, vault)
		}
		if err == nil {
			then, err = do(ctx, cues)
		}
		s.deps.UI.Do(func() {
			switch {
			case s.reading.Ended():
			case err != nil:
				s.say(s.failed(&run{again: again, outcome: outcome{err: err}})...)
			default:
				then()
			}
		})
	})
}

// say shows what became of the sound.
func (s *Screen) say(lines ...fyne.CanvasObject) {
	if s.reading.Ended() {
		return
	}
	s.tones = tones{said: widgets.Column(theme.SpaceHalf, lines...)}
	s.draw()
}

func sound(cues []line.Cue) ([]byte, time.Duration, error) {
	pcm, err := line.Render(cues, line.Telephone)
	if err != nil {
		return nil, 0, err
	}
	var file bytes.Buffer
	err = line.WriteWAV(&file, pcm, line.Telephone.Rate)
	return file.Bytes(), time.Duration(len(pcm)) * time.Second / time.Duration(line.Telephone.Rate), err
}

// play plays the script until its end, or until it is stopped.
func (s *Screen) play() {
	halt, stop := context.WithCancel(context.Background())
	s.tones = tones{stop: stop}
	s.draw()
	w := s.deps.Words
	s.withCues(s.play, func(ctx context.Context, cues []line.Cue) (func(), error) {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(halt, end)()
		wav, long, err := sound(cues)
		if err != nil {
			return nil, err
		}
		if err = s.files.PlayWAV(ctx, wav); ctx.Err() != nil {
			return func() {
				s.say(widgets.NewNote(theme.Warn, "alert", w.T("seal.stopped_playing"), w.T("seal.stopped_playing_do")))
			}, nil
		}
		return func() {
			s.say(widgets.NewNote(theme.Go, "circle-check", w.T("seal.played", w.Duration(long)), w.T("seal.played_do")))
		}, err
	})
}

// saveSound writes the script as a file, for a player that can be held to the telephone.
func (s *Screen) saveSound() {
	w := s.deps.Words
	s.withCues(s.saveSound, func(_ context.Context, cues []line.Cue) (func(), error) {
		wav, long, err := sound(cues)
		write := func(_ context.Context, to io.Writer) error {
			_, err := to.Write(wav)
			return err
		}
		return func() {
			s.files.SaveFile(s.desk.serial+".wav", write, func(err error) {
				if err != nil {
					s.deps.Nav.Failed(w.T("seal.save_sound"), err)
					return
				}
				s.say(widgets.NewNote(theme.Go, "circle-check", w.T("seal.saved", w.Duration(long)), w.T("seal.saved_do")))
			})
		}, err
	})
}

// checkRecording hears a recording of the line and compares it with the script, key by key.
func (s *Screen) checkRecording() {
	w := s.deps.Words
	s.withCues(s.checkRecording, func(_ context.Context, cues []line.Cue) (func(), error) {
		return func() {
			s.files.OpenFile(func(from io.ReadCloser, err error) {
				if err != nil {
					s.deps.Nav.Failed(w.T("seal.check_recording"), err)
					return
				}
				s.hear(from, cues)
			})
		}, nil
	})
}

// hear reads a recording and says what it came to.
func (s *Screen) hear(from io.ReadCloser, cues []line.Cue) {
	w := s.deps.Words
	s.deps.Background(func(context.Context) {
		pcm, rate, err := line.ReadWAV(from)
		if err = errors.Join(err, from.Close()); err != nil {
			s.deps.UI.Do(func() { s.say(widgets.NewProblem(w.T("seal.no_recording"), w.T("seal.no_recording_do"))) })
			return
		}
		heard := line.Listen(pcm, rate)
		gaps := line.Match(heard, cues, line.Telephone)
		s.deps.UI.Do(func() { s.say(s.heard(len(heard), gaps, cues)) })
	})
}

// heard says what a recording came to. Which keys they were is not said: some are secrets.
func (s *Screen) heard(keys int, gaps []line.Gap, cues []line.Cue) fyne.CanvasObject {
	w := s.deps.Words
	if len(gaps) == 0 {
		return widgets.NewNote(theme.Go, "circle-check", w.T("seal.heard_all", keys), w.T("seal.heard_all_do"))
	}
	gap, place, at := gaps[0], 0, w.T("seal.at_begin")
	for i, c := range cues {
		if place += len(c.Keys); gap.Place < place {
			at = s.cueMeans(i, at)
			break
		}
	}
	key := "seal.heard_other"
	if gap.Rest {
		key = "seal.heard_rest"
	}
	return widgets.NewProblem(w.T(key, gap.Place+1, at), w.T("seal.heard_other_do"))
}

// cueMeans says what a part of the script sets.
func (s *Screen) cueMeans(i int, otherwise string) string {
	image, err := s.desk.image()
	at := i - len(s.desk.kind.Begin)
	if err != nil || at < 0 || at >= len(image) {
		return otherwise
	}
	return s.means(image[at].Register)
}
