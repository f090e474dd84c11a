"""A claim as the edits see it: built once per event, with each code looked up once."""
