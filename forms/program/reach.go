package program

import (
	"errors"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Reach is how far an edition of a template has come among the dialers of its family: those
// that are set by any of its editions and in use.
type Reach struct {
	Done    int // set by this edition
	Planned int // to be set by it at a visit that somebody has, or in the store
	Open    int // nobody has a date yet
	Visited int // of the last two, those whose customer was visited in the time asked for
}

// Units is how many dialers there are.
func (r Reach) Units() int { return r.Done + r.Planned + r.Open }

// Touched is how many are still to be set.
func (r Reach) Touched() int { return r.Planned + r.Open }

// ReachOf counts the dialers of an edition's family, and visits from one time until another.
func ReachOf(world form.World, template *form.Record, from, until time.Time) (Reach, error) {
	c := counting{world: world, template: template, from: from, until: until, planned: map[form.ID]bool{}, visited: map[form.ID]bool{}}
	if err := c.plans(); err != nil {
		return Reach{}, err
	}
	family := template.ID
	if first, ok := template.Get(library.PlanTemplateFirst).(form.Ref); ok {
		family = first.ID
	}
	units, err := world.Related(library.DialerUnit, library.DialerUnitFamily, family)
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return Reach{}, err
	}
	for _, unit := range units {
		if err := c.count(unit); err != nil {
			return Reach{}, err
		}
	}
	return c.reach, nil
}

// underWay are the states of an order at whose visit something can still be done.
var underWay = []string{library.ServiceOrderAssigned, library.ServiceOrderAccepted, library.ServiceOrderInProgress, library.ServiceOrderEscalated, library.ServiceOrderRescheduled}

type counting struct {
	world       form.World
	template    *form.Record
	from, until time.Time
	planned     map[form.ID]bool // dialers with a task that somebody has
	visited     map[form.ID]bool // customers
	reach       Reach
}

// plans finds the dialers whose program waits to be set and has a date or needs none.
func (c *counting) plans() error {
	tasks, err := c.world.Related(library.DialerConfig, library.DialerConfigTemplate, c.template.ID)
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return err
	}
	for _, task := range tasks {
		if task.State != library.DialerConfigToConfigure && task.State != library.DialerConfigFailed {
			continue
		}
		unit, _ := task.Get(library.DialerConfigUnit).(form.Ref)
		order, ok := task.Get(library.DialerConfigOrder).(form.Ref)
		if !ok {
			c.planned[unit.ID] = true
			continue
		}
		at, err := c.world.Record(order.Form, order.ID)
		switch {
		case errors.Is(err, form.ErrNotHere):
		case err != nil:
			return err
		case slices.Contains(underWay, at.State):
			c.planned[unit.ID] = true
		}
	}
	return nil
}

func (c *counting) count(unit *form.Record) error {
	switch unit.State {
	case library.DialerUnitConfigured, library.DialerUnitAllotted, library.DialerUnitIssued, library.DialerUnitInstalled:
	default:
		return nil
	}
	if by, ok := unit.Get(library.DialerUnitTemplate).(form.Ref); ok && by.ID == c.template.ID {
		c.reach.Done++
		return nil
	}
	if c.planned[unit.ID] {
		c.reach.Planned++
	} else {
		c.reach.Open++
	}
	at, ok := unit.Get(library.DialerUnitCustomer).(form.Ref)
	if !ok {
		return nil
	}
	visited, err := c.was(at.ID)
	if visited {
		c.reach.Visited++
	}
	return err
}

// was tells whether somebody was at a customer in the time.
func (c *counting) was(customer form.ID) (bool, error) {
	if was, known := c.visited[customer]; known {
		return was, nil
	}
	orders, err := c.world.Related(library.ServiceOrder, library.ServiceOrderCustomer, customer)
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return false, err
	}
	for _, order := range orders {
		if at, ok := order.Get(library.ServiceOrderArrivedAt).(time.Time); ok && !at.Before(c.from) && at.Before(c.until) {
			c.visited[customer] = true
			return true, nil
		}
	}
	c.visited[customer] = false
	return false, nil
}
