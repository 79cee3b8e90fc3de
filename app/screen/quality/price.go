package quality

import (
	"errors"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// prices are what a supplier asks for its models.
type prices map[string]int64

func pricesOf(supplier *form.Record) prices {
	asked := prices{}
	rows, _ := supplier.Get(library.SupplierModels).([]form.Row)
	for _, row := range rows {
		model, _ := row.Values[library.SupplierModelsRowModel].(string)
		asked[model], _ = row.Values[library.SupplierModelsRowPrice].(int64)
	}
	return asked
}

// of is what a dialer cost; where its lot does not say, what the supplier asks for its
// model, or its usual price; zero where nobody here knows.
func (p prices) of(env *form.Env, unit *form.Record) (int64, error) {
	if price, ok := unit.Get(library.DialerUnitPrice).(int64); ok {
		return price, nil
	}
	model, _ := unit.Get(library.DialerUnitModel).(string)
	asked, known := p[model]
	product, ok := unit.Get(library.DialerUnitProduct).(form.Ref)
	if known && asked > 0 || !ok {
		return asked, nil
	}
	rec, err := env.World.Record(product.Form, product.ID)
	if errors.Is(err, form.ErrNotHere) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	usual, _ := rec.Get(library.DialerModelPrice).(int64)
	return usual, nil
}
