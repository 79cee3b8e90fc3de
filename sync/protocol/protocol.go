// Package protocol is the wire between a device and the server: requests and replies
// with their JSON names, the ways of refusing (RFC 9457), limits, compression and the
// code that enrols a device. It decides nothing and stores nothing. Begin with
// SyncRequest and SyncReply, which one round trip carries, and with Problem.
package protocol

// Version is the protocol spoken here; a server also answers the one before.
const (
	Version    = 1
	MinVersion = 1
)

// The headers of our own.
const (
	HeaderVersion = "Fieldline-Protocol" // of a request: Version; of a reply: the server's
	HeaderApp     = "Fieldline-App"      // of a request: the app's version
)

// The paths of the server.
const (
	PathEnrol    = "/v1/devices/enrol"
	PathToken    = "/v1/auth/token"
	PathPassword = "/v1/auth/password"
	PathSync     = "/v1/sync"
	PathLibrary  = "/v1/library/" // + SHA-256, hexadecimal
	PathHave     = "/v1/blobs/have"
	PathBlobs    = "/v1/blobs/" // + SHA-256, hexadecimal
	PathUploads  = "/v1/uploads"
	PathProof    = "/v1/proof"
	PathDevices  = "/v1/devices"
	PathRecords  = "/v1/records/" // + form + / + id + PathHistory
	PathHistory  = "/history"
	PathRescue   = "/v1/rescue"
	PathConfirm  = "/v1/auth/confirm"
	PathSecrets  = "/v1/secrets/" // + reference + PathReveal
	PathReveal   = "/reveal"
	PathAlong    = "/v1/secrets/along"
	PathShown    = "/v1/secrets/shown"
	PathHealth   = "/healthz"
	PathReady    = "/readyz"
	PathMetrics  = "/metrics"
	PathOpenAPI  = "/openapi.json"
)
