package main

import (
	"context"
	"path/filepath"
	"testing"
)

// leastPictures is how many pictures a day leaves at the least.
const leastPictures = 14

// The whole day is played in both languages, with a small company.
func TestDay_isPlayedInBothLanguages(t *testing.T) {
	ctx := context.Background()
	server := fieldserver(t)
	company := filepath.Join(t.TempDir(), "company")
	o := &office{program: server}
	if _, err := o.command(ctx, "demo", "--dir", company, "--scale", "0.02"); err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"zh", "en"} {
		t.Run(language, func(t *testing.T) {
			out := t.TempDir()
			if err := run(ctx, options{Server: server, Company: company, Out: out, Language: language, Mode: "light"}); err != nil {
				t.Fatal(err)
			}
			pictures, err := filepath.Glob(filepath.Join(out, "*.png"))
			if err != nil {
				t.Fatal(err)
			}
			if len(pictures) < leastPictures {
				t.Errorf("the day left %d pictures", len(pictures))
			}
		})
	}
}
