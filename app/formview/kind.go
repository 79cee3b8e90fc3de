package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/forms/form"
)

// kind is how the values of one field type are said and how they are put in.
type kind struct {
	// say tells a value that is not empty on one line.
	say func(s Speech, f *form.Field, v any) string
	// edit makes what a value is put in with; nil where people never write it.
	edit func(c *cell) editor
	// read makes what a value is read with when one line of text is not enough; nil else.
	read func(c *cell) editor
	// mute: a value says nothing by itself; beside others on a line it stands behind its name.
	mute bool
	// half: the field takes half a row where the sheet is wide.
	half bool
	// block: what is put in needs the full width below its label.
	block bool
}

// editor is what a value is put in with, or read with. It tells its cell what changed.
type editor interface {
	drawn
	// show puts a value there that was not typed here.
	show(v any)
	// arrange places the objects in a width and returns the height.
	arrange(x, y, w float32) float32
	// wide is the width it would like to have; 0 is all there is.
	wide() float32
	// focus puts the cursor there; nil where nothing takes it.
	focus() fyne.Focusable
	// mark shows that something is wrong with the value.
	mark(wrong bool)
}

// kindOf returns how a field is drawn: by its special editor, if it has one, else by its
// type. A new type is one file and one line here.
func kindOf(f *form.Field) kind {
	switch f.Editor {
	case "operation":
		return operationKind()
	case "problems":
		return problemsKind()
	case Registers:
		return registersKind()
	case "setting":
		return settingKind()
	}
	switch f.Type {
	case form.Text:
		return textKind()
	case form.Note:
		return noteKind()
	case form.Integer:
		return integerKind()
	case form.Decimal:
		return decimalKind()
	case form.Money:
		return moneyKind()
	case form.DateType:
		return dateKind()
	case form.TimeType:
		return clockKind()
	case form.DateTime:
		return momentKind()
	case form.Duration:
		return lengthKind()
	case form.Phone:
		return phoneKind()
	case form.Choice:
		return choiceKind()
	case form.Choices:
		return choicesKind()
	case form.YesNo:
		return yesNoKind()
	case form.Rating:
		return ratingKind()
	case form.Checklist:
		return checklistKind()
	case form.RefType:
		return refKind()
	case form.Person:
		return personKind()
	case form.People:
		return peopleKind()
	case form.Photos:
		return photosKind()
	case form.SignType:
		return signatureKind()
	case form.File:
		return fileKind()
	case form.Place:
		return locationKind()
	case form.Scan:
		return scanKind()
	case form.Secret:
		return secretKind()
	case form.Table:
		return tableKind()
	case form.Lookup:
		return lookupKind()
	}
	return textKind()
}
