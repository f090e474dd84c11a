"""Metrics: declared once, counted from outcomes, merged across processes and exposed to Prometheus."""
