package server

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// What a device works out by itself is not sent back to it; what hangs on other records, on
// settings or on days that people declare it may have worked out from older ones, and gets
// again.
func TestWorksOut(t *testing.T) {
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	for place, further := range map[[3]string]bool{
		{library.StockCount, library.StockCountFoundCount}:                         false, // over its own rows
		{library.DialerConfig, library.DialerConfigEdition}:                        false,
		{library.QualityTest, library.QualityTestSeverity}:                         false,
		{library.FeedbackCard, library.FeedbackCardRating}:                         false,
		{library.DialerConfig, library.DialerConfigSecretsDue}:                     true, // a Go function
		{library.DialerConfig, library.DialerConfigWanted}:                         true, // of the order's request
		{library.FeedbackCard, library.FeedbackCardTests, "limit_low"}:             true, // a setting, in a row
		{library.FeedbackCard, library.FeedbackCardTests, "measured"}:              false,
		{library.DamageRecord, library.DamageRecordInWarranty}:                     true, // of the dialer
		{library.DialerUnit, library.DialerUnitDelivered}:                          false,
		{library.ServiceOrder, library.ServiceOrderFirstVisit}:                     false,
		{library.DialerUnit, library.DialerUnitQuality}:                            true,
		{library.Allotment, library.AllotmentUnits, library.AllotmentUnitsRowUnit}: false,
	} {
		f := lib.Form(place[0])
		field := f.Field(place[1])
		for _, col := range field.Columns {
			if col.Name == place[2] {
				field = col
			}
		}
		if got := worksOut(f, field); got != further {
			t.Errorf("%v is worked out from elsewhere: %t, want %t", place, got, further)
		}
	}
	var nothing *form.Expr
	if worksOut(lib.Form(library.Site), &form.Field{Calc: nothing}) {
		t.Error("what is typed is worked out from elsewhere")
	}
}
