"""The catalogue of edits: one file an edit, in a folder a family."""
