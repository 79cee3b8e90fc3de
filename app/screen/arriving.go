package screen

import (
	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
)

// Arriving stands where a home has nothing to show because the first pull has not come to
// its end; nil once it has.
func Arriving(deps Deps) fyne.CanvasObject {
	if !deps.Store.SyncState().Synced.IsZero() {
		return nil
	}
	return widgets.EmptyState("cloud-down", deps.Words.T("app.arriving"), deps.Words.T("app.arriving_why"))
}
