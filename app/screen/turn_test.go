package screen_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// people finds one person by any id.
type people struct{ formview.Source }

func (people) Record(formName string, id form.ID) (*form.Record, error) {
	return &form.Record{Form: formName, ID: id, Values: form.Values{library.PersonName: "周建明"}}, nil
}

// buttonsFor are the actions shown in a state to somebody who may do those of a role, or
// those that are the record's own engineer's.
func buttonsFor(f *form.Form, state, role string, hidden ...string) []form.Button {
	var buttons []form.Button
	for _, a := range f.Actions {
		people := slices.DeleteFunc(slices.Clone(a.By), func(w form.Who) bool { return w.Kind == form.WhoSystem })
		if !slices.Contains(a.From, state) || len(people) == 0 || slices.Contains(hidden, a.Name) {
			continue
		}
		b := form.Button{Action: a, Allowed: slices.ContainsFunc(a.By, func(w form.Who) bool {
			return w.Kind == form.WhoRole && w.Role == role || w.Kind == form.WhoIts && w.Path == role
		})}
		if !b.Allowed {
			b.Why = []form.Problem{{Key: form.KeyWhoMay}}
		}
		buttons = append(buttons, b)
	}
	return buttons
}

func TestTurnOf(t *testing.T) {
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	speech := formview.Speech{Words: w, Lib: lib, Names: people{}}
	const assistant, engineer = library.RoleTechnicalAssistant, library.ServiceOrderEngineer

	cases := []struct {
		name, form, state, as string
		hidden                []string
		next, who             string
	}{
		{"a step on the way comes first", library.ServiceOrder, library.ServiceOrderDraft, assistant, nil, library.ServiceOrderAppoint, ""},
		{"then what moves it on", library.ServiceOrder, library.ServiceOrderDraft, assistant, []string{library.ServiceOrderAppoint}, library.ServiceOrderAssign, ""},
		{"a correction is no step", library.ServiceOrder, library.ServiceOrderAssigned, assistant, nil, library.ServiceOrderAccept, "周建明"},
		{"it is the engineer's", library.ServiceOrder, library.ServiceOrderAssigned, engineer, nil, library.ServiceOrderAccept, ""},
		{"departing before starting", library.ServiceOrder, library.ServiceOrderAccepted, engineer, nil, library.ServiceOrderDepart, ""},
		{"departed and arrived", library.ServiceOrder, library.ServiceOrderAccepted, engineer, []string{library.ServiceOrderDepart, library.ServiceOrderArrive}, library.ServiceOrderStart, ""},
		{"only the system goes on", library.ServiceOrder, library.ServiceOrderFinished, assistant, nil, "", ""},
		{"the office checks", library.FeedbackCard, library.FeedbackCardReceived, engineer, nil, library.FeedbackCardCheck, "技术助理"},
		{"a customer in use waits for nobody", library.Customer, library.CustomerActive, library.RoleRepresentative1, nil, "", ""},
		{"to go back is no step of a template in use", library.PlanTemplate, library.PlanTemplateInForce, library.RoleStockKeeper, nil, "", ""},
		{"to stop is no step of a model in use", library.DialerModel, library.DialerModelInUse, library.RoleStockKeeper, []string{library.DialerModelAgree}, "", ""},
		{"limits that were proposed wait for a yes", library.DialerModel, library.DialerModelInUse, library.RoleIntakeSupervisor, nil, library.DialerModelAgree, ""},
		{"and for nobody else's", library.Gift, library.GiftInUse, library.RoleStockKeeper, nil, library.GiftAgree, "受理服务组主管"},
		{"a count waits to be confirmed", library.StockCount, library.StockCountCounted, library.RoleIntakeSupervisor, nil, library.StockCountConfirm, ""},
		{"what was asked of another waits for him", library.DialerConfig, library.DialerConfigToConfigure, library.RoleStockKeeper, nil, library.DialerConfigAllowByHand, "技术支持组主管"},
		{"he answers", library.DialerConfig, library.DialerConfigToConfigure, library.RoleTechnicalSupervisor, nil, library.DialerConfigAllowByHand, ""},
		{"and then it is the asker's again", library.DialerConfig, library.DialerConfigToConfigure, library.RoleStockKeeper, []string{library.DialerConfigSeal, library.DialerConfigAskByHand, library.DialerConfigAllowByHand, library.DialerConfigRefuseByHand}, library.DialerConfigSetUp, ""},
		{"a dialer that is set waits for no verdict of the desk", library.DialerConfig, library.DialerConfigConfigured, library.RoleStockKeeper, nil, "", ""},
		{"who is asked to take a lot takes it", library.Arrival, library.ArrivalInspecting, library.RoleTechnicalSupervisor, []string{library.ArrivalInspectMore}, library.ArrivalConcede, ""},
		{"before, it is the keeper's", library.Arrival, library.ArrivalInspecting, library.RoleTechnicalSupervisor, []string{library.ArrivalDenyConcession}, library.ArrivalAccept, "物控助理"},
		{"a ruling beside the way holds nothing up", library.FeedbackCard, library.FeedbackCardReceived, assistant, nil, library.FeedbackCardCheck, ""},
		{"giving up is no step", library.Customer, library.CustomerPending, assistant, nil, library.CustomerActivate, "受理服务代表(二)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := lib.Form(c.form)
			rec := &form.Record{Form: c.form, State: c.state, Values: form.Values{library.ServiceOrderEngineer: uuid.New()}}

			turn := screen.TurnOf(speech, f, rec, buttonsFor(f, c.state, c.as, c.hidden...))

			next := ""
			if turn.Next != nil {
				next = turn.Next.Action.Name
			}
			if next != c.next || turn.Who != c.who || turn.Mine != (c.next != "" && c.who == "") {
				t.Errorf("next %q, mine %v, who %q", next, turn.Mine, turn.Who)
			}
		})
	}
}

// Whoever's turn it is finds the record in a list of his.
func TestTurnOf_isFoundInAList(t *testing.T) {
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	speech := formview.Speech{Words: w, Lib: lib, Names: people{}}
	for _, f := range lib.Forms {
		for _, state := range f.States {
			for _, role := range lib.Roles {
				rec := &form.Record{Form: f.Name, State: state.Name, Values: form.Values{}}
				if !screen.TurnOf(speech, f, rec, buttonsFor(f, state.Name, role.Word)).Mine {
					continue
				}
				if !slices.ContainsFunc(f.Lists, func(l *form.List) bool {
					return slices.Contains(l.For, role.Word) && slices.Contains(l.States, state.Name)
				}) {
					t.Errorf("%s %s waits for %s, who has no list of it", f.Name, state.Name, role.Word)
				}
			}
		}
	}
}
