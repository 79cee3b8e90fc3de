package server

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"fieldline/sync/protocol"
)

// Whoever adds an endpoint and forgets to say who may use it has added one for nobody.
func TestAdmit_refusesWhatHasNoPolicy(t *testing.T) {
	s := &Server{}
	for _, op := range []*huma.Operation{{}, {Metadata: map[string]any{policyKey: policy("everybody")}}} {
		_, err := s.admit(op, httptest.NewRequest(http.MethodPost, "/v1/new", nil), httptest.NewRecorder())
		if !errors.Is(err, protocol.NewProblem(protocol.Forbidden, "")) {
			t.Errorf("%v: it says %v", op.Metadata, err)
		}
	}
}
