package form

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"time"
)

// DerivedID is the id of a record that a step opens (forms/README.md 5): the first 48 bits are
// the source's, so that derived ids stay ordered in an index; the rest comes from the
// source, the step's key and the row. With again, the operation makes it a new one each
// time; the zero ID leaves it out.
func DerivedID(source Ref, key, row string, again ID) ID {
	h := sha256.New()
	part(h, []byte(source.Form))
	part(h, source.ID[:])
	part(h, []byte(key))
	part(h, []byte(row))
	if again != (ID{}) {
		part(h, again[:])
	}
	return version8(source.ID[:6], h)
}

// PartID is the id of the nth record that one operation creates; the first has the
// operation's own.
func PartID(op ID, n int) ID {
	h := sha256.New()
	part(h, []byte("part"))
	part(h, op[:])
	part(h, binary.BigEndian.AppendUint64(nil, uint64(n)))
	return version8(op[:6], h)
}

// PeriodID is the id of a record that the calendar opens for a form's `every`, once per
// period and subject. Its first 48 bits are the period's start in milliseconds.
func PeriodID(formName, every, period, subject string, start time.Time) ID {
	h := sha256.New()
	for _, s := range []string{"every", formName, every, period, subject} {
		part(h, []byte(s))
	}
	return version8(millis(start), h)
}

// ReminderID is the id of the operation by which the clock makes a deadline's step. The
// same step of the same due time has the same id, so twice is once.
func ReminderID(rec Ref, deadline string, step int, due time.Time) ID {
	h := sha256.New()
	part(h, []byte("reminder"))
	part(h, []byte(rec.Form))
	part(h, rec.ID[:])
	part(h, []byte(deadline))
	part(h, binary.BigEndian.AppendUint64(nil, uint64(step)))
	part(h, binary.BigEndian.AppendUint64(nil, uint64(due.UnixMilli())))
	return version8(millis(due), h)
}

// RowID is the id of a row that a step or an operation appends.
func RowID(op ID, step string, index int) string {
	h := sha256.New()
	part(h, []byte("row"))
	part(h, op[:])
	part(h, []byte(step))
	part(h, binary.BigEndian.AppendUint64(nil, uint64(index)))
	return version8(op[:6], h).String()
}

// KeyedRowID is the id of a row of a table with `key`, so that two devices which add the
// same make one row.
func KeyedRowID(rec Ref, table, value string) string {
	h := sha256.New()
	part(h, []byte("keyed"))
	part(h, []byte(rec.Form))
	part(h, rec.ID[:])
	part(h, []byte(table))
	part(h, []byte(value))
	return version8(rec.ID[:6], h).String()
}

// part adds one piece with its length, so that no two lists of pieces hash alike.
func part(h hash.Hash, b []byte) {
	h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
	h.Write(b)
}

func version8(prefix []byte, h hash.Hash) ID {
	var id ID
	copy(id[:], h.Sum(nil))
	copy(id[:6], prefix)
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

func millis(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(t.UnixMilli()))[2:]
}
