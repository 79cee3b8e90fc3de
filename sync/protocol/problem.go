package protocol

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

// Slug names a way of refusing; it never changes its meaning.
type Slug string

// The slugs of whole requests.
const (
	Malformed        Slug = "malformed"
	SignIn           Slug = "sign-in"
	WrongPassword    Slug = "wrong-password"
	TooManyTries     Slug = "too-many-tries"
	SignInAgain      Slug = "sign-in-again"
	SecretsSpent     Slug = "secrets-spent"
	RefreshReused    Slug = "refresh-reused"
	WrongProof       Slug = "wrong-proof"
	WeakPassword     Slug = "weak-password"
	CodeWrong        Slug = "code-wrong"
	CodeUsed         Slug = "code-used"
	CodeExpired      Slug = "code-expired"
	DeviceDrained    Slug = "device-drained"
	DeviceLost       Slug = "device-lost"
	Forbidden        Slug = "forbidden"
	NotFound         Slug = "not-found"
	WrongMethod      Slug = "wrong-method"
	EpochChanged     Slug = "epoch-changed"
	ServerBehind     Slug = "server-behind"
	DeviceRewound    Slug = "device-rewound"
	SyncBusy         Slug = "sync-busy"
	CursorExpired    Slug = "cursor-expired"
	TooLarge         Slug = "too-large"
	WrongEncoding    Slug = "wrong-encoding"
	WrongProtocol    Slug = "wrong-protocol"
	OffsetMismatch   Slug = "offset-mismatch"
	ChecksumMismatch Slug = "checksum-mismatch"
	UploadBusy       Slug = "upload-busy"
	UploadQuota      Slug = "upload-quota"
	WrongType        Slug = "wrong-type"
	TooManyRequests  Slug = "too-many-requests"
	Busy             Slug = "busy"
	StorageFull      Slug = "storage-full"
	RescueDamaged    Slug = "rescue-damaged"
	RescueForeign    Slug = "rescue-foreign"
	RescueUnknown    Slug = "rescue-unknown"
	Internal         Slug = "internal"
)

// The slugs of one operation, given as keys of form problems.
const (
	NotInScope      Slug = "not-in-scope"
	OpIDReused      Slug = "op-id-reused"
	OpUnreadable    Slug = "op-unreadable"
	OpForeign       Slug = "op-foreign"
	OpDrained       Slug = "op-drained" // of a device that may only hand in: the office decides
	OpInternal      Slug = "op-internal"
	SecretNotSealed Slug = "secret-not-sealed"
)

// kind is what a slug means for HTTP and for who reads a log.
type kind struct {
	status int
	title  string
	retry  bool // the same request may succeed later
}

// kinds is the one table from slug to status.
func kinds(s Slug) (kind, bool) {
	switch s {
	case Malformed:
		return kind{http.StatusBadRequest, "the request cannot be read", false}, true
	case SignIn:
		return kind{http.StatusUnauthorized, "the token is missing, unknown or expired", false}, true
	case WrongPassword:
		return kind{http.StatusUnauthorized, "name or password is wrong", false}, true
	case TooManyTries:
		return kind{http.StatusTooManyRequests, "too many wrong passwords", true}, true
	case SignInAgain:
		return kind{http.StatusForbidden, "a second sign-in is asked for", false}, true
	case SecretsSpent:
		return kind{http.StatusTooManyRequests, "no more secrets are read today", false}, true
	case RefreshReused:
		return kind{http.StatusUnauthorized, "a refresh token was used twice", false}, true
	case WrongProof:
		return kind{http.StatusUnauthorized, "the proof does not fit the device's key", false}, true
	case WeakPassword:
		return kind{http.StatusUnprocessableEntity, "the password is too short or too common", false}, true
	case CodeWrong:
		return kind{http.StatusForbidden, "the enrolment code is unknown", false}, true
	case CodeUsed:
		return kind{http.StatusConflict, "the enrolment code was used", false}, true
	case CodeExpired:
		return kind{http.StatusGone, "the enrolment code has expired", false}, true
	case DeviceDrained:
		return kind{http.StatusForbidden, "the device may only send", false}, true
	case DeviceLost:
		return kind{http.StatusForbidden, "the device was reported lost", false}, true
	case Forbidden:
		return kind{http.StatusForbidden, "this person may not do that", false}, true
	case NotFound:
		return kind{http.StatusNotFound, "there is nothing here", false}, true
	case WrongMethod:
		return kind{http.StatusMethodNotAllowed, "this path has no such method", false}, true
	case EpochChanged:
		return kind{http.StatusConflict, "the server was restored or is another", false}, true
	case ServerBehind:
		return kind{http.StatusConflict, "the device has seen more than the server holds", false}, true
	case DeviceRewound:
		return kind{http.StatusConflict, "the device's journal went back", false}, true
	case SyncBusy:
		return kind{http.StatusConflict, "another sync of this device is under way", true}, true
	case CursorExpired:
		return kind{http.StatusGone, "the cursor is no longer served", false}, true
	case TooLarge:
		return kind{http.StatusRequestEntityTooLarge, "the request is larger than allowed", false}, true
	case WrongEncoding:
		return kind{http.StatusUnsupportedMediaType, "the content encoding or type is not supported", false}, true
	case WrongProtocol:
		return kind{http.StatusUpgradeRequired, "the protocol version is not supported", false}, true
	case OffsetMismatch:
		return kind{http.StatusConflict, "the upload stands at another offset", true}, true
	case ChecksumMismatch:
		return kind{460, "the bytes do not fit their checksum", true}, true // tus 1.0, checksum extension
	case UploadBusy:
		return kind{http.StatusLocked, "another request writes this upload", true}, true
	case UploadQuota:
		return kind{http.StatusForbidden, "the device's uploads for today are used up", true}, true
	case WrongType:
		return kind{http.StatusUnprocessableEntity, "the bytes are not of the type declared", false}, true
	case TooManyRequests:
		return kind{http.StatusTooManyRequests, "too many requests", true}, true
	case Busy:
		return kind{http.StatusServiceUnavailable, "the server is busy", true}, true
	case RescueDamaged:
		return kind{http.StatusUnprocessableEntity, "the rescue file was changed or cut off, or is none", false}, true
	case RescueForeign:
		return kind{http.StatusUnprocessableEntity, "the rescue file was made for another server", false}, true
	case RescueUnknown:
		return kind{http.StatusForbidden, "the rescue file is of a device that is not known here or was reported lost", false}, true
	case StorageFull:
		return kind{http.StatusInsufficientStorage, "the server's disk is full", true}, true
	case Internal:
		return kind{http.StatusInternalServerError, "something went wrong on the server", true}, true
	}
	return kind{}, false
}

const urn = "urn:fieldline:problem:"

// Problem is why a request was not answered, as RFC 9457 says it. Key names the text for
// a person: what happened, what is safe, what to do.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Key    string         `json:"key"`
	Args   map[string]any `json:"args,omitempty" doc:"What the text names. epoch-changed and server-behind: next, the place in the journal that follows the server's last, and since, the sequence up to which its data are what they were, 0 where that is not known; device-rewound: next"`
	Retry  bool           `json:"retry,omitempty"`

	// After says in how many seconds a retry makes sense; also sent as Retry-After.
	After int `json:"after,omitempty"`
	// Wipe orders the device to destroy what it keeps.
	Wipe bool `json:"wipe,omitempty"`
	// Epoch is the server's, where the device's is another.
	Epoch string `json:"epoch,omitempty"`
	// Offset is where an upload stands.
	Offset int64 `json:"offset,omitempty"`
}

// NewProblem returns the problem of a slug; detail is for logs and developers.
func NewProblem(slug Slug, detail string) *Problem {
	k, known := kinds(slug)
	if !known {
		slug = Internal
		k, _ = kinds(Internal)
	}
	return &Problem{Type: urn + string(slug), Title: k.title, Status: k.status, Detail: detail, Key: Key(slug), Retry: k.retry}
}

// Key returns the key of a slug's text in the app's catalogue.
func Key(slug Slug) string { return "problem." + string(slug) }

// OpProblem returns what is wrong with one operation as a message for its author.
func OpProblem(slug Slug, args map[string]any) form.Problem {
	return form.Problem{Key: Key(slug), Args: args}
}

// Slug returns the name of the problem.
func (p *Problem) Slug() Slug { return Slug(strings.TrimPrefix(p.Type, urn)) }

// Error says the problem for a log.
func (p *Problem) Error() string {
	if p.Detail == "" {
		return string(p.Slug()) + ": " + p.Title
	}
	return string(p.Slug()) + ": " + p.Detail
}

// Is lets errors.Is compare problems by their slug.
func (p *Problem) Is(target error) bool {
	other, ok := target.(*Problem)
	return ok && other.Type == p.Type
}

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of a problem.
func (p *Problem) ContentType(string) string { return ProblemType }

// GetHeaders returns the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.After > 0 {
		h.Set("Retry-After", strconv.Itoa(p.After))
	}
	if p.Offset > 0 {
		h.Set(HeaderOffset, strconv.FormatInt(p.Offset, 10))
	}
	return h
}

// ProblemType is the media type of RFC 9457.
const ProblemType = "application/problem+json"

// AsProblem returns the problem an error carries, or one of slug Internal.
func AsProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return NewProblem(Internal, "")
}

// ReadProblem reads the problem of a reply that did not succeed; a body that is none
// gives the problem that fits its status.
func ReadProblem(status int, body io.Reader) *Problem {
	var p Problem
	raw, err := io.ReadAll(io.LimitReader(body, 64<<10))
	if err == nil && json.Unmarshal(raw, &p) == nil && strings.HasPrefix(p.Type, urn) {
		p.Status = status
		return &p
	}
	slug := Internal
	switch {
	case status == http.StatusUnauthorized:
		slug = SignIn
	case status == http.StatusForbidden:
		slug = Forbidden
	case status == http.StatusNotFound:
		slug = NotFound
	case status == http.StatusTooManyRequests:
		slug = TooManyRequests
	case status == http.StatusServiceUnavailable, status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		slug = Busy
	case status == http.StatusRequestEntityTooLarge:
		slug = TooLarge
	case status == http.StatusUpgradeRequired:
		slug = WrongProtocol
	case status >= 400 && status < 500:
		slug = Malformed
	}
	made := NewProblem(slug, "")
	made.Status = status
	return made
}

// Slugs lists every slug, those of requests first.
func Slugs() []Slug {
	return []Slug{
		Malformed, SignIn, WrongPassword, TooManyTries, SignInAgain, SecretsSpent, RefreshReused, WrongProof, WeakPassword, CodeWrong, CodeUsed,
		CodeExpired, DeviceDrained, DeviceLost, Forbidden, NotFound, WrongMethod, EpochChanged, ServerBehind,
		DeviceRewound, SyncBusy, CursorExpired, TooLarge, WrongEncoding, WrongProtocol, OffsetMismatch,
		ChecksumMismatch, UploadBusy, UploadQuota, WrongType, TooManyRequests, Busy, StorageFull, Internal, RescueDamaged, RescueForeign, RescueUnknown,
		NotInScope, OpIDReused, OpUnreadable, OpForeign, OpDrained, OpInternal, SecretNotSealed,
	}
}
