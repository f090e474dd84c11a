"""BN141: Medicare pays hospice respite care for at most five days in a row."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import spans
from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_RESPITE: Final = "0655"
_LONGEST: Final = 5


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line bills more than five days of respite care, and no span M2 says that they are several stays."""
    if line.revenue != _RESPITE or line.line.units <= _LONGEST or spans(claim, "M2"):
        return None
    return problem(f"{line.path}.units", number=line.number, days=f"{line.line.units.normalize():f}")


EDIT = Edit(
    code="BN141",
    name="hospice-respite-longer-than-five-days",
    title="A hospice line bills more than five days of respite care.",
    why="Medicare pays respite care for at most five days in a row and returns a claim with more. Span M2 gives the "
    "dates of several stays within the claim.",
    fix="Bill the days after the fifth as routine home care (0651). If there were several stays of at most five days, "
    "give the dates of each with occurrence span code M2.",
    looks_at=("service_lines[].units", "service_lines[].revenue_code", "institutional.occurrence_spans"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Line {number} bills {days} days of respite care; Medicare pays at most 5 in a row.",
            suggest="Bill the days after the fifth as routine home care (0651), or add span M2 for each stay.",
        )
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="CMS change request 8569; Medicare Claims Processing Manual, chapter 11, section 30.3",
    basis="manual",
    references=(
        Reference(
            text="Delta Health Technologies on CR 8569: respite periods of more than 5 days in a row are returned; "
            "with more than one period in the claim, each is given with span M2.",
            address="http://info.deltahealthtech.com/blog/cms-enforces-hospice-respite-level-of-care-requirements",
        ),
        Reference(
            text="CMS transmittal 2867, CR 8569: the limit of 5 days is enforced from 2014-07-01.",
            address="https://abcdocz.com/doc/302213/cms-manual-system-pub-100-04-medicare-claims-processing",
        ),
        Reference(
            text="NGS, inpatient respite care: every day beyond the fifth is billed as routine home care (0651).",
            address="https://www.ngsmedicare.com/web/ngs/hospice-documentation?selectedArticleId=1586406",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_denial_bill=False,
    effective_from=dt.date(2014, 7, 1),
    since="2",
    example=Example(
        base="hospice-month",
        field="service_lines[0].units",
        fires="6",
        silent="5",
        given={
            "service_lines[0].revenue_code": "0655",
            "service_lines[0].procedure_code": "Q5004",
            "institutional.value_codes": [{"code": "G8", "amount": "16974.00"}],
        },
    ),
)
