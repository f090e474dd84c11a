"""DR: drugs."""
