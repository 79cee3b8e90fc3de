package main

func (d *day) offline() []step { return nil }
func (d *day) evening() []step { return nil }
