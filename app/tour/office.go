package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// office is the server as a process of its own, with the demo company in it.
type office struct {
	program, dir, addr string
	process            *exec.Cmd
	log                bytes.Buffer
	ended              chan error
}

const startTime = 30 * time.Second

// openOffice fills a data folder with the demo company, or copies one that is filled, and
// serves it on a free port of loopback.
func openOffice(ctx context.Context, program, dir, company string) (*office, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	o := &office{program: program, dir: dir, addr: port, ended: make(chan error, 1)}
	if company != "" {
		err = os.CopyFS(dir, os.DirFS(company))
	} else {
		_, err = o.command(ctx, "demo", "--dir", dir, "--addr", o.addr)
	}
	if err != nil {
		return nil, fmt.Errorf("fill the company: %w", err)
	}
	return o, o.start(ctx)
}

func (o *office) start(ctx context.Context) error {
	o.process = exec.Command(o.program, "serve", "--dir", o.dir, "--addr", o.addr, "--log", "warn", "--backup-at", "never")
	o.process.Stdout, o.process.Stderr = &o.log, &o.log
	if err := o.process.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	go func() { o.ended <- o.process.Wait() }()
	deadline := time.Now().Add(startTime)
	for {
		if _, err := o.command(ctx, "ping", "--dir", o.dir, "--addr", o.addr); err == nil {
			return nil
		}
		select {
		case err := <-o.ended:
			return fmt.Errorf("the server ended: %w: %s", err, o.log.String())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), o.close())
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return errors.Join(errors.New("the server does not answer"), o.close())
		}
	}
}

// close asks the server to finish and waits for it.
func (o *office) close() error {
	if err := o.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := <-o.ended; err != nil {
		return fmt.Errorf("stop the server: %w: %s", err, o.log.String())
	}
	return nil
}

// code returns a code that enrols a device for somebody, named or by role.
func (o *office) code(ctx context.Context, who ...string) (string, error) {
	return o.command(ctx, append([]string{"enrol", "--dir", o.dir, "--addr", o.addr}, who...)...)
}

// command runs the server's program to its end and returns what it printed.
func (o *office) command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, o.program, args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", filepath.Base(o.program), args[0], err, strings.TrimSpace(problems.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

func freePort(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
