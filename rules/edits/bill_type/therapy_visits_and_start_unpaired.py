"""BT117: the number of therapy visits and the start of the treatment go together."""

from collections.abc import Iterator

from rules.claim.bill_codes import occurrences, value_codes
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import DatedPairs, dated_list


def check(
    claim: ClaimFacts, *, visits: frozenset[str], pairs: frozenset[frozenset[str]], agencies: frozenset[str]
) -> Found:
    """A value code of visits without the occurrence code of the start; on 74x and 75x, 35 without 50."""
    details = claim.encounter.institutional
    if details is None:
        return None
    return tuple(_problems(claim, visits, pairs, claim.type_of_bill[:2] in agencies))


def _problems(
    claim: ClaimFacts, visits: frozenset[str], pairs: frozenset[frozenset[str]], at_agency: bool
) -> Iterator[Problem]:
    for pair in sorted(pairs, key=min):
        (value,) = pair & visits
        (start,) = pair - visits
        if value_codes(claim, value) and not occurrences(claim, start):
            yield problem("institutional.occurrence_codes", value=value, start=start)
    if at_agency and occurrences(claim, "35") and not value_codes(claim, "50"):
        yield problem("institutional.value_codes", "visits")


EDIT = Edit(
    code="BT117",
    name="therapy-visits-and-start-unpaired",
    title="The number of therapy visits or the start of the treatment is missing.",
    why="Medicare reads the visits of a course of therapy (value code 50) together with its start (occurrence code "
    "35), and returns a bill that has only one of them.",
    fix="Add the missing code, or remove both. A hospital may report the start alone.",
    looks_at=("institutional.occurrence_codes", "institutional.value_codes", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(says="Value code {value} (visits) needs occurrence code {start} (start of treatment)."),
        "visits": Case(
            says="Occurrence code 35 (start of treatment) needs value code 50 (visits).",
            rarc=("M49",),
            status=statuses("A6:725"),
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A6:719"),
    snip=4,
    source="Medicare reason code 31346 (value code 50 and occurrence code 35); NUBC UB-04 manual for the other "
    "therapies",
    basis="manual",
    references=(
        Reference(text="Palmetto GBA, 2019, reason code 31346: value code 50 and occurrence code 35 go together"),
        Reference(text="NUBC UB-04 manual: 51 with 44, 52 with 45, 53 with 46 by analogy; no text read says so"),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("therapy_bills_with_visits"),
    on_denial_bill=False,
    lists={
        "visits": dated_list("therapy_visit_value_codes"),
        "pairs": DatedPairs(listed=dated_list("therapy_visits_and_starts")),
        "agencies": dated_list("rehabilitation_facility_bills"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "35", "date": "2026-10-20"}],
        given={"institutional.value_codes": [{"code": "50", "amount": "3.00"}]},
    ),
)
