"""BT: what must be together on an institutional bill of a type, whatever its service."""
