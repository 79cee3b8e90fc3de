// Command bench measures syncing: seven days of work and networks, each beside a floor
// that moves the same records and checks nothing, and prints what ours costs as ratios to
// it. Begin with scenario.go; scripts/bench runs it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
)

func main() {
	var err error
	switch role := append(os.Args, "")[1]; role {
	case "serve":
		err = profiled(role, func() error { return serveOurs(os.Args[2]) })
	case "tablet":
		err = profiled(role, func() error { return tabletOfOurs(os.Args[2], os.Args[3], append(os.Args, "")[4]) })
	case "floor":
		err = serveFloor(os.Args[2])
	case "floor-tablet":
		err = tabletOfFloor(os.Args[2], os.Args[3])
	default:
		err = run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	runs := flag.Int("runs", 5, "how often each is measured; medians are printed")
	only := flag.String("only", "", "only scenarios whose name holds this")
	slow := flag.Bool("slow", true, "the scenarios on a slow link too, which take minutes")
	profiles := flag.String("profiles", "", "a folder for CPU profiles of our server and device, the last run of each")
	flag.Parse()
	if *profiles != "" {
		if err := os.Setenv(envProfiles, *profiles); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp("", "fieldline-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{dir: dir, runs: *runs, wants: func(name string) bool { return strings.Contains(name, *only) }, slow: *slow}
	return b.run()
}

// envProfiles names the folder for profiles to the processes that are measured.
const envProfiles = "FIELDLINE_PROFILES"

// profiled runs a role; its profile is written if one is wanted.
func profiled(role string, do func() error) (err error) {
	dir := os.Getenv(envProfiles)
	if dir == "" {
		return do()
	}
	f, err := os.Create(filepath.Join(dir, role+".pprof"))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = do()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}
