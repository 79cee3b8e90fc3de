package formview

import (
	"strings"
	"unicode/utf8"
)

// sentenceEnds are the marks at which a text may be parted.
const sentenceEnds = "。；！？;!?\n"

// Joined is a proposal of one text out of two: all of theirs, then the sentences of mine
// that they do not have. A person reads and mends it before it is used.
func Joined(mine, theirs string) string {
	known := map[string]bool{}
	for _, s := range sentences(theirs) {
		known[bare(s)] = true
	}
	joined := strings.TrimRight(theirs, " ")
	for _, s := range sentences(mine) {
		if b := bare(s); b == "" || known[b] {
			continue
		}
		if last, _ := utf8.DecodeLastRuneInString(joined); joined != "" && !strings.ContainsRune(sentenceEnds, last) {
			joined += "\n"
		}
		joined += s
	}
	return joined
}

// sentences parts a text, each sentence with the mark that ends it.
func sentences(text string) []string {
	var all []string
	for text != "" {
		end := len(text)
		if at := strings.IndexAny(text, sentenceEnds); at >= 0 {
			_, mark := utf8.DecodeRuneInString(text[at:])
			end = at + mark
		}
		all, text = append(all, text[:end]), text[end:]
	}
	return all
}

func bare(sentence string) string { return strings.Trim(sentence, sentenceEnds+" .") }
