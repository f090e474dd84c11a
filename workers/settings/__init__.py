"""Settings: where they come from, which values are valid, and which combinations conflict."""
