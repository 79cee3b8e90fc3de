package keyring

import (
	"fieldline/app/android"
	"fieldline/sync/vault"
)

// System returns the Android Keystore. A system older than Android 6 has none for our
// kind of key, and each call says so.
func System() vault.Keyring { return android.Keystore{} }
