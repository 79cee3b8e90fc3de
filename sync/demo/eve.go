package demo

// openEve puts the last evening on the agenda, on which today is prepared.
func (b *branch) openEve() {}
