"""Where the fields of an encounter event are in an X12 837, as data."""
