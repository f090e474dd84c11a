"""MN: policies on what a service is covered for."""
