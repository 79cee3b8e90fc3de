// Package words speaks Chinese and English: translations by key, a form's own labels,
// dates, durations, money and numbers. A *Words is handed to screens and switches
// language while the app runs. The texts are JSON files in assets/words, one per area.
package words

import (
	"fmt"
	"sort"
	"sync"
	"time"

	"fieldline/assets"
)

// Language is one of the two languages of the app.
type Language string

// The languages; Chinese is the one a new device starts with.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Words is the catalogue with the language now spoken. It is safe for many goroutines.
type Words struct {
	catalogue Catalogue
	zone      *time.Location

	mu        sync.RWMutex
	language  Language
	listeners map[int]func()
	next      int
}

// Load reads the embedded translations and begins in Chinese.
func Load() (*Words, error) {
	catalogue, err := ReadCatalogue(assets.Words())
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("load zone %s: %w", zoneName, err)
	}
	return &Words{catalogue: catalogue, zone: zone, language: Chinese, listeners: map[int]func(){}}, nil
}

// Current is the language now spoken.
func (w *Words) Current() Language {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.language
}

// Set switches the language and tells the listeners. Anything but English is Chinese.
func (w *Words) Set(language Language) {
	if language != English {
		language = Chinese
	}
	w.mu.Lock()
	if w.language == language {
		w.mu.Unlock()
		return
	}
	w.language = language
	order := make([]int, 0, len(w.listeners))
	for id := range w.listeners {
		order = append(order, id)
	}
	sort.Ints(order)
	told := make([]func(), 0, len(order))
	for _, id := range order {
		told = append(told, w.listeners[id])
	}
	w.mu.Unlock()

	for _, tell := range told {
		tell()
	}
}

// OnChange calls tell after each switch, in the goroutine of Set, until cancel is called.
func (w *Words) OnChange(tell func()) (cancel func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := w.next
	w.next++
	w.listeners[id] = tell
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.listeners, id)
	}
}

// T returns the text of a key. {0}, {1} … stand for args in order; a map[string]any
// among args fills {name}. {0|order|orders} is the word that fits the number: in Chinese
// texts it is not needed. A key without a text comes back as it is.
func (w *Words) T(key string, args ...any) string {
	text, ok := w.catalogue[key]
	if !ok {
		return key
	}
	return fill(w.pick(text.Chinese, text.English), args)
}

// Has says whether a key has a text.
func (w *Words) Has(key string) bool {
	_, ok := w.catalogue[key]
	return ok
}

// Keys lists all keys in order.
func (w *Words) Keys() []string {
	keys := make([]string, 0, len(w.catalogue))
	for key := range w.catalogue {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Label picks from a form's own two texts; an empty one gives way to the other.
func (w *Words) Label(zh, en string) string {
	picked := w.pick(zh, en)
	switch {
	case picked != "":
		return picked
	case zh != "":
		return zh
	}
	return en
}

func (w *Words) pick(zh, en string) string {
	if w.Current() == English {
		return en
	}
	return zh
}
