package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

type serveCommand struct {
	at
	Addr   string        `help:"Address and port to listen on." default:":8787"`
	URL    string        `name:"url" help:"Address that devices use, such as https://office.example:8787; else worked out from --addr."`
	Name   []string      `help:"Further names and addresses that devices may use."`
	Forms  string        `help:"Folder of forms to publish instead of the embedded ones; see forms publish --help." type:"existingdir"`
	Plain  bool          `help:"Speak HTTP without TLS; only on loopback."`
	MinApp string        `help:"Apps older than this may only send."`
	Valid  time.Duration `help:"How long the first administrator's code works." default:"24h"`

	Backups    string `help:"Folder of the nightly backups, best on another disk; else DIR-backups." type:"path"`
	BackupAt   string `help:"Time of day of the nightly backup, 02:30; never for none." default:"02:30"`
	BackupKeep int    `help:"How many nightly backups are kept." default:"14"`
}

// Run serves until the context ends, then finishes what is under way.
func (c *serveCommand) Run(ctx context.Context, m *Main, log *slog.Logger) (err error) {
	nightly, err := c.nightly()
	if err != nil {
		return err
	}
	lib, err := readForms(c.Forms)
	if err != nil {
		return notStarted(err)
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	url := c.URL
	if url == "" {
		url = addressOf(listener.Addr(), c.Addr, c.Plain)
	}
	if c.Plain {
		host, _, err := net.SplitHostPort(listener.Addr().String())
		if err != nil || !protocol.IsLoopback(host) {
			return errors.Join(errors.New("--plain is for this very machine only: listen on 127.0.0.1"), listener.Close())
		}
	}
	cfg := server.Config{Dir: c.Dir, Library: lib, Named: named(), URL: url, Names: c.Name, MinApp: c.MinApp, Log: log}
	if c.Forms != "" {
		cfg.Review = func(published *form.Library) error {
			if err := m.mayFollow(lib, published); err != nil {
				return notStarted(err)
			}
			return nil
		}
	}
	s, err := server.Open(ctx, cfg)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := c.welcome(ctx, m, s); err != nil {
		return errors.Join(err, listener.Close())
	}
	if !c.Plain {
		config, err := s.TLS()
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		config.NextProtos = []string{"h2", "http/1.1"}
		listener = tls.NewListener(listener, config)
	}
	return c.serve(ctx, m, log, s, listener, nightly)
}

// nightly is when the server backs itself up; the zero value is never.
func (c *serveCommand) nightly() (server.Nightly, error) {
	if c.BackupAt == "never" {
		return server.Nightly{}, nil
	}
	at, err := time.Parse("15:04", c.BackupAt)
	if err != nil {
		return server.Nightly{}, fmt.Errorf("--backup-at %q is no time of day such as 02:30, nor never", c.BackupAt)
	}
	if c.BackupKeep < 1 {
		return server.Nightly{}, fmt.Errorf("--backup-keep %d: at least one is kept; --backup-at never makes none", c.BackupKeep)
	}
	dir := c.Backups
	if dir == "" {
		dir = filepath.Clean(c.Dir) + "-backups"
	}
	return server.Nightly{Dir: dir, At: time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, Keep: c.BackupKeep}, nil
}

const patience = 15 * time.Second

func (c *serveCommand) serve(ctx context.Context, m *Main, log *slog.Logger, s *server.Server, listener net.Listener, nightly server.Nightly) error {
	web := s.HTTP()
	clock, stopClock := context.WithCancel(ctx)
	ticking := make(chan error, 2)
	go func() { ticking <- s.Run(clock) }()
	go func() {
		if nightly.Dir == "" {
			ticking <- nil
			return
		}
		ticking <- s.RunNightly(clock, nightly)
	}()
	serving := make(chan error, 1)
	go func() { serving <- web.Serve(listener) }()
	log.Info("serving", "address", listener.Addr().String(), "url", s.URL())
	if m.Ready != nil {
		m.Ready(listener.Addr().String())
	}
	var err error
	select {
	case err = <-serving:
	case <-ctx.Done():
		log.Info("stopping")
		last, cancel := context.WithTimeout(context.Background(), patience)
		err = web.Shutdown(last)
		cancel()
		if served := <-serving; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
	}
	stopClock()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, <-ticking, <-ticking)
}

// welcome makes the first administrator in an empty folder, and prints a code that
// enrols a device for an administrator as long as no device is enrolled.
func (c *serveCommand) welcome(ctx context.Context, m *Main, s *server.Server) error {
	devices, err := s.Devices(ctx, form.ID{})
	if err != nil || len(devices) > 0 {
		return err
	}
	if _, _, err := s.FirstPerson(ctx, "管理员"); err != nil {
		return err
	}
	admins, err := s.People(ctx, server.FirstRole)
	if err != nil || len(admins) == 0 {
		return err
	}
	code, err := s.EnrolCode(ctx, admins[0].ID, c.Valid)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Out, "No device is enrolled yet. Enrol that of the administrator %s with this code within %s:\n\n%s\n\n", admins[0].Name, c.Valid, code)
	return err
}

// addressOf is the address that devices use, as far as it can be told from where the
// server listens.
func addressOf(listening net.Addr, asked string, plain bool) string {
	scheme := "https://"
	if plain {
		scheme = "http://"
	}
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return scheme + asked
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
		if name, err := os.Hostname(); err == nil && name != "" {
			host = name
		}
		if found := outward(); found != "" {
			host = found
		}
	}
	return scheme + net.JoinHostPort(host, port)
}

// outward is the first address of this machine that others can reach.
func outward() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	return ""
}

type pingCommand struct {
	at
	Addr string `help:"Address and port of the server." default:"127.0.0.1:8787"`
}

// Run asks the server whether it is ready, by the CA of its data folder.
func (c *pingCommand) Run(ctx context.Context, m *Main) error {
	status, err := ping(ctx, c.Dir, c.Addr)
	if err != nil {
		return fmt.Errorf("the server at %s does not answer: %w", c.Addr, err)
	}
	_, err = fmt.Fprintf(m.Out, "The server at %s is %s.\n", c.Addr, status)
	return err
}
