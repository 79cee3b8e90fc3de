package formview

import (
	"regexp"
	"strconv"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

var latLon = regexp.MustCompile(`^(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)$`)

// locationKind is a place on earth, typed or pasted as latitude and longitude.
func locationKind() kind {
	return kind{
		half: true,
		say: func(_ Speech, _ *form.Field, v any) string {
			at, _ := v.(form.Location)
			return sayLocation(at)
		},
		edit: func(c *cell) editor {
			e := newTyping(c, 0, widgets.InputOptions{Icon: "map-pin"},
				func(text string) (any, bool) { return boxed(parseLocation(text)) },
				func(v any) string {
					at, _ := v.(form.Location)
					return sayLocation(at)
				})
			e.input.SetPlaceholder("22.54310, 114.05790")
			return e
		},
	}
}

// parseLocation reads degrees of latitude and longitude.
func parseLocation(text string) (form.Location, bool) {
	m := latLon.FindStringSubmatch(plain(text))
	if m == nil {
		return form.Location{}, false
	}
	lat, errLat := strconv.ParseFloat(m[1], 64)
	lon, errLon := strconv.ParseFloat(m[2], 64)
	if errLat != nil || errLon != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180 {
		return form.Location{}, false
	}
	return form.Location{Lat: lat, Lon: lon}, true
}

func sayLocation(at form.Location) string {
	return strconv.FormatFloat(at.Lat, 'f', 5, 64) + ", " + strconv.FormatFloat(at.Lon, 'f', 5, 64)
}
