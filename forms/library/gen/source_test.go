package main

import (
	"bytes"
	"os"
	"testing"
)

func TestNames_areFresh(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../names.go")
	if err != nil {
		t.Fatal(err)
	}

	if !bytes.Equal(have, want) {
		t.Fatal("names.go is stale: run go generate ./forms/library")
	}
}

func TestCamel(t *testing.T) {
	for word, want := range map[string]string{
		"service_order": "ServiceOrder", "kind": "Kind", "crm": "CRM", "outside_no": "OutsideNo", "p01": "P01",
	} {
		if got := camel(word); got != want {
			t.Errorf("camel(%q) = %q, want %q", word, got, want)
		}
	}
}
