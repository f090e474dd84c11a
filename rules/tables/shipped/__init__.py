"""The code tables that ship with the package, and what they are made of."""
