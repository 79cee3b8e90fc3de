package demo

import (
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/quality"
)

// known is what the branch has seen of its dialers.
func (b *branch) known() []quality.Unit {
	units := make([]quality.Unit, 0, len(b.came))
	for _, u := range b.came {
		units = append(units, quality.Unit{
			Serial: u.serial, ID: u.id, Supplier: u.from, Model: u.model.name, Received: u.came, Price: u.model.price,
			Tested: u.came, Failed: u.failed, Installed: u.first, Faults: u.faults, Sent: u.sent, Back: u.back,
		})
	}
	return units
}

// rate fills in the rating that the calendar has opened for the quarter; the technical
// supervisor adopts it (DOC-21).
func (b *branch) rate() {
	for _, rec := range b.drafts(library.SupplierRating, library.SupplierRatingDraft) {
		lines := quality.Rating(quality.Of(b.known(), b.today(), false))
		if len(lines) == 0 {
			continue
		}
		advice := "各型号安装数据还少，暂不推荐，按现有渠道采购"
		for _, line := range lines {
			if line[library.SupplierRatingLinesRowRecommended] == true {
				name, _ := line[library.SupplierRatingLinesRowModel].(string)
				advice = name + "故障最少，建议优先采购"
			}
		}
		b.do(b.keeper,
			set(library.SupplierRating, rec.ID, rec.State, form.Values{library.SupplierRatingLines: b.rows(lines...), library.SupplierRatingAdvice: advice}),
			perform(library.SupplierRating, rec.ID, rec.State, library.SupplierRatingSubmit, nil))
		b.after(90, 200, func() {
			b.do(b.technical, perform(library.SupplierRating, rec.ID, library.SupplierRatingSubmitted, library.SupplierRatingAdopt, nil))
		})
	}
}
