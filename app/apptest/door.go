package apptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/protocol"
)

// Door answers what a device asks to be let in: enrolment and the library. It is no
// server; syncing itself is a StillSync's.
type Door struct {
	Company *Company
	Problem *protocol.Problem // what enrolling is answered with; nil lets in
	Shut    bool              // nobody answers
	Foreign bool              // another certificate is shown
}

// Code is a code that leads to the door.
func (d *Door) Code() string {
	return protocol.Code{URL: "http://127.0.0.1:9", Secret: [16]byte{1}}.String()
}

// RoundTrip answers a request.
func (d *Door) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case d.Shut:
		return nil, errors.New("connection refused")
	case d.Foreign:
		return nil, protocol.ErrNotPinned
	case req.URL.Path == protocol.PathEnrol && d.Problem != nil:
		return answer(d.Problem.Status, protocol.ProblemType, d.Problem)
	}
	lib, err := library.Open()
	if err != nil {
		return nil, err
	}
	switch {
	case req.URL.Path == protocol.PathEnrol:
		return answer(http.StatusCreated, "application/json", protocol.EnrolReply{
			Device: form.ID{1}, Number: 7, Person: d.Company.Engineer, Name: "周建明", Epoch: "test", Library: lib.SHA256, Now: Noon(), BoxKey: make([]byte, 32),
			Tokens: protocol.Tokens{Access: "a", Refresh: "r", Expires: 900},
		})
	case strings.HasPrefix(req.URL.Path, protocol.PathLibrary):
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(lib.JSON()))}, nil
	}
	return answer(http.StatusNotFound, protocol.ProblemType, protocol.NewProblem(protocol.NotFound, req.URL.Path))
}

func answer(status int, mime string, body any) (*http.Response, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {mime}}, Body: io.NopCloser(bytes.NewReader(raw))}, nil
}
