package screen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// noticesMost is how many unseen notices a home shows, of the newest that are looked at.
const (
	noticesMost = 2
	noticesRead = 60
)

// Notice is a sentence for this person, with what it is about: the customer and the
// record.
type Notice struct {
	device.Notice
	About string
}

// Unseen reads the newest notices that nobody looked at and that still matter.
func Unseen(ctx context.Context, store *device.Store) ([]Notice, error) {
	all, err := store.Notices(ctx, noticesRead)
	if err != nil {
		return nil, err
	}
	var unseen []Notice
	for _, n := range all {
		if n.Seen || len(unseen) == noticesMost {
			break // the unseen ones come first
		}
		rec, err := store.Record(ctx, n.Form, n.ID)
		if errors.Is(err, device.ErrNotFound) {
			continue // it left this device, and cannot be opened
		}
		if err != nil {
			return nil, err
		}
		if isSettled(store.Library().Form(n.Form), &rec.Record, n) {
			continue
		}
		about, err := aboutOf(ctx, store, rec)
		if err != nil {
			return nil, err
		}
		unseen = append(unseen, Notice{n, about})
	}
	return unseen, nil
}

// isSettled tells whether a reminder of a deadline has become pointless: the deadline was
// met or moved, or nobody works on the record any more. What a person's act tells stays
// until it is looked at.
func isSettled(f *form.Form, rec *form.Record, n device.Notice) bool {
	if f == nil {
		return false
	}
	ref := form.Ref{Form: n.Form, ID: n.ID}
	for _, d := range f.Deadlines {
		for step := range d.Steps {
			if n.Step != form.StepPath(f, d, step) {
				continue
			}
			due, ok := rec.Get(d.Name + "_due").(time.Time)
			return !ok || rec.Get(d.Name+"_met") != nil || !IsOpen(f, rec.State) || slices.Contains(d.Pause, rec.State) ||
				n.Key != form.ReminderID(ref, d.Name, step, due)
		}
	}
	return false
}

// aboutOf names the customer of a record, where it has one, and the record.
func aboutOf(ctx context.Context, store *device.Store, rec record.Record) (string, error) {
	const customer = library.ServiceOrderCustomer + "." + library.CustomerName
	rows, err := store.Rows(ctx, []record.Record{rec}, []string{customer})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	said, _ := rows[0].Cells[customer].Value.(string)
	return joinNames(said, rows[0].Name, rec.Number), nil
}

// joinNames says customer, name and number one after the other, each once.
func joinNames(names ...string) string {
	said := ""
	for _, name := range names {
		switch {
		case said == "" || strings.Contains(name, said):
			said = name
		case !strings.Contains(said, name):
			said += "  " + name
		}
	}
	return said
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
			Icon: "bell", IconTone: theme.Accent, Title: w.Label(n.Text.Zh, n.Text.En), Subtitle: n.About,
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
