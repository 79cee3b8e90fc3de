package form

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// fileTree is the content of one file of a library.
type fileTree struct {
	name string // without .yaml
	top  *node
}

// The files of a library beside its forms.
const (
	rolesFile    = "roles"
	settingsFile = "settings"
	choicesFile  = "choices"
	phrasesFile  = "phrases"
	calendarFile = "calendar"
	modulesFile  = "modules"
)

// Parse reads and checks a library: a folder with one YAML file per form and roles,
// settings, choices, phrases, calendar and modules beside them. An error about the
// content is a *ParseError with every fault; Warnings of the library are no errors.
func Parse(fsys fs.FS, named ...Named) (*Library, error) {
	fs := &faults{}
	files, err := readFolder(fsys, fs)
	if err != nil {
		return nil, err
	}
	if len(fs.list) > 0 {
		return nil, &ParseError{Problems: fs.sorted()}
	}
	lib := newLibrary(files, named, fs)
	if len(fs.list) > 0 { // what follows from a mistake of shape would hide it
		return nil, &ParseError{Problems: fs.sorted()}
	}
	lib.check(fs)
	if len(fs.list) > 0 {
		return nil, &ParseError{Problems: fs.sorted()}
	}
	return lib, nil
}

// readFolder reads every .yaml file at the top of a folder, by name.
func readFolder(fsys fs.FS, faults *faults) ([]fileTree, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("read library: %w", err)
	}
	var files []fileTree
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".yaml" {
			continue
		}
		b, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read library: %w", err)
		}
		if top := readYAML(e.Name(), b, maxFile, faults); top != nil {
			files = append(files, fileTree{strings.TrimSuffix(e.Name(), ".yaml"), top})
		}
	}
	if len(files) == 0 && len(faults.list) == 0 {
		return nil, errors.New("read library: no .yaml file in the folder")
	}
	sort.Slice(files, func(i, j int) bool { return files[i].name < files[j].name })
	return files, nil
}

// newLibrary turns files into a library whose names are resolved; what is wrong is added
// to the faults. Expressions are not yet read.
func newLibrary(files []fileTree, named []Named, fs *faults) *Library {
	lib := &Library{
		forms:    map[string]*Form{},
		roles:    map[string]*Role{},
		settings: map[string]*Setting{},
		choices:  map[string]*ChoiceList{},
		phrases:  map[string]*PhraseList{},
		modules:  map[string]*Module{},
		named:    map[string]Named{},
		Calendar: plainCalendar(),
	}
	for _, n := range named {
		lib.named[n.Name] = n
	}
	lib.json = canonical(files)
	lib.SHA256 = digest(lib.json)
	for _, f := range files {
		lib.file(f, fs)
	}
	lib.resolve(fs)
	return lib
}

func (l *Library) file(f fileTree, fs *faults) {
	switch f.name {
	case rolesFile:
		l.readRoles(f.top, fs)
	case settingsFile:
		l.readSettings(f.top, fs)
	case choicesFile:
		l.readChoices(f.top, fs)
	case phrasesFile:
		l.readPhrases(f.top, fs)
	case calendarFile:
		l.Calendar = readCalendar(f.top, fs)
	case modulesFile:
		l.readModules(f.top, fs)
	default:
		form := readForm(f.top, f.name, fs)
		form.lib = l
		form.content = canonical([]fileTree{f})
		l.Forms = append(l.Forms, form)
		l.forms[form.Name] = form
	}
}
