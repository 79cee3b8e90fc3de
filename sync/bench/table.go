package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// table measures and prints, a line as soon as it is known.
func (b *bench) table() error {
	fmt.Printf("\nmedians of %d runs, floor and ours in turns; x is ours to the floor of the same run\n\n", b.runs)
	fmt.Printf("%-36s %9s %9s %6s | %8s %8s %6s | %9s %9s %6s | %4s | %7s %7s\n", "", "floor ms", "ours ms", "x", "CPU ms", "CPU ms", "x", "floor kB", "ours kB", "x", "req", "server", "device")
	first := map[string]pair{}
	for _, sc := range []sides{
		{name: "first pull of 5 000 records", device: freshTablet, how: "sync", floor: "floor-" + freshTablet},
		{name: "a day's push", device: fullTablet, work: "plain", how: "sync", warm: true, floor: "floor-day"},
		{name: "nothing new, new connection", device: fullTablet, how: "sync", warm: true, floor: "floor-" + fullTablet},
		{name: "backlog of 10 000", device: "backlog10000", how: "sync", floor: "floor-backlog10000"},
		{name: "backlog of 1 000", device: "backlog1000", how: "sync", floor: "floor-backlog1000"},
	} {
		if !b.wants(sc.name) {
			continue
		}
		p, err := b.measure(b.plain, sc, b.runs)
		if err != nil {
			return err
		}
		first[sc.name] = p
		p.print(sc.name)
	}
	if b.wants("200 devices at once") {
		if err := b.rush(); err != nil {
			return err
		}
	}
	if b.slow {
		if err := b.slowly(); err != nil {
			return err
		}
	}
	return b.realDocuments(first)
}

func (p pair) print(name string) {
	row(name, line{
		took: [2]float64{median(p.floor, took), median(p.ours, took)}, cpu: [2]float64{median(p.floor, bothCPU), median(p.ours, bothCPU)},
		size: [2]float64{median(p.floor, size), median(p.ours, size)}, requests: median(p.ours, func(r result) int64 { return r.Requests }),
		server: median(p.ours, func(r result) int64 { return r.server.Peak }), device: median(p.ours, func(r result) int64 { return r.Peak }),
	})
}

// line is a line of the first table: floor and ours.
type line struct {
	took, cpu, size [2]float64
	requests        int64
	server, device  int64 // bytes of memory at the peak
}

func row(name string, l line) {
	x := func(pair [2]float64) float64 { return pair[1] / max(pair[0], 1) }
	fmt.Printf("%-36s %9.1f %9.1f %6.2f | %8.1f %8.1f %6.2f | %9.1f %9.1f %6.2f | %4d | %4.0f MB %4.0f MB\n", name, l.took[0]/1e6, l.took[1]/1e6, x(l.took), l.cpu[0]/1e6, l.cpu[1]/1e6, x(l.cpu),
		l.size[0]/1e3, l.size[1]/1e3, x(l.size), l.requests, float64(l.server)/1e6, float64(l.device)/1e6)
}

// rush measures the crowd.
func (b *bench) rush() error {
	lib, err := plainForms()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.dir, "crowd")
	c, err := gather(dir, lib)
	if err != nil {
		return fmt.Errorf("gather the crowd: %w", err)
	}
	var ours, floors []rushed
	for range b.runs {
		floorDir := filepath.Join(b.dir, "crowd-floor")
		if err := os.RemoveAll(floorDir); err != nil {
			return err
		}
		f, err := c.rushFloor(floorDir)
		if err != nil {
			return fmt.Errorf("rush, floor: %w", err)
		}
		run, err := copyOf(dir, dir+"-run")
		if err != nil {
			return err
		}
		o, err := c.rushOurs(run)
		if err != nil {
			return fmt.Errorf("rush: %w", err)
		}
		ours, floors = append(ours, o), append(floors, f)
	}
	mid := func(all []rushed, of func(r rushed) float64) float64 {
		var list []float64
		for _, r := range all {
			list = append(list, of(r))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	took := func(r rushed) float64 { return float64(r.Took) }
	worst := func(r rushed) float64 { return float64(r.worst) }
	cpu := func(r rushed) float64 { return float64(r.CPU) }
	size := func(r rushed) float64 { return float64(r.bytes.Up + r.bytes.Down) }
	both := func(of func(r rushed) float64) [2]float64 { return [2]float64{mid(floors, of), mid(ours, of)} }
	row("200 devices at once; server's CPU", line{took: both(took), cpu: both(cpu), size: both(size), requests: ours[0].bytes.Requests / crowdSize, server: int64(mid(ours, func(r rushed) float64 { return float64(r.Peak) }))})
	row("  99 in 100 of them", line{took: both(worst)})
	return nil
}

// slowly measures on the slow link.
func (b *bench) slowly() error {
	for _, sc := range []sides{
		{name: "slow link: a day's push", device: fullTablet, work: "plain", how: "sync", warm: true, floor: "floor-day", slow: true},
		{name: "slow link: first pull", device: freshTablet, how: "sync", floor: "floor-" + freshTablet, slow: true},
	} {
		if !b.wants(sc.name) {
			continue
		}
		p, err := b.measure(b.plain, sc, min(b.runs, 3))
		if err != nil {
			return err
		}
		p.print(sc.name)
	}
	for _, sc := range []struct {
		sides
		runs int
	}{
		{sides{name: "slow link, cuts: a day's push", device: fullTablet, work: "plain", warm: true}, 8},
		{sides{name: "slow link, cuts: backlog of 10 000", device: "backlog10000"}, 1},
		{sides{name: "slow link, cuts: first pull", device: freshTablet}, 1},
	} {
		if !b.wants(sc.name) {
			continue
		}
		sc.how, sc.slow, sc.secure = "run", true, true // only over TLS the server takes what arrived of a request
		whole, err := b.plain.ours(sc.sides)           // without cuts, for what is sent again
		if err != nil {
			return fmt.Errorf("%s: %w", sc.name, err)
		}
		var worst time.Duration
		var cuts, again int64
		for n := range sc.runs {
			sc.cut = between(time.Second, 4*time.Second, uint64(n))
			r, err := b.plain.ours(sc.sides)
			if err != nil {
				return fmt.Errorf("%s: %w", sc.name, err)
			}
			worst = max(worst, r.Took)
			cuts += r.cuts
			again += r.carried - whole.carried
		}
		fmt.Printf("%-40s uncut %.1f s, worst of %d %.1f s; %d cuts, %.1f kB up again per cut\n", sc.name, whole.Took.Seconds(), sc.runs, worst.Seconds(), cuts, float64(again)/1e3/float64(max(cuts, 1)))
	}
	return nil
}

// realDocuments measures the two scenarios that have the documents of the library, a
// record and an operation at a time beside those of the first table.
func (b *bench) realDocuments(first map[string]pair) error {
	fmt.Printf("\nthe real documents: effects, carried records, numbers; x is to the first table\n\n")
	for _, sc := range []sides{
		{name: "first pull of 5 000 records", device: freshTablet, how: "sync", floor: "floor-" + freshTablet},
		{name: "a day's push", device: fullTablet, work: "real", how: "sync", warm: true, floor: "floor-day"},
	} {
		if !b.wants(sc.name) {
			continue
		}
		p, err := b.measure(b.real, sc, b.runs)
		if err != nil {
			return err
		}
		of := first[sc.name].ours
		fmt.Printf("%-40s %6.1f ms %6.2f x time, %.1f kB %6.2f x bytes, %d requests, CPU %6.2f x, %.0f MB\n", sc.name, median(p.ours, took)/1e6, median(p.ours, took)/median(of, took),
			median(p.ours, size)/1e3, median(p.ours, size)/median(of, size), median(p.ours, func(r result) int64 { return r.Requests }),
			median(p.ours, bothCPU)/max(median(of, bothCPU), 1), float64(median(p.ours, func(r result) int64 { return r.server.Peak }))/1e6)
	}
	return nil
}
