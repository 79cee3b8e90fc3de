package table

import (
	"context"
	"fmt"
	"strings"
)

// NamesFile tells whether some record here names an attachment, by the SHA-256 of its bytes.
func (t *Tables) NamesFile(ctx context.Context, db DB, sha string) (bool, error) {
	for _, tab := range t.inOrder {
		names := []string{"instr(coalesce(" + tab.Builtin("extra") + ", ''), ?1) > 0"}
		for _, c := range tab.columns {
			if c.storage == asJSON {
				names = append(names, "instr(coalesce("+quote(c.Name)+", ''), ?1) > 0")
			}
		}
		n, err := scalar(ctx, db, "SELECT EXISTS (SELECT 1 FROM "+tab.Name()+" WHERE "+strings.Join(names, " OR ")+")", sha)
		if err != nil {
			return false, fmt.Errorf("look for attachment %s in %s: %w", sha, tab.Form.Name, err)
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, nil
}
