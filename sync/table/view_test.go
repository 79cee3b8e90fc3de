package table_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

func TestViews_showNamesAndNumbers(t *testing.T) {
	tables, db := open(t, library(t))
	engineer := newRecord("person", "", form.Values{"name": "周建明"})
	customer := newRecord("customer", "", form.Values{"name": "海宁网络"})
	order := newRecord("service_order", "assigned", form.Values{"kind": "repair", "engineer": engineer.ID,
		"customer": form.Ref{Form: "customer", ID: customer.ID}})
	order.Number, order.CreatedBy = "SO261123-0007", engineer.ID
	card := newRecord("card", "blank", form.Values{"order": form.Ref{Form: "service_order", ID: order.ID}, "source": form.Ref{Form: "customer", ID: customer.ID},
		"tests": []form.Row{{ID: "r1", Values: form.Values{"item": "摘机", "value": decimal.RequireFromString("0.5")}}}})
	for _, rec := range []*record.Record{engineer, customer, order, card} {
		put(t, tables, db, rec)
	}

	for query, want := range map[string]string{
		"SELECT engineer FROM view_service_order":                           "周建明",
		"SELECT customer FROM view_service_order":                           "海宁网络",
		"SELECT customer_id FROM view_service_order":                        customer.ID.String(),
		"SELECT id FROM view_service_order":                                 order.ID.String(),
		"SELECT created_by FROM view_service_order":                         "周建明",
		`SELECT "order" FROM view_card`:                                     "SO261123-0007",
		"SELECT source FROM view_card":                                      "海宁网络",
		"SELECT source_form FROM view_card":                                 "customer",
		"SELECT item FROM view_card_tests":                                  "摘机",
		"SELECT record_id FROM view_card_tests":                             card.ID.String(),
		"SELECT sum(value) FROM view_card_tests WHERE record_state='blank'": "0.5",
	} {
		if got := text(t, db, query); got != want {
			t.Errorf("%s gives %q, not %q", query, got, want)
		}
	}
	if got := table.Shown(tables.Table("service_order").Form, &order.Record); got != "SO261123-0007" {
		t.Errorf("the order is shown as %q", got)
	}
}

func TestWorld_knowsPeopleAndSettings(t *testing.T) {
	tables, db := open(t, library(t))
	here, there := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	post := func(role string, site form.ID) []form.Row {
		return []form.Row{{ID: "p", Values: form.Values{"role": role, "site": form.Ref{Form: "site", ID: site}}}}
	}
	ann := newRecord("person", "", form.Values{"name": "Ann", "posts": post("engineer", here)})
	bob := newRecord("person", "", form.Values{"name": "Bob", "posts": post("engineer", there)})
	put(t, tables, db, ann)
	put(t, tables, db, bob)
	for _, c := range []struct {
		value, from string
		site        form.ID
	}{{"12 h", "2026-01-01", form.ID{}}, {"6 h", "2026-11-01", form.ID{}}, {"1 h", "2027-01-01", form.ID{}}, {"2 h", "2026-01-01", here}, {"soon", "2026-11-20", here}} {
		values := form.Values{"key": "SET-01", "value": c.value, "valid_from": form.Date(c.from)}
		if c.site != (form.ID{}) {
			values["branch"] = form.Ref{Form: "site", ID: c.site}
		}
		put(t, tables, db, newRecord("setting", "", values))
	}
	cai := newRecord("person", "", form.Values{"name": "Cai", "posts": post("engineer", here)})
	cai.Values["posts"].([]form.Row)[0].Values["from"] = form.Date("2026-12-01")
	put(t, tables, db, cai)
	register := &table.Register{}
	w := table.NewWorld(context.Background(), tables, db, register, true)

	engineers := func(at time.Time, want int) {
		t.Helper()
		if people, err := w.People("engineer", here, at); err != nil || len(people) != want {
			t.Errorf("on %s there are %d engineers, %v", at, len(people), err)
		}
	}
	engineers(noon, 1)
	engineers(noon.AddDate(0, 0, 10), 2)
	engineers(noon.Add(time.Hour), 1)
	bob.Values["posts"] = post("engineer", here)
	put(t, tables, db, bob)
	register.Forget()
	engineers(noon, 2)
	bob.Values["posts"] = post("engineer", there)
	put(t, tables, db, bob)
	register.Forget()
	for _, c := range []struct {
		site form.ID
		want int
	}{{here, 1}, {there, 1}, {form.ID{}, 2}, {uuid.Must(uuid.NewV7()), 0}} {
		people, err := w.People("engineer", c.site, noon)
		if err != nil || len(people) != c.want {
			t.Errorf("at %s there are %d engineers, %v", c.site, len(people), err)
		}
	}
	for _, c := range []struct {
		id   string
		site form.ID
		want form.Length
	}{
		{"SET-01", form.ID{}, form.Length{N: 6, Unit: "h"}}, {"SET-01", here, form.Length{N: 2, Unit: "h"}}, {"SET-01", there, form.Length{N: 6, Unit: "h"}},
		{"SET-09", here, form.Length{N: 30, Unit: "min"}}, {"SET-09.major", here, form.Length{N: 1, Unit: "d", Working: true}},
	} {
		got, err := w.Setting(c.id, c.site, noon)
		if err != nil || got != c.want {
			t.Errorf("%s at %s is %v, not %v, %v", c.id, c.site, got, c.want, err)
		}
	}
	if _, err := w.Setting("SET-99", here, noon); err == nil {
		t.Error("an unknown setting has a value")
	}
	if _, err := w.Setting("SET-09.minor", here, noon); !errors.Is(err, form.ErrNotHere) {
		t.Errorf("a part that nobody gave: %v", err)
	}
	if rec, err := w.Record("person", ann.ID); err != nil || rec.Values["name"] != "Ann" {
		t.Errorf("the record is %v, %v", rec, err)
	}
}

func text(t *testing.T, db table.DB, query string) string {
	t.Helper()
	s := ""
	if err := table.One(context.Background(), db, query, nil, &s); err != nil {
		t.Fatal(err)
	}
	return s
}
