"""HC107: the HCPCS file marks codes that Medicare does not pay."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.tables.kinds.hcpcs import HcpcsRow


def check(line: LineFacts, claim: ClaimFacts, *, not_paid: frozenset[str]) -> Found:
    """The Level II code has coverage code I, M or S on the date, and no modifier says that the patient was notified."""
    row = line.rows.code
    if not isinstance(row, HcpcsRow) or row.coverage not in not_paid:
        return None
    if not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers):
        return None
    return problem(f"{line.path}.procedure_code", code=row.code, coverage=row.coverage)


EDIT = Edit(
    code="HC107",
    name="procedure-not-payable-by-medicare",
    title="Medicare does not pay for a service on the claim.",
    why="The HCPCS file marks codes that are not covered by or not valid for Medicare. They are denied, and without "
    "advance notice the patient cannot be charged.",
    fix="Use a code that Medicare accepts for the service. If you need the denial, for example for a secondary "
    "payer, add GY, or GA, GX or GZ to match the notice given to the patient.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Medicare does not pay for HCPCS code {code} (coverage code {coverage}).")},
    carc="96",
    rarc=("N425",),
    status=statuses("A7:507"),
    snip=7,
    source="HCPCS file, coverage code",
    basis="manual",
    tables=(needs("hcpcs"),),
    lists={"not_paid": dated_list("hcpcs_coverage_not_paid")},
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=None,
        silent=["GY"],
        given={"service_lines[1].procedure_code": "S9083"},
        tables={"hcpcs": ({"code": "S9083", "coverage": "I"}, {"modifier": "GY"})},
        profile="medicare",
    ),
)
