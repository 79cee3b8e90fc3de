package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fieldline/sync/table"
)

// copies copies the attachments that a database names into a folder.
type copies struct {
	from    *os.Root
	to      *os.Root
	earlier *os.Root // attachments of a set beside it; nil for none
	paths   [2]string
}

func openCopies(from *os.Root, dir, earlier string) (_ *copies, err error) {
	c := &copies{from: from, paths: [2]string{filepath.Join(earlier, filesDir), filepath.Join(dir, filesDir)}}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if err := os.Mkdir(c.paths[1], 0o700); err != nil {
		return nil, err
	}
	if c.to, err = os.OpenRoot(c.paths[1]); err != nil {
		return nil, err
	}
	if earlier != "" {
		if c.earlier, err = os.OpenRoot(c.paths[0]); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return c, nil
}

func (c *copies) close() error {
	var errs []error
	for _, root := range []*os.Root{c.to, c.earlier} {
		if root != nil {
			errs = append(errs, root.Close())
		}
	}
	return errors.Join(errs...)
}

// all copies every attachment; one that is missing or whose bytes do not fit its name is
// a fault.
func (c *copies) all(ctx context.Context, db table.DB, r *Report) error {
	return each(db, "SELECT sha FROM blob", nil, func(scan scanner) error {
		var sha []byte
		if err := scan(&sha); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.Files++
		name := hex.EncodeToString(sha)
		whole, err := c.one(name)
		if errors.Is(err, os.ErrNotExist) {
			r.fault("attachment %s is missing", name)
			return nil
		}
		if err != nil {
			return fmt.Errorf("copy attachment %s: %w", name, err)
		}
		if !whole {
			r.fault("attachment %s is damaged", name)
		}
		return nil
	})
}

func (c *copies) one(name string) (whole bool, err error) {
	if err := c.to.Mkdir(filepath.Dir(blobPath(name)), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return false, err
	}
	if linked, err := c.link(name); err != nil || linked {
		return linked, err
	}
	from, err := c.from.Open(blobPath(name))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	f, err := c.to.OpenFile(blobPath(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, h), from)
	return hex.EncodeToString(h.Sum(nil)) == name, errors.Join(err, f.Sync(), f.Close())
}

// link takes an attachment over from the earlier set, if it is whole there and the disk
// can name a file twice.
func (c *copies) link(name string) (bool, error) {
	if c.earlier == nil {
		return false, nil
	}
	whole, err := isWhole(c.earlier, name)
	if err != nil || !whole {
		return false, err
	}
	err = os.Link(filepath.Join(c.paths[0], blobPath(name)), filepath.Join(c.paths[1], blobPath(name)))
	return err == nil, nil
}

// isWhole tells whether an attachment is there with the bytes it is named by.
func isWhole(files *os.Root, name string) (bool, error) {
	f, err := files.Open(blobPath(name))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)) == name, errors.Join(err, f.Close())
}
