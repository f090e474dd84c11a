"""IN116: an occurrence code is two characters with a valid date; a span has two dates in order."""

import re
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.tables.kinds.ub_codes import UbKind
from schemas.encounter import OccurrenceCode, OccurrenceSpan

_FORM: Final = re.compile(r"[0-9A-Za-z]{2}")


def check(claim: ClaimFacts) -> Found:
    """An occurrence or span has an invalid code or an impossible date, or is repeated."""
    details = claim.encounter.institutional
    if details is None or not (details.occurrence_codes or details.occurrence_spans):
        return None
    codes, spans = details.occurrence_codes, details.occurrence_spans
    problems = [*_codes(codes, "occurrence", claim), *_codes(spans, "span", claim)]
    for index, occurrence in enumerate(codes):
        if occurrence.date > claim.as_of:
            path = f"institutional.occurrence_codes[{index}].date"
            problems.append(problem(path, "future", date=occurrence.date, today=claim.as_of))
    for index, span in enumerate(spans):
        if span.through < span.from_:
            path = f"institutional.occurrence_spans[{index}].through"
            problems.append(problem(path, "backwards", first=span.from_, last=span.through))
    return problems


def _codes(entries: tuple[OccurrenceCode | OccurrenceSpan, ...], kind: UbKind, claim: ClaimFacts) -> Iterator[Problem]:
    on, table = claim.encounter.service_through, claim.tables.ub_codes
    known = table if table is not None and table.covers(on) else None
    field = "occurrence_codes" if kind == "occurrence" else "occurrence_spans"
    earlier: set[OccurrenceCode | OccurrenceSpan] = set()
    codes: set[str] = set()
    for index, entry in enumerate(entries):
        code, path = entry.code, f"institutional.{field}[{index}].code"
        if not _FORM.fullmatch(code):
            yield problem(path, f"{kind}-malformed")
        elif entry in earlier:
            yield problem(path, f"{kind}-repeated", code=code)
        elif code in codes:
            yield problem(path, f"{kind}-other-dates", code=code)
        elif known is not None and not known.known(kind, code, on):
            yield problem(path, f"{kind}-unknown", code=code, date=on)
        earlier.add(entry)
        codes.add(code)


def _cases(kind: str, noun: str) -> dict[str, Case]:
    rarc, status = (("M46",), statuses("A7:721")) if kind == "span" else (None, None)
    says = {
        "malformed": f"An {noun} code is not two letters or digits.",
        "repeated": f"{noun.capitalize()} code {{code}} is repeated with the same dates.",
        "other-dates": f"{noun.capitalize()} code {{code}} is repeated with other dates; only some codes may repeat.",
        "unknown": f"{noun.capitalize()} code {{code}} is not in the code table in force on {{date}}.",
    }
    return {
        f"{kind}-{case}": Case(
            says=text, mark="WARN" if case in ("other-dates", "unknown") else None, rarc=rarc, status=status
        )
        for case, text in says.items()
    }


EDIT = Edit(
    code="IN116",
    name="occurrence-code-invalid",
    title="An occurrence or occurrence span has an invalid code or date, or is repeated.",
    why="Occurrence codes give the dates of events that affect payment, such as an accident or the end of benefits. "
    "Payers return a claim with an invalid code, a future date, or a span that ends before it begins.",
    fix="Correct the code or its dates and remove repeats. Leave a code that may occur on several dates, or a new "
    "code that is not in your table yet.",
    looks_at=("institutional.occurrence_codes[]", "institutional.occurrence_spans[]"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        **_cases("occurrence", "occurrence"),
        **_cases("span", "occurrence span"),
        "future": Case(
            says="The occurrence date {date} is after {today}, when the claim was submitted.",
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
    source="UB-04 form locators 31 to 36",
    form="institutional",
    tables=(needs("ub_codes", part=True),),
    example=Example(
        base="inpatient-stay",
        field="institutional.occurrence_codes[0].code",
        fires="1",
        silent="11",
        given={"institutional.occurrence_codes[0].date": "2026-10-12"},
    ),
)
