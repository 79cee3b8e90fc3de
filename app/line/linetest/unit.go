//go:build linux

// Package linetest has a dialer that stands at the other end of a pseudo-terminal, of the
// type terminal8, with whatever can go wrong with it. Begin with Plug.
package linetest

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
)

// Unit is a dialer. What goes wrong with it is set before it is talked to, or by one of its
// own functions, which are called with its lock held.
type Unit struct {
	Memory   map[string]string // by register
	Serial   string
	Password string

	In       func(n int, b byte) []byte // of every byte that comes, what it takes for it
	Answer   func(command, answer string) string
	Delay    func(command string) time.Duration
	Dark     bool // no power: it hears and says nothing
	Shows    bool // account and PIN as they are, not as stars
	Commands int

	mu       sync.Mutex
	open     bool
	received int
}

// What a dialer of Plug still holds of the customer who had it before.
const (
	OldAccount = "5550001112"
	OldPIN     = "99887766"
)

// Plug puts a dialer on a pseudo-terminal until the test ends, and says the name of its
// other end, to be opened as a serial port.
func Plug(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}) (*Unit, string) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	u := &Unit{Memory: map[string]string{"T0": "1000005000030000800", "R001": "old", "A1": OldAccount, "B1": OldPIN}, Serial: "KD4A-26110042", Password: "1357"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		u.serve(master)
	}()
	t.Cleanup(func() {
		for _, c := range []*os.File{tty, master} {
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
		<-done
	})
	return u, tty.Name()
}

// Holds returns what a register holds.
func (u *Unit) Holds(register string) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.Memory[register]
}

// Change changes the dialer while it may be talked to.
func (u *Unit) Change(f func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f()
}

// Open tells whether it is in a session.
func (u *Unit) Open() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.open
}

// do is what the dialer does with one line.
func (u *Unit) do(command string) string {
	switch {
	case strings.HasPrefix(command, "L"):
		if u.open = command[1:] == u.Password; u.open {
			return "C"
		}
	case !u.open:
	case command == "999":
		u.open = false
		return "C"
	case command == "I":
		return "I=" + u.Serial + "\r\n"
	case strings.HasPrefix(command, "D"):
		value := u.Memory[command[1:]]
		if !u.Shows && (strings.HasPrefix(command, "DA") || strings.HasPrefix(command, "DB")) {
			value = strings.Repeat("*", len(value))
		}
		return command[1:] + "=" + value + "\r\n"
	case strings.HasPrefix(command, "S") && strings.Contains(command, "="):
		register, value, _ := strings.Cut(command[1:], "=")
		if strings.Trim(register, "TCABR0123456789") != "" || len(register) < 2 || len(register) > 4 || strings.Trim(value, "0123456789*#PABN") != "" {
			return "E"
		}
		u.Memory[register] = value
		return "F"
	}
	return "E"
}

// serve answers until the line is closed.
func (u *Unit) serve(master *os.File) {
	var command []byte
	buf := make([]byte, 256)
	for {
		n, err := master.Read(buf)
		if err != nil {
			return
		}
		for _, b := range buf[:n] {
			took, dark := u.take(b)
			if dark {
				command = nil
				continue
			}
			command = append(command, took...)
			at := bytes.IndexByte(command, '\r')
			if at < 0 {
				continue
			}
			text := string(command[:at])
			command = nil
			answer, wait := u.hear(text)
			time.Sleep(wait) // the unit's own slowness, on its side of the line
			if _, err := master.WriteString(answer); err != nil {
				return
			}
		}
	}
}

func (u *Unit) take(b byte) (took []byte, dark bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.received++
	took = []byte{b}
	if u.In != nil {
		took = u.In(u.received, b)
	}
	return took, u.Dark
}

func (u *Unit) hear(command string) (answer string, wait time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.Commands++
	answer = u.do(command)
	if u.Answer != nil {
		answer = u.Answer(command, answer)
	}
	if u.Delay != nil {
		wait = u.Delay(command)
	}
	if u.Dark {
		answer = ""
	}
	return answer, wait
}
