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

// badgeNumber is what is left of the badge's words where the text is large and the window
// narrow; "" where all of them are needed.
func badgeNumber(st client.State) string {
	switch st.Phase() {
	case client.NeedsYou:
		return strconv.Itoa(max(1, st.NeedYou))
	case client.Offline:
		return strconv.Itoa(st.Pending)
	case client.ToSend:
		return strconv.Itoa(max(st.Pending, st.Uploads))
	}
	return ""
}

// badgeWords says the same.
func badgeWords(w *words.Words, st client.State, now time.Time) string {
	switch st.Phase() {
	case client.NeedsYou:
		return w.T("sync.needs_you", max(1, st.NeedYou))
	case client.TooOld:
		return w.T("sync.old", int(now.Sub(st.LastSuccess).Hours()/24))
	case client.Offline:
		if st.Pending > 0 {
			return w.T("sync.offline_to_send", st.Pending)
		}
		return w.T("sync.offline")
	case client.Syncing:
		return w.T("sync.syncing_of", w.Count(int64(st.Done)), w.Count(int64(st.Total)))
	case client.ToSend:
		return w.T("sync.to_send", max(st.Pending, st.Uploads))
	}
	return w.T("sync.up_to_date")
}
