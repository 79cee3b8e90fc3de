package client_test

import (
	"fmt"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Two stock keepers send out the tasks of one new edition without a network: each task is
// made once, nobody is bothered, and both see the same.
func TestRollout_sentOutOnTwoDevices(t *testing.T) {
	c := &clash{newShop(t)}
	keeper, other := c.keeper(), c.colleague("马强", library.RoleStockKeeper)
	first := keeper.template()
	text, _ := keeper.get(library.PlanTemplate, first).Values[library.PlanTemplateText].(string)
	for i := range 3 {
		unit := keeper.stocked(fmt.Sprintf("D4-%d", i))
		config := keeper.new(library.DialerConfig, form.Values{
			library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.DialerConfigTemplate: form.Ref{Form: library.PlanTemplate, ID: first}, library.DialerConfigAreaCode: "755",
			library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}}},
			library.DialerConfigLines:         []form.Row{{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1)}}},
			library.DialerConfigAgrees:        true,
		})
		keeper.act(library.DialerConfig, config, library.DialerConfigSetUp, nil)
	}
	keeper.act(library.PlanTemplate, first, library.PlanTemplateNewEdition, nil)
	second := keeper.one(library.PlanTemplate, library.PlanTemplateEarlier, first).ID
	keeper.set(library.PlanTemplate, second, form.Values{
		library.PlanTemplateText: strings.Replace(text, `action: ROUTE, route: C`, `action: BLOCK`, 1), library.PlanTemplateChange: "拦截",
	})
	keeper.act(library.PlanTemplate, second, library.PlanTemplatePutInForce, nil)
	c.sync(keeper, other)
	rollout := other.one(library.Rollout, library.RolloutTemplate, second).ID

	keeper.act(library.Rollout, rollout, library.RolloutIssue, nil)
	other.act(library.Rollout, rollout, library.RolloutIssue, nil)
	c.sync(keeper, other, keeper)

	for _, d := range []*tablet{keeper, other} {
		tasks, err := d.Related(ctx, library.DialerConfig, library.DialerConfigRollout, rollout)
		if err != nil || len(tasks) != 3 {
			t.Errorf("%s sees %d tasks, %v", d.Identity().PersonName, len(tasks), err)
		}
		if state := d.get(library.Rollout, rollout).State; state != library.RolloutRunning {
			t.Errorf("%s sees it %s", d.Identity().PersonName, state)
		}
	}
	c.quiet(keeper, other)
}

// What a new edition opens for a dialer goes on with the secrets that the server keeps for
// it: only the reference is copied, and who may read them reads them there as before.
func TestRollout_goesOnWithTheSecrets(t *testing.T) {
	c := &clash{newShop(t)}
	keeper := c.keeper()
	first := keeper.template()
	box, err := keeper.Seal("90817263")
	if err != nil {
		t.Fatal(err)
	}
	unit := keeper.stocked("D4-1")
	config := keeper.new(library.DialerConfig, form.Values{
		library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.DialerConfigTemplate: form.Ref{Form: library.PlanTemplate, ID: first}, library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}}},
		library.DialerConfigLines:         []form.Row{{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1)}}},
		library.DialerConfigAgrees:        true, library.DialerConfigPin: box,
	})
	keeper.act(library.DialerConfig, config, library.DialerConfigSetUp, nil)
	text, _ := keeper.get(library.PlanTemplate, first).Values[library.PlanTemplateText].(string)
	keeper.act(library.PlanTemplate, first, library.PlanTemplateNewEdition, nil)
	second := keeper.one(library.PlanTemplate, library.PlanTemplateEarlier, first).ID
	keeper.set(library.PlanTemplate, second, form.Values{
		library.PlanTemplateText: strings.Replace(text, `action: ROUTE, route: C`, `action: BLOCK`, 1), library.PlanTemplateChange: "拦截",
	})
	keeper.act(library.PlanTemplate, second, library.PlanTemplatePutInForce, nil)
	keeper.act(library.Rollout, keeper.one(library.Rollout, library.RolloutTemplate, second).ID, library.RolloutIssue, nil) // the PIN is still a box here
	byHand := keeper.new(library.DialerConfig, form.Values{library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit}})
	c.sync(keeper, keeper)

	task := keeper.one(library.DialerConfig, library.DialerConfigRollout, keeper.one(library.Rollout, library.RolloutTemplate, second).ID).ID
	const password = "物控助理马强的密码一号"
	if err := c.SetPassword(ctx, keeper.Identity().Person, "ma", password); err != nil {
		t.Fatal(err)
	}
	if err := keeper.Confirm(ctx, password); err != nil {
		t.Fatal(err)
	}
	for _, id := range []form.ID{config, task, byHand} {
		ref, _ := keeper.get(library.DialerConfig, id).Values[library.DialerConfigPin].(string)
		got, err := keeper.Reveal(ctx, form.Ref{Form: library.DialerConfig, ID: id}, library.DialerConfigPin, ref, "写入拨号器")
		if err != nil || got != "90817263" {
			t.Errorf("%q, %v by %q", got, err, ref)
		}
	}
	c.quiet(keeper)
}
