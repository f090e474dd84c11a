"""What does not fit an encounter event in JSON, in words that a producer can act on."""
