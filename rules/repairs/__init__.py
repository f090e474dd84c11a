"""Deterministic clean-up before any edit: how a value is written changes, never what it says."""
