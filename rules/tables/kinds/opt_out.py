"""`opt_out`: practitioners who opted out of Medicare, by NPI."""

from datetime import date
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.kinds.coded_table import in_force
from rules.tables.kinds.listed_periods import Period, periods_in
from rules.tables.released_table import CodedRelease, ReleasedTable
from schemas.value import value


@value
class OptOut:
    """A practitioner's opt-out on a date."""

    since: date
    may_order: bool
    """Whether the practitioner may still order and refer for Medicare's patients."""


class OptOutTable(ReleasedTable[CodedRelease]):
    """The loaded lists of affidavits; the newest one answers, also for days before it was written."""

    __slots__ = ()

    def opt_out(self, npi: str, on: date) -> OptOut | None:
        """The opt-out of the NPI that is in effect on the date; None if there is none."""
        held = [fact for fact in self.releases[0].coded.facts(npi) if in_force(fact, on)]
        if not held:
            return None
        return OptOut(since=date.fromisoformat(min(held)[0]), may_order=all(fact[2] for fact in held))

    def periods(self, npi: str) -> tuple[Period, ...]:
        """The days for which the practitioner has opted out; empty if it never did."""
        return tuple(sorted(periods_in(self.releases[0], npi)))


OPT_OUT: Final = TableKind(
    name="opt_out",
    holds="practitioners who opted out of Medicare, with their dates",
    carries="npis",
    opens=OptOutTable,
    fewest={"rows": 20_000},
    reads="load_practitioners:load_opt_out",
    layout="""The monthly csv with a header; NPI, Optout Effective Date, Optout End Date and Eligible to Order
and Refer are kept. A list answers for 45 days after its own day, which is taken from --release, the name of the file or
the newest date under Last updated.""",
    source="CMS, Opt Out Affidavits.",
    license=PUBLIC_DOMAIN,
)
