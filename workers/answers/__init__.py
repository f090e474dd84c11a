"""Joins payers' answers to the claims that were sent: counts and sums, never a person's data."""
