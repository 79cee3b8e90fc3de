package form

import "time"

// Calendar reckons days, weeks and working time in the organisation's zone (SET-35).
type Calendar struct {
	Zone *time.Location
}
