"""Reads the official files of code tables, strictly: loading stops at the first row that cannot be parsed."""
