package table_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

func TestWords(t *testing.T) {
	got := strings.Fields(table.Words("海宁 DX93-00123"))
	for _, want := range []string{"海", "宁", "海宁", "hn", "n", "haining", "ning", "dx93", "00123", "0123", "123"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	for _, unwanted := range []string{"23", "dx93-00123", ""} {
		if slices.Contains(got, unwanted) {
			t.Errorf("%q is in %q", unwanted, got)
		}
	}
}

func TestWords_knowSecondReadings(t *testing.T) {
	for name, spelled := range map[string]string{"重庆": "chongqing", "厦门": "xiamen", "长沙": "changsha", "绿地": "lvdi", "银行": "yinhang"} {
		if !slices.Contains(strings.Fields(table.Words(name)), spelled) {
			t.Errorf("%s is not found as %s, only as %s", name, spelled, table.Words(name))
		}
	}
}

func TestSelect_search(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	customer := newRecord("customer", "", form.Values{"name": "海宁网络科技（杭州）有限公司", "phone": "13800138000"})
	other := newRecord("customer", "", form.Values{"name": "东方ＡＢＣ餐饮"})
	order := newRecord("service_order", "assigned", form.Values{"kind": "repair", "fault": "无拨号音",
		"customer": form.Ref{Form: "customer", ID: customer.ID}})
	order.Number = "SO261123-0007"
	card := newRecord("card", "blank", form.Values{"customer": form.Ref{Form: "customer", ID: customer.ID}})
	put(t, tables, db, customer)
	put(t, tables, db, other)
	put(t, tables, db, order)
	put(t, tables, db, card)

	for _, c := range []struct {
		form, text string
		want       int
	}{
		{"customer", "海", 1}, {"customer", "海宁", 1}, {"customer", "宁网", 1}, {"customer", "网络科技", 1},
		{"customer", "hnwl", 1}, {"customer", "wlkj", 1}, {"customer", "hz", 1}, {"customer", "HaiNing", 1}, {"customer", "wangluo", 1},
		{"customer", "8000", 1}, {"customer", "1380", 1}, {"customer", "0138", 1}, {"customer", "abc", 1}, {"customer", "ＡＢＣ", 1},
		{"customer", "海宁 8000", 1}, {"customer", "海宁 abc", 0}, {"customer", "宁海", 0}, {"customer", "", 2}, {"customer", " -- ", 2},
		{"customer", `" OR *`, 0},
		{"service_order", "海宁", 1}, {"service_order", "hnwl", 1}, {"service_order", "0007", 1}, {"service_order", "拨号音 海宁", 1},
		{"service_order", "so261123", 1}, {"service_order", "东方", 0},
		{"card", "hnwl", 1},
	} {
		page, err := tables.Select(ctx, db, table.Query{Form: c.form, Search: c.text})
		if err != nil {
			t.Fatalf("%s %q: %v", c.form, c.text, err)
		}
		if len(page.Records) != c.want {
			t.Errorf("%s %q finds %d, not %d", c.form, c.text, len(page.Records), c.want)
		}
	}

	customer.Values["name"] = "嘉兴网络"
	put(t, tables, db, customer)

	for text, want := range map[string]int{"海宁": 0, "嘉兴": 1, "jx": 1} {
		if n, err := tables.Count(ctx, db, table.Query{Form: "service_order", Search: text}); err != nil || n != want {
			t.Errorf("after renaming the customer %q finds %d orders, %v", text, n, err)
		}
	}
}
