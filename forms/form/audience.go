package form

// Scope is one reader of a record (forms.md 8): holders of a role at a site, a person, a
// group, a unit, or everybody. Exactly one of Role, Person, Group, Unit and Anyone is set.
type Scope struct {
	Role   string `json:"role,omitempty"`
	Group  string `json:"group,omitempty"`
	Site   ID     `json:"site,omitzero"` // of Role and Group; zero is no site
	Person ID     `json:"person,omitzero"`
	Unit   string `json:"unit,omitempty"`
	Anyone bool   `json:"anyone,omitempty"`
}
