"""How much the two claim forms hold: edits that compare entries of a list look no further.

A sender decides how long a list is, and to compare every entry with every other takes the square of its length. What
is beyond a form's limit is reported by EV106, and cannot be sent to a payer.
"""

from typing import Final

MOST_DIAGNOSES: Final = 41
"""Of an institutional claim: principal, admitting, 24 others, 3 reasons for visit and 12 external causes; the
professional claim holds 12."""

MOST_PROCEDURES: Final = 25
"""Principal and 24 others, institutional."""

MOST_LINES: Final = 999
"""Of an institutional claim."""

MOST_PROFESSIONAL_LINES: Final = 50

MOST_MODIFIERS: Final = 4
"""Of one line."""

MOST_COVERAGES: Final = 11
"""The billed one and ten others."""
