package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/app/screen/settings"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// kills is how often the app is killed at a random moment.
const kills = 200

// The child is this test's program, started again with these in its environment.
const (
	envDir  = "FIELDLINE_KILL_DIR"
	envCard = "FIELDLINE_KILL_CARD"
	envLife = "FIELDLINE_KILL_LIFE"
)

// TestMain plays the person who is killed when it is asked to, else it runs the tests.
func TestMain(m *testing.M) {
	if dir := os.Getenv(envDir); dir != "" {
		if err := live(dir, os.Getenv(envCard), os.Getenv(envLife)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	dir, err := os.MkdirTemp("", "fieldline-tour-programs-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programs = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// live is one life of the app: it types into the card again and again, leaves it now and
// then, registers difficult issues, and goes on and off the network. What it prints was
// saved before it was printed.
func live(dir, cardID, life string) error {
	ctx := context.Background()
	t, err := newTheatre(dir, options{Language: "zh", Mode: "light"})
	if err != nil {
		return err
	}
	t.prefs = settings.Preferences{Language: "zh", Mode: "light", Scale: 1}
	s, err := t.stage("tablet", true)
	if err != nil {
		return err
	}
	var card form.ID
	if err := card.UnmarshalText([]byte(cardID)); err != nil {
		return err
	}
	last := life == "last"
	for n := 0; !last || n < 3; n++ {
		s.online.Store(last || n%3 == 2)
		s.app.Client().Wake()
		s.nav().Open(library.FeedbackCard, card)
		text := fmt.Sprintf("life %s line %d", life, n)
		if err := s.Fill("设备型号", text); err != nil {
			return err
		}
		s.Leave()
		if !s.loop.Until(func() bool { return kept(ctx, s.app.Store(), card) == text }, syncTime) {
			return fmt.Errorf("%q was not kept, but %q", text, kept(ctx, s.app.Store(), card))
		}
		fmt.Println("typed", text)
		if n%2 == 1 {
			s.nav().OpenList(library.FeedbackCard, library.FeedbackCardListDue)
			out, err := s.app.Store().Do(ctx, record.Part{Kind: record.Create, Form: library.DifficultIssue, Values: form.Values{
				library.DifficultIssueDescription: text,
			}})
			if err != nil || out.Fate != record.Applied {
				return fmt.Errorf("register an issue: %w %v", err, out.Problems)
			}
			fmt.Println("registered", text)
		}
	}
	// Who restarts so often is told to wait by the server, and waits.
	for err := s.sync(ctx); err != nil; err = s.sync(ctx) {
		var p *protocol.Problem
		if !errors.As(err, &p) || !p.Retry {
			return err
		}
		time.Sleep(time.Duration(max(p.After, 1)) * time.Second)
	}
	fmt.Println("synced")
	return s.close()
}

// kept is what a device has of the field: the draft, else the record.
func kept(ctx context.Context, store *device.Store, card form.ID) string {
	d, err := store.Draft(ctx, library.FeedbackCard, card)
	if err == nil {
		if text, ok := d.Values[library.FeedbackCardDeviceModel].(string); ok {
			return text
		}
	}
	rec, err := store.Record(ctx, library.FeedbackCard, card)
	if err != nil {
		return err.Error()
	}
	text, _ := rec.Values[library.FeedbackCardDeviceModel].(string)
	return text
}

// Killed at any moment, the app loses nothing it had saved and sends nothing twice.
func TestKill_losesNothingAndSendsNothingTwice(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	dir := t.TempDir()
	card := c.cardFor(ctx, filepath.Join(dir, "tablet", "first"))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))

	var typed string
	registered := map[string]bool{}
	for life := range kills {
		after := r.IntN(3)
		moment := time.Duration(r.IntN(int(120 * time.Millisecond)))
		for _, line := range c.killed(t, dir, card, fmt.Sprint(life), after, moment) {
			if text, ok := strings.CutPrefix(line, "typed "); ok {
				typed = text
			}
			if text, ok := strings.CutPrefix(line, "registered "); ok {
				registered[text] = true
			}
		}
		// What was typed last may have been followed by a line that was not printed any more.
		if got := c.look(ctx, t, dir, card); !atLeast(got, typed) {
			t.Fatalf("after %d kills the device has %q, but %q was kept", life+1, got, typed)
		}
	}
	for _, line := range c.killed(t, dir, card, "last", -1, 0) {
		if text, ok := strings.CutPrefix(line, "registered "); ok {
			registered[text] = true
		}
	}

	if err := c.watch.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	t.Logf("the last line kept is %q; %d issues were registered", typed, len(registered))
	seen := map[string]int{}
	for _, rec := range c.all(ctx, library.DifficultIssue) {
		seen[rec.Values[library.DifficultIssueDescription].(string)]++
	}
	for text, n := range seen {
		if n != 1 {
			t.Errorf("%q is at the office %d times", text, n)
		}
	}
	for text := range registered {
		if seen[text] == 0 {
			t.Errorf("%q was registered and is not at the office", text)
		}
	}
	if _, err := c.office.command(ctx, "verify", "--dir", c.office.dir); err != nil {
		t.Error(err)
	}
}

// atLeast tells whether a text is the one that was kept or one of a later moment.
func atLeast(got, kept string) bool {
	var gotLife, gotLine, life, line int
	if _, err := fmt.Sscanf(kept, "life %d line %d", &life, &line); err != nil {
		return true // nothing was kept yet
	}
	if _, err := fmt.Sscanf(got, "life %d line %d", &gotLife, &gotLine); err != nil {
		return false
	}
	return gotLife > life || gotLife == life && gotLine >= line
}

// killed lives one life and ends it by SIGKILL a moment after so many lines; -1 lets it
// end by itself. It returns what was printed.
func (c *crew) killed(t *testing.T, dir, card, life string, after int, moment time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envDir+"="+dir, envCard+"="+card, envLife+"="+life, "LC_ALL=en_US.UTF-8")
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	scan := bufio.NewScanner(out)
	var kill *time.Timer
	for scan.Scan() {
		lines = append(lines, scan.Text())
		if after >= 0 && len(lines) == after+1 {
			kill = time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		}
	}
	err = cmd.Wait()
	if kill != nil {
		kill.Stop()
		return lines
	}
	if err != nil {
		t.Fatalf("life %s: %v: %s", life, err, problems.String())
	}
	return lines
}

// look opens what a killed app left behind.
func (c *crew) look(ctx context.Context, t *testing.T, dir, card string) string {
	t.Helper()
	store, err := device.Open(ctx, filepath.Join(dir, "tablet", "first"), nil, device.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var id form.ID
	if err := id.UnmarshalText([]byte(card)); err != nil {
		t.Fatal(err)
	}
	got := kept(ctx, store, id)
	if err := errors.Join(store.CheckIntegrity(ctx), store.Close()); err != nil {
		t.Fatal(err)
	}
	return got
}

// crew is a server as a process with a site, an assistant, a supervisor and an engineer.
type crew struct {
	t      *testing.T
	office *office
	desk   *machine // the assistant's
	watch  *machine // the supervisor's
	site   form.ID
	ahead  time.Duration // of the machines' clocks
}

// machine is an installation without a window.
type machine struct {
	*device.Store
	*client.Client
}
