"""The Wilson interval of a share."""

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution, for an interval that holds 95 %."""
FEW: Final = 30
"""Below this denominator an interval is so wide that the share is grayed."""


def wilson(numerator: float, denominator: float) -> tuple[float, float]:
    """The bounds within which a share of this many cases lies with 95 % confidence.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927), 209–212.

    Args:
        numerator: cases counted, from 0 to the denominator.
        denominator: all cases, more than 0.
    """
    share = numerator / denominator
    spread = _Z * _Z / denominator
    middle = share + spread / 2
    reach = _Z * sqrt(share * (1 - share) / denominator + spread / (4 * denominator))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))
