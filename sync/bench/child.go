package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A child is a process of its own, so that what it uses of processor and memory is its
// alone. It takes a command a line and answers each with a line of JSON; it ends with its
// input.

// answer is what a child says to a command.
type answer struct {
	Addr   string // where it listens
	Secure string // where it does so over TLS
	Took   time.Duration
	CPU    time.Duration // used since it began, or by what it was told to do
	Peak   int64         // bytes of memory, at most, since the last reset
	wire
	Error string
}

// wire is what went over a network.
type wire struct {
	Up, Down, Requests, Connections int64
}

func (w wire) minus(o wire) wire {
	return wire{w.Up - o.Up, w.Down - o.Down, w.Requests - o.Requests, w.Connections - o.Connections}
}

// obey answers the commands of the process that started this one.
func obey(do func(command string, args []string) (answer, error)) error {
	out := json.NewEncoder(os.Stdout)
	scan := bufio.NewScanner(os.Stdin)
	for scan.Scan() {
		words := strings.Fields(scan.Text())
		var a answer
		var err error
		switch words[0] {
		case "reset":
			err = resetPeak()
		case "usage":
			a.CPU = cpuTime()
			a.Peak, err = peakMemory()
		default:
			a, err = do(words[0], words[1:])
		}
		if err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return scan.Err()
}

// child is such a process, as the one sees it that started it.
type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
	answer
}

// start starts this program in a role and waits until it is ready.
func start(role string, args ...string) (*child, error) {
	c := &child{cmd: exec.Command(os.Args[0], append([]string{role}, args...)...)}
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", role, err)
	}
	c.out = json.NewDecoder(out)
	if c.answer, err = c.tell("ready"); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", role, err), c.stop())
	}
	return c, nil
}

// tell has the child do something and returns its answer.
func (c *child) tell(words ...string) (answer, error) {
	if _, err := io.WriteString(c.in, strings.Join(words, " ")+"\n"); err != nil {
		return answer{}, err
	}
	var a answer
	if err := c.out.Decode(&a); err != nil {
		return a, fmt.Errorf("%s was not answered: %w", words[0], err)
	}
	if a.Error != "" {
		return a, fmt.Errorf("%s: %s", words[0], a.Error)
	}
	return a, nil
}

// stop lets the child come to its end.
func (c *child) stop() error { return errors.Join(c.in.Close(), c.cmd.Wait()) }
