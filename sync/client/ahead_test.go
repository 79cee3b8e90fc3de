package client_test

import (
	"bytes"
	"errors"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// A table that somebody puts in force is on every device after its next sync, before
// anybody looks at it; one that is not in force is not brought.
func TestSync_bringsAheadWhatIsInForce(t *testing.T) {
	o := newOffice(t)
	desk, tablet := o.enrol(library.RoleTechnicalSupervisor, client.Config{}), o.enrol(library.RoleEngineer, client.Config{})
	o.sync(desk, tablet)
	table := func(edition string, force bool) string {
		file, err := desk.PutAttachment(ctx, bytes.NewReader([]byte("the segments of "+edition)), "segments.csv.gz")
		if err != nil {
			t.Fatal(err)
		}
		id := desk.new(library.SegmentTable, form.Values{library.SegmentTableEdition: edition, library.SegmentTableRows: int64(1), library.SegmentTableTable: file})
		if force {
			desk.do(record.Part{Kind: record.Act, Form: library.SegmentTable, ID: id, State: library.SegmentTableDraft, Action: library.SegmentTablePutInForce})
		}
		return file.SHA256
	}
	used, draft := table("2026-11", true), table("2026-12", false)
	o.sync(desk, tablet)

	content, err := form.FileOf(tablet.Env(ctx, nil).World, used)
	if err != nil || string(content) != "the segments of 2026-11" {
		t.Errorf("the table in force is here as %q, %v", content, err)
	}
	if _, err := tablet.Attachment(ctx, draft); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("a draft was brought, %v", err)
	}
}
