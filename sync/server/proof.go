package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// The alarms that the server raises by itself.
const (
	alarmFork  = "fork"  // a device was told another chain of the log, in the same epoch
	alarmHeads = "heads" // a device's journal is not the one that was taken
)

// proof counts and hashes what the log itself has of a device, and looks up the chain
// where the device was told it.
func (s *Server) proof(ctx context.Context, d *device, ask *protocol.ProofRequest) (*protocol.ProofReply, error) {
	if len(ask.Witnesses) > protocol.MostWitnesses {
		return nil, protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("%d witnesses", len(ask.Witnesses)))
	}
	reply := &protocol.ProofReply{Epoch: s.shown.Load().epoch, Now: s.now()}
	err := s.store.read(ctx, func(db *table.Session) error {
		var err error
		if reply.Receipt, err = countedReceipt(db, d.n); err != nil {
			return err
		}
		for _, w := range ask.Witnesses {
			now, err := hashAt(db, w.Seq)
			if err != nil {
				return err
			}
			reply.Witnesses = append(reply.Witnesses, protocol.Witness{Seq: w.Seq, Head: now})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("prove what came from device %s: %w", d.id, err)
	}
	return reply, nil
}

// receipt is what was noted when operations were taken: for every sync.
func receipt(db table.DB, n int64) (protocol.Receipt, error) {
	var r protocol.Receipt
	var id []byte
	var left int64
	var arrived *string
	err := one(db, `SELECT id, incarnation, last_dseq, head, arrived, (SELECT coalesce(max(upto), 0) FROM incarnation WHERE device = n) FROM device WHERE n = ?`,
		[]any{n}, &id, &r.Incarnation, &r.Upto, &r.Head, &arrived, &left)
	if err != nil {
		return r, err
	}
	r.Device, r.From, r.Count = readID(id), left+1, r.Upto-left
	if arrived != nil {
		r.Received, err = time.Parse(protocol.TimeLayout, *arrived)
	}
	return r, err
}

// countedReceipt counts the log and hashes its bodies anew, so that a row that is gone or
// was changed shows. What a rescue file brought before its device sent it counts as sent.
func countedReceipt(db table.DB, n int64) (protocol.Receipt, error) {
	r, err := receipt(db, n)
	if err != nil {
		return r, err
	}
	r.Count, r.Head = 0, nil
	err = each(db, `SELECT dseq, body_hash, body FROM op WHERE device = ?1 AND device > 0 AND op_id IS NOT NULL AND dseq >= ?2 AND dseq <= ?3
			AND dseq NOT IN (SELECT dseq FROM again WHERE device = ?1)
		UNION ALL SELECT dseq, body_hash, NULL FROM again WHERE device = ?1 AND dseq >= ?2 AND dseq <= ?3
		UNION ALL SELECT dseq, NULL, body FROM waiting WHERE device = ?1 AND dseq >= ?2 AND dseq <= ?3 ORDER BY dseq`,
		[]any{n, r.From, r.Upto}, func(scan scanner) error {
			var dseq int64
			var hash, body []byte
			if err := scan(&dseq, &hash, &body); err != nil {
				return err
			}
			if body != nil {
				hash = record.Hash(body)
			}
			r.Count++
			r.Head = record.Chain(r.Head, hash)
			return nil
		})
	return r, err
}

// agree notes what a device says of its journal, and raises an alarm where its chain is
// not the one that was taken.
func (m *meeting) agree(t *turn) error {
	ask := m.ask
	if _, err := exec(t.db, "UPDATE device SET written = ? WHERE n = ? AND written <> ?", ask.Written, m.n, ask.Written); err != nil {
		return err
	}
	for _, a := range ask.Alarms {
		if err := t.alarm(m.n, a); err != nil {
			return err
		}
	}
	if len(ask.AckedHead) == 0 {
		return nil
	}
	var last int64
	var head []byte
	if err := one(t.db, "SELECT last_dseq, head FROM device WHERE n = ?", []any{m.n}, &last, &head); err != nil {
		return err
	}
	switch {
	case last != ask.Acked || len(head) == 0:
		return nil // a reply was lost, or a new incarnation has sent nothing yet
	case bytes.Equal(head, ask.AckedHead):
		_, err := exec(t.db, "UPDATE device SET agreed = ? WHERE n = ? AND agreed <> ?", last, m.n, last)
		return err
	}
	return t.alarm(m.n, protocol.Alarm{Kind: alarmHeads, At: t.now, Detail: fmt.Sprintf("up to %d: %.4x here, %.4x there", last, head, ask.AckedHead)})
}

// compareWitness raises an alarm where the device was told another chain than is here: in
// the same epoch there is but one.
func (s *Server) compareWitness(ctx context.Context, d *device, told *protocol.Witness, reply *protocol.SyncReply) error {
	if told == nil || reply.Witness == nil || bytes.Equal(told.Head, reply.Witness.Head) {
		return nil
	}
	return s.do(ctx, func(t *turn) error {
		return t.alarm(d.n, protocol.Alarm{Kind: alarmFork, At: t.now, Detail: fmt.Sprintf("at %d: %.4x here, %.4x there", told.Seq, reply.Witness.Head, told.Head)})
	})
}

// prove shows the device the chain where it was told it, and sums up what it should have,
// where it asks for that and the pull ends.
func (p *puller) prove() (err error) {
	if told := p.ask.Witness; told != nil {
		p.reply.Witness = &protocol.Witness{Seq: told.Seq}
		if p.reply.Witness.Head, err = hashAt(p.db, told.Seq); err != nil {
			return err
		}
	}
	if p.ask.Digest && !p.reply.More {
		p.reply.Digest, err = p.digest()
	}
	return err
}

// digest sums up everything that a person's devices should have now.
func (p *puller) digest() (*protocol.Digest, error) {
	var d record.Digest
	listens, err := json.Marshal(p.listens)
	if err != nil {
		return nil, err
	}
	for _, t := range p.sc.tables.All() {
		ref := form.Ref{Form: t.Form.Name}
		err := each(p.db, `SELECT f.`+t.Builtin("id")+`, f.`+t.Builtin("rev")+` FROM (SELECT DISTINCT feed.k AS k FROM json_each(?) AS a
			CROSS JOIN feed ON feed.aud = a.value AND feed.kind <> 3 WHERE feed.form = ?) AS mine JOIN `+t.Name()+` AS f ON f.`+t.Builtin("k")+` = mine.k`,
			[]any{string(listens), p.sc.formN[t.Form.Name]}, func(scan scanner) error {
				var id []byte
				var rev int64
				if err := scan(&id, &rev); err != nil {
					return err
				}
				ref.ID = readID(id)
				d.Add(ref, rev)
				return nil
			})
		if err != nil {
			return nil, fmt.Errorf("digest of %s: %w", t.Form.Name, err)
		}
	}
	return &protocol.Digest{Count: d.Count, Sum: d.Sum[:]}, nil
}
