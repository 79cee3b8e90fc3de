//go:build !linux && !darwin && !freebsd && !windows

package device

// diskRoom is not known here.
func diskRoom(string) (int64, error) { return unknownRoom, nil }
