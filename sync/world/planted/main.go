// Planted tests the tester: it plants one mistake after the other in the product, for one
// build alone and without touching a file, and has the simulation look for it: make
// planted. A mistake that is not found says that the simulation is blind for it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("planted", flag.ContinueOnError)
	seeds := flags.String("seeds", "10000", "most histories for one mistake")
	skip := flags.Int("skip", 0, "leave out the first of them")
	only := flags.String("only", "", "only those whose name holds this")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	missed := 0
	fmt.Println("| rule | mistake | found by | histories |\n|---|---|---|---|")
	for i, f := range faults() {
		if i < *skip || !strings.Contains(f.name, *only) {
			continue
		}
		found, err := f.hunt(ctx, root, *seeds)
		if err != nil {
			return fmt.Errorf("plant %q: %w", f.name, err)
		}
		if found == "" {
			missed++
			found = "**not found** | " + *seeds
		}
		fmt.Printf("| %s | %s | %s |\n", f.rule, f.name, found)
	}
	if missed > 0 {
		return fmt.Errorf("%d mistakes were not found", missed)
	}
	return nil
}

var failed = regexp.MustCompile(`(?m)^seed (\d+): (\S+) at step`)

// hunt builds the simulation with the mistake and returns which seed found it.
func (f *fault) hunt(ctx context.Context, root, seeds string) (found string, err error) {
	dir, err := os.MkdirTemp("", "planted-")
	if err != nil {
		return "", err
	}
	defer func() {
		if removed := os.RemoveAll(dir); err == nil {
			err = removed
		}
	}()
	edited, err := f.edit(root)
	if err != nil {
		return "", err
	}
	source, overlay := filepath.Join(dir, "edited.go"), filepath.Join(dir, "overlay.json")
	plan, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, filepath.FromSlash(f.file)): source}})
	if err != nil {
		return "", err
	}
	for name, content := range map[string][]byte{source: []byte(edited), overlay: plan} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return "", err
		}
	}
	program := filepath.Join(dir, "sim")
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "-o", program, "./sync/world/sim")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	out, err := exec.CommandContext(ctx, program, "-seeds", seeds, "-first").CombinedOutput()
	match := failed.FindStringSubmatch(string(out))
	if match == nil && err != nil {
		return "", fmt.Errorf("simulate: %w\n%s", err, out)
	}
	if match == nil {
		return "", nil
	}
	played := regexp.MustCompile(`(?m)^(\d+) histories`).FindStringSubmatch(string(out))
	return fmt.Sprintf("seed %s, %s | %s", match[1], match[2], played[1]), nil
}

// edit returns the file with the mistake in it.
func (f *fault) edit(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.file)))
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(text), f.old); n != 1 {
		return "", fmt.Errorf("%s has the place %d times: give the mistake a new one", f.file, n)
	}
	return strings.Replace(string(text), f.old, f.new, 1), nil
}
