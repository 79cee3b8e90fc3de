// Command fieldserver is Fieldline's central server: it keeps the records of one
// organisation in a data folder and serves devices over REST. Begin with Main, which a
// test can run, too.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"fieldline/sync/server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := &Main{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	err := m.Run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fieldserver:", err)
		os.Exit(1)
	}
}

// Main is the program with what it reads and writes.
type Main struct {
	In       io.Reader
	Out, Err io.Writer
	// Ready is called with the address once the server listens; it may be nil.
	Ready func(address string)
}

// commands are the program's command line.
type commands struct {
	Log string `help:"What to log: debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`

	Serve    serveCommand    `cmd:"" help:"Serve devices."`
	Demo     demoCommand     `cmd:"" help:"Fill an empty data folder with a believable company."`
	Ping     pingCommand     `cmd:"" help:"Tell whether the server answers."`
	Enrol    enrolCommand    `cmd:"" help:"Print a code that enrols one device for a person."`
	User     userCommand     `cmd:"" help:"People and their passwords."`
	Device   deviceCommand   `cmd:"" help:"Devices: list them, let them work, drain them, give them up as lost."`
	Forms    formsCommand    `cmd:"" help:"Check or publish a folder of forms."`
	Dialplan dialplanCommand `cmd:"" help:"What a dialer does with numbers: simulate, lint, diff; compile, parse; segments."`
	Verify   verifyCommand   `cmd:"" help:"Check the database, the chain of the log, the feed and the attachments."`
	Heads    headsCommand    `cmd:"" help:"Write the signed heads of the log, to be kept elsewhere."`
	Backup   backupCommand   `cmd:"" help:"Make a folder with a checked copy of everything, while serving."`
	Restore  restoreCommand  `cmd:"" help:"Make a data folder of a backup."`
	Rescue   rescueCommand   `cmd:"" help:"Take in what a broken device could not send."`
	Epoch    epochCommand    `cmd:"" help:"Begin a new epoch after a data folder was put back by hand."`
}

// at is where the data are; every command but forms check needs it.
type at struct {
	Dir string `help:"The data folder; made at the first start." default:"data" type:"path"`
}

// Run does what the arguments say and returns when it is done or the context ends.
func (m *Main) Run(ctx context.Context, args []string) error {
	var c commands
	left := false
	parser, err := kong.New(&c,
		kong.Name("fieldserver"), kong.Description("The central server of Fieldline."),
		kong.Writers(m.Out, m.Err), kong.Exit(func(int) { left = true }), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(m),
	)
	if err != nil {
		return fmt.Errorf("read the command line: %w", err)
	}
	parsed, err := parser.Parse(args)
	if left { // help was asked for and printed
		return nil
	}
	if err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return err
	}
	return parsed.Run(slog.New(slog.NewJSONHandler(m.Err, &slog.HandlerOptions{Level: level})))
}

// open opens the data folder for a command that works beside a running server or without
// one. What it logs is not for the person who types.
func (a *at) open(ctx context.Context, url string) (*server.Server, error) {
	if _, err := os.Stat(a.Dir); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("there is no data folder %s: start the server first, or say --dir", a.Dir)
	}
	return server.Open(ctx, server.Config{Dir: a.Dir, URL: url, Named: named()})
}

// with runs f on the opened data folder.
func (a *at) with(ctx context.Context, url string, f func(s *server.Server) error) (err error) {
	s, err := a.open(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return f(s)
}

// print writes a text, its tabs as columns.
func (m *Main) print(text string) error {
	w := tabwriter.NewWriter(m.Out, 0, 8, 2, ' ', 0)
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	return w.Flush()
}
