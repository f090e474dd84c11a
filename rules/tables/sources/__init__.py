"""Public packages are read here, when the shipped tables are built; nothing of this is needed at run time."""
