package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"fieldline/app/label"
	"fieldline/app/screen"
	"fieldline/app/screen/settings"
)

// memoryFile is kept beside the installations: how this machine's people like the app
// and where each of them was. Losing it costs comfort, never work.
const memoryFile = "app.json"

// Installation is one person's folder on this machine (design: a device is an
// installation for one person).
type Installation struct {
	Folder string
	Person string
	Server string
	Used   time.Time
}

type remembered struct {
	Preferences   settings.Preferences
	Current       string // folder of the installation that was open
	Installations []Installation
	Places        map[string]screen.Place // by folder
	Papers        map[string]label.Sheet  `json:",omitempty"` // by kind
}

// memory reads once and writes the newest state behind the UI thread.
type memory struct {
	path string

	mu    sync.Mutex
	state remembered

	writing sync.Mutex
}

func openMemory(dir string) (*memory, error) {
	m := &memory{path: filepath.Join(dir, memoryFile)}
	raw, err := os.ReadFile(m.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", m.path, err)
	default:
		// A torn file is as good as none: it holds no work.
		if json.Unmarshal(raw, &m.state) != nil {
			m.state = remembered{}
		}
	}
	if m.state.Places == nil {
		m.state.Places = map[string]screen.Place{}
	}
	if m.state.Preferences.Language == "" {
		m.state.Preferences.Language = "zh"
	}
	if m.state.Preferences.Scale == 0 {
		m.state.Preferences.Scale = 1
	}
	return m, nil
}

func (m *memory) preferences() settings.Preferences {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state.Preferences
}

func (m *memory) current() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state.Current
}

// installations returns those on this machine, the one used last first.
func (m *memory) installations() []Installation {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.state.Installations)
	slices.SortStableFunc(all, func(a, b Installation) int { return b.Used.Compare(a.Used) })
	return all
}

// personOf names the person of a folder.
func (m *memory) personOf(folder string) string {
	for _, in := range m.installations() {
		if in.Folder == folder {
			return in.Person
		}
	}
	return ""
}

// place returns where the person of a folder was.
func (m *memory) place(folder string) (screen.Place, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.state.Places[folder]
	return at, ok
}

// Paper returns how labels lay on a kind of paper the last time.
func (a *App) Paper(kind string) (label.Sheet, bool) {
	a.memory.mu.Lock()
	defer a.memory.mu.Unlock()
	sheet, ok := a.memory.state.Papers[kind]
	return sheet, ok
}

// KeepPaper remembers it.
func (a *App) KeepPaper(kind string, sheet label.Sheet) {
	a.memory.change(func(r *remembered) {
		if r.Papers == nil {
			r.Papers = map[string]label.Sheet{}
		}
		r.Papers[kind] = sheet
	})
	a.remember()
}

// change alters what is remembered; save writes it.
func (m *memory) change(by func(*remembered)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	by(&m.state)
}

// save writes the newest state by renaming over the old file, so that a kill leaves one
// or the other.
func (m *memory) save() error {
	m.writing.Lock()
	defer m.writing.Unlock()
	m.mu.Lock()
	raw, err := json.MarshalIndent(m.state, "", "\t")
	m.mu.Unlock()
	if err != nil {
		return fmt.Errorf("write %s: %w", m.path, err)
	}
	next := m.path + ".next"
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", m.path, err)
	}
	if err := os.Rename(next, m.path); err != nil {
		return fmt.Errorf("write %s: %w", m.path, err)
	}
	return nil
}

// opened notes that an installation is in use and by whom.
func (m *memory) opened(in Installation) {
	m.change(func(r *remembered) {
		r.Current = in.Folder
		r.Installations = slices.DeleteFunc(r.Installations, func(i Installation) bool { return i.Folder == in.Folder })
		r.Installations = append(r.Installations, in)
	})
}

// forget drops an installation whose folder is gone.
func (m *memory) forget(folder string) {
	m.change(func(r *remembered) {
		r.Installations = slices.DeleteFunc(r.Installations, func(i Installation) bool { return i.Folder == folder })
		delete(r.Places, folder)
		if r.Current == folder {
			r.Current = ""
		}
	})
}
