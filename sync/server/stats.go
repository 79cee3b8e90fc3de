package server

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// stats is what the server counts about itself, without a word of what it keeps.
type stats struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	latency    *prometheus.HistogramVec
	ops        *prometheus.CounterVec
	commits    prometheus.Counter
	commitTime prometheus.Histogram
	rows       prometheus.Counter
	blobs      prometheus.Counter
	skewed     prometheus.Counter
	backup     prometheus.Gauge
}

func newStats() *stats {
	s := &stats{
		registry:   prometheus.NewRegistry(),
		requests:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fieldline_requests_total", Help: "Requests answered."}, []string{"path", "status"}),
		latency:    prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "fieldline_request_seconds", Help: "Time to answer.", Buckets: prometheus.ExponentialBuckets(.002, 2.5, 10)}, []string{"path"}),
		ops:        prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fieldline_operations_total", Help: "Operations of devices, by what became of them."}, []string{"fate"}),
		commits:    prometheus.NewCounter(prometheus.CounterOpts{Name: "fieldline_commits_total", Help: "Transactions of the writer."}),
		commitTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "fieldline_commit_seconds", Help: "Time of a group of operations.", Buckets: prometheus.ExponentialBuckets(.0005, 2.5, 10)}),
		rows:       prometheus.NewCounter(prometheus.CounterOpts{Name: "fieldline_rows_sent_total", Help: "Records sent to devices."}),
		blobs:      prometheus.NewCounter(prometheus.CounterOpts{Name: "fieldline_attachments_total", Help: "Attachments that arrived whole."}),
		skewed:     prometheus.NewCounter(prometheus.CounterOpts{Name: "fieldline_clocks_off_total", Help: "Syncs of devices whose clock is off."}),
		backup:     prometheus.NewGauge(prometheus.GaugeOpts{Name: "fieldline_backup_seconds", Help: "When the last verified backup was made, as Unix time; 0: never."}),
	}
	s.registry.MustRegister(s.requests, s.latency, s.ops, s.commits, s.commitTime, s.rows, s.blobs, s.skewed, s.backup)
	return s
}

func (s *stats) handler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}
