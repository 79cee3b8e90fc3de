package device

import (
	"context"
	"fmt"
	"time"

	"fieldline/sync/record"
)

// Receipt is the server's word on how much of this journal it has.
type Receipt struct {
	Incarnation string // of the journal it is about; "" says nothing
	From        int64  // dseq at which the incarnation's chain begins
	Upto        int64  // dseq up to which operations were taken
	Count       int64  // how many they are, from From on
	Head        []byte // of the chain at Upto
	Received    time.Time
}

// Standing is how the journal here and what the server has of it compare.
type Standing string

// The standings. All but the first three are wrong.
const (
	Unheard Standing = "unheard" // the server has not said yet
	Behind  Standing = "behind"  // equal as far as it was sent; the rest waits
	Equal   Standing = "equal"   // as many, and the same
	Missing Standing = "missing" // the server lacks some that it had taken
	Unequal Standing = "heads"   // as many, and not the same
	Rewound Standing = "rewound" // the server has more: this is an older copy
	Altered Standing = "journal" // the journal here was changed
)

// Proof is what shows whether the server has what was written here.
type Proof struct {
	Written  int64 // operations in the journal, with those that were pruned
	Received int64 // of them at the server, by its last receipt
	Mine     []byte
	Theirs   []byte    // the chains at Received
	Receipt  time.Time // when the last of them was received
	Standing Standing
	Counted  time.Time // when the server last counted and hashed its log for it; zero: never
	Found    int64     // how many it found then
	Lacking  int64     // of those that it had taken by then

	Records Compared
	// Witnessed is the newest sequence at which this device knows the server's chain, and
	// Witnesses on how many days.
	Witnessed int64
	Witnesses int
	Alarms    []Alarm // newest first
}

// Compared is how the records here and those that the server gives this person compared.
type Compared struct {
	At           time.Time // zero: never
	Mine, Theirs int64     // how many
	Equal        bool
	Again        bool // they differed, and are being read again
}

// compareEach is how often records are compared unasked.
const compareEach = 24 * time.Hour

// Tell is what a request says of this side, besides the work itself.
type Tell struct {
	Written   int64
	AckedHead []byte // of the chain up to which operations are answered
	Witness   *Witness
	Alarms    []Alarm // that the office has not got
	Compare   bool    // it is time to compare records
}

// Tell returns what the next request says.
func (s *Store) Tell(ctx context.Context) (Tell, error) {
	var t Tell
	err := s.look(ctx, func(r *reader) error {
		m := s.known.Load()
		last, err := r.journalEnd()
		if err != nil {
			return err
		}
		t.Written = max(last.dseq, m.number(metaUpto))
		if r.tables != nil {
			if t.AckedHead, err = r.chainAt(m.number(metaUpto)); err != nil {
				return err
			}
		}
		told, err := r.witnesses(1)
		if err != nil {
			return err
		}
		if len(told) > 0 {
			t.Witness = &told[0]
		}
		if t.Alarms, err = r.alarms("told = 0"); err != nil {
			return err
		}
		at := m.compared().At
		t.Compare = m.compared().Again || s.Now().Sub(at) > compareEach || at.After(s.Now())
		return nil
	})
	if err != nil {
		return Tell{}, fmt.Errorf("read what to tell the server: %w", err)
	}
	return t, nil
}

// takeReceipt holds the server's receipt against the journal, before anything is settled
// by it. Where they differ nothing that waits counts as answered: it is sent again under a
// new incarnation, with the same ids.
func (tx *tx) takeReceipt(got Receipt) error {
	if got.Incarnation == "" || got.Incarnation != tx.meta.get(metaIncarnation) {
		return nil
	}
	standing, err := tx.stand(got)
	if err != nil {
		return err
	}
	if standing == Rewound || standing == Unequal {
		if err := tx.alarm(AlarmKind(standing), fmt.Sprintf("up to %d: the server's chain is %.4x", got.Upto, got.Head)); err != nil {
			return err
		}
		return tx.renumber(got.Upto + 1)
	}
	return tx.meta.keep(metaReceipt, got)
}

// stand compares the journal with a receipt.
func (r *reader) stand(got Receipt) (Standing, error) {
	last, err := r.journalEnd()
	if err != nil {
		return Unheard, err
	}
	switch {
	case got.Incarnation == "":
		return Unheard, nil
	case got.Upto > last.dseq && got.Upto >= got.From:
		return Rewound, nil
	case got.Count != got.Upto-got.From+1:
		return Missing, nil
	}
	if got.Upto >= got.From {
		mine, err := r.chainAt(got.Upto)
		if err != nil {
			return Unheard, err
		}
		if len(mine) > 0 && !record.Follows(mine, got.Head) {
			return Unequal, nil
		}
	}
	if got.Upto < last.dseq {
		return Behind, nil
	}
	return Equal, nil
}

// compareRecords holds the server's digest against what is here, at the end of a pull. It
// tells whether they agree; where everything was just read, they differ for good.
func (tx *tx) compareRecords(theirs record.Digest, fresh bool) (bool, error) {
	mine, err := tx.digest()
	if err != nil {
		return false, err
	}
	now := Compared{At: tx.now, Mine: mine.Count, Theirs: theirs.Count, Equal: mine == theirs}
	if !now.Equal {
		now.Again = !fresh
		if err := tx.alarm(AlarmRecords, fmt.Sprintf("%d here, %d there on %s", mine.Count, theirs.Count, tx.now.Format(time.DateOnly))); err != nil {
			return false, err
		}
	}
	tx.changed.Proof = true
	return now.Equal, tx.meta.keep(metaCompared, now)
}

// Counted is the server's answer when it was asked to count and hash its log.
type Counted struct {
	Receipt   Receipt
	Witnesses []Witness
}

// TakeProof takes in what the server counted.
func (s *Store) TakeProof(ctx context.Context, got Counted) error {
	err := s.change(ctx, func(tx *tx) error {
		if tx.tables == nil {
			return ErrNoLibrary
		}
		standing, err := tx.stand(got.Receipt)
		if err != nil {
			return err
		}
		switch standing {
		case Missing, Unequal, Rewound:
			detail := fmt.Sprintf("%d of %d up to %d, counted", got.Receipt.Count, got.Receipt.Upto-got.Receipt.From+1, got.Receipt.Upto)
			if err := tx.alarm(AlarmKind(standing), detail); err != nil {
				return err
			}
		}
		for _, w := range got.Witnesses {
			same, err := tx.compareWitness(w)
			if err != nil {
				return err
			}
			if !same {
				if err := tx.startOver(); err != nil {
					return err
				}
			}
		}
		tx.changed.Proof = true
		return tx.meta.keep(metaCounted, counted{got.Receipt, tx.now})
	})
	if err != nil {
		return fmt.Errorf("take the server's proof in: %w", err)
	}
	return nil
}

// counted is a receipt for which the server counted its log.
type counted struct {
	Receipt
	At time.Time
}

// Witnesses returns what this device was told of the server's chain, newest first.
func (s *Store) Witnesses(ctx context.Context) ([]Witness, error) {
	var all []Witness
	err := s.look(ctx, func(r *reader) (err error) {
		all, err = r.witnesses(keptWitnesses)
		return err
	})
	return all, err
}

// said is what the server last said of this journal, and how the journal compares with it.
type said struct {
	receipt   Receipt // zero: nothing of this incarnation
	counted   counted // zero: it never counted its log
	standing  Standing
	recounted bool // it stands so by what was counted
}

// of is the receipt by which it stands so.
func (s said) of() Receipt {
	if s.recounted {
		return s.counted.Receipt
	}
	return s.receipt
}

// said reads what the server said of this incarnation's journal. What its log itself gave
// counts more than what was noted beside it.
func (r *reader) said(m *meta) (said, error) {
	var s said
	m.kept(metaReceipt, &s.receipt)
	m.kept(metaCounted, &s.counted)
	if s.receipt.Incarnation != m.get(metaIncarnation) {
		s.receipt = Receipt{}
	}
	if s.counted.Incarnation != m.get(metaIncarnation) {
		s.counted = counted{}
	}
	var err error
	if s.standing, err = r.stand(s.receipt); err != nil {
		return s, err
	}
	worse, err := r.stand(s.counted.Receipt)
	if worse == Missing || worse == Unequal {
		s.standing, s.recounted = worse, true
	}
	return s, err
}

// Differs tells whether the two sides are known not to be the same, by what the server said
// last: a person has to see to it. Whether the journal here is whole only Proof reads.
func (s *Store) Differs(ctx context.Context) (bool, error) {
	differs := false
	err := s.look(ctx, func(r *reader) error {
		if r.tables == nil {
			return nil
		}
		m := s.known.Load()
		said, err := r.said(m)
		if err != nil {
			return err
		}
		switch said.standing {
		case Missing, Unequal, Rewound:
			differs = true
		}
		c := m.compared()
		differs = differs || !c.At.IsZero() && !c.Equal && !c.Again
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("compare with what the server said: %w", err)
	}
	return differs, nil
}

// shownAlarms is how many alarms a proof lists.
const shownAlarms = 20

// Proof reads the whole journal and holds it against what the server has of it.
func (s *Store) Proof(ctx context.Context) (Proof, error) {
	var p Proof
	err := s.read(ctx, func(r *reader) error {
		m, err := readMeta(r.ctx, r.db)
		if err != nil {
			return err
		}
		last, err := r.journalEnd()
		if err != nil {
			return err
		}
		said, err := r.said(m)
		if err != nil {
			return err
		}
		of := said.of()
		p.Standing, p.Written, p.Records = said.standing, max(last.dseq, m.number(metaUpto)), m.compared()
		p.Received, p.Theirs, p.Receipt = of.Upto, of.Head, said.receipt.Received
		if said.recounted {
			p.Received = of.From - 1 + of.Count
		}
		if deep := said.counted; !deep.At.IsZero() {
			p.Counted, p.Found = deep.At, deep.From-1+deep.Count
			p.Lacking = max(0, deep.Upto-p.Found)
		}
		if p.Mine, err = r.chainAt(said.receipt.Upto); err != nil {
			return err
		}
		intact, err := r.intact(m.chainFrom(), m.number(metaHoles))
		if err != nil {
			return err
		}
		if !intact {
			p.Standing = Altered
		}
		told, err := r.witnesses(keptWitnesses)
		if err != nil {
			return err
		}
		if p.Witnesses = len(told); p.Witnesses > 0 {
			p.Witnessed = told[0].Seq
		}
		p.Alarms, err = r.alarms("n > (SELECT coalesce(max(n), 0) FROM alarm) - ?", shownAlarms)
		return err
	})
	if err != nil {
		return Proof{}, fmt.Errorf("prove what the server has: %w", err)
	}
	return p, nil
}

// compared returns how records last compared.
func (m *meta) compared() Compared {
	var c Compared
	m.kept(metaCompared, &c)
	return c
}
