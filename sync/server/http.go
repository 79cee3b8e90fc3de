package server

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"fieldline/sync/protocol"
)

// Handler serves devices. Its description is at /openapi.json.
func (s *Server) Handler() http.Handler {
	mux, _ := s.routes()
	return s.outer(mux)
}

func (s *Server) routes() (*http.ServeMux, huma.API) {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Fieldline", strconv.Itoa(protocol.Version))
	config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", nil
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"device": {Type: "http", Scheme: "bearer"}}
	api := humago.New(mux, config)
	api.UseMiddleware(s.guard)
	lim := s.cfg.Limits
	const small = 64 << 10

	post(s, api, endpoint{path: protocol.PathEnrol, says: "Enrol a device with a one-time code", policy: forAnyone, body: small, status: http.StatusCreated},
		func(ctx context.Context, _ *passed, ask *protocol.EnrolRequest) (*protocol.EnrolReply, error) {
			return s.enrol(ctx, ask)
		})
	post(s, api, endpoint{path: protocol.PathToken, says: "Get new tokens", policy: forSigned, body: small},
		func(ctx context.Context, p *passed, ask *protocol.TokenRequest) (*protocol.TokenReply, error) {
			return s.token(ctx, p.from, ask)
		})
	post(s, api, endpoint{path: protocol.PathKey, says: "Get the key back that an installation has left here", policy: forAnyone, body: small},
		func(ctx context.Context, _ *passed, ask *protocol.KeyRequest) (*protocol.KeyReply, error) {
			return s.key(ctx, ask)
		})
	post(s, api, endpoint{path: protocol.PathPassword, says: "Set one's own password", policy: forActive, body: small},
		func(ctx context.Context, p *passed, ask *protocol.PasswordRequest) (*protocol.PasswordReply, error) {
			return s.changePassword(ctx, p.device, ask)
		})
	post(s, api, endpoint{path: protocol.PathConfirm, says: "Sign in a second time, before what is sensitive", policy: forActive, body: small},
		func(ctx context.Context, p *passed, ask *protocol.ConfirmRequest) (*protocol.ConfirmReply, error) {
			return s.confirm(ctx, p.device, ask)
		})
	post(s, api, endpoint{path: protocol.PathAlong, says: "Have the secrets of a record sealed to this device, ahead of a visit; who and why is kept", policy: forActive, body: small},
		func(ctx context.Context, p *passed, ask *protocol.AlongRequest) (*protocol.AlongReply, error) {
			return s.along(ctx, p.device, ask)
		})
	post(s, api, endpoint{path: protocol.PathShown, says: "Report which secrets that were taken along were looked at without a network", policy: forDevice, body: 4 * small},
		func(ctx context.Context, p *passed, ask *protocol.ShownRequest) (*protocol.ShownReply, error) {
			return s.noteShown(ctx, p.device, ask)
		})
	s.serveSync(api)
	post(s, api, endpoint{path: protocol.PathHave, says: "Ask which attachments are here", policy: forActive, body: small * 2},
		func(ctx context.Context, p *passed, ask *protocol.HaveRequest) (*protocol.HaveReply, error) {
			return s.have(ctx, p.device, ask)
		})
	post(s, api, endpoint{path: protocol.PathProof, says: "Have what came from the device counted and hashed anew", policy: forDevice, body: 4 * small},
		func(ctx context.Context, p *passed, ask *protocol.ProofRequest) (*protocol.ProofReply, error) {
			return s.proof(ctx, p.device, ask)
		})
	s.serveDevices(api)
	s.serveHistory(api)
	postRaw(s, api, endpoint{path: protocol.PathRescue, says: "Hand in a rescue file of a device that no longer syncs", policy: forActive, body: lim.Rescue, lone: true,
		gives: reflect.TypeFor[protocol.RescueReply]()}, s.serveRescue)
	s.serveSecrets(api)
	s.serveLibrary(api)
	s.serveBlobs(api)
	s.serveUploads(api)

	mux.HandleFunc("GET "+protocol.PathHealth, func(w http.ResponseWriter, _ *http.Request) { s.writeText(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET "+protocol.PathReady, s.serveReady)
	mux.HandleFunc("GET "+protocol.PathMetrics, s.serveMetrics)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		s.writeProblem(w, protocol.NewProblem(protocol.NotFound, "no such path"))
	})
	return mux, api
}

// endpoint is one place of the API.
type endpoint struct {
	method string // POST where it is empty
	path   string
	says   string
	policy policy
	body   int64 // most bytes over the wire; 0: none is read
	lone   bool  // see loneKey
	status int   // 200 where it is 0
	asks   reflect.Type
	gives  reflect.Type
}

func (e endpoint) operation() huma.Operation {
	method := e.method
	if method == "" {
		method = http.MethodPost
	}
	op := huma.Operation{
		Method: method, Path: e.path, Summary: e.says, DefaultStatus: e.status,
		OperationID: strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(strings.TrimPrefix(e.path, "/v1")),
		Metadata:    map[string]any{policyKey: e.policy, bodyKey: e.body, loneKey: e.lone},
	}
	if e.policy != forAnyone && e.policy != forSigned {
		op.Security = []map[string][]string{{"device": {}}}
	}
	return op
}

// describe says in the API's description what is sent and answered as JSON; the bodies
// themselves are read strictly and written by hand.
func (e endpoint) describe(api huma.API, op huma.Operation) {
	registry := api.OpenAPI().Components.Schemas
	item := api.OpenAPI().Paths[op.Path]
	described := map[string]*huma.Operation{http.MethodPost: item.Post, http.MethodGet: item.Get, http.MethodHead: item.Head, http.MethodPatch: item.Patch}[op.Method]
	if described == nil {
		return
	}
	if e.asks != nil {
		described.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: huma.SchemaFromType(registry, e.asks)},
		}}
	}
	if e.gives != nil {
		status := max(e.status, http.StatusOK)
		described.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
			"application/json": {Schema: huma.SchemaFromType(registry, e.gives)},
		}}
	}
	described.Responses["default"] = &huma.Response{Description: "Problem", Content: map[string]*huma.MediaType{
		protocol.ProblemType: {Schema: huma.SchemaFromType(registry, reflect.TypeFor[protocol.Problem]())},
	}}
}

// answered is a reply of JSON, packed where the sender takes it.
type answered struct {
	Type     string `header:"Content-Type"`
	Encoding string `header:"Content-Encoding"`
	Vary     string `header:"Vary"`
	Body     []byte
}

func (s *Server) pack(ctx context.Context, p *passed, body []byte) (*answered, error) {
	out := &answered{Type: "application/json", Vary: "Accept-Encoding", Body: body}
	if p.zstd && len(body) >= protocol.PackFrom {
		packed, err := s.codec.Pack(ctx, body)
		if err != nil {
			return nil, err
		}
		out.Body, out.Encoding = packed, protocol.Zstd
	}
	return out, nil
}

// post registers an endpoint that takes and gives JSON.
func post[I, O any](s *Server, api huma.API, e endpoint, handle func(ctx context.Context, p *passed, ask *I) (*O, error)) {
	e.asks, e.gives = reflect.TypeFor[I](), reflect.TypeFor[O]()
	postRaw(s, api, e, func(ctx context.Context, p *passed) ([]byte, error) {
		var ask I
		if err := protocol.DecodeStrict(p.body, &ask, s.cfg.Limits.Depth); err != nil {
			return nil, err
		}
		reply, err := handle(ctx, p, &ask)
		if err != nil {
			return nil, err
		}
		return json.Marshal(reply)
	})
}

func postRaw(s *Server, api huma.API, e endpoint, handle func(ctx context.Context, p *passed) ([]byte, error)) {
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*answered, error) {
		p := passedOf(ctx)
		body, err := handle(ctx, p)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return s.pack(ctx, p, body)
	})
	e.describe(api, op)
}

// answerFor is the problem that an error is answered with.
func (s *Server) answerFor(ctx context.Context, op huma.Operation, err error) *protocol.Problem {
	r, rerr := http.NewRequestWithContext(ctx, op.Method, op.Path, nil)
	if rerr != nil {
		return protocol.NewProblem(protocol.Internal, "")
	}
	return s.problem(r, err)
}

func (s *Server) serveRescue(ctx context.Context, p *passed) ([]byte, error) {
	lim := &s.cfg.Limits
	reply, err := s.rescue(ctx, p.file, false, rescueBounds{head: int64(lim.OpBytes), ops: lim.RescueHeld, all: lim.RescueHeld})
	if err != nil {
		return nil, err
	}
	return json.Marshal(&reply.RescueReply)
}

func (s *Server) serveSecrets(api huma.API) {
	e := endpoint{path: protocol.PathSecrets + "{ref}" + protocol.PathReveal, says: "Read one secret; who and why is kept", policy: forActive, body: 8 << 10,
		asks: reflect.TypeFor[protocol.RevealRequest](), gives: reflect.TypeFor[protocol.RevealReply]()}
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, in *struct {
		Ref string `path:"ref"`
	}) (*answered, error) {
		p := passedOf(ctx)
		var ask protocol.RevealRequest
		if err := protocol.DecodeStrict(p.body, &ask, s.cfg.Limits.Depth); err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		secret, err := s.reveal(ctx, p.device, in.Ref, &ask)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		body, err := json.Marshal(protocol.RevealReply{Secret: secret})
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return s.pack(ctx, p, body)
	})
	e.describe(api, op)
}

func (s *Server) serveDevices(api huma.API) {
	e := endpoint{method: http.MethodGet, path: protocol.PathDevices, says: "List one's own devices and those of one's people, and what came from them", policy: forActive,
		gives: reflect.TypeFor[protocol.DevicesReply]()}
	postRaw(s, api, e, func(ctx context.Context, p *passed) ([]byte, error) {
		reply, err := s.devicesFor(ctx, p.device)
		if err != nil {
			return nil, err
		}
		return json.Marshal(reply)
	})
}

func (s *Server) serveHistory(api huma.API) {
	e := endpoint{method: http.MethodGet, path: protocol.PathRecords + "{form}/{id}" + protocol.PathHistory, says: "Tell what happened to a record", policy: forActive,
		gives: reflect.TypeFor[protocol.HistoryReply]()}
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, in *struct {
		Form   string `path:"form"`
		ID     string `path:"id"`
		Before int64  `query:"before" doc:"Only what came before this sequence"`
	}) (*answered, error) {
		p := passedOf(ctx)
		reply, err := s.history(ctx, p.device, in.Form, in.ID, in.Before)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		body, err := json.Marshal(reply)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return s.pack(ctx, p, body)
	})
	e.describe(api, op)
}

func (s *Server) serveLibrary(api huma.API) {
	e := endpoint{method: http.MethodGet, path: protocol.PathLibrary + "{sha}", says: "Get a published library", policy: forActive, gives: reflect.TypeFor[map[string]any]()}
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, in *struct {
		SHA string `path:"sha"`
	}) (*answered, error) {
		raw, err := s.libraryJSON(ctx, in.SHA)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return s.pack(ctx, passedOf(ctx), raw)
	})
	e.describe(api, op)
}

func (s *Server) serveBlobs(api huma.API) {
	e := endpoint{method: http.MethodGet, path: protocol.PathBlobs + "{sha}", says: "Get the bytes of an attachment; ranges are served", policy: forActive}
	op := e.operation()
	huma.Register(api, op, func(ctx context.Context, in *struct {
		SHA string `path:"sha"`
	}) (*huma.StreamResponse, error) {
		h, f, err := s.openBlob(ctx, passedOf(ctx).device, in.SHA)
		if err != nil {
			return nil, s.answerFor(ctx, op, err)
		}
		return &huma.StreamResponse{Body: func(hctx huma.Context) {
			r, w := humago.Unwrap(hctx)
			w.Header().Set("Content-Type", h.mime)
			w.Header().Set("Content-Disposition", "attachment")
			w.Header().Set("ETag", `"`+h.sha+`"`)
			http.ServeContent(w, r, "", h.at, f)
			if err := f.Close(); err != nil {
				s.log.Error("close attachment", "sha256", h.sha, "error", err)
			}
		}}, nil
	})
	e.describe(api, op)
}

// ready tells whether work can be done: the writer answers and the disk takes it.
func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := s.do(ctx, func(*turn) error { return nil }); err != nil {
		s.log.Warn("not ready", "error", err)
		s.writeText(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	s.writeText(w, http.StatusOK, "ready\n")
}

// serveMetrics answers this machine alone.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !protocol.IsLoopback(host) {
		s.writeProblem(w, protocol.NewProblem(protocol.NotFound, "no such path"))
		return
	}
	if made := s.shown.Load().backedUp; !made.IsZero() {
		s.stats.backup.Set(float64(made.Unix()))
	}
	s.stats.handler().ServeHTTP(w, r)
}

func (s *Server) writeText(w http.ResponseWriter, status int, text string) {
	s.answer(w, status, "text/plain; charset=utf-8", []byte(text))
}

// answer writes a whole reply. That a connection broke meanwhile is for the log alone.
func (s *Server) answer(w http.ResponseWriter, status int, mime string, body []byte) {
	w.Header().Set("Content-Type", mime)
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		s.log.Debug("the reply did not get through", "error", err)
	}
}

func (s *Server) writeProblem(w http.ResponseWriter, p *protocol.Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{}`)
	}
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	s.answer(w, p.Status, protocol.ProblemType, body)
}

// older tells whether an app's version, numbers with dots, is before another.
func older(app, least string) bool {
	if app == "" || least == "" {
		return false
	}
	a, b := strings.Split(app, "."), strings.Split(least, ".")
	for i := range b {
		want, err := strconv.Atoi(b[i])
		if err != nil {
			return false
		}
		have := 0
		if i < len(a) {
			if have, err = strconv.Atoi(a[i]); err != nil {
				return false
			}
		}
		if have != want {
			return have < want
		}
	}
	return false
}
