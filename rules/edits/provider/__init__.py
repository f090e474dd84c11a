"""PV: providers and their identifiers."""
