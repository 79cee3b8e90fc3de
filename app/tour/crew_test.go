package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// fieldserver is the server's program.
func fieldserver(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// programs is the folder of what is built for the tests.
var programs string

// builderHome is where the builder's cache is. A theatre has a home of its own, in which
// everything would be built anew.
var builderHome = os.Getenv("HOME")

// built builds the server once for all tests.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programs, "fieldserver")
	cmd := exec.Command("go", "build", "-o", path, "fieldline/sync/fieldserver")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "HOME="+builderHome)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w: %s", err, out)
	}
	return path, nil
})

func newCrew(t *testing.T) *crew {
	t.Helper()
	ctx := context.Background()
	addr, err := freePort(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{program: fieldserver(t), dir: filepath.Join(t.TempDir(), "server"), addr: addr, ended: make(chan error, 1)}
	if err := o.start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	})
	c := &crew{t: t, office: o}
	admin := c.enrol(ctx, filepath.Join(t.TempDir(), "admin"), library.RoleAdministrator)
	c.site = admin.create(t, library.Site, form.Values{library.SiteName: "深圳", library.SiteCode: "SZ"})
	for _, role := range []string{library.RoleTechnicalAssistant, library.RoleEngineer, library.RoleTechnicalSupervisor} {
		admin.create(t, library.Person, form.Values{library.PersonName: role, library.PersonPosts: []form.Row{{ID: "1", Values: form.Values{
			"role": role, "site": form.Ref{Form: library.Site, ID: c.site}, "from": form.Date("2020-01-01"),
		}}}})
	}
	if err := admin.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	c.desk = c.enrol(ctx, filepath.Join(t.TempDir(), "desk"), library.RoleTechnicalAssistant)
	c.watch = c.enrol(ctx, filepath.Join(t.TempDir(), "watch"), library.RoleTechnicalSupervisor)
	return c
}

// enrol enrols a machine for whoever holds a role, and downloads.
func (c *crew) enrol(ctx context.Context, dir, role string) *machine {
	c.t.Helper()
	code, err := c.office.code(ctx, "--role", role)
	if err != nil {
		c.t.Fatal(err)
	}
	cfg := client.Config{Now: func() time.Time { return time.Now().Add(c.ahead) }}
	store, err := client.Enrol(ctx, dir, code, cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		if err := store.Close(); err != nil {
			c.t.Error(err)
		}
	})
	syncer, err := client.New(store, cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := syncer.Sync(ctx); err != nil {
		c.t.Fatal(err)
	}
	return &machine{store, syncer}
}

func (m *machine) create(t *testing.T, formName string, values form.Values) form.ID {
	t.Helper()
	out, err := m.Do(context.Background(), record.Part{Kind: record.Create, Form: formName, Values: values})
	if err != nil || out.Fate != record.Applied {
		t.Fatalf("create %s: %v %v", formName, err, out.Problems)
	}
	return out.Changes[0].After.ID
}

// cardFor makes an order for the engineer, enrols his tablet in a folder as the app
// would, and returns his blank card.
func (c *crew) cardFor(ctx context.Context, dir string) string {
	c.t.Helper()
	customer := c.desk.create(c.t, library.Customer, form.Values{
		library.CustomerName: "南山海纳物流有限公司", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "黄志强",
		library.CustomerPhone: "13800138045", library.CustomerAddress: "东滨路206号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	engineers, err := c.desk.List(ctx, device.Query{Form: library.Person, Limit: 50})
	if err != nil {
		c.t.Fatal(err)
	}
	var engineer form.ID
	for _, row := range engineers.Rows {
		if row.Record.Values[library.PersonName] == library.RoleEngineer {
			engineer = row.Record.ID
		}
	}
	start := time.Now().Add(time.Hour)
	order := c.desk.create(c.t, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderEngineer: engineer, library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	out, err := c.desk.Do(ctx, record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: order, Action: library.ServiceOrderAssign})
	if err != nil || out.Fate != record.Applied {
		c.t.Fatalf("assign: %v %v", err, out.Problems)
	}
	c.ahead = device.UndoWindow // the assistant does not take it back
	if err := c.desk.Sync(ctx); err != nil {
		c.t.Fatal(err)
	}
	c.ahead = 0
	tablet := c.enrol(ctx, dir, library.RoleEngineer)
	cards, err := tablet.Related(ctx, library.FeedbackCard, library.FeedbackCardOrder, order)
	if err != nil || len(cards) != 1 {
		c.t.Fatalf("the tablet has %d cards of the order: %v", len(cards), err)
	}
	if err := tablet.Store.Close(); err != nil {
		c.t.Fatal(err)
	}
	c.remember(filepath.Dir(dir), filepath.Base(dir))
	return cards[0].ID.String()
}

// remember tells the app which installation was open last.
func (c *crew) remember(dir, folder string) {
	c.t.Helper()
	raw, err := json.Marshal(map[string]any{"Current": folder, "Places": map[string]screen.Place{}})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "app.json"), raw, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// all returns every record of a form that the supervisor sees.
func (c *crew) all(ctx context.Context, formName string) []record.Record {
	c.t.Helper()
	var all []record.Record
	q := device.Query{Form: formName, Limit: 500}
	for {
		page, err := c.watch.List(ctx, q)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, row := range page.Rows {
			all = append(all, row.Record)
		}
		if page.Next == "" {
			return all
		}
		q.After = page.Next
	}
}
