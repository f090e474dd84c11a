"""`leie`: providers that OIG excludes from federal health care programs, by NPI."""

from datetime import date, timedelta
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.listed_periods import Period, periods_in
from rules.tables.released_table import CodedRelease, ReleasedTable
from schemas.value import value

STALE: Final = timedelta(days=31)
"""OIG publishes the list every month. A list answers for as many days again, because a newer one may have taken a
provider off it."""


@value
class Exclusion:
    """A provider's exclusion on a date."""

    since: date
    waived_in: str | None
    """Postal abbreviation of the state in which the exclusion is waived."""
    stale: bool
    """Whether the date is so late that a newer list is due, which may no longer have the provider."""


class LeieTable(ReleasedTable[CodedRelease]):
    """The loaded lists of excluded providers; the newest answers, because reinstated providers are taken off it."""

    __slots__ = ()

    def exclusion(self, npi: str, on: date) -> Exclusion | None:
        """The provider's exclusion on the date; None if the list has none, or does not answer for the date."""
        newest = self.releases[0]
        if on > newest.manifest.in_force_through:
            return None
        held = [fact for fact in newest.coded.facts(npi) if in_force(fact, on)]
        if not held:
            return None
        since, _, waived_in = min(held)
        stale = on > newest.manifest.in_force_through - STALE
        return Exclusion(since=date.fromisoformat(since), waived_in=waived_in, stale=stale)

    def periods(self, npi: str) -> tuple[Period, ...]:
        """The days for which the provider is excluded; empty if it is not on the list."""
        return tuple(sorted(periods_in(self.releases[0], npi)))


LEIE: Final = TableKind(
    name="leie",
    holds="providers excluded from federal health care programs, with their dates",
    carries="npis",
    opens=LeieTable,
    fewest={"exclusions": 60_000},
    reads="load_exclusions:load_exclusions",
    layout="""UPDATED.csv as published: csv with a header, one exclusion per row. Only NPI, EXCLDATE, REINDATE,
WAIVERDATE and WVRSTATE are kept, and only of rows with an NPI: no one is matched by name. The list answers for 31 days
after its own day, and for 31 more with warnings. Its day is taken from --release or the name of the file; otherwise it
is the day of the load.""",
    source="HHS Office of Inspector General, List of Excluded Individuals and Entities (LEIE).",
    license=PUBLIC_DOMAIN,
)
