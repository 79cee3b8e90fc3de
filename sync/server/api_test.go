package server

import "github.com/danielgtaylor/huma/v2"

// API is what /openapi.json is written from.
func (s *Server) API() huma.API {
	_, api := s.routes()
	return api
}
