package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrLiveFolder says that a restore would write over a folder that holds something.
var ErrLiveFolder = errors.New("the folder is not empty; a backup is restored into a new one")

// ErrDamaged says that a check found faults; the report names each.
var ErrDamaged = errors.New("the data are damaged")

// Restore makes a data folder of a backup: it checks the files against their digests,
// copies them, checks the copy as Verify does, and begins a new epoch in it, so that
// devices send again what came after the backup. The folder is that of the Config, which
// must be empty; only a whole one gets its name.
func Restore(ctx context.Context, from string, cfg Config) (r Report, epoch string, err error) {
	m, err := ReadManifest(from)
	if err != nil {
		return r, "", fmt.Errorf("restore: %w", err)
	}
	if err := mustBeFree(cfg.Dir); err != nil {
		return r, "", fmt.Errorf("restore: %w", err)
	}
	if err := m.faults(from, &r); err != nil || len(r.Faults) > 0 {
		return r, "", fmt.Errorf("restore %s: %w", from, errors.Join(r.err(), err))
	}
	dir := cfg.Dir
	cfg.Dir = strings.TrimRight(dir, `/\`) + partial
	part := cfg.Dir
	if err := os.RemoveAll(part); err != nil {
		return r, "", fmt.Errorf("restore: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("restore %s: %w", from, err), os.RemoveAll(part))
		}
	}()
	if err := copySet(from, part); err != nil {
		return r, "", err
	}
	if epoch, err = NewEpoch(ctx, cfg); err != nil {
		return r, "", err
	}
	if r, err = verifyFolder(ctx, cfg); err != nil {
		return r, "", err
	}
	if r.Head != m.Head || r.Hash != m.Hash {
		r.fault("the log ends at %d with %.16s, the backup says %d with %.16s", r.Head, r.Hash, m.Head, m.Hash)
	}
	if err := r.err(); err != nil {
		return r, "", err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return r, "", err
	}
	return r, epoch, os.Rename(part, dir)
}

// VerifyBackup checks a backup without changing it: its digests, and a copy of its
// database together with its attachments as Verify does.
func VerifyBackup(ctx context.Context, dir string, cfg Config) (r Report, err error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return r, fmt.Errorf("verify: %w", err)
	}
	if err := m.faults(dir, &r); err != nil || len(r.Faults) > 0 {
		return r, err // a database that is not what was copied is not worth opening
	}
	temp, err := os.MkdirTemp("", "fieldserver-verify-")
	if err != nil {
		return r, fmt.Errorf("verify: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	for name := range m.Digests {
		if err := copyOne(filepath.Join(dir, name), filepath.Join(temp, name)); err != nil {
			return r, fmt.Errorf("verify: %w", err)
		}
	}
	cfg.Dir, cfg.files = temp, filepath.Join(dir, filesDir)
	if _, err := NewEpoch(ctx, cfg); err != nil {
		return r, err
	}
	return verifyFolder(ctx, cfg)
}

// verifyFolder opens a data folder that nobody serves and checks it.
func verifyFolder(ctx context.Context, cfg Config) (r Report, err error) {
	s, err := Open(ctx, cfg)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Verify(ctx)
}

// mustBeFree refuses a folder with anything in it.
func mustBeFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s: %w", dir, ErrLiveFolder)
	}
	return nil
}

// copySet copies a backup but for its page, which is true of the set alone.
func copySet(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil || rel == manifestFile {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		return copyOne(path, filepath.Join(to, rel))
	})
}

func copyOne(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
