package formtest_test

import (
	"testing"

	"fieldline/forms/form/formtest"
)

func TestWorkshop_parses(t *testing.T) {
	lib := formtest.Workshop(t)

	if lib.Form("order") == nil {
		t.Fatal("the workshop has no orders")
	}
}
