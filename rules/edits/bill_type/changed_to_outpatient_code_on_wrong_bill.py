"""BT111: condition code 44 belongs on an outpatient hospital bill."""

import datetime as dt

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, Suppression, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, bills: frozenset[str]) -> Found:
    """Condition code 44 on another bill than 13x or 85x."""
    if "44" not in claim.condition_codes or claim.type_of_bill[:2] in bills:
        return None
    return problem("condition_codes", bill=claim.type_of_bill)


EDIT = Edit(
    code="BT111",
    name="changed-to-outpatient-code-on-wrong-bill",
    title="Condition code 44 is on a bill that is not an outpatient hospital bill.",
    why="Condition code 44 says that an admission was changed to outpatient care before the discharge. The whole stay "
    "is then billed as an outpatient encounter.",
    fix="Bill the stay as 13x or 85x, or remove condition code 44.",
    looks_at=("condition_codes", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(
            says="Condition code 44 (inpatient changed to outpatient before discharge) belongs on an outpatient "
            "hospital bill, not on {bill}.",
            suppresses=(Suppression(edits=("BN118",)),),
        )
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A7:460"),
    snip=4,
    source="CMS Transmittal 299, change request 3444; Medicare Claims Processing Manual ch. 1 §50.3",
    basis="manual",
    references=(
        Reference(
            text="QMCG on Transmittal 299: for use on outpatient claims only, 13x and 85x",
            address="http://www.qmcg.com/Publications/31.asp",
        ),
        Reference(
            text="RACmonitor quotes the definition of condition code 44, for use on outpatient claims only",
            address="https://racmonitor.medlearn.com/deconstructing-the-concept-of-condition-code-44",
        ),
        Reference(
            text="HCPro: CMS requires 13x or 85x with condition code 44, which contractors use for tracking only",
            address="http://www.hcpro.com/HOM-77792-5750/Condition-Code-44.html",
        ),
    ),
    since="2",
    form="institutional",
    effective_from=dt.date(2004, 4, 1),
    lists={"bills": dated_list("changed_to_outpatient_bills")},
    example=Example(base="inpatient-stay", field="condition_codes", fires=["44"], silent=None),
)
