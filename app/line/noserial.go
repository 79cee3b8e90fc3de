//go:build android || ios || js || wasip1

package line

// HasSerial tells whether programs reach serial ports on such a device.
const HasSerial = false

// Open refuses: such a device gives programs no serial port.
func Open(string, int) (Port, error) { return nil, ErrNoSerial }

// Ports has none to list.
func Ports() ([]string, error) { return nil, nil }
