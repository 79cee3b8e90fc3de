package form

// on changes the records at the step's path.
func (c *cause) on(j *judge) error {
	at := j.follow(c.step.On)
	if at.unknown {
		c.note(c.path)
	}
	for _, v := range at.values {
		rec, here := j.opened(v)
		if !here {
			c.note(c.path)
			continue
		}
		if rec == nil {
			continue
		}
		if err := c.change(Ref{rec.Form, rec.ID}, j); err != nil {
			return err
		}
	}
	if len(c.step.Tell) > 0 {
		c.tell(j)
	}
	return nil
}

// change sets values, appends a row and acts on one record, as the system.
func (c *cause) change(ref Ref, j *judge) error {
	f := c.e.Lib.Form(ref.Form)
	if f == nil {
		return c.e.noForm(ref)
	}
	values := Values{}
	site, err := c.assign(j, f, c.step.Set, values)
	if err != nil {
		return err
	}
	if site != nil {
		touched, err := c.e.view.load(ref)
		if err != nil {
			return err
		}
		c.mark(touched, ref)
		touched.now.Site = *site
	}
	if c.step.Add != "" {
		if err := c.addRow(ref, f, j); err != nil {
			return err
		}
	}
	switch {
	case c.step.Act != "":
		return c.actOn(ref, c.step.Act, values)
	case len(values) > 0:
		t, err := c.target(ref)
		if err != nil {
			return err
		}
		return t.inOrder(
			func() error { return t.take(Input{Ref: ref, Values: values}) },
			t.recompute,
			t.hold,
		)
	}
	return nil
}

func (c *cause) actOn(ref Ref, action string, values Values) error {
	t, err := c.target(ref)
	if err != nil {
		return err
	}
	return t.act(Input{Ref: ref, Action: action, Values: values})
}

// target begins a turn of the system on a record.
func (c *cause) target(ref Ref) (*turn, error) {
	t, err := c.e.turn(ref)
	if err != nil {
		return nil, err
	}
	t.system = true
	t.forWhom = c.forWhom
	c.mark(t.touch, ref)
	return t, nil
}

func (c *cause) mark(touched *touch, ref Ref) {
	if touched.step == "" && !touched.effect && ref != c.ref && !touched.acted && untouched(touched) {
		touched.effect, touched.step = true, c.path
	}
}

// untouched tells whether nothing has been done to a record yet.
func untouched(t *touch) bool { return t.before != nil && alike(t.before, t.now) }

// addRow appends a row; its id comes from the operation, the step and its source row.
func (c *cause) addRow(ref Ref, f *Form, j *judge) error {
	table := f.Field(c.step.Add)
	if table == nil {
		return refuse(AboutRule, Problem{Form: ref.Form, ID: ref.ID, Key: KeyNotATable, Field: c.step.Add})
	}
	row := Row{ID: RowID(c.e.Op, c.path+"/"+c.row, 0), Values: Values{}}
	for _, a := range c.step.Row {
		column := columnOf(table, a.Field)
		if column == nil {
			continue
		}
		v, answer := j.assigned(column, a)
		if answer == Unknown {
			c.note(c.path)
			continue
		}
		put(row.Values, a.Field, v)
	}
	t, err := c.target(ref)
	if err != nil {
		return err
	}
	return t.inOrder(
		func() error { return t.append(Input{Ref: ref, Table: c.step.Add, Row: row}) },
		t.recompute,
		t.hold,
	)
}

// assign evaluates what a step sets, into values; `site` is not a field and comes back
// by itself.
func (c *cause) assign(j *judge, f *Form, sets []Assign, values Values) (site *ID, err error) {
	for _, a := range sets {
		field := f.Field(a.Field)
		if field == nil && a.Field == siteColumn {
			v, answer := j.assigned(&Field{Name: siteColumn, Type: RefType}, a)
			if answer == Unknown {
				c.note(c.path)
				continue
			}
			site = &ID{}
			if ids := idsOf(v); len(ids) == 1 {
				*site = ids[0]
			}
			continue
		}
		if field == nil {
			return nil, refuse(AboutRule, Problem{Form: f.Name, Key: KeyUnknownField, Field: a.Field})
		}
		v, answer := j.assigned(field, a)
		if answer == Unknown {
			c.note(c.path)
			continue
		}
		values[a.Field] = v
	}
	return site, nil
}

// assigned is what a step gives a field.
func (j *judge) assigned(field *Field, a Assign) (any, Answer) {
	switch {
	case a.Nothing:
		return nil, Yes
	case a.Value != nil:
		return j.value(a.Value, field)
	case field.Type == Choices:
		return []string{a.Word}, Yes
	}
	return a.Word, Yes
}
