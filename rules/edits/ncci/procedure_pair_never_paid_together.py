"""NC101: for some pairs of services on one day only the first is paid, with any modifier."""

from rules.claim.facts import ClaimFacts
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, Suppression, needs, problem, severities, statuses
from rules.edits.ncci._ncci_pairs import by_second_line, partners_named


def check(claim: ClaimFacts) -> Found:
    """A pair with modifier indicator 0 is in force for two lines of one day (and one rendering provider)."""
    if not claim.ncci_pairs:
        return None
    return [
        problem(f"{pairs[0].second.path}.procedure_code", code=pairs[0].second.code, partners=partners_named(pairs))
        for pairs in by_second_line(claim.ncci_pairs, "never").values()
    ]


EDIT = Edit(
    code="NC101",
    name="procedure-pair-never-paid-together",
    title="Two services on the same day are never paid together, with or without a modifier.",
    why="The National Correct Coding Initiative treats the second service as part of the first, or the two as "
    "mutually exclusive. The payer denies the second.",
    fix="Keep the code that describes everything done and remove the other. Both can stay only if one was on another "
    "day or by another practitioner.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="ncci-pairs",
    severity=severities("R", "R", "W"),
    cases={
        "default": Case(
            says="Code {code} is never paid with {partners} on the same day.",
            suppresses=(Suppression(edits=("NC102",), scope="field"),),
        )
    },
    carc="236",
    rarc=("N20",),
    status=statuses("A7:454"),
    snip=6,
    source="NCCI procedure-to-procedure edits; IOCE edit 20",
    basis="manual",
    bills="ncci",
    tables=(needs("ncci_ptp", payer_classes=ALL_BUT_MEDICAID), needs("ncci_ptp_medicaid", payer_classes=("medicaid",))),
    example=Example(
        base="office-visit",
        field="service_lines[1].service_from",
        fires="2026-11-02",
        silent="2026-11-01",
        given={"service_from": "2026-11-01"},
        tables={"ncci_ptp": ({"column_1": "99213", "column_2": "93000", "indicator": "0"},)},
    ),
)
