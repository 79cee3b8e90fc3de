package device

import (
	"context"
	"fmt"
	"time"

	"fieldline/sync/table"
)

// AlarmKind is what must not be and was found.
type AlarmKind string

// The alarms.
const (
	AlarmFork    AlarmKind = "fork"    // the server shows another history than it had told
	AlarmBehind  AlarmKind = "behind"  // the server has less than it had told
	AlarmRecords AlarmKind = "records" // the records here are not those the server gives this person
	AlarmMissing AlarmKind = "missing" // the server lacks operations that it had taken
	AlarmHeads   AlarmKind = "heads"   // the operations that the server has are not those of this journal
	AlarmRewound AlarmKind = "rewound" // the server has more than this journal: an older copy is alive
	AlarmJournal AlarmKind = "journal" // this journal was changed
	AlarmSecrets AlarmKind = "secrets" // raised by the server: as many secrets as one may were read in a day
)

// Alarm is one that was raised.
type Alarm struct {
	N      int64
	Kind   AlarmKind
	At     time.Time
	Detail string
	Told   bool // the server has it for the office
}

// Alarm keeps an alarm, once, for its person and for the office.
func (s *Store) Alarm(ctx context.Context, kind AlarmKind, detail string) error {
	return s.change(ctx, func(tx *tx) error { return tx.alarm(kind, detail) })
}

func (tx *tx) alarm(kind AlarmKind, detail string) error {
	err := run(tx.ctx, tx.db, "INSERT INTO alarm(kind, at, detail, told) VALUES (?, ?, ?, 0) ON CONFLICT(kind, detail) DO NOTHING",
		string(kind), tx.now.Format(table.TimeLayout), detail)
	if err != nil {
		return fmt.Errorf("keep an alarm: %w", err)
	}
	tx.changed.Proof = true
	return nil
}

// told notes up to which alarm the server has them.
func (tx *tx) told(n int64) error {
	if n == 0 {
		return nil
	}
	if err := run(tx.ctx, tx.db, "UPDATE alarm SET told = 1 WHERE n <= ?", n); err != nil {
		return fmt.Errorf("note which alarms were told: %w", err)
	}
	return nil
}

// alarms returns alarms, newest first.
func (r *reader) alarms(where string, args ...any) ([]Alarm, error) {
	var all []Alarm
	err := table.Each(r.ctx, r.db, "SELECT n, kind, at, detail, told FROM alarm WHERE "+where+" ORDER BY n DESC", args, func(scan func(...any) error) error {
		var a Alarm
		var at string
		if err := scan(&a.N, (*string)(&a.Kind), &at, &a.Detail, &a.Told); err != nil {
			return err
		}
		var err error
		if a.At, err = time.Parse(table.TimeLayout, at); err != nil {
			return err
		}
		all = append(all, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the alarms: %w", err)
	}
	return all, nil
}
