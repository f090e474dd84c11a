"""EV102: a service that has not happened yet cannot be billed."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p

_SUPPLIES: Final = re.compile(r"(?:A[4-9]|[BEKL])[0-9]{3,4}|T45(?:2[1-9]|3[0-9]|4[0-3])|S9[0-9]{3}")
_OFTEN_AHEAD: Final = frozenset(("ASSUMED_CARE", "RELINQUISHED_CARE", "DISABILITY_FROM"))
_TIME_ZONES: Final = 1
_REQUEST_FOR_PAYMENT: Final = "322"
_REQUESTS_TOGETHER_IN: Final = 2021
_REQUEST_PERIOD: Final = 30
_SUPPRESSES: Final = (Suppression(edits=("TF101",)), Suppression(edits=("LN106",), scope="line"))


def check(claim: ClaimFacts, *, spans_weeks: frozenset[str]) -> Found:
    """A claim date is more than a day after its submission; one day is allowed for time zones."""
    if _last_date(claim) <= claim.as_of:
        return None
    allowed = _REQUEST_PERIOD if _is_request_sent_ahead(claim) else _TIME_ZONES
    ahead = [
        *(one for one in _dates_of_service(claim, spans_weeks) if (one[1] - claim.as_of).days > allowed),
        *(one for one in _other_dates(claim) if (one[1] - claim.as_of).days > _TIME_ZONES),
    ]
    if not ahead:
        return None
    case = "usually-ahead" if all(usual for _, _, usual in ahead) else "default"
    return [problem(path, case, date=date, released=claim.as_of) for path, date, _ in ahead]


def _last_date(claim: ClaimFacts) -> dt.date:
    encounter = claim.encounter
    dates = [encounter.service_from, encounter.service_through, *[date.date for date in encounter.dates]]
    for line in claim.all_lines:
        dates += (line.date_from, line.date_through)
    if encounter.accident is not None and encounter.accident.date is not None:
        dates.append(encounter.accident.date)
    return max(*dates, *[px.procedure.date for px in claim.procedures])


def _is_request_sent_ahead(claim: ClaimFacts) -> bool:
    """In 2021 home health agencies could request payment for both 30-day periods of a certification at once."""
    return claim.type_of_bill == _REQUEST_FOR_PAYMENT and claim.encounter.service_from.year == _REQUESTS_TOGETHER_IN


def _dates_of_service(claim: ClaimFacts, spans_weeks: frozenset[str]) -> Iterator[tuple[str, dt.date, bool]]:
    """Dates of the claim and its lines, and whether each is of a kind that is often ahead."""
    encounter = claim.encounter
    yield "service_from", encounter.service_from, False
    yield "service_through", encounter.service_through, any(_is_supply(line, spans_weeks) for line in claim.lines)
    for line in claim.all_lines:
        if line.line.service_from is not None:
            yield f"{line.path}.service_from", line.line.service_from, False
        if line.line.service_through is not None:
            yield f"{line.path}.service_through", line.line.service_through, _is_supply(line, spans_weeks)


def _other_dates(claim: ClaimFacts) -> Iterator[tuple[str, dt.date, bool]]:
    encounter = claim.encounter
    for px in claim.procedures:
        yield f"{px.path}.date", px.procedure.date, False
    if encounter.accident is not None and encounter.accident.date is not None:
        yield "accident.date", encounter.accident.date, False
    for index, date in enumerate(encounter.dates):
        if date.kind != "DISABILITY_THROUGH":
            yield f"dates[{index}].date", date.date, date.kind in _OFTEN_AHEAD


def _is_supply(line: LineFacts, spans_weeks: frozenset[str]) -> bool:
    """A supply, home infusion by the day or rental, which spans the coming weeks."""
    if line.system == "HCPCS" and line.code is not None and _SUPPLIES.fullmatch(line.code) is not None:
        return True
    return not spans_weeks.isdisjoint(line.modifiers)


EDIT = Edit(
    code="EV102",
    name="service-date-in-future",
    title="A date on the claim is after the claim was submitted.",
    why="Payers pay for care already given. A claim dated after its submission is denied or returned, and a later "
    "one may be denied as its duplicate.",
    fix="Correct the date, or hold the claim until the service is given. Leave it if supplies or a rental cover the "
    "coming weeks or another practitioner assumes care later; the finding is then only a warning.",
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
        "default": Case(says="{date} is in the future: the claim was submitted on {released}.", suppresses=_SUPPRESSES),
        "usually-ahead": Case(
            says="{date} is after the claim was submitted on {released}, as is usual for supplies and planned leave.",
            mark="WARN",
            suppresses=_SUPPRESSES,
        ),
    },
    carc="110",
    status=statuses("A7:187", "A7:510"),
    snip=4,
    source="ASC X12 837 dates of service; IOCE edit 23; MM11855 (requests for anticipated payment in 2021); CGS "
    "(notices of admission)",
    basis="manual",
    references=(
        usage_837p("loop 2400, DTP 472: required; no element limits its date"),
        usage_837i("loop 2300, DTP 434: required; no element limits its dates"),
    ),
    lists={"spans_weeks": dated_list("modifiers_for_supplies_and_rentals")},
    changed="2",
    waivable=False,
    on_void=True,
    example=Example(
        base="office-visit",
        field="service_through",
        fires="2026-11-07",
        silent="2026-11-06",
    ),
)
