package server

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"fieldline/sync/protocol"
)

// lastSaid remembers of each device that had nothing new what it asked, so that it can ask
// so again by the mark alone. A server that starts anew has forgotten.
type lastSaid struct {
	mu sync.Mutex
	of map[int64]exchange
}

type exchange struct {
	mark string
	ask  protocol.SyncRequest // but for its clock
}

func (l *lastSaid) get(device int64) exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of[device]
}

// note keeps an exchange; one without a mark is over.
func (l *lastSaid) note(device int64, e exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.mark == "" {
		delete(l.of, device)
		return
	}
	if l.of == nil {
		l.of = map[int64]exchange{}
	}
	l.of[device] = e
}

// asked is a request as it came, or as it was said before where only its mark came. A mark
// that is not known here is no request.
func (s *Server) asked(p *passed) (*protocol.SyncRequest, error) {
	if mark, clock, short := protocol.CutClock(p.same); short && len(p.body) == 0 {
		if last := s.said.get(p.device.n); last.mark == mark {
			ask := last.ask
			ask.Clock = clock
			return &ask, nil
		}
	}
	p.same = ""
	return protocol.DecodeSyncRequest(p.body, s.cfg.Limits)
}

// synced is the answer to a sync request: without a body where it is the one before.
type synced struct {
	Status   int
	Type     string `header:"Content-Type"`
	Encoding string `header:"Content-Encoding"`
	Vary     string `header:"Vary"`
	Same     string `header:"Fieldline-Same"`
	Now      string `header:"Fieldline-Now"`
	Body     []byte
}

func (s *Server) serveSync(api huma.API) {
	e := endpoint{path: protocol.PathSync, says: "Send operations, get what changed", policy: forDevice, body: s.cfg.Limits.WireBytes,
		asks: reflect.TypeFor[protocol.SyncRequest](), gives: reflect.TypeFor[protocol.SyncReply]()}
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*synced, error) {
		out, err := s.answerSync(ctx, passedOf(ctx))
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return out, nil
	})
	e.describe(api, op)
}

func (s *Server) answerSync(ctx context.Context, p *passed) (*synced, error) {
	ask, err := s.asked(p)
	if err != nil {
		return nil, err
	}
	reply, err := s.sync(ctx, p.device, ask, p.app)
	if err != nil {
		return nil, err
	}
	for _, ch := range reply.Changes {
		s.stats.rows.Add(float64(len(ch.Rows)))
	}
	mark, err := protocol.Mark(ask, reply)
	if err != nil {
		return nil, err
	}
	if mark != "" && p.same != "" && s.said.get(p.device.n).mark == mark {
		p.head.Del("Cache-Control") // there is nothing to keep, or to take for something else
		p.head.Del("X-Content-Type-Options")
		return &synced{Status: http.StatusNoContent, Now: strconv.FormatInt(reply.Now.UnixMilli(), 10)}, nil
	}
	s.said.note(p.device.n, exchange{mark, *ask.Timeless()})
	body, err := reply.Encode()
	if err != nil {
		return nil, err
	}
	packed, err := s.pack(ctx, p, body)
	if err != nil {
		return nil, err
	}
	return &synced{Status: http.StatusOK, Type: packed.Type, Encoding: packed.Encoding, Vary: packed.Vary, Same: mark, Body: packed.Body}, nil
}
