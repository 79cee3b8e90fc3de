//go:build android || jvm

package keyring

// #include "keystore.h"
import "C"

import (
	"errors"
	"time"
	"unsafe"

	"fieldline/sync/vault"
)

// keystore has Android's Keystore keep one key for each name, where the tablet has a chip
// for it in that. The key never leaves it: ours is its signature of the name, an
// HMAC-SHA-256 (RFC 2104), which has just the length.
type keystore struct {
	run func(func(env uintptr) error) error // on a thread of the Java machine
}

// What the Keystore refuses while its service starts or is busy it does a moment later.
const (
	keystoreTries = 4
	keystorePause = 150 * time.Millisecond
)

// alias keeps our keys apart from others that the app may have one day.
func alias(name string) string { return "fieldline." + name }

func (k keystore) Make(name string) error {
	return k.call(name, func(env C.uintptr_t, alias *C.char) *C.char { return C.keystore_make(env, alias) })
}

func (k keystore) Key(name string) ([]byte, error) {
	key := make([]byte, vault.KeySize)
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	err := k.call(name, func(env C.uintptr_t, alias *C.char) *C.char {
		return C.keystore_sign(env, alias, text, unsafe.Pointer(&key[0]), C.int(len(key)))
	})
	if err != nil {
		return nil, err
	}
	return key, nil
}

func (k keystore) Delete(name string) error {
	return k.call(name, func(env C.uintptr_t, alias *C.char) *C.char { return C.keystore_delete(env, alias) })
}

// call does f on the Java machine's thread, again where it fails.
func (k keystore) call(name string, f func(env C.uintptr_t, alias *C.char) *C.char) (err error) {
	called := C.CString(alias(name))
	defer C.free(unsafe.Pointer(called))
	for try := range keystoreTries {
		time.Sleep(time.Duration(try) * keystorePause)
		err = k.run(func(env uintptr) error {
			failure := f(C.uintptr_t(env), called)
			if failure == nil {
				return nil
			}
			defer C.free(unsafe.Pointer(failure))
			return errors.New(C.GoString(failure))
		})
		if err == nil {
			return nil
		}
	}
	return err
}
