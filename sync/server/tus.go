package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"fieldline/sync/protocol"
)

// tusHead are the headers that answer a request of an upload.
type tusHead struct {
	Status   int
	Version  string `header:"Tus-Resumable"`
	Location string `header:"Location"`
	Offset   string `header:"Upload-Offset"`
	Length   string `header:"Upload-Length"`
	Expires  string `header:"Upload-Expires"`
}

func (up *upload) head(status int) *tusHead {
	return &tusHead{
		Status: status, Version: protocol.TusVersion, Offset: strconv.FormatInt(up.offset, 10), Length: strconv.FormatInt(up.length, 10),
		Expires: up.expires.UTC().Format(http.TimeFormat),
	}
}

// serveUploads is the small part of tus 1.0 that devices use: creation, offset, checksum
// and expiration.
func (s *Server) serveUploads(api huma.API) {
	creation := endpoint{path: protocol.PathUploads, says: "Begin an upload, or go on with one (tus 1.0)", policy: forDevice, status: http.StatusCreated}
	create := creation.operation()
	huma.Register(api, create, func(ctx context.Context, in *struct {
		Version  string `header:"Tus-Resumable"`
		Length   string `header:"Upload-Length"`
		Metadata string `header:"Upload-Metadata"`
	}) (*tusHead, error) {
		up, err := func() (*upload, error) {
			if err := speaksTus(in.Version); err != nil {
				return nil, err
			}
			length, err := strconv.ParseInt(in.Length, 10, 64)
			if err != nil {
				return nil, protocol.NewProblem(protocol.Malformed, "the length of the upload is no number")
			}
			meta, err := protocol.ParseMetadata(in.Metadata)
			if err != nil {
				return nil, err
			}
			return s.beginUpload(ctx, passedOf(ctx).device, length, meta)
		}()
		if err != nil {
			return nil, s.answerFor(ctx, create, err)
		}
		out := up.head(http.StatusCreated)
		out.Location = protocol.PathUploads + "/" + up.id
		return out, nil
	})
	creation.describe(api, create)

	asking := endpoint{method: http.MethodHead, path: protocol.PathUploads + "/{id}", says: "Ask where an upload stands", policy: forDevice, status: http.StatusOK}
	look := asking.operation()
	huma.Register(api, look, func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*tusHead, error) {
		up, err := s.uploadOf(ctx, passedOf(ctx).device, in.ID)
		if err != nil {
			return nil, s.answerFor(ctx, look, err)
		}
		return up.head(http.StatusOK), nil
	})
	asking.describe(api, look)

	appending := endpoint{method: http.MethodPatch, path: protocol.PathUploads + "/{id}", says: "Send the next bytes of an upload", policy: forDevice, body: s.cfg.Limits.ChunkBytes, status: http.StatusNoContent}
	patch := appending.operation()
	huma.Register(api, patch, func(ctx context.Context, in *struct {
		ID       string `path:"id"`
		Version  string `header:"Tus-Resumable"`
		Type     string `header:"Content-Type"`
		Offset   string `header:"Upload-Offset"`
		Checksum string `header:"Upload-Checksum"`
	}) (*tusHead, error) {
		up, err := func() (*upload, error) {
			if err := speaksTus(in.Version); err != nil {
				return nil, err
			}
			if in.Type != protocol.TusType {
				return nil, protocol.NewProblem(protocol.WrongEncoding, "content type "+strconv.Quote(in.Type))
			}
			offset, err := strconv.ParseInt(in.Offset, 10, 64)
			if err != nil || offset < 0 {
				return nil, protocol.NewProblem(protocol.Malformed, "the offset is no number")
			}
			p := passedOf(ctx)
			return s.append(ctx, p.device, in.ID, offset, p.body, in.Checksum)
		}()
		if err != nil {
			return nil, s.answerFor(ctx, patch, err)
		}
		return up.head(http.StatusNoContent), nil
	})
	appending.describe(api, patch)
}

func speaksTus(version string) error {
	if version != protocol.TusVersion {
		return protocol.NewProblem(protocol.WrongProtocol, "tus "+strconv.Quote(version))
	}
	return nil
}
