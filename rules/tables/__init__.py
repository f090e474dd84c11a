"""Dated code tables: what is shipped, what a user loads, and which release is in force on a date."""
