"""Insight: facts about outcomes, and reports over them. A program of its own: no worker imports it."""
