package vault

// System returns nil: the app's private storage holds the key, which the system encrypts
// and backs up nowhere, and a PIN wraps it.
func System() Keyring { return nil }
