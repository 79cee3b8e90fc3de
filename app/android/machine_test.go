//go:build jvm && !android

package android

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// The shim is driven on a Java machine that looks at every call (-Xcheck:jni), against
// stand-ins of Android's classes; TestMain starts it, as a process has one.
var java machine

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "classes")
	if err == nil {
		java, err = compile(dir)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func compile(dir string) (machine, error) {
	sources, err := filepath.Glob("testdata/*/*.java")
	if err != nil {
		return machine{}, err
	}
	deep, err := filepath.Glob("testdata/*/*/*.java")
	if err != nil {
		return machine{}, err
	}
	deeper, err := filepath.Glob("testdata/*/*/*/*.java")
	if err != nil {
		return machine{}, err
	}
	javac := exec.Command("javac", append([]string{"-d", dir}, slices.Concat(sources, deep, deeper)...)...)
	javac.Stdout, javac.Stderr = os.Stdout, os.Stderr
	if err := javac.Run(); err != nil {
		return machine{}, err
	}
	m, err := start(dir)
	if err == nil {
		_, err = m.says("standin/Keystore", "install")
	}
	return m, err
}

// must calls a static method of a stand-in.
func (m machine) must(t *testing.T, class, method string) string {
	t.Helper()
	text, err := m.says(class, method)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
