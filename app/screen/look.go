package screen

import (
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Look is how a state is drawn beside its word.
type Look struct {
	Tone theme.Tone
	Icon string
}

// StateLook returns how a state is drawn. States of the same word look alike on every
// document; one that is not known here is drawn by what it is to its form.
func StateLook(f *form.Form, state string) Look {
	if look, ok := stateLooks()[state]; ok {
		return look
	}
	st := f.State(state)
	switch {
	case st == nil:
		return Look{theme.Idle, "circle"}
	case st.Void:
		return Look{theme.Idle, "ban"}
	case st.Final:
		return Look{theme.Idle, "archive"}
	case st.Draft:
		return Look{theme.Idle, "pencil"}
	}
	return Look{theme.Idle, "circle-dot"}
}

func stateLooks() map[string]Look {
	return map[string]Look{
		library.ServiceOrderDraft:       {theme.Idle, "pencil"},
		library.ServiceOrderAssigned:    {theme.Idle, "send"},
		library.ServiceOrderAccepted:    {theme.Accent, "circle-dot"},
		library.ServiceOrderInProgress:  {theme.Accent, "loader"},
		library.ServiceOrderEscalated:   {theme.You, "circle-arrow-up"},
		library.ServiceOrderRescheduled: {theme.Idle, "calendar-clock"},
		library.ServiceOrderFinished:    {theme.Go, "circle-check"},
		library.ServiceOrderVerified:    {theme.Go, "checks"},
		library.ServiceOrderClosed:      {theme.Idle, "archive"},
		library.ServiceOrderCancelled:   {theme.Idle, "ban"},

		library.FeedbackCardBlank:    {theme.Idle, "pencil"},
		library.FeedbackCardFilled:   {theme.Accent, "file-check"},
		library.FeedbackCardReceived: {theme.Accent, "inbox"},
		library.FeedbackCardReturned: {theme.Stop, "undo"},
		library.FeedbackCardChecked:  {theme.Go, "checks"},
		library.FeedbackCardEntered:  {theme.Go, "checks"},
		library.FeedbackCardPassedOn: {theme.Go, "send"},
		library.FeedbackCardFiled:    {theme.Idle, "archive"},

		library.AppointmentToBook:          {theme.Warn, "phone"},
		library.AppointmentConfirmed:       {theme.Go, "calendar-check"},
		library.AppointmentKept:            {theme.Go, "circle-check"},
		library.AppointmentMovedByCustomer: {theme.Warn, "calendar-clock"},
		library.AppointmentMovedByUs:       {theme.Warn, "calendar-clock"},
		library.AppointmentMissed:          {theme.Stop, "calendar-x"},

		library.DialerUnitAwaitingInspection: {theme.Warn, "clipboard-check"},
		library.DialerUnitInStock:            {theme.Idle, "package"},
		library.DialerUnitToSupplier:         {theme.Warn, "truck"},
		library.DialerUnitConfigured:         {theme.Accent, "settings"},
		library.DialerUnitAllotted:           {theme.Accent, "user"},
		library.DialerUnitIssued:             {theme.Go, "package-check"},
		library.DialerUnitInstalled:          {theme.Go, "plug"},
		library.DialerUnitFaulty:             {theme.Stop, "package-x"},
		library.DialerUnitDamaged:            {theme.Stop, "package-x"},
		library.DialerUnitWithSupplier:       {theme.Idle, "factory"},
		library.DialerUnitLeft:               {theme.Idle, "factory"},
		library.DialerUnitToScrap:            {theme.Warn, "trash"},
		library.DialerUnitScrapped:           {theme.Idle, "trash"},
		library.DialerUnitSold:               {theme.Idle, "yuan"},
		library.DialerUnitStruck:             {theme.Idle, "archive"},

		library.ReviewOpen:     {theme.You, "hand"},
		library.ReviewAnswered: {theme.Accent, "message"},
		library.ReviewSettled:  {theme.Idle, "archive"},

		library.QualityTestToTest: {theme.Warn, "clipboard-check"},
		library.QualityTestPassed: {theme.Go, "circle-check"},
		library.QualityTestFailed: {theme.Stop, "circle-x"},
	}
}

// ShortName is what a kind of document is called where there is little room: the
// catalogue's word, else the one given.
func ShortName(w *words.Words, formName, called string) string {
	if key := "app.paper." + formName; w.Has(key) {
		return w.T(key)
	}
	return called
}

// StampOf returns the seal of a record: its kind of work as one character, accent while
// the work is open. Records without a kind have none.
func StampOf(w *words.Words, f *form.Form, rec *form.Record) (text string, open bool) {
	kind, _ := rec.Get(library.ServiceOrderKind).(string)
	if field := f.Field(library.ServiceOrderKind); field == nil || field.List != library.OrderKindWords {
		return "", false
	}
	switch kind {
	case library.OrderKindIsInstall:
		text = w.T("app.stamp.install")
	case library.OrderKindIsRepair:
		text = w.T("app.stamp.repair")
	case library.OrderKindIsMaintenance:
		text = w.T("app.stamp.maintenance")
	}
	return text, IsOpen(f, rec.State)
}

// IsOpen tells whether somebody still has to do the work of a record in a state. Work
// that is finished on site counts as done, although the office goes on with it.
func IsOpen(f *form.Form, state string) bool {
	switch state {
	case library.ServiceOrderFinished, library.ServiceOrderVerified:
		return false
	}
	st := f.State(state)
	return st == nil || st.Open()
}
