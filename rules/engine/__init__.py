"""Runs the edits of a profile over one claim and turns problems into findings."""
