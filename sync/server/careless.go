package server

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The bounds of a careless server's transactions: jobs in one, and how long one without
// work stays open, since it keeps other processes from writing.
const (
	carelessJobs = 1000
	carelessIdle = 250 * time.Millisecond
)

// careless is the writer of a server whose data can be made again: it answers a job
// before it commits, so that what many jobs in a row touch is written once. A job that
// fails spoils what was answered before it, so nothing more is taken.
type careless struct {
	s       *Server
	open    int // jobs in the transaction
	idle    bool
	spoiled error
}

func (s *Server) writeCarelessly() {
	c := &careless{s: s}
	ticker := time.NewTicker(carelessIdle)
	defer ticker.Stop()
	for {
		select {
		case j := <-s.jobs:
			j.done <- c.do(j)
		case <-ticker.C:
			if c.idle {
				c.commit()
			}
			c.idle = true
		case <-s.closed:
			for {
				select {
				case j := <-s.jobs:
					j.done <- c.do(j)
				default:
					c.commit()
					s.late = c.spoiled
					return
				}
			}
		}
	}
}

// do runs a job in the open transaction; one without work asks for a commit.
func (c *careless) do(j *job) error {
	c.idle = false
	if j.run == nil || c.open >= carelessJobs {
		c.commit()
	}
	if c.spoiled == nil && j.run != nil {
		c.spoil(c.run(j))
	}
	return c.spoiled
}

func (c *careless) run(j *job) error {
	db := c.s.store.write
	if c.open == 0 {
		if err := db.Begin(ctxNever, true); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	c.open++
	t, err := c.s.newTurn(false)
	if err != nil {
		return err
	}
	if err := t.runJob(j); err != nil {
		return unwrapJob(err)
	}
	shown := t.scene
	c.s.shown.Store(&shown)
	return nil
}

func (c *careless) commit() {
	if c.open == 0 || c.spoiled != nil {
		return
	}
	began := time.Now()
	if err := c.s.store.write.Commit(ctxNever); err != nil {
		c.spoil(fmt.Errorf("commit: %w", err))
	}
	c.open = 0
	c.s.stats.commits.Inc()
	c.s.stats.commitTime.Observe(time.Since(began).Seconds())
}

// spoil takes everything back that is not committed.
func (c *careless) spoil(err error) {
	if err == nil {
		return
	}
	c.s.shelf.clear()
	c.spoiled = errors.Join(err, c.s.store.write.Rollback(ctxNever))
}

// settle lets a careless writer commit, so that others see what was answered.
func (s *Server) settle(ctx context.Context) error {
	if !s.cfg.Careless {
		return nil
	}
	return s.enqueue(ctx, &job{done: make(chan error, 1)})
}
