"""MO: modifiers."""
