package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"

	"fieldline/sync/world"
)

// player is a process that plays the seeds it is given, one at a time. Two histories in one
// process would wait for each other at every piece of memory that SQLite takes and returns.
type player struct {
	cmd   *exec.Cmd
	seeds io.WriteCloser
	ask   *json.Encoder
	told  *json.Decoder
}

// newPlayer starts this program once more, with the same arguments.
func newPlayer(args []string) (*player, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.Command(self, append([]string{"-player"}, args...)...) //nolint:gosec // itself
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	seeds, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start a player: %w", err)
	}
	reports, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a player: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a player: %w", err)
	}
	return &player{cmd, seeds, json.NewEncoder(seeds), json.NewDecoder(reports)}, nil
}

// play has it play a seed and waits for the report.
func (p *player) play(seed uint64) (*world.Report, error) {
	if err := p.ask.Encode(seed); err != nil {
		return nil, fmt.Errorf("ask a player: %w", err)
	}
	var r world.Report
	if err := p.told.Decode(&r); err != nil {
		return nil, fmt.Errorf("hear from a player: %w", err)
	}
	return &r, nil
}

// close tells it that there is no more, and waits for its end.
func (p *player) close() error { return errors.Join(p.seeds.Close(), p.cmd.Wait()) }

// play is what a player does: it plays the seeds it reads and writes their reports. It ends
// with its input and leaves an interrupt to whoever started it.
func play(in io.Reader, out io.Writer, dir string, opts world.Options, shrink int) (err error) {
	signal.Ignore(os.Interrupt)
	debug.SetGCPercent(400) // much is made and soon forgotten, and little of it is kept
	c, err := world.NewCompany(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for seeds, reports := json.NewDecoder(in), json.NewEncoder(out); ; {
		var seed uint64
		switch err := seeds.Decode(&seed); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read a seed: %w", err)
		}
		r, err := world.Play(c, seed, opts)
		if err == nil && r.Failure != nil && shrink > 0 {
			opts := opts
			opts.Verbose = true
			r, err = world.Shrink(c, r, opts, shrink)
		}
		if err != nil {
			return fmt.Errorf("play seed %d: %w", seed, err)
		}
		if err := reports.Encode(r); err != nil {
			return fmt.Errorf("report seed %d: %w", seed, err)
		}
	}
}
