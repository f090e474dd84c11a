"""The tables that users load, one file each: the rows, what edits may ask, and the description of the table."""
