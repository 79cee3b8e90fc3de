package screen

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// BackupNote warns that the server's last verified backup was too old when this device last
// heard of it, or that there has been none all that time; nil while all is well.
func BackupNote(deps Deps) fyne.CanvasObject {
	st := deps.Store.SyncState()
	if st.Synced.IsZero() || !backupLate(st) {
		return nil
	}
	w := deps.Words
	what := w.T("app.backup_none")
	if !st.BackedUp.IsZero() {
		what = w.T("app.backup_late", BackupAge(deps))
	}
	return widgets.NewNote(theme.Stop, "alert", what, w.T("app.backup_do"))
}

// BackupAge says when the server was last backed up, "" for never.
func BackupAge(deps Deps) string {
	st := deps.Store.SyncState()
	if st.BackedUp.IsZero() {
		return ""
	}
	return deps.Words.When(st.BackedUp, deps.Now())
}

// backupLate goes by when the device last heard of backups: what was made since it cannot
// know. Of a server that it has only just met it cannot say that none is made.
func backupLate(st device.SyncState) bool {
	since := st.BackedUp
	if since.IsZero() {
		since = st.Met
	}
	return st.Synced.Sub(since) > protocol.BackupIsLate
}
