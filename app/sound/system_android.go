package sound

import (
	"context"

	"fieldline/app/android"
)

// system is how Android plays a file.
func system() func(ctx context.Context, path string) error { return android.Play }
