package device

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"fieldline/sync/vault"
)

// Names in the installation's folder.
const (
	blobsName = "blobs"
	// partSuffix marks a file that is being written.
	partSuffix = ".part"
)

// openFiles makes the folder, its key and the folder of attachments.
func (s *Store) openFiles() (err error) {
	if err := os.MkdirAll(filepath.Join(s.dir, blobsName), 0o700); err != nil {
		return asProblem(err)
	}
	if s.files, err = os.OpenRoot(filepath.Join(s.dir, blobsName)); err != nil {
		return err
	}
	if s.vault = s.cfg.Vault; s.vault == nil {
		if s.vault, err = vault.Open(s.dir, vault.Config{Now: s.cfg.Now, Random: s.cfg.Random, Keyring: s.cfg.Keyring}); err != nil {
			return asProblem(err)
		}
	}
	return s.vault.Key()
}

// writeFile writes a file so that after a power cut it is there whole or not at all.
func writeFile(folder *os.Root, name string, content []byte) (err error) {
	// The same bytes may be kept twice at once: each writes a part of its own.
	part := name + "." + uuid.NewString() + partSuffix
	f, err := folder.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return asProblem(err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = folder.Rename(part, name)
	}
	if err != nil {
		if removed := folder.Remove(part); !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
		return asProblem(err)
	}
	return syncFolder(folder)
}

// syncFolder makes a rename durable, where the system lets a folder be synced.
func syncFolder(folder *os.Root) error {
	d, err := folder.Open(".")
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		err = nil // Windows
	}
	return errors.Join(err, d.Close())
}

// Wipe makes an installation's attachments and what it signs in with unreadable by
// destroying its key, then overwrites and deletes everything in its folder. It is for a
// lost device or a person who has left, on the server's order; the store must be closed.
func Wipe(dir string, v *vault.Vault) error {
	errs := []error{v.Destroy()}
	for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm"} {
		errs = append(errs, vault.Shred(filepath.Join(dir, name)))
	}
	errs = append(errs, os.RemoveAll(dir))
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("wipe %s: %w", dir, err)
	}
	return nil
}
