package protocol

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A device that has nothing new asks again what it asked last, and nearly always hears
// again what it heard last. The server marks such an exchange; the device then sends the
// mark alone with its clock, and hears nothing but the server's clock where the answer is
// the same. Either side may have forgotten: then all of it is sent.

// The headers of an exchange that is said again.
const (
	HeaderSame = "Fieldline-Same" // of a reply: its mark; of a request: the mark and the device's clock
	HeaderNow  = "Fieldline-Now"  // of a reply without a body: the server's clock
)

// markBytes are enough to tell one exchange of a device from its others.
const markBytes = 12

// Mark names what was asked and answered, but for the clocks; "" where more was said than
// that there is nothing new.
func Mark(ask *SyncRequest, reply *SyncReply) (string, error) {
	if !ask.Quiet() || reply.Resend > 0 || reply.More || reply.Digest != nil || len(reply.Results)+len(reply.Changes)+len(reply.Tells) > 0 {
		return "", nil
	}
	timeless := *reply
	timeless.Now = time.Time{}
	said, err := json.Marshal([]any{ask.Timeless(), &timeless})
	if err != nil {
		return "", fmt.Errorf("mark an exchange: %w", err)
	}
	sum := sha256.Sum256(said)
	return base64.RawURLEncoding.EncodeToString(sum[:markBytes]), nil
}

// Quiet tells whether a request only asks what is new.
func (r *SyncRequest) Quiet() bool {
	return len(r.Ops)+len(r.Told)+len(r.Waits)+len(r.Alarms) == 0 && !r.Digest && !r.Resume && !r.PushOnly && r.Incarnation != ""
}

// Timeless is the request but for the device's clock.
func (r *SyncRequest) Timeless() *SyncRequest {
	bare := *r
	bare.Clock = time.Time{}
	return &bare
}

// AppendClock writes a mark with the clock of whoever says it again.
func AppendClock(mark string, clock time.Time) string {
	return mark + " " + strconv.FormatInt(clock.UnixMilli(), 10)
}

// CutClock reads what AppendClock wrote.
func CutClock(text string) (mark string, clock time.Time, ok bool) {
	mark, millis, ok := strings.Cut(text, " ")
	n, err := strconv.ParseInt(millis, 10, 64)
	return mark, time.UnixMilli(n).UTC(), ok && err == nil && len(mark) == base64.RawURLEncoding.EncodedLen(markBytes)
}
