//go:build !linux && !darwin && !freebsd && !windows

package device

import "math"

// diskRoom is not known here.
func diskRoom(string) (int64, error) { return math.MaxInt64, nil }
