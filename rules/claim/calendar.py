"""Days of the calendar, which has a first and a last one: year 1 to 9999."""

import datetime as dt


def days_later(day: dt.date, days: int) -> dt.date:
    """The day so many days after another, or before it where they are negative; at most the calendar's last or first.

    A sender may give any day of the calendar, and a sum beyond its end would raise `OverflowError`.
    """
    ordinal = min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)


def days_in(first: dt.date, through: dt.date) -> int:
    """Days of a period, its first and last one included; zero or less if it runs backwards."""
    return (through - first).days + 1
