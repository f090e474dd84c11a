"""The HTTP port: metrics, health, version and the status page."""
