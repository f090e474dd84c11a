"""EV102: a service that has not happened yet cannot be billed."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses

_SUPPLIES: Final = re.compile(r"(?:A[4-9]|[BEKL])[0-9]{3,4}")
_CARE_HANDED_OVER: Final = frozenset(("ASSUMED_CARE", "RELINQUISHED_CARE"))
_SILENCES: Final = (Suppression(edits=("TF101",)), Suppression(edits=("LN106",), scope="line"))


def check(claim: ClaimFacts) -> Found:
    """A claim date is more than a day after its submission; one day is allowed for time zones."""
    ahead = [(path, date, usual) for path, date, usual in _dates(claim) if (date - claim.as_of).days > 1]
    if not ahead:
        return None
    case = "usually-ahead" if all(usual for _, _, usual in ahead) else "default"
    return [problem(path, case, date=date, released=claim.as_of) for path, date, _ in ahead]


def _dates(claim: ClaimFacts) -> Iterator[tuple[str, dt.date, bool]]:
    """Every date that must be in the past, and whether it is of a kind that is often ahead."""
    encounter = claim.encounter
    yield "service_from", encounter.service_from, False
    yield "service_through", encounter.service_through, any(_is_supply(line) for line in claim.lines)
    for px in claim.procedures:
        yield f"{px.path}.date", px.procedure.date, False
    for line in claim.all_lines:
        if line.line.service_from is not None:
            yield f"{line.path}.service_from", line.line.service_from, False
        if line.line.service_through is not None:
            yield f"{line.path}.service_through", line.line.service_through, _is_supply(line)
    if encounter.accident is not None and encounter.accident.date is not None:
        yield "accident.date", encounter.accident.date, False
    for index, date in enumerate(encounter.dates):
        if date.kind != "DISABILITY_THROUGH":
            yield f"dates[{index}].date", date.date, date.kind in _CARE_HANDED_OVER


def _is_supply(line: LineFacts) -> bool:
    return line.system == "HCPCS" and line.code is not None and _SUPPLIES.fullmatch(line.code) is not None


EDIT = Edit(
    code="EV102",
    name="service-date-in-future",
    title="A date on the claim is after the claim was submitted.",
    why="Payers pay for care already given. A claim dated after its submission is denied or returned, and a later "
    "one may be denied as its duplicate.",
    fix="Correct the date, or hold the claim until the service is given. Leave it if supplies cover the coming month "
    "or another practitioner assumes care later; the finding is then only a warning.",
    looks_at=(
        "service_from",
        "service_through",
        "procedures[].date",
        "service_lines[].service_from",
        "service_lines[].service_through",
        "accident.date",
        "dates[].date",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="{date} is in the future: the claim was submitted on {released}.", suppresses=_SILENCES),
        "usually-ahead": Case(
            says="{date} is after the claim was submitted on {released}, as is possible for supplies and assumed care.",
            mark="WARN",
            suppresses=_SILENCES,
        ),
    },
    carc="110",
    status=statuses("A7:187", "A7:510"),
    snip=4,
    source="ASC X12 837 dates of service; CMS Integrated Outpatient Code Editor, edit 23",
    waivable=False,
    on_void=True,
    example=Example(
        base="office-visit",
        field="service_through",
        fires="2026-11-07",
        silent="2026-11-06",
    ),
)
