package form

// Problem is a message for a person about a field or an act. Either Key with Args names
// a text of the app's catalogue, or Label is the sentence of a rule in a form, whose
// path is then the Key ("service_order.actions.close.check.0"), so that an older app can
// show a newer refusal.
type Problem struct {
	Form  string         `json:"form,omitempty"`
	ID    ID             `json:"id,omitzero"`
	Field string         `json:"field,omitempty"` // column, or table.column
	Row   string         `json:"row,omitempty"`
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
	Label *Label         `json:"label,omitempty"`
	Warn  bool           `json:"warn,omitempty"`
}
