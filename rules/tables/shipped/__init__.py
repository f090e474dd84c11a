"""The code tables that ship with the package."""
