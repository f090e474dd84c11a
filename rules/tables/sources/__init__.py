"""Reads public packages to build the shipped tables; not needed at run time."""
