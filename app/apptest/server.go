package apptest

import (
	"context"
	"encoding/json"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// Refuse answers everything that waits to be sent: the last of it is refused for these
// problems, the rest is taken as it was.
func (r *Ready) Refuse(problems ...form.Problem) {
	r.t.Helper()
	last := r.lastPending()
	r.reply(device.Reply{Upto: last.Dseq, Results: []device.Result{{Op: last.ID, Dseq: last.Dseq, Fate: record.Refused, Problems: problems}}})
}

// Contest answers everything that waits to be sent: somebody else had written a field of
// the last of it meanwhile, and his value is in force. theirs is canonical JSON.
func (r *Ready) Contest(formName string, id form.ID, column string, base, mine, theirs json.RawMessage, by form.ID) {
	r.t.Helper()
	last := r.lastPending()
	rec := r.Record(formName, id)
	c := r.App.Store().Library().Form(formName).Column(column)
	v, err := c.Decode(theirs)
	r.must(err)
	rec.Values[column], rec.Rev, rec.Seq = v, rec.Rev+1, rec.Seq+100
	r.reply(device.Reply{Upto: last.Dseq, Records: []record.Record{*rec}, Results: []device.Result{{
		Op: last.ID, Dseq: last.Dseq, Fate: record.Merged,
		Conflicts: []device.Conflict{{Op: last.ID, Form: formName, Record: id, Column: column, Base: base, Mine: mine, Theirs: theirs, By: by,
			Written: r.Now.Add(-time.Hour), Where: "T03 Huawei MatePad"}},
	}}})
}

// Deliver answers everything that waits to be sent: all of it is taken as it was.
func (r *Ready) Deliver() {
	r.t.Helper()
	r.reply(device.Reply{Upto: r.lastPending().Dseq})
}

// Change brings records as others have changed them.
func (r *Ready) Change(recs ...record.Record) {
	r.t.Helper()
	r.reply(device.Reply{Records: recs})
}

func (r *Ready) lastPending() device.Sendable {
	r.t.Helper()
	r.Pass(10 * time.Second) // nothing can be taken back any more
	batch, err := r.App.Store().Pending(context.Background(), 100, 1<<20)
	r.must(err)
	if len(batch.Ops) == 0 {
		r.t.Fatal("nothing waits to be sent")
	}
	return batch.Ops[len(batch.Ops)-1]
}

func (r *Ready) reply(reply device.Reply) {
	r.t.Helper()
	reply.Epoch, reply.Cursor, reply.BackedUp = "test", "2", r.BackedUp
	r.must(r.App.Store().ApplyReply(context.Background(), reply))
	r.Sync.Set(func(st *client.State) { st.LastSuccess = r.Now })
	r.Pass(200 * time.Millisecond)
}

// Pull brings the company's records, as the first rounds of a new installation do.
func (r *Ready) Pull(ctx context.Context) error {
	return r.Sync.store.ApplyReply(ctx, device.Reply{Epoch: "test", Records: r.Company.Records, Cursor: "1", BackedUp: r.BackedUp})
}
