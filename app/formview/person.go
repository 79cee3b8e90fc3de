package formview

import "fieldline/forms/form"

// personKind is one person of the register, found by name or pinyin.
func personKind() kind {
	return kind{
		half: true,
		edit: func(c *cell) editor {
			return newRef(c, []string{"person"}, func(rec *form.Record) any { return rec.ID })
		},
		read: func(c *cell) editor { return newLink(c) },
	}
}
