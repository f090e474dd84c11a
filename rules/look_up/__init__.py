"""What the loaded and shipped tables say about one code, for people."""
