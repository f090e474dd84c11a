"""Looks one code up in all tables, for people."""
