"""Rows of facts for tests, with the columns that matter set and the others as an ordinary bill has them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from workers.insight.facts import Place, Row, unreadable

KINDS = {"office": ("PROFESSIONAL", None, "11"), "telehealth": ("PROFESSIONAL", None, "10")}


def day(text: str) -> dt.date:
    """A date such as `2025-03-01`, or `03-01` of 2025."""
    return dt.date.fromisoformat(text if len(text) > 5 else f"2025-{text}")


def finding(edit: str, severity: str = "REJECT") -> Row:
    """A finding of an edit."""
    return {"edit": edit, "severity": severity, "carc": None, "line_number": None, "waived": False}


def prior_payer(payer_id: str, *adjustments: tuple[str, str, str]) -> Row:
    """A prior payer with its adjustments: group, reason, amount."""
    rows = [{"group": group, "reason": reason, "amount": Decimal(amount)} for group, reason, amount in adjustments]
    return {"payer_id": payer_id, "paid": Decimal("10.00"), "adjustments": rows}


def bill(
    claim: str,
    person: str,
    submitted: str,
    *,
    version: int = 1,
    edits: str = "",
    source: str = "E",
    member: str | None = None,
    kind: str = "office",
    service: str | None = None,
    through: str | None = None,
    charge: str = "100.00",
    codes: str = "",
    others: dict[str, Any] | None = None,
) -> Row:
    """The facts of a bill.

    Args:
        claim: its claim id.
        person: the patient's number in the source, and the membership unless `member` is given.
        submitted: day of its submission.
        version: its version.
        edits: codes of the edits that reject it; ready without any.
        source: its source.
        member: another membership; empty for none.
        kind: office, telehealth, or a type of bill.
        service: from date; ten days before the submission unless given.
        through: through date; the from date unless given.
        charge: total charge.
        codes: diagnoses, the principal first.
        others: further columns.
    """
    form, type_of_bill, place = KINDS.get(kind, ("INSTITUTIONAL", kind, None))
    at = dt.datetime.combine(day(submitted), dt.time(12), dt.UTC)
    begin = day(service) if service else day(submitted) - dt.timedelta(10)
    membership = person if member is None else member
    row = unreadable(Place(topic=None, partition=0, offset=0))
    return row | {
        "kind": "fact",
        "claim_id": claim,
        "claim_version": version,
        "outcome": "REJECTED" if edits else "READY",
        "occurred_at": at,
        "source_system": source,
        "payer_id": "P1",
        "claim_form": form,
        "frequency_code": "1",
        "purpose": "CHARGEABLE",
        "type_of_bill": type_of_bill,
        "place_of_service": place,
        "billing_npi": "H1",
        "person_key": f"{source} {person}".encode() if person else None,
        "member_key": membership.encode() or None,
        "sex": "UNKNOWN",
        "service_from": begin,
        "service_through": day(through) if through else begin,
        "deceased": False,
        "total_charge": Decimal(charge),
        "diagnoses": [
            {"rank": rank, "code": code, "role": "OTHER" if rank > 1 else "PRINCIPAL", "present_on_admission": None}
            for rank, code in enumerate(codes.split(), 1)
        ],
        "findings": [finding(edit) for edit in edits.split()],
        **(others or {}),
    }


def in_order(rows: list[Row]) -> list[Row]:
    """The rows at offsets in this order."""
    return [row | {"offset": offset} for offset, row in enumerate(rows)]
