package quality

import (
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Rating is the rows of a supplier rating (DOC-21): the lines ranked, the one to buy
// recommended. What nothing is known of stays empty: nobody is to take it for a nought.
func Rating(lines []Line) []form.Values {
	ranked := Ranked(lines)
	best, any := Recommended(ranked)
	rows := make([]form.Values, 0, len(ranked))
	for i, l := range ranked {
		row := form.Values{
			library.SupplierRatingLinesRowSupplier: form.Ref{Form: library.Supplier, ID: l.Supplier}, library.SupplierRatingLinesRowModel: l.Model,
			library.SupplierRatingLinesRowRank: int64(i + 1), library.SupplierRatingLinesRowRecommended: any && i == best,
			library.SupplierRatingLinesRowReceived: int64(len(l.Received)), library.SupplierRatingLinesRowFailedIn: int64(len(l.Incoming.Bad)),
			library.SupplierRatingLinesRowDead: int64(len(l.Dead.Bad)),
		}
		window, ok := l.Judged()
		row[library.SupplierRatingLinesRowFew] = !ok
		if ok {
			share := l.Field[window]
			low, high := share.Interval()
			score, _ := l.Score()
			row[library.SupplierRatingLinesRowWindow] = int64(Windows[window])
			row[library.SupplierRatingLinesRowInstalled], row[library.SupplierRatingLinesRowFaults] = int64(len(share.Of)), int64(len(share.Bad))
			row[library.SupplierRatingLinesRowFaultRate] = tenths(share.Rate())
			row[library.SupplierRatingLinesRowFaultLow], row[library.SupplierRatingLinesRowFaultHigh] = tenths(low), tenths(high)
			row[library.SupplierRatingLinesRowScore] = tenths(score)
		}
		if days, ok := l.Turnaround(); ok {
			row[library.SupplierRatingLinesRowTurnaround] = int64(days)
		}
		if price, ok := l.Price(); ok {
			row[library.SupplierRatingLinesRowPrice] = price
		}
		rows = append(rows, row)
	}
	return rows
}

func tenths(v float64) decimal.Decimal { return decimal.NewFromFloat(v).Round(1) }
