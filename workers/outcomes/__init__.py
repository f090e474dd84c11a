"""What became of an encounter: finds its outcomes on the topics."""
