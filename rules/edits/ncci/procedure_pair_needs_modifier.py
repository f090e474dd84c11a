"""NC102: for some pairs of services on one day, the second is paid only with a modifier."""

from rules.claim.facts import ClaimFacts
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.edits.ncci._ncci_pairs import by_second_line, partners_named


def check(claim: ClaimFacts) -> Found:
    """A pair with modifier indicator 1 is in force for two lines, and no modifier says the services were separate."""
    if not claim.ncci_pairs:
        return None
    problems: list[Problem] = []
    for pairs in by_second_line(claim.ncci_pairs, "unmodified", "same-place").values():
        unmodified = [pair for pair in pairs if pair.verdict == "unmodified"]
        problems.append(
            problem(
                f"{pairs[0].second.path}.procedure_code",
                "default" if unmodified else "same-place",
                code=pairs[0].second.code,
                partners=partners_named(unmodified or pairs),
            )
        )
    return problems


EDIT = Edit(
    code="NC102",
    name="procedure-pair-needs-modifier",
    title="Two services on the same day require an NCCI-associated modifier, and neither line has one.",
    why="The National Correct Coding Initiative treats the second service as part of the first, unless a modifier "
    "says it was separate: another site, session, lesion or practitioner. Without it the payer denies the second "
    "service.",
    fix="If the record shows that the services were separate, add the modifier that shows it: an anatomic "
    "modifier, or 59, XE, XS, XP or XU. If not, remove the second code.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="ncci-pairs",
    severity=severities("R", "R", "W"),
    cases={
        "default": Case(
            says="Code {code} is paid with {partners} on the same day only if a modifier shows that it was separate."
        ),
        "same-place": Case(
            says="Code {code} and {partners} have the same anatomic modifier, so they do not count as separate.",
            mark="WARN",
        ),
    },
    carc="236",
    rarc=("N20",),
    status=statuses("A7:454"),
    snip=6,
    source="NCCI procedure-to-procedure edits; NCCI Policy Manual ch. 1; IOCE edit 40",
    basis="manual",
    bills="ncci",
    tables=(needs("ncci_ptp", payer_classes=ALL_BUT_MEDICAID), needs("ncci_ptp_medicaid", payer_classes=("medicaid",))),
    related=("NC103",),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=None,
        silent=["XS"],
        given={"service_lines[0].procedure_code": "11055", "service_lines[1].procedure_code": "11720"},
        tables={"ncci_ptp": ({"column_1": "11055", "column_2": "11720", "indicator": "1"},)},
    ),
)
