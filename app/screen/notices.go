package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// noticesMost is how many unseen notices a home shows.
const noticesMost = 2

// Notice is a sentence for this person, with what the record is called.
type Notice struct {
	device.Notice
	Name string
}

// Unseen reads the newest notices that nobody looked at.
func Unseen(ctx context.Context, store *device.Store) ([]Notice, error) {
	all, err := store.Notices(ctx, noticesMost)
	if err != nil {
		return nil, err
	}
	var unseen []Notice
	for _, n := range all {
		if n.Seen {
			continue
		}
		name, err := store.Name(ctx, form.Ref{Form: n.Form, ID: n.ID})
		if err != nil {
			return nil, err
		}
		unseen = append(unseen, Notice{n, name})
	}
	return unseen, nil
}

// NoticeSheet shows notices on a home, nil where there are none. A tap opens the record;
// what was opened is not shown again.
func NoticeSheet(deps Deps, notices []Notice) fyne.CanvasObject {
	if len(notices) == 0 {
		return nil
	}
	w := deps.Words
	var rows []fyne.CanvasObject
	for _, n := range notices {
		rows = append(rows, widgets.NewListRow(widgets.RowData{
			Icon: "bell", IconTone: theme.Accent, Title: w.Label(n.Text.Zh, n.Text.En), Subtitle: n.Name,
			Trailing: w.When(n.At, deps.Now()), Chevron: true, Unread: true,
		}, true, func() {
			key := n.Key
			deps.Background(func(ctx context.Context) {
				err := deps.Store.MarkSeen(ctx, key)
				deps.UI.Do(func() {
					if err != nil {
						deps.Nav.Failed(w.T("app.doing.seen"), err)
					}
				})
			})
			deps.Nav.Open(n.Form, n.ID)
		}))
	}
	return widgets.SheetPad(0, widgets.Rows(rows...))
}
