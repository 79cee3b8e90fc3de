package device

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"
)

// Names in the installation's folder.
const (
	blobsName = "blobs"
	keyName   = "key"
	// partSuffix marks a file that is being written.
	partSuffix = ".part"
)

// sealedMagic begins every sealed file; the digit is the format's version.
const sealedMagic = "FLB1"

// openFiles makes the folder, its key and the folder of attachments.
func (s *Store) openFiles() (err error) {
	if err := os.MkdirAll(filepath.Join(s.dir, blobsName), 0o700); err != nil {
		return asProblem(err)
	}
	if s.files, err = os.OpenRoot(filepath.Join(s.dir, blobsName)); err != nil {
		return err
	}
	folder, err := os.OpenRoot(s.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	key, err := folder.ReadFile(keyName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key = make([]byte, len(s.key))
		if _, err := io.ReadFull(s.cfg.Random, key); err != nil {
			return fmt.Errorf("make the key: %w", err)
		}
		if err := writeFile(folder, keyName, key); err != nil {
			return fmt.Errorf("write the key: %w", err)
		}
	case err != nil:
		return fmt.Errorf("read the key: %w", err)
	case len(key) != len(s.key):
		return fmt.Errorf("read the key: it has %d bytes", len(key))
	}
	copy(s.key[:], key)
	return nil
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

// seal shuts bytes for this installation; name binds them to what they are.
func (s *Store) seal(name string, plain []byte) ([]byte, error) {
	box, err := chacha20poly1305.NewX(s.key[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, len(sealedMagic)+box.NonceSize(), len(sealedMagic)+box.NonceSize()+len(plain)+box.Overhead())
	copy(out, sealedMagic)
	nonce := out[len(sealedMagic):]
	if _, err := io.ReadFull(s.cfg.Random, nonce); err != nil {
		return nil, err
	}
	return box.Seal(out, nonce, plain, []byte(name)), nil
}

// unseal opens what seal shut under the same name.
func (s *Store) unseal(name string, sealed []byte) ([]byte, error) {
	return unsealWith(s.key[:], name, sealed)
}

func unsealWith(key []byte, name string, sealed []byte) ([]byte, error) {
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	head := len(sealedMagic) + box.NonceSize()
	if len(sealed) < head || string(sealed[:len(sealedMagic)]) != sealedMagic {
		return nil, errors.New("it is no sealed file")
	}
	return box.Open(nil, sealed[len(sealedMagic):head], sealed[head:], []byte(name))
}

// Wipe makes an installation's attachments unreadable by destroying its key, then
// overwrites and deletes everything in its folder. It is for a lost device or a person
// who has left, on the server's order; the store must be closed.
func Wipe(dir string) error {
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("wipe %s: %w", dir, err)
	}
	names := []string{keyName, databaseName, databaseName + "-wal", databaseName + "-shm"}
	var errs []error
	for _, name := range names {
		errs = append(errs, overwrite(folder, name))
	}
	errs = append(errs, folder.Close(), os.RemoveAll(dir))
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("wipe %s: %w", dir, err)
	}
	return nil
}

func overwrite(folder *os.Root, name string) error {
	f, err := folder.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.CopyN(f, zeros{}, info.Size())
	}
	return errors.Join(err, f.Sync(), f.Close(), folder.Remove(name))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
