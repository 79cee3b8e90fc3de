package library

import (
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/sampling"
)

// Functions are the named Go functions that the department's forms call (forms/README.md
// 3). Whoever opens a library of theirs hands them over; where they are missing, what they
// work out is not known there and comes from the server.
func Functions() []form.Named {
	planned := func(what func(sampling.Plan) int) func(*form.Env, []any) (any, error) {
		return func(_ *form.Env, args []any) (any, error) {
			lot, ok := args[0].(int64)
			limit, has := args[1].(decimal.Decimal)
			if !ok || !has || lot < 1 {
				return nil, nil // of nothing there is no sample
			}
			return int64(what(sampling.For(int(lot), limit))), nil
		}
	}
	return []form.Named{
		{Name: "sample_size", Params: []form.FieldType{form.Integer, form.Decimal}, Result: form.Integer,
			Call: planned(func(p sampling.Plan) int { return p.Size })},
		{Name: "sample_accepts", Params: []form.FieldType{form.Integer, form.Decimal}, Result: form.Integer,
			Call: planned(func(p sampling.Plan) int { return p.Accept })},
	}
}
