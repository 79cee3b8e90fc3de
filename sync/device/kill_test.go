package device_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// killDir, when set, makes the test binary a program that saves in a loop in that folder
// and says after each save what is durable.
const killDir = "FIELDLINE_TEST_SAVE_IN"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		saveInALoop(dir)
	}
	os.Exit(m.Run())
}

// saveInALoop saves a card, a draft and now and then an attachment, until it is killed.
func saveInALoop(dir string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
	store, err := device.Open(ctx, dir, nil, device.Config{})
	fail(err)
	page, err := store.List(ctx, device.Query{Form: "card"})
	fail(err)
	card := page.Rows[0].Record
	n, _ := strconv.Atoi(strings.TrimPrefix(fmt.Sprint(card.Values["findings"]), "save "))
	for {
		n++
		fail(store.SaveDraft(ctx, "card", card.ID, device.Draft{Values: form.Values{"findings": "typing"}, Focus: "findings"}))
		part := record.Part{Kind: record.Set, Form: "card", ID: card.ID, Values: form.Values{"findings": "save " + strconv.Itoa(n)}}
		if n%7 == 0 {
			a, err := store.PutAttachment(ctx, strings.NewReader("a file of save "+strconv.Itoa(n)), "note.txt")
			fail(err)
			part.Values["manual"] = a
		}
		out, err := store.Do(ctx, part)
		fail(err)
		if out.Fate != record.Applied {
			fail(fmt.Errorf("save %d was %s: %v", n, out.Fate, out.Problems))
		}
		fmt.Println("saved", n)
		if n%5 == 0 {
			st := store.SyncState()
			fail(store.ApplyReply(ctx, device.Reply{Epoch: st.Epoch, Upto: int64(n), Cursor: "c", Through: int64(n)}))
		}
	}
}

func TestKilledAtAnyPoint_allOrNothing(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	card := tb.card.ID
	tb.must(tb.Close())
	self, err := os.Executable()
	tb.must(err)
	saved := 0

	for round := range 24 {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), killDir+"="+dir)
		out, err := cmd.StdoutPipe()
		tb.must(err)
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		tb.must(cmd.Start())
		soon := func() *time.Timer {
			return time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		var kill *time.Timer
		if round%2 == 0 {
			kill = soon() // while it opens, or soon after
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			n, err := strconv.Atoi(strings.TrimPrefix(lines.Text(), "saved "))
			if err != nil {
				t.Fatalf("round %d: %s %s", round, lines.Text(), complaints.String())
			}
			saved = n
			if kill == nil {
				kill = soon()
			}
			if n%11 == 0 {
				_ = cmd.Process.Kill() // in the middle of the next save
			}
		}
		if kill != nil {
			kill.Stop()
		}
		_ = cmd.Wait() // killed

		store, err := device.Open(ctx, dir, nil, device.Config{})
		tb.must(err)
		tb.must(store.CheckIntegrity(ctx))
		rec, err := store.Record(ctx, "card", card)
		tb.must(err)
		text, _ := rec.Values["findings"].(string)
		n, _ := strconv.Atoi(strings.TrimPrefix(text, "save "))
		if n < saved {
			t.Fatalf("round %d: save %d was acknowledged, the record holds %d", round, saved, n)
		}
		saved = n
		if rec.Rev != int64(n)+1 {
			t.Fatalf("round %d: after save %d the record has revision %d", round, n, rec.Rev)
		}
		history, err := store.History(ctx, "card", card)
		tb.must(err)
		if len(history) != n {
			t.Fatalf("round %d: the record holds save %d, the journal %d operations", round, n, len(history))
		}
		if a, ok := rec.Values["manual"].(form.Attachment); ok {
			r, err := store.Attachment(ctx, a.SHA256)
			tb.must(err)
			tb.must(r.Close())
		}
		tb.must(store.Close())
	}
	if saved == 0 {
		t.Error("nothing was ever saved")
	}
}
