package app

import (
	"strconv"
	"time"

	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/sync/client"
)

// badgeOf is what the sync badge shows of a state.
func badgeOf(st client.State) widgets.SyncState {
	switch st.Phase() {
	case client.NeedsYou:
		return widgets.NeedsYou
	case client.TooOld:
		return widgets.TooOld
	case client.Offline:
		return widgets.Offline
	case client.Syncing:
		return widgets.Syncing
	case client.ToSend:
		return widgets.ToSend
	}
	return widgets.UpToDate
}

// waits is how many things the badge speaks of, and the rail beside the outbox: those
// that need somebody, while there are any, else those that are to be sent.
func waits(st client.State) int {
	if st.Phase() == client.NeedsYou {
		cases := st.NeedYou
		if st.Differs {
			cases++
		}
		return max(1, cases)
	}
	return max(st.Pending, st.Uploads)
}

// badgeNumber is what is left of the badge's words where the text is large and the window
// narrow; "" where all of them are needed.
func badgeNumber(st client.State) string {
	switch st.Phase() {
	case client.NeedsYou, client.Offline, client.ToSend:
		return strconv.Itoa(waits(st))
	}
	return ""
}

// badgeWords says the same.
func badgeWords(w *words.Words, st client.State, now time.Time) string {
	switch st.Phase() {
	case client.NeedsYou:
		return w.T("sync.needs_you", waits(st))
	case client.TooOld:
		return w.T("sync.old", int(now.Sub(st.LastSuccess).Hours()/24))
	case client.Offline:
		if n := waits(st); n > 0 {
			return w.T("sync.offline_to_send", n)
		}
		return w.T("sync.offline")
	case client.Syncing:
		return w.T("sync.syncing_of", w.Count(int64(st.Done)), w.Count(int64(st.Total)))
	case client.ToSend:
		return w.T("sync.to_send", waits(st))
	}
	return w.T("sync.up_to_date")
}
