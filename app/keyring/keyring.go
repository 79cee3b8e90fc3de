// Package keyring is where the system keeps a key that belongs to one installation: the
// keyring of a desktop, the Keystore of Android. Begin with System.
package keyring
