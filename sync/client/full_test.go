package client_test

import (
	"database/sql/driver"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// disk is the disk below a folder's databases, which can be full.
type disk struct {
	t     testing.TB
	conns []sqlite.ExecQuerierContext
}

// newDisk watches the databases that are opened below a folder from now on.
func newDisk(t testing.TB, dir string) *disk {
	d := &disk{t: t}
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		if strings.Contains(dsn, filepath.ToSlash(dir)) {
			d.conns = append(d.conns, conn)
		}
		return nil
	})
	return d
}

// fill leaves no page free; nothing may be at work meanwhile.
func (d *disk) fill() { d.limit("1") } // SQLite takes the pages there are

// free makes room.
func (d *disk) free() { d.limit(strconv.Itoa(1 << 30)) }

func (d *disk) limit(pages string) {
	d.t.Helper()
	for _, conn := range d.conns {
		rows, err := conn.QueryContext(ctx, "PRAGMA max_page_count = "+pages, nil)
		if err == nil {
			err = errors.Join(rows.Next(make([]driver.Value, 1)), rows.Close())
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
}

// customer is what a representative types when somebody calls.
func customer(name string) form.Values {
	return form.Values{
		library.CustomerName: name, library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800138046", library.CustomerAddress: strings.Repeat("桂园路18号", 40), library.CustomerServices: []string{library.ServiceIsIP},
	}
}

// A server whose disk is full takes nothing, says so, and gets everything once there is room.
func TestSync_serversDiskIsFull(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	o := newOfficeIn(t, dir)
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(desk)
	for i := range 200 {
		desk.new(library.Customer, customer("客户"+strconv.Itoa(i)))
	}
	o.now = o.now.Add(time.Minute)
	d.fill()

	err := desk.Sync(ctx)

	if !errors.Is(err, protocol.NewProblem(protocol.StorageFull, "")) {
		t.Fatalf("syncing says %v", err)
	}
	if s := desk.State(); s.Problem == nil || s.Problem.Key != "problem.storage-full" || s.Pending != 200 || s.Phase() != client.NeedsYou {
		t.Errorf("the badge shows %s of %+v", s.Phase(), s)
	}
	d.free()
	o.sync(desk)
	if s := desk.State(); s.Problem != nil || s.Phase() != client.UpToDate {
		t.Errorf("with room the badge shows %s of %+v", s.Phase(), s)
	}
	r, err := o.Verify(ctx)
	if err != nil || len(r.Faults) > 0 {
		t.Errorf("%v %v", err, r.Faults)
	}
	if twin := o.enrol(library.RoleTechnicalAssistant, client.Config{}); o.same(desk, twin) < 200 {
		t.Error("the server lacks customers")
	}
}

// A device whose disk is full goes on showing what it has, says why nothing comes, and
// gets everything once there is room.
func TestSync_devicesDiskIsFull(t *testing.T) {
	o := newOffice(t)
	desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(desk)
	d := newDisk(t, "full-tablet")
	full := o.enrolIn(filepath.Join(t.TempDir(), "full-tablet"), library.RoleTechnicalAssistant, client.Config{})
	o.sync(full)
	for i := range 200 {
		desk.new(library.Customer, customer("客户"+strconv.Itoa(i)))
	}
	o.sync(desk)
	d.fill()

	err := full.Sync(ctx)

	if !errors.Is(err, device.ErrFull) {
		t.Fatalf("syncing says %v", err)
	}
	if s := full.State(); s.Problem == nil || s.Problem.Key != device.KeyFull || s.Phase() != client.NeedsYou {
		t.Errorf("the badge shows %s of %+v", s.Phase(), s)
	}
	d.free()
	o.sync(full)
	if s := full.State(); s.Problem != nil || o.same(desk, full) < 200 {
		t.Errorf("with room the badge shows %s of %+v", s.Phase(), s)
	}
}
