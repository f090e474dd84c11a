"""Finds, downloads, checks and loads official code tables. Only the command line imports it; a worker never does."""
