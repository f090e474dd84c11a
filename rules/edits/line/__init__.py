"""LN: balance, pointers, units and charges of lines."""
