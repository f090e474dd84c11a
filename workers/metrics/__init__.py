"""Metrics: declared once, counted from outcomes, merged across processes, exposed for Prometheus."""
