"""LB: laboratories."""
