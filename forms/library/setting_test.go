package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

func TestSetting_isRefusedWhereItWouldHaveNoEffect(t *testing.T) {
	c := newCompany(t)
	values := func(key, value string) form.Values {
		return form.Values{library.SettingKey: key, library.SettingValue: value, library.SettingWhy: "试行"}
	}
	for _, bad := range []struct{ key, value, check string }{
		{"SET-99", "24 h", "setting.fields.key.check.0"},
		{"反馈卡交回", "24 h", "setting.fields.key.check.0"},
		{"SET-09.minor", "1 d", "setting.fields.key.check.0"},
		{"SET-36", "18", "setting.fields.key.check.0"}, // it is only parts
		{library.Setting01, "一天", "setting.fields.value.check.0"},
		{library.Setting01, "24", "setting.fields.value.check.0"},
		{library.Setting04, "3 h", "setting.fields.value.check.0"},
		{library.Setting04, "-3", "setting.fields.value.check.0"},
		{"SET-36.earth", "1e99999", "setting.fields.value.check.0"},
	} {
		if problems := c.as(library.RoleManager).NoCreate(library.Setting, values(bad.key, bad.value)); !formtest.Has(problems, bad.check) {
			t.Errorf("%s %s: %s, want %s", bad.key, bad.value, formtest.Sentences(problems), bad.check)
		}
	}
	if problems := c.as(library.RoleAdministrator).NoCreate(library.Setting, values(library.Setting01, "12 h")); !formtest.Has(problems, form.KeyWhoMay) {
		t.Errorf("by the administrator: %s", formtest.Sentences(problems))
	}

	made := c.create(library.RoleManager, library.Setting, values(library.Setting01, "2 working d"))
	c.create(library.RoleManager, library.Setting, values("SET-36.bypass", "0.5")) // a test without a limit of the library's

	if problems := c.as(library.RoleManager).NoSet(library.Setting, made.id, form.Values{library.SettingValue: "soon"}); !formtest.Has(problems, "setting.fields.value.check.0") {
		t.Errorf("changed to nonsense: %s", formtest.Sentences(problems))
	}
	c.as(library.RoleManager).Set(library.Setting, made.id, form.Values{library.SettingValue: "36 h"})
}
