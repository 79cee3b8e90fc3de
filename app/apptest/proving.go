package apptest

import (
	"context"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Prove does what a test has the server answer; without that nothing is learnt.
func (s *StillSync) Prove(ctx context.Context) error {
	if s.OnProve == nil {
		return nil
	}
	return s.OnProve(ctx)
}

// Devices are what a test has the server know.
func (s *StillSync) Devices(context.Context) (protocol.DevicesReply, error) {
	return protocol.DevicesReply{Devices: s.Seen}, nil
}

// History is what a test has the server tell of a record.
func (s *StillSync) History(_ context.Context, formName string, id form.ID) (protocol.HistoryReply, error) {
	return protocol.HistoryReply{Entries: s.Told[form.Ref{Form: formName, ID: id}]}, s.Away
}

// Receive has the server say that it took the journal up to an operation and, where it
// counted its log, how many it found there.
func (r *Ready) Receive(ctx context.Context, upto, counted int64) error {
	store := r.App.Store()
	head, err := store.HeadOf(ctx, upto)
	if err != nil {
		return err
	}
	got := device.Receipt{Incarnation: store.SyncState().Incarnation, From: 1, Upto: upto, Count: upto, Head: head, Received: r.Now}
	reply := device.Reply{Epoch: "test", Cursor: "2", Through: 70, Upto: upto, Head: []byte("head"), Receipt: got}
	if err := store.ApplyReply(ctx, reply); err != nil {
		return err
	}
	digest, err := store.Digest(ctx) // of what is confirmed now
	if err != nil {
		return err
	}
	reply.Digest = &digest
	if err := store.ApplyReply(ctx, reply); err != nil {
		return err
	}
	got.Count = counted
	return store.TakeProof(ctx, device.Counted{Receipt: got})
}
