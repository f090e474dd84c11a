"""Writes the finding of a problem: the edit's message, severity and codes with what the check found."""

import re
from collections.abc import Mapping, Set
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Edit, Level, Problem
from rules.engine.name_value import name_value
from schemas.finding import Action, Finding

_ACTIONS: Final[Mapping[Level, Action]] = {"REJECT": "CORRECT_AND_RESEND", "WARN": "REVIEW", "NOTICE": "NONE"}
_WAIVED: Final = " (Waived by the biller.)"
_MORE: Final = " (More problems of this kind are not listed.)"
_NONE: Final[frozenset[str]] = frozenset()
_LINE: Final = re.compile(r"service_lines\[([0-9]+)\]")


def write_finding(
    edit: Edit, found: Problem, severity: Level, claim: ClaimFacts, *, waivers: Set[str], more: bool = False
) -> Finding:
    """The finding of a problem; an honored waiver makes it a notice.

    Args:
        edit: the edit.
        found: what it found.
        severity: what the profile makes of it.
        claim: the claim.
        waivers: codes of the edits that are waived on the claim, from `honored_waivers`.
        more: whether the edit found more than is listed behind this.
    """
    case = edit.cases[found.case]
    waived = severity != "NOTICE" and edit.code in waivers
    if waived:
        severity = "NOTICE"
    codes = edit.codes_of(case, found.of)
    values = {**found.values, "role": codes.words} if codes.words else found.values
    message = case.says.format_map(values)
    if not found.values:
        message = name_value(message, found.field, claim.encounter)
    return Finding(
        edit=edit.code,
        name=edit.name,
        severity=severity,
        field=found.field,
        line_number=_line_number(found.field, claim),
        message=f"{message}{_WAIVED if waived else ''}{_MORE if more else ''}",
        suggestion=_suggestion(case.suggest, values),
        action="CONTACT_PAYER" if edit.contact_payer else _ACTIONS[severity],
        claim_adjustment_reason_code=edit.carc_of(case),
        remark_codes=codes.rarc or (),
        status=codes.status or (),
        waived=waived,
        snip_level=edit.snip,
        source=edit.source,
    )


def honored_waivers(claim: ClaimFacts) -> frozenset[str]:
    """Codes of the edits that a biller waived on this claim, as far as the waivers are honored."""
    if not claim.allow_waivers or not claim.encounter.waived_edits:
        return _NONE
    given = {waiver.edit.strip() for waiver in claim.encounter.waived_edits if not is_blank(waiver.reason)}
    return claim.waivable & given


def _line_number(field: str, claim: ClaimFacts) -> int | None:
    line = _LINE.match(field)
    return None if line is None else claim.all_lines[int(line[1])].number


def _suggestion(template: str | None, values: Mapping[str, str]) -> str | None:
    """The suggestion; None if a value that it names is absent or empty."""
    if template is None or any(not values.get(name) for name in re.findall(r"{(\w+)}", template)):
        return None
    return template.format_map(values)
