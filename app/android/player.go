//go:build android || jvm

package android

// #include "player.h"
//
// static player_switch *player_begin(void) { return calloc(1, sizeof(player_switch)); }
// static void player_off(player_switch *called) { atomic_store(&called->off, 1); }
import "C"

import (
	"context"
	"errors"
	"unsafe"
)

// Play plays a sound file to its end, or until it is called off; then the context's error is
// among the errors.
func Play(ctx context.Context, path string) error {
	file, off := C.CString(path), C.player_begin()
	defer C.free(unsafe.Pointer(file))
	defer C.free(unsafe.Pointer(off))
	ended := make(chan error, 1)
	go func() {
		ended <- run(func(env uintptr) error { return failed(C.player_play(C.uintptr_t(env), file, off)) })
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		C.player_off(off)
		return errors.Join(ctx.Err(), <-ended)
	}
}
