"""Whether an edit earns its keep: how often payers refuse, for its code, what it warned about."""

from math import sqrt
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

from schemas.value import value

Verdict: TypeAlias = Literal["earning", "idle", "undecided"]

_Z: Final = NormalDist().inv_cdf(0.975)
_ENOUGH_DECIDED: Final = 30
_ENOUGH_WARNED: Final = 200
_IDLE_BELOW: Final = 0.02


@value
class Interval:
    """A share, and the bounds that hold it with 95 % confidence."""

    share: float
    low: float
    high: float


def wilson(hits: int, trials: int) -> Interval | None:
    """The Wilson score interval of a share; None without trials.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if trials == 0:
        return None
    share, spread = hits / trials, _Z * _Z / trials
    middle = share + spread / 2
    half = _Z * sqrt((share * (1 - share) + spread / 4) / trials)
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    # At the ends the bounds are 0 and 1 exactly, but for the last bits.
    return Interval(share=share, low=0.0 if hits == 0 else low, high=1.0 if hits == trials else high)


def verdict(warned: int, decided: int, hits: int, base_rate: float | None) -> Verdict:
    """Whether the claims that an edit warned about are refused for its code as often as claims are at all.

    Args:
        warned: sent claims that it warned about.
        decided: those that the payer refused or decided on.
        hits: those that the payer refused for the edit's code.
        base_rate: the share of the payer's decided claims that were refused for a code of the edit.
    """
    interval = wilson(hits, decided)
    if interval is None or decided < _ENOUGH_DECIDED:
        return "undecided"
    if hits and base_rate is not None and interval.low >= base_rate:
        return "earning"
    return "idle" if interval.high < _IDLE_BELOW and warned >= _ENOUGH_WARNED else "undecided"
