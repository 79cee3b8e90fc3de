package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Manifest is the page of a backup: what was copied when. It is written last, so a folder
// without it is not whole.
type Manifest struct {
	Format     int               `json:"format"`
	Made       time.Time         `json:"made"` // nothing that came later is in it
	Epoch      string            `json:"epoch"`
	Head       int64             `json:"head"` // highest sequence of the log
	Hash       string            `json:"hash"` // of the chain there
	Operations int64             `json:"operations"`
	Records    int64             `json:"records"`
	Files      int64             `json:"attachments"`
	Digests    map[string]string `json:"digests"` // SHA-256 of the files beside it; attachments are named by theirs
}

// ErrNoBackup says that a folder holds no backup, or one that was never finished.
var ErrNoBackup = errors.New("there is no whole backup here")

const (
	manifestFile   = "backup.json"
	manifestFormat = 1
	partial        = ".part" // ends the name of a folder that is being filled
)

// keyFiles are what devices know the server by and what opens secrets.
var keyFiles = []string{caCertFile, caKeyFile, boxKeyFile}

func writeManifest(dir string, m *Manifest) error {
	m.Format, m.Digests = manifestFormat, map[string]string{}
	for _, name := range append([]string{databaseFile}, keyFiles...) {
		sum, err := digestOf(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		m.Digests[name] = sum
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return writeOnce(filepath.Join(dir, manifestFile), append(b, '\n'))
}

// ReadManifest reads the page of a backup, or answers ErrNoBackup.
func ReadManifest(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoBackup)
	}
	if err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Made.IsZero() {
		return nil, fmt.Errorf("%s: %s is damaged: %w", dir, manifestFile, errors.Join(ErrNoBackup, err))
	}
	if m.Format != manifestFormat {
		return nil, fmt.Errorf("%s: the backup is of format %d, this program knows %d: use the program that made it, or a newer one", dir, m.Format, manifestFormat)
	}
	return &m, nil
}

// faults compares the files of a backup with their digests.
func (m *Manifest) faults(dir string, r *Report) error {
	for _, name := range sortedKeys(m.Digests) {
		sum, err := digestOf(filepath.Join(dir, filepath.Base(name)))
		switch {
		case errors.Is(err, os.ErrNotExist):
			r.fault("%s is missing", name)
		case err != nil:
			return err
		case sum != m.Digests[name]:
			r.fault("%s is not what was backed up: its SHA-256 differs", name)
		}
	}
	return nil
}

func digestOf(path string) (_ string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// set is a whole backup in a folder of several.
type set struct {
	path  string
	made  time.Time
	ahead bool // made is after now
}

// setsIn lists the whole backups in a folder, oldest first. One dated after now was made
// under a clock that was ahead; when it was nobody knows, so it comes before all others.
func setsIn(dir string, now time.Time) ([]set, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for backups: %w", err)
	}
	var all []set
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !e.IsDir() || filepath.Ext(path) == partial {
			continue
		}
		m, err := ReadManifest(path)
		if errors.Is(err, ErrNoBackup) {
			continue // not ours to judge, nor to remove
		}
		if err != nil {
			return nil, err
		}
		all = append(all, set{path, m.Made, m.Made.After(now)})
	}
	slices.SortFunc(all, func(a, b set) int {
		if a.ahead != b.ahead {
			if a.ahead {
				return -1
			}
			return 1
		}
		return a.made.Compare(b.made)
	})
	return all, nil
}
