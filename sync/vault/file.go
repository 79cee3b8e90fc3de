package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"
)

// sealedMagic begins everything sealed; the digit is the format's version.
const sealedMagic = "FLB1"

// ErrNotSealed says that bytes were never sealed.
var ErrNotSealed = errors.New("it is not sealed")

// Seal shuts bytes for this installation; name binds them to what they are.
func (v *Vault) Seal(name string, plain []byte) ([]byte, error) {
	key, err := v.take()
	if err != nil {
		return nil, err
	}
	return seal(v.cfg.Random, key, name, plain)
}

// Unseal opens what Seal shut under the same name.
func (v *Vault) Unseal(name string, sealed []byte) ([]byte, error) {
	key, err := v.take()
	if err != nil {
		return nil, err
	}
	return unseal(key, name, sealed)
}

func (v *Vault) take() ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.key, v.at()
}

func seal(random io.Reader, key []byte, name string, plain []byte) ([]byte, error) {
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, len(sealedMagic)+box.NonceSize(), len(sealedMagic)+box.NonceSize()+len(plain)+box.Overhead())
	copy(out, sealedMagic)
	nonce := out[len(sealedMagic):]
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	return box.Seal(out, nonce, plain, []byte(name)), nil
}

func unseal(key []byte, name string, sealed []byte) ([]byte, error) {
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	head := len(sealedMagic) + box.NonceSize()
	if len(sealed) < head || string(sealed[:len(sealedMagic)]) != sealedMagic {
		return nil, ErrNotSealed
	}
	return box.Open(nil, sealed[len(sealedMagic):head], sealed[head:], []byte(name))
}

// Put keeps a small file in the folder, sealed.
func (v *Vault) Put(name string, plain []byte) error {
	sealed, err := v.Seal(name, plain)
	if err == nil {
		err = Write(v.dir, name, sealed)
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}

// Get reads a file that Put keeps. One that an older program left open is sealed now.
func (v *Vault) Get(name string) ([]byte, error) {
	raw, err := os.ReadFile(v.path(name))
	if err != nil {
		return nil, err
	}
	plain, err := v.Unseal(name, raw)
	if errors.Is(err, ErrNotSealed) {
		return raw, v.Put(name, raw)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return plain, nil
}

// Write replaces a file of a folder in one step that survives a cut of power, readable by
// its owner alone.
func Write(dir, name string, content []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", name, err)
		}
	}()
	temp, err := os.CreateTemp(dir, name+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(content)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncDir(dir)
}

// shred overwrites a file and deletes it. What a flash disk keeps of it is not in our hands.
func (v *Vault) shred(name string) error { return Shred(v.path(name)) }

// Shred overwrites a file and deletes it, if it is there.
func Shred(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
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
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(path))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
