package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

// address is what enrolment codes and devices call the server; where it really listens
// is told each time it is started.
const address = "http://127.0.0.1:8787"

var ctx = context.Background()

// serveOurs is the process of our server.
func serveOurs(dir string) error {
	s, err := server.Open(ctx, server.Config{Dir: dir, URL: address})
	if err != nil {
		return err
	}
	addr, err := listen(s.Handler(), nil)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	certificate, err := s.TLS()
	if err != nil {
		return errors.Join(err, s.Close())
	}
	secure, err := listen(s.Handler(), certificate)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	err = obey(func(string, []string) (answer, error) { return answer{Addr: addr, Secure: secure}, nil })
	return errors.Join(err, s.Close())
}

// trust is how a device speaks TLS to the server whose CA lies in a file.
func trust(file string) (*tls.Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no certificate", file)
	}
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	secure := protocol.ClientTLS(ca, time.Now)
	secure.ServerName = "127.0.0.1"
	return secure, nil
}

// tablet is one of our devices.
type tablet struct {
	store  *device.Store
	client *client.Client
	way    *counted
	ahead  atomic.Int64 // by which its clock was moved on, so that acts need not be waited for
}

func (t *tablet) now() time.Time { return time.Now().Add(time.Duration(t.ahead.Load())) }

// openTablet opens an installation whose server is at addr, over TLS where secure says
// how; open may open its database otherwise than the product does.
func openTablet(dir, addr string, secure *tls.Config, open func(string, url.Values) (*sql.DB, error)) (*tablet, error) {
	t := &tablet{way: newCounted(addr, secure)}
	var err error
	if t.store, err = device.Open(ctx, dir, nil, device.Config{Now: t.now, OpenDB: open}); err != nil {
		return nil, err
	}
	if t.client, err = client.New(t.store, client.Config{Now: t.now, Transport: t.way}); err != nil {
		return nil, errors.Join(err, t.store.Close())
	}
	return t, nil
}

// tabletOfOurs is the process of one of our devices; it speaks TLS where it is told a file
// with the server's CA.
func tabletOfOurs(dir, addr, ca string) error {
	var secure *tls.Config
	if ca != "" {
		var err error
		if secure, err = trust(ca); err != nil {
			return err
		}
	}
	t, err := openTablet(dir, addr, secure, nil)
	if err != nil {
		return err
	}
	err = obey(func(command string, args []string) (answer, error) {
		switch command {
		case "warm": // a token is there, and at the last sync there was nothing new
			return answer{}, errors.Join(t.client.Sync(ctx), t.client.Sync(ctx))
		case "work":
			d, err := dayOf(args[0])
			if err == nil {
				_, err = d.work(t.store)
			}
			t.ahead.Add(int64(2 * device.UndoWindow))
			return answer{}, err
		case "sync":
			t.way.CloseIdleConnections()
			return measured(t.way, t.sync)
		case "run":
			t.way.CloseIdleConnections()
			return measured(t.way, t.run)
		}
		return answer{}, nil
	})
	return errors.Join(err, t.store.Close())
}

// sync is one sync that must come out as it should.
func (t *tablet) sync() error {
	if err := t.client.Sync(ctx); err != nil {
		return err
	}
	if s := t.client.State(); s.Pending > 0 || s.NeedYou > 0 {
		return fmt.Errorf("after syncing %d wait and %d need a person", s.Pending, s.NeedYou)
	}
	return nil
}

// run lets the client's own loop go on until everything is there and here.
func (t *tablet) run() error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	began, done := t.store.SyncState().Synced, make(chan struct{})
	t.client.OnState(func(s client.State) {
		if !s.Running && s.Pending == 0 && s.LastSuccess.After(began) {
			select {
			case <-done:
			default:
				close(done)
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- t.client.Run(ctx) }()
	select {
	case err := <-ended:
		return errors.Join(err, errors.New("the client's loop ended before it was done"))
	case <-done:
	case <-time.After(5 * time.Minute):
		return errors.Join(errors.New("it did not come to an end within five minutes"), t.sync())
	}
	stop()
	return <-ended
}

// enrol makes an installation for a person.
func enrol(s *server.Server, web http.RoundTripper, dir string, person form.ID) error {
	code, err := s.EnrolCode(ctx, person, time.Hour)
	if err != nil {
		return err
	}
	store, err := client.Enrol(ctx, dir, code.String(), client.Config{Transport: web, Store: device.Config{Readers: 1}})
	if err != nil {
		return fmt.Errorf("enrol %s: %w", filepath.Base(dir), err)
	}
	return store.Close()
}

// unbounded are the default limits without those of how often may be asked, for filling.
func unbounded() protocol.Limits {
	lim := protocol.DefaultLimits()
	lim.Burst, lim.StrangersBurst = 0, 0
	return lim
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
