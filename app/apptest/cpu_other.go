//go:build !unix

package apptest

import "time"

var begun = time.Now()

// CPU is how long this program has run, where the processor's account is not read.
func CPU() time.Duration { return time.Since(begun) }
