//go:build android || jvm

package android

// #include "keystore.h"
import "C"

import (
	"errors"
	"time"
	"unsafe"

	"fieldline/sync/vault"
)

// Keystore is a vault.Keyring: Android's Keystore has one key for each name, in a chip of
// its own where the tablet has one. That key never leaves it: ours is its signature of the
// name, an HMAC-SHA-256 (RFC 2104), which has just the length.
type Keystore struct{}

// What the Keystore refuses while its service starts or is busy it does a moment later.
const (
	keystoreTries = 4
	keystorePause = 150 * time.Millisecond
)

// alias keeps our keys apart from others that the app may have one day.
func alias(name string) string { return "fieldline." + name }

// Make makes the key of a name.
func (Keystore) Make(name string) error {
	return keystore(name, func(env C.uintptr_t, alias *C.char) *C.char { return C.keystore_make(env, alias) })
}

// Key returns the key of a name.
func (Keystore) Key(name string) ([]byte, error) {
	key := make([]byte, vault.KeySize)
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	err := keystore(name, func(env C.uintptr_t, alias *C.char) *C.char {
		return C.keystore_sign(env, alias, text, unsafe.Pointer(&key[0]), C.int(len(key)))
	})
	if err != nil {
		return nil, err
	}
	return key, nil
}

// Delete deletes the key of a name for ever.
func (Keystore) Delete(name string) error {
	return keystore(name, func(env C.uintptr_t, alias *C.char) *C.char { return C.keystore_delete(env, alias) })
}

// keystore does f on the Java machine's thread, again where it fails.
func keystore(name string, f func(env C.uintptr_t, alias *C.char) *C.char) (err error) {
	called := C.CString(alias(name))
	defer C.free(unsafe.Pointer(called))
	for try := range keystoreTries {
		time.Sleep(time.Duration(try) * keystorePause)
		err = run(func(env uintptr) error { return failed(f(C.uintptr_t(env), called)) })
		if err == nil {
			return nil
		}
	}
	return err
}

// failed is the error of what a call says went wrong, nil where nothing did.
func failed(says *C.char) error {
	if says == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(says))
	return errors.New(C.GoString(says))
}
