//go:build linux || darwin || freebsd

package device

import "syscall"

// diskRoom is how many bytes are free for this program on a folder's disk.
func diskRoom(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:unconvert // the types differ between systems
}
