package client

import "fieldline/sync/protocol"

const (
	pushBytes   = 2 << 20  // of operations in one request at most, before packing
	leastPush   = 4 << 10  // and on the weakest link
	leastRows   = 16       // asked for in one reply on the weakest link
	wholePiece  = 64 << 10 // of a body, where all of it should arrive
	brokenPiece = 8 << 10  // and where its end may not
	cheapAgain  = 16 << 10 // of a body: to send so much again costs no more than to ask
)

// way is what has been found out about the way to the server: how much goes through at
// a time. Nothing about it is set; it follows what was lost and what got through.
type way struct {
	bytes  int  // of operations in a request
	rows   int  // of a reply; 0 leaves it to the server
	broke  bool // a request was lost on it in this sync
	breaks bool // in this or the last one
	ask    bool // first of all, what came of what was lost
	moved  bool // something got through since it was last tried again at once
}

func newWay() way { return way{bytes: pushBytes} }

// begin is a sync that begins: one break is nothing special.
func (w *way) begin() { w.moved, w.breaks, w.broke = true, w.broke, false }

// lost notes that a request was lost on its way there or back. What arrived of a push
// has been taken, so it is asked for before more is sent.
func (w *way) lost(pushed bool, size int) {
	w.breaks, w.broke = true, true
	switch {
	case pushed && size > cheapAgain:
		w.ask = true
	case !pushed: // it was the reply that was too long
		if w.rows == 0 {
			w.rows = protocol.DefaultLimits().ReplyRows
		}
		w.rows = max(w.rows/2, leastRows)
	}
}

// got notes a reply: whether it answered what came of what was lost, whether anything has
// moved, and whether work is through by it.
func (w *way) got(asked, moved, through bool) {
	if asked {
		w.ask = false
		if !through { // nothing of it arrived
			w.bytes = max(w.bytes/2, leastPush)
		}
	} else {
		w.bytes = min(2*w.bytes, pushBytes)
		if w.rows > 0 {
			if w.rows *= 2; w.rows >= protocol.DefaultLimits().ReplyRows {
				w.rows = 0
			}
		}
	}
	w.moved = w.moved || moved
}

// again tells whether a broken link is to be tried at once: once for each time that
// something got through. Otherwise whoever asks waits, as others do.
func (w *way) again() bool {
	was := w.moved
	w.moved = false
	return was
}

// smaller makes requests smaller; it tells whether that is possible.
func (w *way) smaller() bool {
	if w.bytes <= leastPush {
		return false
	}
	w.bytes = max(w.bytes/2, leastPush)
	return true
}

// piece is in which pieces a body is packed, so that what arrives of it is of use: small
// ones cost a few bytes.
func (w *way) piece() int {
	if w.breaks {
		return brokenPiece
	}
	return wholePiece
}
