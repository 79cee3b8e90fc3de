package table

// Durable are the pragmas on which rests that what is acknowledged survives a kill and a
// power cut, on the device and on the server; the power cuts of sync/crash try them.
func Durable() []string {
	return []string{
		"page_size(8192)",   // a quarter less time per row than 4096
		"journal_mode(WAL)", // readers never wait for the writer
		"synchronous(FULL)", // a commit survives a power cut; NORMAL loses some
	}
}
