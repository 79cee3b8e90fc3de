package program

import (
	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Lacking is the named function lacking_secrets: a row per secret that the program of a
// record of DOC-12 sends and that is not kept for it, so that somebody has to enter it.
func Lacking() form.Named {
	return form.Named{
		Name: "lacking_secrets", Params: []form.FieldType{form.RefType}, Result: form.Table,
		Call: func(env *form.Env, args []any) (any, error) {
			rec, err := recordOf(env, args[0])
			if err != nil || rec == nil || rec.Form != library.DialerConfig {
				return []form.Row{}, err
			}
			lacking, err := lackingOf(env.World, rec)
			return rowsFor(lacking), err
		},
	}
}

func lackingOf(world form.World, rec *form.Record) ([]Problem, error) {
	has := func(column string) bool { return !form.Empty(rec.Get(column)) }
	if has(library.DialerConfigAccount) && has(library.DialerConfigPin) {
		return nil, nil
	}
	template, err := templateOf(world, rec)
	if err != nil || template == nil {
		return nil, err
	}
	p, _, err := made(template, rec, nil)
	if err != nil || p.Plan == nil {
		return nil, err
	}
	sends := map[string]bool{}
	for _, r := range p.Plan.Profile().Routes {
		for _, secret := range []*dialplan.Secret{r.Account, r.PIN} {
			if secret != nil {
				sends[secret.Ref] = true
			}
		}
	}
	var lacking []Problem
	for _, column := range []string{library.DialerConfigAccount, library.DialerConfigPin} {
		if !sends[column] || has(column) {
			continue
		}
		lacking = append(lacking, Problem{Label: secretLabels[column]})
	}
	return lacking, nil
}

// secretLabels are what the secrets of a program are called.
var secretLabels = map[string]form.Label{
	library.DialerConfigAccount: {Zh: "帐号", En: "account"},
	library.DialerConfigPin:     {Zh: "帐号密码", En: "PIN"},
}
