"""Dated code tables: the shipped ones, those that users load, and the release in force on a date."""
