"""HC109: an unlisted procedure code needs a description of the service."""

import re
from functools import lru_cache
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837i, usage_837p
from rules.tables.kinds.hcpcs import HcpcsRow

_UNLISTED: Final = re.compile(r"not otherwise classified|\bnoc\b|\bunlisted\b|\bunclassified\b|\bmiscellaneous\b", re.I)
_NOT_SPECIFIED: Final = re.compile(r"not otherwise specified|\bnos\b", re.I)
# A drug "not otherwise specified" with its dose is an ordinary drug code: "10 mg", "per ml", "per i.u.".
_DOSE: Final = re.compile(r"[0-9.]+ ?(?:mg|mcg|g|gm|ml|cc|i\.?u\.?|units?|meq)\b|\bper\b", re.I)
_PLACES: Final = frozenset(("Q5009",))


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code is unlisted by its description or by the parameter, and neither line nor claim describes the service."""
    code, row = line.code, line.rows.code
    if code is None:
        return None
    lifted = claim.parameter("HC109", "unlisted_codes")
    if isinstance(lifted, tuple) and code in lifted:
        case = "lifted"
    elif isinstance(row, HcpcsRow) and row.description and code not in _PLACES and _is_unlisted(row.description):
        case = "default"
    else:
        return None
    if not is_blank(line.line.description) or not is_blank(claim.encounter.claim_note):
        return None
    return problem(f"{line.path}.description", case, code=code)


@lru_cache(maxsize=4096)
def _is_unlisted(text: str) -> bool:
    if _UNLISTED.search(text):
        return True
    return _NOT_SPECIFIED.search(text) is not None and _DOSE.search(text) is None


EDIT = Edit(
    code="HC109",
    name="unlisted-code-without-description",
    title="A line has an unlisted procedure code without a description.",
    why="Unlisted, unclassified and miscellaneous codes can mean anything. The payer prices them from the "
    "description on the line and returns the claim without one.",
    fix="Describe on the line what was done or supplied; for a drug, its name, strength and dose. If a specific code "
    "exists, use it.",
    looks_at=("service_lines[].procedure_code", "service_lines[].description", "claim_note"),
    subject="line",
    check=check,
    severity=severities("W", "W", "N"),
    cases={
        "default": Case(says="Code {code} is an unlisted procedure code, and the line has no description."),
        "lifted": Case(says="Code {code} is an unlisted procedure code, and the line has no description.", lifts=True),
    },
    carc="16",
    rarc=("N350",),
    status=statuses("A6:306"),
    snip=6,
    source="ASC X12 837, SV101-7 and SV202-7; Medicare Claims Processing Manual ch. 26",
    basis="regulation",
    references=(
        usage_837p("loop 2400, SV101-7: situational"),
        usage_837i("loop 2400, SV202-7: situational"),
    ),
    tables=(needs("hcpcs", part=True),),
    parameters={"unlisted_codes": ()},
    example=Example(
        base="office-visit",
        field="service_lines[1].description",
        fires=None,
        silent="Compression sleeve, left arm, made to measure",
        given={"service_lines[1].procedure_code": "A9999"},
        tables={"hcpcs": ({"code": "A9999", "description": "Miscellaneous dme supply or accessory"},)},
    ),
)
