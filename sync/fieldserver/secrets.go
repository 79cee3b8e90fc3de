package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// givenSecrets are digits by the path of their names in a file.
type givenSecrets map[string]string

// secrets are the digits of those that a profile sends, by route and account or pin: C/pin.
type secrets map[string]string

func readSecrets(file string) (givenSecrets, error) {
	if file == "" {
		return nil, nil
	}
	b, err := readFile(file, mostText)
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	doc, err := form.ReadDocument(filepath.Base(file), b, mostText)
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	out := givenSecrets{}
	if where, ok := out.take("", doc); !ok {
		return nil, fmt.Errorf("read secrets: %q in %s is not a string of 0-9, * and #; what stands there is not shown", where, filepath.Base(file))
	}
	return out, nil
}

// take reads a map of maps; what is wrong is named by its path, never by its value.
func (s givenSecrets) take(path string, d *form.Document) (where string, ok bool) {
	if d.Kind != form.MapValue {
		s[path] = d.Text
		return path, d.Kind <= form.NumberValue && d.Text != "" && strings.Trim(d.Text, dialplan.Keys) == ""
	}
	for i, k := range d.Keys {
		if where, ok := s.take(strings.TrimPrefix(path+"/"+k.Text, "/"), d.Items[i]); !ok {
			return where, false
		}
	}
	return "", true
}

// of finds the secrets that a profile sends, and gives them by route and word.
func (s givenSecrets) of(p *dialplan.Profile) (secrets, error) {
	out := secrets{}
	for _, r := range p.Routes {
		for word, secret := range map[string]*dialplan.Secret{"account": r.Account, "pin": r.PIN} {
			if secret == nil {
				continue
			}
			digits, err := s.find(r.ID, word, secret.Ref)
			if err != nil {
				return nil, err
			}
			out[r.ID+"/"+word] = digits
		}
	}
	return out, nil
}

// find gives the digits of a secret: by its reference, else by route and word, else by word;
// "" where there are none. Of a longer path its end is enough, unless another path with other
// digits ends alike.
func (s givenSecrets) find(route, word, ref string) (string, error) {
	for _, name := range []string{ref, route + "/" + word, route + "." + word, word} {
		if digits, ok := s[name]; ok {
			return digits, nil
		}
		var paths []string
		for _, path := range slices.Sorted(maps.Keys(s)) {
			if strings.HasSuffix(path, "/"+name) && name != word {
				paths = append(paths, path)
			}
		}
		if len(paths) == 0 {
			continue
		}
		for _, path := range paths[1:] {
			if s[path] != s[paths[0]] {
				return "", fmt.Errorf("read secrets: both %q and %q may be the %s of route %s: add a line %q with the digits that are meant", paths[0], path, word, route, name)
			}
		}
		return s[paths[0]], nil
	}
	return "", nil
}

// count tells the profile how many digits the secrets have, so that times are right.
func (s secrets) count(p *dialplan.Profile) {
	for i := range p.Routes {
		r := &p.Routes[i]
		for word, secret := range map[string]*dialplan.Secret{"account": r.Account, "pin": r.PIN} {
			if secret == nil {
				continue
			}
			if digits := s[r.ID+"/"+word]; digits != "" {
				secret.Digits = len(digits)
			}
		}
	}
}
