package screen

import (
	"strings"

	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// TestItems are the items that a test (DOC-14) asks for: all of them, or of a dialer that is
// not in the sample what is critical. What is missing the form says when the test is passed.
func TestItems(env *form.Env, test *form.Record) []form.ChoiceWord {
	f := env.Lib.Form(library.QualityTest)
	field, at := f.Field(library.QualityTestItems), *env
	at.Self = test
	var items []form.ChoiceWord
	for _, item := range env.Lib.Words(field) {
		critical := item.Word == library.InspectionIsLabel || item.Word == library.InspectionIsPowerUp || item.Word == library.InspectionIsEmergency
		if (critical || test.Get(library.QualityTestExtent) != library.ExtentIsCritical) && f.MayPick(&at, field, item.Word) == form.Yes {
			items = append(items, item)
		}
	}
	return items
}

// SayItems names items, one after another.
func SayItems(w *words.Words, items []form.ChoiceWord) string {
	var names []string
	for _, item := range items {
		names = append(names, w.Label(item.Label.Zh, item.Label.En))
	}
	return strings.Join(names, w.Label("、", ", "))
}

// PassTest are the parts that write down that every item of a test was tested and in order.
func PassTest(id form.ID, items []form.ChoiceWord) []record.Part {
	var rows []form.Row
	for _, item := range items {
		row := form.KeyedRowID(form.Ref{Form: library.QualityTest, ID: id}, library.QualityTestItems, item.Word)
		rows = append(rows, form.Row{ID: row, Values: form.Values{"item": item.Word, "done": true}})
	}
	return []record.Part{
		{Kind: record.Set, Form: library.QualityTest, ID: id, Values: form.Values{library.QualityTestItems: rows}},
		{Kind: record.Act, Form: library.QualityTest, ID: id, Action: library.QualityTestPass},
	}
}
