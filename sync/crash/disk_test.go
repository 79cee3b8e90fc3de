package crash_test

import (
	"io"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// disk is a disk in memory whose power can be cut: what was not synced is lost, or kept
// in part, sector by sector and in any order.
type disk struct {
	rand    *rand.Rand
	files   map[string]*file
	deleted map[string]*file // whose names may still be on the disk
	left    int              // writes and syncs until the cut
	off     bool
}

func newDisk(r *rand.Rand) *disk {
	return &disk{rand: r, files: map[string]*file{}, deleted: map[string]*file{}}
}

// file is as the system shows it, and as it lies on the disk.
type file struct {
	now      []byte
	durable  []byte
	named    bool // its name is on the disk
	unsynced []change
}

// change is a write, or a new size where data is nil.
type change struct {
	at   int64
	data []byte
}

func (c change) apply(to []byte) []byte {
	end := c.at + int64(len(c.data))
	if c.data == nil {
		if c.at < int64(len(to)) {
			return to[:c.at]
		}
		return append(to, make([]byte, c.at-int64(len(to)))...)
	}
	if end > int64(len(to)) {
		to = append(to, make([]byte, end-int64(len(to)))...)
	}
	copy(to[c.at:], c.data)
	return to
}

// torn splits a write where the disk may.
func (c change) torn() []change {
	if c.data == nil {
		return []change{c}
	}
	var parts []change
	for at, data := c.at, c.data; len(data) > 0; {
		n := min(int64(len(data)), sector-at%sector)
		parts = append(parts, change{at, data[:n]})
		at, data = at+n, data[n:]
	}
	return parts
}

// step counts a write or sync, and tells whether the power is still there.
func (d *disk) step() bool {
	if d.left--; d.left <= 0 {
		d.off = true
	}
	return !d.off
}

// powerUp brings the disk back after a cut, which comes after so many further writes and
// syncs again.
func (d *disk) powerUp(left int) {
	for _, name := range slices.Sorted(maps.Keys(d.deleted)) {
		if d.files[name] == nil && d.rand.IntN(2) == 0 {
			d.files[name] = d.deleted[name]
		}
	}
	clear(d.deleted)
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		f := d.files[name]
		// What is in the disk's cache may be on it all, not at all, or in part.
		keep := []int{0, 1, 2, 4}[d.rand.IntN(4)]
		if !f.named && keep == 0 {
			delete(d.files, name)
			continue
		}
		for _, c := range f.unsynced {
			for _, part := range c.torn() {
				if keep > 0 && d.rand.IntN(keep) == 0 {
					f.durable = part.apply(f.durable)
				}
			}
		}
		f.now, f.unsynced, f.named = slices.Clone(f.durable), nil, true
	}
	d.left, d.off = left, false
}

// Open opens a file, made if it may be.
func (d *disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if d.off {
		return nil, flags, sqlite3.CANTOPEN
	}
	f := d.files[name]
	if f == nil {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		f = &file{}
		if name != "" {
			d.files[name] = f
		}
	}
	return &handle{d, f}, flags, nil
}

// Delete removes a file; unless the folder is synced, too, it may come back.
func (d *disk) Delete(name string, syncDir bool) error {
	f := d.files[name]
	switch {
	case d.off || !d.step():
		return sqlite3.IOERR_DELETE
	case f == nil:
		return sqlite3.IOERR_DELETE_NOENT
	}
	delete(d.files, name)
	if !syncDir && f.named {
		d.deleted[name] = f
	}
	return nil
}

// Access tells whether there is a file.
func (d *disk) Access(name string, _ vfs.AccessFlag) (bool, error) { return d.files[name] != nil, nil }

// FullPathname is the name itself.
func (d *disk) FullPathname(name string) (string, error) { return name, nil }

// handle is an open file.
type handle struct {
	disk *disk
	file *file
}

// ReadAt reads what was written, synced or not.
func (h *handle) ReadAt(b []byte, off int64) (int, error) {
	if h.disk.off {
		return 0, sqlite3.IOERR_READ
	}
	n := 0
	if off < int64(len(h.file.now)) {
		n = copy(b, h.file.now[off:])
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt writes into the cache; the last write before a cut may be on the disk, too.
func (h *handle) WriteAt(b []byte, off int64) (int, error) {
	return len(b), h.change(change{off, slices.Clone(b)})
}

// Truncate sets a size.
func (h *handle) Truncate(size int64) error { return h.change(change{size, nil}) }

func (h *handle) change(c change) error {
	if h.disk.off {
		return sqlite3.IOERR_WRITE
	}
	h.file.now, h.file.unsynced = c.apply(h.file.now), append(h.file.unsynced, c)
	if !h.disk.step() {
		return sqlite3.IOERR_WRITE
	}
	return nil
}

// Sync empties the cache, unless the power goes before it has.
func (h *handle) Sync(vfs.SyncFlag) error {
	if h.disk.off || !h.disk.step() {
		return sqlite3.IOERR_FSYNC
	}
	f := h.file
	for _, c := range f.unsynced {
		f.durable = c.apply(f.durable)
	}
	if !f.named {
		clear(h.disk.deleted) // SQLite syncs the folder with a new log or journal
	}
	f.unsynced, f.named = nil, true
	return nil
}

// Size is as it was written.
func (h *handle) Size() (int64, error) { return int64(len(h.file.now)), nil }

// Close leaves everything as it is.
func (h *handle) Close() error { return nil }

// Lock always succeeds: one connection at a time is open.
func (h *handle) Lock(vfs.LockLevel) error { return nil }

// Unlock always succeeds.
func (h *handle) Unlock(vfs.LockLevel) error { return nil }

// CheckReservedLock finds nobody else.
func (h *handle) CheckReservedLock() (bool, error) { return false, nil }

// SectorSize is the disk's.
func (h *handle) SectorSize() int { return sector }

// DeviceCharacteristics promises nothing.
func (h *handle) DeviceCharacteristics() vfs.DeviceCharacteristic { return 0 }
