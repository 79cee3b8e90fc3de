// Command fieldline is the app for everybody in the department: engineers on tablets,
// assistants, stock keepers and managers on desktops. It opens the window; what is in it
// is package app's.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"github.com/alecthomas/kong"

	"fieldline/app"
	"fieldline/app/keyring"
	"fieldline/forms/program"
)

// id is the app's in the system; preferences and, on a phone, the data folder go by it.
const id = "example.fieldline.app"

// version is told to the server and shown in the settings.
const version = "0.1.0"

// options are what a desktop's command line can say; a tablet has none.
type options struct {
	Dir     string           `help:"Folder of the installations; the system's own place if not given." type:"path"`
	Enrol   string           `help:"Enrolment code to sign in with where nobody is signed in yet."`
	Version kong.VersionFlag `help:"Tell the version."`
}

// collectAt keeps the heap close to what is alive: a tablet's memory is shared with the
// camera and the system, and a screen makes much that lives for one frame only.
const collectAt = 30 // percent

func main() {
	debug.SetGCPercent(collectAt)
	var opts options
	kong.Parse(&opts, kong.Name("fieldline"), kong.Description("外勤单 Fieldline: the field-service app."), kong.Vars{"version": version})
	if err := start(opts); err != nil {
		fmt.Fprintln(os.Stderr, "fieldline:", err)
		os.Exit(1)
	}
}

// start runs the app in a window, with its log in a file where there is a desktop; a phone
// has a log of its own.
func start(opts options) error {
	if isPhone() {
		return run(fyneapp.NewWithID(id), opts)
	}
	dir, err := desktopFolder(opts.Dir)
	if err != nil {
		return err
	}
	closeLog, err := keepLog(dir)
	if err != nil {
		return err
	}
	return errors.Join(run(fyneapp.NewWithID(id), opts), closeLog())
}

func isPhone() bool { return runtime.GOOS == "android" || runtime.GOOS == "ios" }

// run opens the app in a driver and returns when its window was closed.
func run(driver fyne.App, opts options) error {
	dir, err := dataFolder(driver, opts.Dir)
	if err != nil {
		return err
	}
	release, err := app.Hold(dir)
	if err != nil {
		return err
	}
	opts.Dir = dir
	a, err := open(driver, opts)
	if err != nil {
		return errors.Join(err, release())
	}
	return errors.Join(a.Run(), release())
}

func open(driver fyne.App, opts options) (*app.App, error) {
	dir, err := dataFolder(driver, opts.Dir)
	if err != nil {
		return nil, err
	}
	a, err := app.New(app.Config{Dir: dir, Fyne: driver, Version: version, Named: program.Functions(), Keyring: keyring.System()})
	if err != nil {
		return nil, err
	}
	if opts.Enrol != "" {
		a.Enrol(opts.Enrol)
	}
	return a, nil
}

// dataFolder is where installations are kept: the app's own storage on a phone or
// tablet, the user's configuration folder on a desktop.
func dataFolder(driver fyne.App, chosen string) (string, error) {
	if chosen == "" && fyne.CurrentDevice().IsMobile() {
		return driver.Storage().RootURI().Path(), nil
	}
	return desktopFolder(chosen)
}

func desktopFolder(chosen string) (string, error) {
	if chosen != "" {
		return chosen, nil
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the user's folder: %w", err)
	}
	return filepath.Join(base, "fieldline"), nil
}
