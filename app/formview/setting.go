package formview

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fieldline/forms/form"
)

// settingKind is the id of a setting: typed by those who know it, else picked from all
// there are, each with what it is called and its value now.
func settingKind() kind {
	return kind{
		half: true,
		say: func(s Speech, _ *form.Field, v any) string {
			id := stringOf(v)
			return strings.TrimRight(id+"\u2002"+s.Setting(id), "\u2002")
		},
		edit: func(c *cell) editor {
			return newTyping(c, 0, c.withPicker("list", c.pickSetting), parseText, writeText)
		},
	}
}

// Setting is what a setting is called, with the word that names its part; "" for none.
func (s Speech) Setting(id string) string {
	name, part, _ := strings.Cut(id, ".")
	set := s.Lib.Setting(name)
	if set == nil {
		return ""
	}
	label := s.Label(set.Label)
	if w, known := s.Lib.Word(&form.Field{List: set.List}, part); known {
		label += s.Words.Label("：", ": ") + s.Label(w.Label)
	}
	return label
}

func (c *cell) pickSetting() {
	env := c.v.cfg.Env(c.v.rec)
	c.v.pick(picking{
		title: c.v.speech.Label(c.field.Label),
		options: func(search string) []option {
			var options []option
			for _, set := range env.Lib.Settings {
				for _, id := range settingIDs(env.Lib, set) {
					label := c.v.speech.Setting(id)
					if matches(label, search) || strings.Contains(strings.ToLower(id), strings.ToLower(plain(search))) {
						options = append(options, option{key: id, title: label, sub: id + settingNow(env, id), chosen: id == c.v.value(c.spot)})
					}
				}
			}
			return options
		},
		take: func(o option) { c.take(o.key) },
	})
}

// settingIDs are a setting with its parts, those that words of a list name among them.
func settingIDs(lib *form.Library, set *form.Setting) []string {
	var ids []string
	if set.Value != nil {
		ids = append(ids, set.ID)
	}
	parts := slices.Sorted(maps.Keys(set.Parts))
	if list := lib.ChoiceList(set.List); list != nil {
		parts = nil
		for _, w := range list.Words {
			parts = append(parts, w.Word)
		}
	}
	for _, part := range parts {
		ids = append(ids, set.ID+"."+part)
	}
	return ids
}

// settingNow is the value of a setting now, as it would be typed; nothing where it has none
// or that cannot be read.
func settingNow(env *form.Env, id string) string {
	if env.World == nil {
		return ""
	}
	v, err := env.World.Setting(id, form.ID{}, env.Now)
	if err != nil || form.Empty(v) {
		return ""
	}
	return "\u2002" + fmt.Sprint(v)
}
