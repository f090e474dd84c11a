"""Writes the finding of a problem: the edit's message, severity and codes with what the check found."""

import re
from collections.abc import Mapping
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Edit, Level, Problem
from schemas.finding import Action, Finding

_ACTIONS: Final[Mapping[Level, Action]] = {"REJECT": "CORRECT_AND_RESEND", "WARN": "REVIEW", "NOTICE": "NONE"}
_LINE: Final = re.compile(r"service_lines\[([0-9]+)\]")


def write_finding(edit: Edit, found: Problem, severity: Level, claim: ClaimFacts) -> Finding:
    """The finding of a problem; a honored waiver makes it a notice."""
    case = edit.cases[found.case]
    waived = severity != "NOTICE" and is_waived(edit.code, claim)
    if waived:
        severity = "NOTICE"
    codes = edit.codes_of(case, found.of)
    values = {**found.values, "role": codes.words} if codes.words else found.values
    message = case.says.format_map(values)
    return Finding(
        edit=edit.code,
        name=edit.name,
        severity=severity,
        field=found.field,
        line_number=_line_number(found.field, claim),
        message=f"{message} (Waived by the biller.)" if waived else message,
        suggestion=_suggestion(case.suggest, values),
        action="CONTACT_PAYER" if edit.contact_payer else _ACTIONS[severity],
        claim_adjustment_reason_code=edit.carc_of(case),
        remark_codes=codes.rarc or (),
        status=codes.status or (),
        waived=waived,
        snip_level=edit.snip,
        source=edit.source,
    )


def is_waived(code: str, claim: ClaimFacts) -> bool:
    """Whether a biller waived an edit on this claim and the waiver is honored."""
    if not claim.allow_waivers or code not in claim.waivable:
        return False
    return any(
        waiver.edit.strip() == code and waiver.reason is not None and waiver.reason.strip()
        for waiver in claim.encounter.waived_edits
    )


def _line_number(field: str, claim: ClaimFacts) -> int | None:
    line = _LINE.match(field)
    return None if line is None else claim.all_lines[int(line[1])].number


def _suggestion(template: str | None, values: Mapping[str, str]) -> str | None:
    """The suggestion; None if a value that it names is absent or empty."""
    if template is None or any(not values.get(name) for name in re.findall(r"{(\w+)}", template)):
        return None
    return template.format_map(values)
