package screen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"fieldline/app/label"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// PrintLabels writes labels as a PDF beside the data and hands it to the system, which
// shows and prints it.
func PrintLabels(deps Deps, name string, sheet label.Sheet, labels []label.Label) {
	path := filepath.Join(deps.Store.Dir(), "labels-"+name+".pdf")
	deps.Background(func(context.Context) {
		err := writeLabels(path, sheet, labels)
		deps.UI.Do(func() {
			if err != nil {
				deps.Nav.Failed(deps.Words.T("app.doing.labels"), err)
				return
			}
			deps.Launch("file://" + filepath.ToSlash(path))
			deps.Nav.Toast(deps.Words.T("app.labels_made", len(labels)), nil)
		})
	})
}

func writeLabels(path string, sheet label.Sheet, labels []label.Label) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the labels: %w", err)
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}()
	return sheet.PDF(f, labels)
}

// LabelOf is what stands on the label of a dialer.
func LabelOf(unit *form.Record, customer string) label.Label {
	serial, _ := unit.Get(library.DialerUnitSerial).(string)
	model, _ := unit.Get(library.DialerUnitModel).(string)
	return label.Label{Serial: serial, Model: model, Customer: customer}
}
