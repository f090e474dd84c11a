"""The text fields of an event: where each one is, whose it is, and what it may contain."""
