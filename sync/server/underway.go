package server

import (
	"errors"
	"slices"
	"sync"
	"time"

	"fieldline/sync/protocol"
)

// Bounds of what is under way, from a request's head to the end of its reply: bodies and
// replies lie in memory meanwhile, and how long that takes is up to the other side.
const (
	mostUnderWay = 512
	mostOfDevice = 8
)

// underWay are the requests of devices that are read, worked on or answered.
type underWay struct {
	mu  sync.Mutex
	of  map[int64][]*watched // by device, the oldest first
	all int
}

// enter adds a request. The oldest of its device makes room: where a link breaks without a
// word, requests stay open here long after the tablet has given them up and asked again.
// gone is why that one could not be cut off: mostly it has ended by itself.
func (u *underWay) enter(device int64, w *watched) (gone, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.of[device]) == mostOfDevice {
		oldest := u.of[device][0]
		u.remove(device, 0)
		gone = oldest.drop() // in the lock: afterwards its connection may be another request's
	}
	if u.all >= mostUnderWay {
		p := protocol.NewProblem(protocol.Busy, "too much is under way")
		p.After = 5
		return gone, p
	}
	if u.of == nil {
		u.of = map[int64][]*watched{}
	}
	u.of[device] = append(u.of[device], w)
	u.all++
	return gone, nil
}

func (u *underWay) leave(device int64, w *watched) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if i := slices.Index(u.of[device], w); i >= 0 {
		u.remove(device, i)
	}
}

func (u *underWay) remove(device int64, i int) {
	u.all--
	if u.of[device] = slices.Delete(u.of[device], i, i+1); len(u.of[device]) == 0 {
		delete(u.of, device)
	}
}

// errDropped ends a request that had to make room.
var errDropped = errors.New("the device has asked for more since")

// drop ends whatever a connection still waits for.
func (w *watched) drop() error {
	w.dropped.Store(true)
	past := time.Unix(1, 0)
	return errors.Join(readUntil(w.ResponseWriter, past), writeUntil(w.ResponseWriter, past))
}
