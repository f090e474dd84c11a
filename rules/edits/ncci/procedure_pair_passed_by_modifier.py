"""NC103: a modifier overrides an NCCI pair, which the adjudicator should know."""

from rules.claim.facts import ClaimFacts
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, needs, problem, severities


def check(claim: ClaimFacts) -> Found:
    """A pair with modifier indicator 1 is in force for two lines, and a modifier says the services were separate."""
    if not claim.ncci_pairs:
        return None
    return [
        problem(
            f"{pair.second.path}.procedure_code",
            code=pair.second.code,
            partner=pair.first.code,
            number=pair.first.number,
            indicator=pair.row.indicator,
        )
        for pair in claim.ncci_pairs
        if pair.verdict == "passed"
    ]


EDIT = Edit(
    code="NC103",
    name="procedure-pair-passed-by-modifier",
    title="Two services that are usually paid as one are billed separately with a modifier.",
    why="Payers pay both services of such a pair if a modifier says they were separate, and may ask for the record "
    "that shows it.",
    fix="Change nothing if the record shows that the services were separate.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="ncci-pairs",
    severity=severities("N", "N", "N"),
    cases={
        "default": Case(
            says="Code {code} is paid with {partner} (line {number}) because of a modifier; the pair has modifier "
            "indicator {indicator}."
        )
    },
    carc=None,
    snip=6,
    source="NCCI procedure-to-procedure edits",
    basis="manual",
    bills="ncci",
    tables=(needs("ncci_ptp", payer_classes=ALL_BUT_MEDICAID), needs("ncci_ptp_medicaid", payer_classes=("medicaid",))),
    related=("NC102",),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["XS"],
        silent=None,
        given={"service_lines[0].procedure_code": "11055", "service_lines[1].procedure_code": "11720"},
        tables={"ncci_ptp": ({"column_1": "11055", "column_2": "11720", "indicator": "1"},)},
    ),
)
