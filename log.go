package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
)

// The log of the program: what it and Fyne have to say for those who look after it. On a
// desktop it is a file beside the installations, so that a terminal stays quiet.
const (
	logFile    = "fieldline.log"
	oldLogFile = "fieldline.old.log"
	logMost    = 1 << 20 // bytes, after which a new file is begun
)

// keepLog writes the log into a folder until it is closed.
func keepLog(dir string) (closeIt func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keep the log: %w", err)
	}
	path := filepath.Join(dir, logFile)
	info, err := os.Stat(path)
	if err == nil && info.Size() > logMost {
		err = os.Rename(path, filepath.Join(dir, oldLogFile))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keep the log: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep the log: %w", err)
	}
	before := log.Writer()
	log.SetOutput(f)
	return func() error {
		log.SetOutput(before)
		return f.Close()
	}, nil
}
