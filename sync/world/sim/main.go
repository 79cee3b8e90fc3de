// Sim plays histories of package world, in parallel, and tells what it found: make sim.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"fieldline/sync/world"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

// total is what all histories come to.
type total struct {
	shrink                                                          int
	stop                                                            bool // at the first that fails
	mu                                                              sync.Mutex
	next, until                                                     uint64
	histories, steps, operations, messages, faults, statements, bad int
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("sim", flag.ContinueOnError)
	var (
		seeds   = flags.Uint64("seeds", 100, "how many histories")
		from    = flags.Uint64("from", 0, "the first seed")
		steps   = flags.Int("steps", 200, "steps of each history")
		most    = flags.Duration("for", 0, "stop after this time; 0: when all are played")
		workers = flags.Int("workers", runtime.GOMAXPROCS(0), "histories played at a time")
		shrink  = flags.Int("shrink", 0, "tries to make a history that failed smaller")
		stop    = flags.Bool("first", false, "stop at the first history that fails")
		only    = flags.String("only", "", "play these steps alone, 3,17,25")
		show    = flags.Bool("show", false, "tell what happens, step by step")
		dir     = flags.String("dir", memory(), "where small files lie for a while")
		player  = flags.Bool("player", false, "be the process that plays the seeds it reads, as sim itself starts it")
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *player {
		opts := world.Options{Steps: *steps, Verbose: *show}
		for _, text := range strings.FieldsFunc(*only, func(r rune) bool { return r == ',' }) {
			n, err := strconv.Atoi(text)
			if err != nil {
				return fmt.Errorf("read -only: %w", err)
			}
			opts.Only = append(opts.Only, n)
		}
		return play(os.Stdin, os.Stdout, *dir, opts, *shrink)
	}
	if *most > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *most)
		defer cancel()
	}
	began := time.Now()
	t := &total{shrink: *shrink, stop: *stop, next: *from, until: *from + *seeds}
	errs := make(chan error, *workers)
	for range *workers {
		go func() { errs <- t.work(ctx, args) }()
	}
	var first error
	for range *workers {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	took := time.Since(began)
	fmt.Printf("%d histories from seed %d on, %d steps, %d operations, %d messages, %d faults, %d statements: %d failed; %s, %.1f ms a history\n",
		t.histories, *from, t.steps, t.operations, t.messages, t.faults, t.statements, t.bad, took.Round(time.Second),
		float64(took.Milliseconds())*float64(*workers)/float64(max(t.histories, 1)))
	if first == nil && t.bad > 0 {
		first = fmt.Errorf("%d histories failed", t.bad)
	}
	return first
}

// memory is a folder that lies in memory, where there is one.
func memory() string {
	if _, err := os.Stat("/dev/shm"); err == nil {
		return "/dev/shm"
	}
	return os.TempDir()
}

// take hands out the next seed.
func (t *total) take(ctx context.Context) (uint64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ctx.Err() != nil || t.next >= t.until || t.stop && t.bad > 0 {
		return 0, false
	}
	t.next++
	return t.next - 1, true
}

// work has one player play seed after seed.
func (t *total) work(ctx context.Context, args []string) (err error) {
	p, err := newPlayer(args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for {
		seed, more := t.take(ctx)
		if !more {
			return nil
		}
		r, err := p.play(seed)
		if err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		t.add(r)
	}
}

func (t *total) add(r *world.Report) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.histories++
	t.steps += r.Steps
	t.operations += r.Operations
	t.messages += r.Messages
	t.faults += r.Faults
	t.statements += r.Statements
	fmt.Print(r.Story())
	if r.Failure != nil {
		t.bad++
		fmt.Printf("seed %d: %s\n", r.Seed, r.Failure)
		if t.shrink > 0 {
			fmt.Printf("again: -from %d -seeds 1 -only %s -show\n", r.Seed, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(r.Played)), ","), "[]"))
		}
	}
}
