package form

import "regexp"

func (l *Library) readRoles(top *node, fs *faults) {
	for i, name := range top.keys {
		k, ok := fs.named(name, top.items[i], "role", "code", "zh", "en", "group", "superior", "module")
		if !ok {
			continue
		}
		role := &Role{Word: name.text, Code: k.text("code"), Label: k.label(), Group: k.word("group"),
			Superior: k.word("superior"), Module: k.word("module"), Pos: name.pos}
		l.Roles = append(l.Roles, role)
		l.roles[role.Word] = role
	}
}

var settingPattern = regexp.MustCompile(`^SET-[0-9]{2,3}$`)

func (l *Library) readSettings(top *node, fs *faults) {
	for i, name := range top.keys {
		if !settingPattern.MatchString(name.text) {
			fs.add(name.pos, "%q is no id of a setting such as SET-01", name.text)
			continue
		}
		k, ok := fs.keysOf(top.items[i], "setting "+name.text, "type", "value", "parts", "of", "zh", "en", "by", "stated")
		if !ok {
			continue
		}
		s := &Setting{ID: name.text, Label: k.label(), Type: FieldType(k.word("type")), By: k.who("by"),
			List: k.word("of"), Stated: k.flag("stated"), Parts: map[string]any{}, Pos: name.pos}
		switch s.Type {
		case Duration, Integer, Decimal, Money, TimeType, Text, Choice:
			if k.has("value") || !k.has("parts") {
				s.Value = k.settingValue("value", k.n.get("value"), s)
			}
			k.each("parts", func(part, value *node) {
				s.Parts[part.text] = k.settingValue(part.text, value, s)
			})
		default:
			fs.add(k.pos("type"), "a setting is a duration, integer, decimal, money, time or text, not %q", s.Type)
		}
		l.Settings = append(l.Settings, s)
		l.settings[s.ID] = s
	}
}

// settingValue reads a default as people write it: a length of time, a number, a text.
func (k keys) settingValue(key string, n *node, s *Setting) any {
	if n == nil {
		k.fs.add(k.n.pos, "%s has no %s", k.what, key)
		return nil
	}
	if !n.scalar() {
		k.fs.add(n.pos, "%q must be of type %s, this is %s", key, s.Type, n.kindName())
		return nil
	}
	v, err := s.Read(n.text)
	if err != nil {
		k.fs.add(n.pos, "%q: %v", key, err)
	}
	return v
}

func (l *Library) readChoices(top *node, fs *faults) {
	for i, name := range top.keys {
		if !wordPattern.MatchString(name.text) || top.items[i].kind != mapNode {
			fs.add(name.pos, "%q must be a word with a map of choices", name.text)
			continue
		}
		list := &ChoiceList{Name: name.text, Words: fs.choiceWords(top.items[i]), Pos: name.pos}
		l.Choices = append(l.Choices, list)
		l.choices[list.Name] = list
	}
}

func (fs *faults) choiceWords(n *node) []ChoiceWord {
	var words []ChoiceWord
	for i, name := range n.keys {
		k, ok := fs.named(name, n.items[i], "choice", "zh", "en", "was", "retired")
		if !ok {
			continue
		}
		words = append(words, ChoiceWord{Word: name.text, Label: k.label(), Was: k.word("was"), Retired: k.count("retired")})
	}
	return words
}

func (l *Library) readPhrases(top *node, fs *faults) {
	for i, name := range top.keys {
		if !wordPattern.MatchString(name.text) || top.items[i].kind != seqNode {
			fs.add(name.pos, "%q must be a word with a list of {zh, en}", name.text)
			continue
		}
		list := &PhraseList{Name: name.text, Pos: name.pos}
		for _, one := range top.items[i].items {
			if k, ok := fs.keysOf(one, "phrase", "zh", "en"); ok {
				list.Phrases = append(list.Phrases, k.label())
			}
		}
		l.Phrases = append(l.Phrases, list)
		l.phrases[list.Name] = list
	}
}

func (l *Library) readModules(top *node, fs *faults) {
	for i, name := range top.keys {
		k, ok := fs.named(name, top.items[i], "module", "zh", "en", "on")
		if !ok {
			continue
		}
		m := &Module{Name: name.text, Label: k.label(), On: k.flag("on"), Pos: name.pos}
		l.Modules = append(l.Modules, m)
		l.modules[m.Name] = m
	}
}
