package server

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"fieldline/forms/form"
)

func TestAudience_keyIsItsJSON(t *testing.T) {
	site, person := uuid.MustParse("0192f000-0000-7000-8000-000000000001"), uuid.MustParse("0192f000-0000-7000-8000-000000000002")
	for _, a := range []audience{
		{Anyone: true}, {Person: person}, {Unit: "北京一组"}, {Roles: []string{"engineer"}, Site: site},
		{Roles: []string{"engineer", "manager"}, Groups: []string{"office"}}, {Groups: []string{"a", "b", "c"}, Site: site}, {},
	} {
		want, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.key(); got != string(want) {
			t.Errorf("%+v is %s, want %s", a, got, want)
		}
	}
	if key := gather([]form.Scope{{Role: "b", Site: site}, {Role: "a", Site: site}})[0].key(); key != `{"roles":["a","b"],"site":"0192f000-0000-7000-8000-000000000001"}` {
		t.Error(key)
	}
}
