"""The text fields of an event: where each is, whose it is, and what it may contain."""
