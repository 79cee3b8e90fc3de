package vault

// CostOf is how a vault's PIN is stretched.
func CostOf(v *Vault) pin { return *v.lock.PIN }
