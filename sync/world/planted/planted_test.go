package main

import "testing"

func TestFaults_haveTheirPlaces(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range faults() {
		if _, err := f.edit("../../.."); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
		if seen[f.name] || f.old == f.new {
			t.Errorf("%s is planted twice, or not at all", f.name)
		}
		seen[f.name] = true
	}
}
