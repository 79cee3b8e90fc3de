//go:build !android

package sound

import (
	"context"
	"os/exec"
	"runtime"
)

// system is how this system plays a file, nil where it does not.
func system() func(ctx context.Context, path string) error { return by(command(exec.LookPath)) }

// by plays a file with a command, nil without one.
func by(command []string) func(ctx context.Context, path string) error {
	if command == nil {
		return nil
	}
	return func(ctx context.Context, path string) error {
		return exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], path)...).Run()
	}
}

// command is how this system plays a file, nil where it does not.
func command(find func(string) (string, error)) []string {
	choices := [][]string{{"pw-play"}, {"paplay"}, {"aplay", "-q"}}
	switch runtime.GOOS {
	case "darwin":
		choices = [][]string{{"afplay"}}
	case "windows":
		choices = [][]string{{"powershell", "-NoProfile", "-Command", "(New-Object Media.SoundPlayer $args[0]).PlaySync()"}}
	case "ios":
		return nil
	}
	for _, c := range choices {
		if path, err := find(c[0]); err == nil {
			return append([]string{path}, c[1:]...)
		}
	}
	return nil
}
