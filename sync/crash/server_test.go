package crash_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var ctx = context.Background()

const anyPort = "127.0.0.1:0"

// patience is how long the server may take to start.
const patience = time.Minute

// realServer is the built fieldserver as a process.
type realServer struct {
	t       testing.TB
	program string
	dir     string
	addr    string // where it listens
	url     string // where devices find it
	process *exec.Cmd
	log     bytes.Buffer
}

func newRealServer(t testing.TB, dir string, n *badNetwork) *realServer {
	t.Helper()
	s := &realServer{t: t, program: filepath.Join(t.TempDir(), "fieldserver"), dir: dir, url: n.url()}
	build := exec.Command("go", "build", "-o", s.program, "fieldline/sync/fieldserver")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v: %s", err, out)
	}
	spare := newBadNetwork(t, anyPort, 0) // for its free port
	s.addr = spare.listener.Addr().String()
	spare.close()
	n.to = s.addr
	s.start()
	t.Cleanup(s.stop)
	return s
}

// start starts the server and waits until it answers.
func (s *realServer) start() {
	s.t.Helper()
	s.log.Reset()
	s.process = exec.Command(s.program, "--log", "warn", "serve", "--dir", s.dir, "--addr", s.addr, "--url", s.url)
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		_, err := s.command("ping", "--dir", s.dir, "--addr", s.addr)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the server does not answer: %v: %s", err, s.log.String())
		}
	}
}

// kill ends it as a power switch ends a process.
func (s *realServer) kill() {
	s.t.Helper()
	if err := s.process.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = s.process.Wait() // killed
}

func (s *realServer) stop() {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Error(err)
	}
	if err := s.process.Wait(); err != nil && s.process.ProcessState == nil {
		s.t.Error(err)
	}
}

// command runs the server's program to its end and returns what it printed.
func (s *realServer) command(args ...string) (string, error) {
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s%s", args[0], err, out.String(), problems.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// mustVerify checks everything the server keeps; it prints what it found.
func (s *realServer) mustVerify() string {
	s.t.Helper()
	out, err := s.command("verify", "--dir", s.dir)
	if err != nil {
		s.t.Fatalf("verify: %v", err)
	}
	return out
}
