package program

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// SegmentsIn returns the table of mobile segments that is in force, nil where there is none.
// Put in force twice, the one put in force last counts. It returns form.ErrNotHere where
// its bytes are not on this device yet.
func SegmentsIn(world form.World) (*dialplan.Segments, error) {
	rec, err := SegmentTable(world)
	if err != nil || rec == nil {
		return nil, err
	}
	edition, _ := rec.Get(library.SegmentTableEdition).(string)
	file, _ := rec.Get(library.SegmentTableTable).(form.Attachment)
	packed, err := form.FileOf(world, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open the segments %s: %w", edition, err)
	}
	return dialplan.DecodeSegments(edition, bytes.NewReader(packed))
}

// SegmentTable is the record of the table in force, nil where there is none.
func SegmentTable(world form.World) (*form.Record, error) {
	all, err := world.Matching(library.SegmentTable, nil, nil, []string{library.SegmentTableInForce})
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return nil, fmt.Errorf("find the table of segments: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return slices.MaxFunc(all, func(a, b *form.Record) int {
		return cmp.Or(inForceAt(a).Compare(inForceAt(b)), bytes.Compare(a.ID[:], b.ID[:]))
	}), nil
}

func inForceAt(table *form.Record) time.Time {
	at, _ := table.Get(library.SegmentTableInForceAt).(time.Time)
	return at
}
