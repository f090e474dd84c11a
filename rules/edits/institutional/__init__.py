"""IN: what only an institutional bill carries."""
