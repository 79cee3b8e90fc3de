package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/library"
	"fieldline/sync/device"
)

// A form with a fault is refused with its place, by the check and by the server, which
// exits; what was in force before stays in force.
func TestFaultyForm_isRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := newCrew(t)
	raw, err := os.ReadFile(filepath.Join("testdata", toolLoan+".yaml"))
	must(t, err)
	for _, fault := range []struct {
		name, part, instead string
		place, says         string
	}{
		{"unknown key", "number: \"TL", "nmber: \"TL", "tool_loan.yaml:6:1: ", "nmber"},
		{"unknown key of a field", "en: Tool, required: true", "en: Tool, requird: true", "tool_loan.yaml:16:50: ", "requird"},
		{"unknown type", "{type: rating, max: 5", "{type: stars, max: 5", "tool_loan.yaml:21:24: ", "stars"},
		{"unknown name in a condition", "'weight <= 25'", "'wieght <= 25'", "tool_loan.yaml:34:69: ", "wieght"},
		{"no label in English", ", en: Given back, final: true", ", final: true", "tool_loan.yaml:", "en"},
	} {
		dir := filepath.Join(t.TempDir(), "forms")
		must(t, os.CopyFS(dir, library.Files()))
		must(t, os.WriteFile(filepath.Join(dir, toolLoan+".yaml"), []byte(without(t, string(raw), fault.part, fault.instead)), 0o600))

		checked := c.fails(t, "forms", "check", dir)
		served := c.fails(t, "serve", "--dir", filepath.Join(t.TempDir(), "data"), "--addr", "127.0.0.1:0", "--forms", dir)
		published := c.fails(t, "forms", "publish", "--dir", c.office.dir, dir)

		for by, said := range map[string]string{"check": checked, "serve": served, "publish": published} {
			if !strings.Contains(said, fault.place) || !strings.Contains(said, fault.says) {
				t.Errorf("%s, %s says %s, want %s… %s", fault.name, by, said, fault.place, fault.says)
			}
		}
	}

	before := c.desk.Library().SHA256
	must(t, c.desk.Sync(ctx))
	if got := c.desk.Library().SHA256; got != before {
		t.Error("another library is in force")
	}
	if _, err := c.desk.Count(ctx, device.Query{Form: library.ServiceOrder}); err != nil {
		t.Error(err)
	}
}

// fails runs the server's program, which must end by itself with an exit code that says
// so, and returns what it printed.
func (c *crew) fails(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	out, err := exec.CommandContext(ctx, c.office.program, args...).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() <= 0 {
		t.Errorf("fieldserver %s ended with %v: %s", strings.Join(args[:2], " "), err, out)
	}
	return string(out)
}
