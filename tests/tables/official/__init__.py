"""Compares what the loaders read from official files with an independent reading, where such files are present."""
