//go:build !android && !ios && !js && !wasip1

package line

import (
	"fmt"
	"slices"

	"go.bug.st/serial"
)

// HasSerial tells whether programs reach serial ports on such a device.
const HasSerial = true

// Open opens a serial port at a rate, 8 bits, no parity. The signals for power are set
// where the port has them; a USB adapter or a pseudo-terminal may have none.
func Open(name string, baud int) (Port, error) {
	p, err := serial.Open(name, &serial.Mode{BaudRate: baud, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit})
	if err != nil {
		return nil, fmt.Errorf("open serial port %s: %w; the unit was not touched", name, err)
	}
	_, _ = p.SetDTR(true), p.SetRTS(true) // a port without them works without them
	return p, nil
}

// Ports lists the serial ports of this device by name.
func Ports() ([]string, error) {
	names, err := serial.GetPortsList()
	if err != nil {
		return nil, fmt.Errorf("list serial ports: %w", err)
	}
	slices.Sort(names)
	return names, nil
}
