"""The bytes of a record that may hold too many array items."""


class CountedBytes(bytes):
    """A record that is long enough for too many array items, with the number of those that were met so far."""

    items = 0
