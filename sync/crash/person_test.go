package crash_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// The child is this test's program, started again with these in its environment.
const (
	envDevice = "FIELDLINE_CRASH_DEVICE" // folder of the installation
	envLife   = "FIELDLINE_CRASH_LIFE"
	envKept   = "FIELDLINE_CRASH_KEPT" // id of what was saved last, "" for nothing
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(envDevice); dir != "" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0) // who would have killed this process is gone
		}()
		if err := live(ctx, dir, os.Getenv(envLife), os.Getenv(envKept)); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// savesInALife bounds how much one life adds.
const savesInALife = 6

// live is one life of a device without a window: the real store and the real client. It
// makes sure that what was saved last is there, saves in a hurry while it syncs, and says
// after each save what is durable.
func live(ctx context.Context, dir, life, kept string) error {
	store, err := device.Open(ctx, dir, nil, device.Config{})
	if err != nil {
		return err
	}
	if err := store.CheckIntegrity(ctx); err != nil {
		return err
	}
	var last form.ID
	if kept != "" {
		if err := last.UnmarshalText([]byte(kept)); err != nil {
			return err
		}
		if _, err := store.Record(ctx, library.DifficultIssue, last); err != nil {
			return fmt.Errorf("what was saved last is lost: %w", err)
		}
	}
	syncer, err := client.New(store, client.Config{Poll: 100 * time.Millisecond})
	if err != nil {
		return err
	}
	go func() { _ = syncer.Run(ctx) }() // until the kill
	fmt.Println("alive")
	for n := range savesInALife {
		values := form.Values{library.DifficultIssueDescription: fmt.Sprintf("%s-%d", life, n)}
		if n%3 == 0 {
			file, err := store.PutAttachment(ctx, strings.NewReader("what was seen in "+life+strings.Repeat(".", n<<14)), "seen.txt")
			if err != nil {
				return err
			}
			values[library.DifficultIssuePhotos] = []form.Row{{ID: "1", Values: form.Values{"photo": file}}}
		}
		out, err := store.Do(ctx, record.Part{Kind: record.Create, Form: library.DifficultIssue, Values: values})
		if err != nil || out.Fate != record.Applied {
			return errors.Join(err, fmt.Errorf("save %d: %s %v", n, out.Fate, out.Problems))
		}
		last = out.Changes[0].After.ID
		fmt.Println("saved", values[library.DifficultIssueDescription], last)
		out, err = store.Do(ctx, record.Part{Kind: record.Set, Form: library.DifficultIssue, ID: last, Values: form.Values{library.DifficultIssueTried: life}})
		if err != nil || out.Fate != record.Applied {
			return errors.Join(err, fmt.Errorf("change %d: %s %v", n, out.Fate, out.Problems))
		}
	}
	select {} // syncing, until the kill
}
