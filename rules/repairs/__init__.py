"""Normalizes values before any edit runs: their format changes, never their meaning."""
