package form_test

import (
	"context"
	"time"

	"fieldline/forms/form"
)

// failing is a world in which every question is cut short.
type failing struct{}

func (failing) Complete() bool { return true }

func (failing) Pulled() time.Time { return time.Time{} }

func (failing) Record(string, form.ID) (*form.Record, error) { return nil, context.Canceled }

func (failing) Related(string, string, form.ID) ([]*form.Record, error) {
	return nil, context.Canceled
}

func (failing) Matching(string, []string, []any, []string) ([]*form.Record, error) {
	return nil, context.Canceled
}

func (failing) People(string, form.ID, time.Time) ([]form.ID, error) { return nil, context.Canceled }

func (failing) Setting(string, form.ID, time.Time) (any, error) { return nil, context.Canceled }
