package library_test

import (
	"strings"
	"testing"

	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// readable is a dialer in stock whose model shows its registers, with its program.
func (c *company) readable(serial, access string) (unit, config rec) {
	c.t.Helper()
	model := c.create(library.RoleStockKeeper, library.DialerModel, form.Values{
		library.DialerModelName: "IPD-8T " + serial, library.DialerModelUnitType: library.UnitTypeIsTerminal8,
	})
	unit = c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{library.DialerUnitSerial: serial, library.DialerUnitProduct: model.ref()})
	c.pass(unit, library.DirectionIsIn)
	return unit, c.programmed(unit, access)
}

func (c *company) programmed(unit rec, access string) rec {
	c.t.Helper()
	return c.create(library.RoleStockKeeper, library.DialerConfig, form.Values{
		library.DialerConfigUnit: unit.ref(), library.DialerConfigTemplate: c.template().ref(), library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: c.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: access}),
		library.DialerConfigLines:         c.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
	})
}

// held is what a dialer holds that was told this program.
func (c *company) held(config, unit rec) string {
	c.t.Helper()
	what, err := program.UnitType(c.World, c.Get(unit.form, unit.id))
	if err != nil || what == nil {
		c.t.Fatal(what, err)
	}
	p, problems, err := program.Of(c.World, c.Get(config.form, config.id))
	if err != nil || len(problems) > 0 {
		c.t.Fatal(problems, err)
	}
	said, err := p.For(what)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _, image, err := driver.ReadScript(said.Text, what)
	if err != nil {
		c.t.Fatal(err)
	}
	return driver.WriteValues(image)
}

func sealing(serial, left string) form.Values {
	return form.Values{library.DialerConfigSealedSerial: serial, library.DialerConfigAsFound: "T0=1\n", library.DialerConfigAsLeft: left}
}

// C3: a seal says serial, template, values, who and when, it stands on the dialer, and only
// what was read back and is the program is sealed.
func TestSeal(t *testing.T) {
	c := newCompany(t)
	keeper := []string{library.RoleStockKeeper}
	unit, config := c.readable("KD4A-1", "17911")
	left := c.held(config, unit)

	for name, asked := range map[string]struct {
		values form.Values
		why    string
	}{
		"another dialer":   {sealing("KD4A-2", left), "dialer_config.actions.seal.check.2"},
		"another program":  {sealing("KD4A-1", strings.Replace(left, "17911", "17909", 1)), "dialer_config.actions.seal.check.3"},
		"other timers":     {sealing("KD4A-1", strings.Replace(left, "T2=0300", "T2=0900", 1)), "dialer_config.actions.seal.check.3"},
		"a row is missing": {sealing("KD4A-1", strings.Replace(left, "R001=", "R999=", 1)), "dialer_config.actions.seal.check.3"},
		"no registers":     {sealing("KD4A-1", "C"), "dialer_config.actions.seal.check.3"},
		"nothing":          {sealing("KD4A-1", ""), form.KeyRequired},
	} {
		t.Run(name, func(t *testing.T) {
			c.refuses(config, library.DialerConfigSeal, library.RoleStockKeeper, asked.values, asked.why)
		})
	}
	c.as(library.RoleStockKeeper).Set(config.form, config.id, form.Values{library.DialerConfigAgrees: true})
	c.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.2")

	c.step(config, library.DialerConfigSeal, keeper, sealing("KD4A-1", left))

	c.in(config, library.DialerConfigConfigured)
	c.in(unit, library.DialerUnitConfigured)
	for column, want := range map[string]any{
		library.DialerConfigSealedTemplate: c.template().ref(), library.DialerConfigSealedEdition: int64(1), library.DialerConfigDigest: driver.Digest(left),
		library.DialerConfigSealedBy: c.people[library.RoleStockKeeper], library.DialerConfigAgrees: true,
	} {
		c.says(config, column, want)
	}
	c.says(unit, library.DialerUnitSealedType, library.UnitTypeIsTerminal8)
	c.says(unit, library.DialerUnitSealedDigest, driver.Digest(left))
	c.says(unit, library.DialerUnitSealedValues, left)
	c.says(unit, library.DialerUnitDelivered, library.DeliveredIsAsDelivered)

	// Another program for the dialer that was not written into it is a change since.
	newer := c.programmed(unit, "17909")
	c.as(library.RoleStockKeeper).Act(newer.form, newer.id, library.DialerConfigSeal, sealing("KD4A-1", c.held(newer, unit)))
	c.says(unit, library.DialerUnitSeal, newer.ref())
	c.says(unit, library.DialerUnitDelivered, library.DeliveredIsAsDelivered)

	// What is to be set again has no seal until it was.
	c.as(library.RoleTechnicalSupervisor).Act(newer.form, newer.id, library.DialerConfigFail, form.Values{library.DialerConfigFault: "区号不对"})
	c.as(library.RoleStockKeeper).Act(newer.form, newer.id, library.DialerConfigRedo, nil)
	c.says(newer, library.DialerConfigDigest, nil)
	c.says(unit, library.DialerUnitDelivered, library.DeliveredIsChanged)
}

// The card's row of a dialer says whether its program is the one it was delivered with, as
// it was when the row was filled in.
func TestSeal_isSaidOnTheCard(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	dialer, config := c.readable("KD4A-1", "17911")
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigSeal, sealing("KD4A-1", c.held(config, dialer)))
	at := func(delivered string) {
		stored := c.Get(dialer.form, dialer.id)
		stored.State, stored.Values[library.DialerUnitCustomer], stored.Values[library.DialerUnitDelivered] = library.DialerUnitInstalled, customer.ref(), delivered
		c.Put(stored)
	}
	at(library.DeliveredIsAsDelivered)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, c.ordered(library.OrderKindIsRepair, customer, false))
	fill := func() any {
		t.Helper()
		c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardUnits: c.rows(unit(dialer, library.UnitWorkIsChecked, library.ConditionIsOk))})
		rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
		return rows[0].Values[library.FeedbackCardUnitsRowDelivered]
	}

	if got := fill(); got != library.DeliveredIsAsDelivered {
		t.Errorf("the row says %v", got)
	}
	at(library.DeliveredIsChanged)
	if got := fill(); got != library.DeliveredIsChanged {
		t.Errorf("the row says %v", got)
	}
}
