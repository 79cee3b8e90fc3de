package record

import "fieldline/forms/form"

// Review is the form in which the office sees work that the server did not carry out,
// where a library has it.
const Review = "review"

// The table of a review that holds the work, one row per operation, named by its id.
const (
	ReviewWorks = "works"
	ReviewReply = "reply" // what the office answered
)

// ReviewID is the id of the review that an operation opens.
func ReviewID(op form.ID) form.ID {
	return form.DerivedID(form.Ref{Form: Review, ID: op}, Review, "", form.ID{})
}
