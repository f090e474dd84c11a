"""IN116: an occurrence code is two characters with a valid date; a span has two dates in order."""

import re
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Codes, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i
from rules.tables.kinds.ub_codes import UbKind
from schemas.encounter import OccurrenceCode, OccurrenceSpan

_FORM: Final = re.compile(r"[0-9A-Za-z]{2}")


def check(
    claim: ClaimFacts,
    *,
    often_ahead: frozenset[str],
    repeatable: frozenset[str],
    repeatable_spans: frozenset[str],
    repeatable_on_a_day: frozenset[str],
) -> Found:
    """An occurrence or span has an invalid code or an impossible date, or is repeated."""
    details = claim.encounter.institutional
    if details is None or not (details.occurrence_codes or details.occurrence_spans):
        return None
    codes, spans = details.occurrence_codes, details.occurrence_spans
    problems = [
        *_codes(codes, "occurrence", claim, repeatable, repeatable_on_a_day),
        *_codes(spans, "span", claim, repeatable_spans, frozenset()),
        *_future(codes, claim, often_ahead),
    ]
    for index, span in enumerate(spans):
        if span.through < span.from_:
            path = f"institutional.occurrence_spans[{index}].through"
            problems.append(problem(path, "backwards", first=span.from_, last=span.through))
    return problems


def _future(codes: tuple[OccurrenceCode, ...], claim: ClaimFacts, often_ahead: frozenset[str]) -> Iterator[Problem]:
    """Dates more than a day after submission; one day is allowed for time zones."""
    scheduled = claim.parameter_set("IN116", "may_be_future") if claim.outpatient else frozenset()
    for index, occurrence in enumerate(codes):
        if (occurrence.date - claim.as_of).days > 1 and occurrence.code not in scheduled:
            case = "often-ahead" if occurrence.code in often_ahead else "future"
            path = f"institutional.occurrence_codes[{index}].date"
            yield problem(path, case, code=occurrence.code, date=occurrence.date, today=claim.as_of)


def _codes(
    entries: tuple[OccurrenceCode | OccurrenceSpan, ...],
    kind: UbKind,
    claim: ClaimFacts,
    repeatable: frozenset[str],
    repeatable_on_a_day: frozenset[str],
) -> Iterator[Problem]:
    on, table = claim.encounter.service_through, claim.tables.ub_codes
    known = table if table is not None and table.covers(on) else None
    field = "occurrence_codes" if kind == "occurrence" else "occurrence_spans"
    earlier: set[OccurrenceCode | OccurrenceSpan] = set()
    codes: set[str] = set()
    for index, entry in enumerate(entries):
        code, path = entry.code, f"institutional.{field}[{index}].code"
        if not _FORM.fullmatch(code):
            yield problem(path, "malformed", kind)
        elif entry in earlier:
            case = "repeated-perhaps" if code in repeatable_on_a_day else "repeated"
            yield problem(path, case, kind, code=code)
        elif code in codes and code not in repeatable:
            yield problem(path, "other-dates", kind, code=code)
        elif known is not None and not known.known(kind, code, on):
            yield problem(path, "unknown", kind, code=code, date=on)
        earlier.add(entry)
        codes.add(code)


_BY_KIND: Final = {
    "occurrence": Codes(words="occurrence code"),
    "span": Codes(words="occurrence span code", rarc=("M46",), status=statuses("A7:721")),
}

EDIT = Edit(
    code="IN116",
    name="occurrence-code-invalid",
    title="An occurrence or occurrence span has an invalid code or date, or is repeated.",
    why="Occurrence codes give the dates of events that affect payment, such as an accident or the end of benefits. "
    "Payers return a claim with an invalid code, an event in the future, or a span that ends before it begins.",
    fix="Correct the code or its dates and remove repeats. Occurrences 40, 41 and 43 are scheduled dates and may be in "
    "the future on outpatient claims. Leave a code that your table does not have yet.",
    looks_at=("institutional.occurrence_codes[]", "institutional.occurrence_spans[]"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "malformed": Case(says="The {role} is not two letters or digits.", by=_BY_KIND),
        "repeated": Case(says="The {role} {code} is repeated with the same dates.", by=_BY_KIND),
        "repeated-perhaps": Case(
            says="The {role} {code} is repeated with the same date; there must be one for each assessment.",
            mark="WARN",
            by=_BY_KIND,
        ),
        "other-dates": Case(
            says="The {role} {code} is repeated with other dates; only some codes may repeat.", mark="WARN", by=_BY_KIND
        ),
        "unknown": Case(
            says="The {role} {code} is not in the code table in force on {date}.", mark="WARN", by=_BY_KIND
        ),
        "future": Case(
            says="Occurrence {code} is dated {date}, after the claim was submitted on {today}.",
            rarc=("N299",),
            status=statuses("A7:720"),
        ),
        "often-ahead": Case(
            says="Occurrence {code} is dated {date}, after the claim was submitted on {today}; check the date.",
            mark="WARN",
            rarc=("N299",),
            status=statuses("A7:720"),
        ),
        "backwards": Case(
            says="The occurrence span ends on {last}, before it begins on {first}.",
            rarc=("N300",),
            status=statuses("A7:722"),
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A7:719"),
    snip=5,
    source="UB-04 form locators 31 to 36; EmblemHealth pre-admission testing (40 with 41); Noridian (one 32 for each "
    "notice); Palmetto GBA (one 50 for each assessment)",
    basis="manual",
    references=(usage_837i("loop 2300, HI BH and HI BI: situational; the date of each code: required"),),
    form="institutional",
    tables=(needs("ub_codes", part=True),),
    lists={
        "often_ahead": dated_list("occurrences_often_ahead"),
        "repeatable": dated_list("repeatable_occurrences"),
        "repeatable_spans": dated_list("repeatable_occurrence_spans"),
        "repeatable_on_a_day": dated_list("occurrences_repeatable_on_a_day"),
    },
    parameters={"may_be_future": ("40", "41", "43")},
    changed="2",
    example=Example(
        base="inpatient-stay",
        field="institutional.occurrence_codes[0].code",
        fires="1",
        silent="11",
        given={"institutional.occurrence_codes[0].date": "2026-10-12"},
    ),
)
