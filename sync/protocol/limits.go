package protocol

import "time"

// Limits are the bounds of what one request may carry and one reply will. They protect
// both sides; business numbers are settings of the library.
type Limits struct {
	WireBytes  int64 // of a request body as it comes over the wire
	BodyBytes  int64 // of a request body once decoded
	ReplyBytes int   // of the changes in one reply, about
	ReplyRows  int   // of the feed read for one reply
	Ops        int   // in one request
	OpBytes    int   // of one operation
	Depth      int   // of nested JSON
	ChunkBytes int64 // of one PATCH of an upload
	BlobBytes  int64 // of one attachment
	DayBytes   int64 // of the uploads that one device may begin within a day
	Have       int   // hashes in one question
	Rescue     int64 // of a rescue file that comes over the wire
	RescueHeld int64 // of what is in one that comes over the wire: attachments, which hardly pack, and operations
	RescueOpen int64 // of what is in one, wherever it comes from

	// Requests of one device, and of one address that nobody knows yet: how many at once,
	// and how many more each second. No number means no bound. New tokens are bounded as
	// strangers are, by device.
	Burst, PerSecond                   float64
	StrangersBurst, StrangersPerSecond float64
	// Passwords for the key of one device by who does not show that he has its folder.
	KeysBurst, KeysPerSecond float64

	Access  time.Duration // life of an access token
	Refresh time.Duration // life of a refresh token that is not used
	Skew    time.Duration // a clock that is further off is flagged and corrected
	Upload  time.Duration // life of an upload that nobody goes on with
}

// DefaultLimits returns the limits a server starts with.
func DefaultLimits() Limits {
	return Limits{
		WireBytes:  5 << 20, // an operation that does not compress goes through
		BodyBytes:  16 << 20,
		ReplyBytes: 2 << 20,
		ReplyRows:  2000,
		Ops:        10000,
		OpBytes:    4 << 20,
		Depth:      24,
		ChunkBytes: 2 << 20,
		BlobBytes:  32 << 20,
		DayBytes:   1 << 30,
		Have:       1000,
		Rescue:     64 << 20,
		RescueHeld: 96 << 20,
		RescueOpen: 2 << 30,

		Burst: 120, PerSecond: 10,
		StrangersBurst: 20, StrangersPerSecond: 0.5,
		KeysBurst: 5, KeysPerSecond: 1.0 / 3600, // as an account that was guessed at for long

		Access:  15 * time.Minute,
		Refresh: 60 * 24 * time.Hour,
		Skew:    10 * time.Minute,
		Upload:  7 * 24 * time.Hour,
	}
}

// SlowestLink is the slowest link that work is still sent over, in bytes a second: GPRS at
// 8 kbit/s. Both sides wait for whoever is as fast as this.
const SlowestLink = 1000

// BackupIsLate is how old the server's last verified backup may become before people are
// warned: a night that went wrong and some hours to mend it.
const BackupIsLate = 26 * time.Hour
