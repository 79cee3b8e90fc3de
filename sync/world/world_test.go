package world_test

import (
	"os"
	"testing"

	"fieldline/sync/world"
)

// memory is a folder that lies in memory, where there is one.
func memory() string {
	if _, err := os.Stat("/dev/shm"); err == nil {
		return "/dev/shm"
	}
	return os.TempDir()
}

func company(t testing.TB) *world.Company {
	t.Helper()
	c, err := world.NewCompany(memory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestPlay_aSeedIsOneHistory(t *testing.T) {
	c := company(t)
	for seed := range uint64(10) {
		one, err := world.Play(c, seed, world.Options{})
		if err != nil {
			t.Fatal(err)
		}
		two, err := world.Play(c, seed, world.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if one.Trace != two.Trace || one.Statements != two.Statements {
			t.Errorf("seed %d went %x with %d statements, then %x with %d", seed, one.Trace, one.Statements, two.Trace, two.Statements)
		}
	}
}

// TestPlay_keepsItsPromises plays as many histories as a few seconds hold; make sim plays
// more.
func TestPlay_keepsItsPromises(t *testing.T) {
	const histories = 24
	c := company(t)
	for seed := range uint64(histories) {
		r, err := world.Play(c, seed, world.Options{Steps: 200})
		if err != nil {
			t.Fatal(err)
		}
		if r.Failure != nil {
			t.Errorf("seed %d: %s", seed, r.Failure)
		}
	}
}

// TestPlay_keepsWhatWasFoundMended plays histories that once found something.
func TestPlay_keepsWhatWasFoundMended(t *testing.T) {
	c := company(t)
	for _, seed := range []uint64{
		55,       // work accepted behind an operation whose rows were on a later page
		278,      // drained, a newer library, and taken back
		3491,     // read everything again after a restore, and worked meanwhile
		10612,    // old work that was to be sent again after a restore was pruned
		66,       // copies of a tablet, both answered, and a restore: what one had sent was taken for the other's
		13,       // work waited for others after a restore, and then once more in another place
		678,      // an act that fits its own result was done twice on the device, after a restore that had it
		1119,     // an operation done under a clock years back left the journal with its answer
		6492,     // what was not sent yet when a new beginning ended left the device with its answer
		26430,    // the same, but its work waited until the clock was set
		35690,    // read on past its own work before it heard that the office had it, and joined it once more
		58273,    // lost the reply with which it was to begin anew, after its copy had written
		89532,    // typed into a record that refused work had made, and sent that work again
		12571,    // made by somebody who was given another site meanwhile, and counted as expected
		151, 269, // a reply was lost, then fewer operations were sent, or none
	} {
		r, err := world.Play(c, seed, world.Options{Steps: 200})
		if err != nil {
			t.Fatal(err)
		}
		if r.Failure != nil {
			t.Errorf("seed %d: %s", seed, r.Failure)
		}
	}
}

// BenchmarkPlay plays one history after the other: go test -bench Play -cpuprofile.
func BenchmarkPlay(b *testing.B) {
	c := company(b)
	seed := uint64(0)
	for b.Loop() {
		r, err := world.Play(c, seed, world.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r.Failure != nil {
			b.Fatalf("seed %d: %s", seed, r.Failure)
		}
		seed++
	}
}
