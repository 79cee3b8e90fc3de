package vault

// syncDir has nothing to do: Windows makes a rename durable with the file.
func syncDir(string) error { return nil }
