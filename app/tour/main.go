// Command tour plays a day of work without a display: the real app in Fyne's software
// driver, against the real server as a process of its own, over HTTPS. It leaves a
// picture of every step and says where. Begin with story.go, which is the day.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"
)

// options are the command line.
type options struct {
	Server   string `help:"The built fieldserver." default:"bin/fieldserver" type:"path"`
	Out      string `help:"Folder for the pictures." default:"pictures" type:"path"`
	Company  string `help:"Server data folder with the demo company, copied before use; filled anew if not given." type:"path"`
	Language string `help:"Language of the pictures." enum:"zh,en" default:"zh"`
	Mode     string `help:"Colours of the pictures." enum:"light,dark,outdoor" default:"light"`
}

func main() {
	var opts options
	kong.Parse(&opts, kong.Name("tour"), kong.Description("Plays a day of work and leaves pictures of it."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, opts)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) (err error) {
	work, err := os.MkdirTemp("", "fieldline-tour-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	office, err := openOffice(ctx, opts.Server, filepath.Join(work, "server"), opts.Company)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.close()) }()
	if err := clearPictures(opts.Out); err != nil {
		return err
	}
	theatre, err := newTheatre(work, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, theatre.close()) }()
	day := &day{theatre: theatre, office: office}
	if err := day.play(ctx); err != nil {
		return fmt.Errorf("step %d, %s: %w", theatre.steps, theatre.last, err)
	}
	fmt.Println("pictures:", opts.Out)
	return nil
}

// clearPictures removes the pictures of an earlier day, and nothing else.
func clearPictures(dir string) error {
	var errs []error
	for _, pattern := range []string{"[0-9][0-9]-*.png", "failed-*.png"} {
		old, err := filepath.Glob(filepath.Join(dir, pattern))
		errs = append(errs, err)
		for _, path := range old {
			errs = append(errs, os.Remove(path))
		}
	}
	return errors.Join(errs...)
}
