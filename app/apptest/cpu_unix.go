//go:build unix

package apptest

import (
	"syscall"
	"time"
)

// CPU is how long the processor has worked for this program, whatever else it does.
func CPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic("no account of the processor: " + err.Error()) // it has no other reason than a wrong argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
