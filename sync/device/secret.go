package device

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// KeyOpenSecret is the problem of a secret that was not sealed before it was saved.
const KeyOpenSecret = "secret.open"

// ErrNoKey says that the server's key is not known: the installation is not enrolled.
var ErrNoKey = errors.New("the server's key is not known here")

// Seal shuts a secret in a box that only the server opens, as it
// travels in operations.
func (s *Store) Seal(secret string) (string, error) {
	key := s.Identity().BoxKey
	if len(key) != 32 {
		return "", fmt.Errorf("seal a secret: %w", ErrNoKey)
	}
	sealed, err := box.SealAnonymous(nil, []byte(secret), (*[32]byte)(key), s.cfg.Random)
	if err != nil {
		return "", fmt.Errorf("seal a secret: %w", err)
	}
	return "box:" + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// isOpen tells whether a secret field's value is neither a box nor the server's reference.
func isOpen(v any) bool {
	s, ok := v.(string)
	return ok && s != "" && !strings.HasPrefix(s, "box:") && !strings.HasPrefix(s, "secret:")
}

// openSecrets returns a problem for each secret among a part's values that is not sealed.
func openSecrets(f *form.Form, p record.Part) []form.Problem {
	var all []form.Problem
	report := func(field string) {
		all = append(all, form.Problem{Form: p.Form, ID: p.ID, Field: field, Key: KeyOpenSecret})
	}
	eachSecret(f, p.Values, func(values form.Values, name, path string) {
		if isOpen(values[name]) {
			report(path)
		}
	})
	if field := f.Field(p.Table); field != nil {
		rows := form.Values{p.Table: []form.Row{p.Row}}
		eachSecret(f, rows, func(values form.Values, name, path string) {
			if isOpen(values[name]) {
				report(path)
			}
		})
	}
	return all
}

// withoutOpenSecrets leaves out of a draft what must not lie on the disk in the clear.
func withoutOpenSecrets(f *form.Form, values form.Values, raw map[string]string) (form.Values, map[string]string) {
	values = form.Clone(values)
	eachSecret(f, values, func(values form.Values, name, _ string) {
		if isOpen(values[name]) {
			delete(values, name)
		}
	})
	kept := map[string]string{}
	for name, text := range raw {
		column := name[strings.LastIndex(name, ".")+1:]
		if !isSecret(f, name) && !isSecret(f, column) && !hasSecretColumn(f, column) {
			kept[name] = text
		}
	}
	return values, kept
}

func isSecret(f *form.Form, name string) bool {
	field := f.Field(name)
	return field != nil && field.Type == form.Secret
}

func hasSecretColumn(f *form.Form, name string) bool {
	for _, field := range f.Fields() {
		for _, c := range field.Columns {
			if c.Name == name && c.Type == form.Secret {
				return true
			}
		}
	}
	return false
}

// eachSecret visits the secret values of a form, those in rows of tables too.
func eachSecret(f *form.Form, values form.Values, visit func(values form.Values, name, path string)) {
	for _, field := range f.Fields() {
		if field.Type == form.Secret && values[field.Name] != nil {
			visit(values, field.Name, field.Name)
		}
		rows, ok := values[field.Name].([]form.Row)
		if !ok {
			continue
		}
		for _, c := range field.Columns {
			if c.Type != form.Secret {
				continue
			}
			for i := range rows {
				if rows[i].Values[c.Name] != nil {
					visit(rows[i].Values, c.Name, field.Name+"."+c.Name)
				}
			}
		}
	}
}
