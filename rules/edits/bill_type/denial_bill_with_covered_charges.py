"""BT112: a bill that asks for a denial has only noncovered charges."""

from collections.abc import Iterator

from rules.claim.bill_codes import occurrences
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, hipps: frozenset[str]) -> Found:
    """Condition code 21 with a covered charge, with condition code 20, or with the date of an advance notice."""
    return tuple(_problems(claim, hipps)) if "21" in claim.condition_codes else None


def _problems(claim: ClaimFacts, hipps: frozenset[str]) -> Iterator[Problem]:
    charged = (line for line in claim.lines if line.line.charge > 0 and line.revenue not in hipps)
    line = next((line for line in charged if not line.whole_noncovered), None)
    if line is not None:
        yield problem(f"{line.path}.non_covered_charge", number=line.number)
    if "20" in claim.condition_codes:
        yield problem("condition_codes", "with-20")
    if occurrences(claim, "32"):
        yield problem("condition_codes", "with-32")


EDIT = Edit(
    code="BT112",
    name="denial-bill-with-covered-charges",
    title="A bill that asks for a denial (condition code 21) has covered charges.",
    why="Condition code 21 says that nothing on the bill is covered and that it is sent for a denial that the next "
    "payer wants to see. A covered charge, condition code 20 or an advance notice contradicts it.",
    fix="Bill the whole claim as noncovered, or remove condition code 21.",
    looks_at=(
        "condition_codes",
        "service_lines[].non_covered_charge",
        "service_lines[].charge",
        "institutional.occurrence_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(says="Condition code 21 asks for a denial, but line {number} is billed as covered."),
        "with-20": Case(
            says="Condition codes 20 and 21 cannot be on the same claim.", rarc=("M44",), status=statuses("A7:460")
        ),
        "with-32": Case(
            says="Condition code 21 is not used when an advance notice was given (occurrence code 32).",
            rarc=("M44",),
            status=statuses("A7:460"),
        ),
    },
    carc="16",
    rarc=("M54",),
    status=statuses("A7:596"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §60; CMS change request 3416",
    basis="manual",
    references=(
        Reference(
            text="Medicare Claims Processing Manual ch. 1 §60, quoted: claims with condition code 21 have all "
            "noncovered charges; if an advance notice is given, condition code 21 cannot be used",
            address="http://www.medicarepaymentandreimbursement.com/2017/03/occurrence-code-32-condition-codes-20.html",
        ),
        Reference(
            text="CMS change request 3416: provider-liable outpatient claims need neither condition code 20 nor 21",
            address="https://vdocuments.mx/cms-manual-system-n-160131-a-provider-liable-fully-noncovered-outpatient.html",
        ),
    ),
    since="2",
    form="institutional",
    lists={"hipps": dated_list("hipps_revenue_codes")},
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].non_covered_charge",
        fires=None,
        silent="145.00",
        given={"condition_codes": ["21"], "service_lines[0].non_covered_charge": "920.00"},
    ),
)
