"""Claims that follow others: to the next payer, as a replacement, or to take the first one back."""

import copy
import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.corpus.people import PAYERS, Form, medicare_id

_Made = tuple[str, Form]


def second_claims(first: Sequence[_Made]) -> list[_Made]:
    """Of every tenth plain professional claim one to the next payer, a replacement and a void."""
    plain = [made for made in first if _is_plain(made[1])]
    followed: list[_Made] = []
    for place, (name, form) in enumerate(plain[::5]):
        chance = random.Random(name)
        follow = (_to_next_payer, _replaced, _voided, _to_medicare_second)[place % 4]
        again = follow(copy.deepcopy(form), chance)
        again["event_id"] = f"00000000-0000-4000-9000-{place:012d}"
        followed.append((f"{follow.__name__.strip('_').replace('_', ' ')}: {name}", again))
    return followed


def _is_plain(form: Form) -> bool:
    coverage = form["coverages"][0]
    return (
        form["claim_form"] == "PROFESSIONAL"
        and coverage["filing_indicator"] in ("MB", "CI", "BL")
        and coverage["relationship"] == "SELF"
        and form.get("purpose") is None
    )


def _decide(form: Form, on: date) -> None:
    """The first payer paid half of each line, and the rest is its discount and the patient's share."""
    for line in form["service_lines"]:
        charge = Decimal(line["charge"])
        paid, discount = (charge / 2).quantize(Decimal("0.01")), (charge / 4).quantize(Decimal("0.01"))
        shares = [("CO", "45", discount), ("PR", "2", charge - paid - discount)]
        line["adjudications"] = [
            {
                "coverage": 0,
                "paid": str(paid),
                "paid_units": line["units"] if Decimal(line["units"]) > 0 else None,
                "adjudicated_on": on.isoformat(),
                "adjustments": [
                    {"group": group, "reason": reason, "amount": str(amount)}
                    for group, reason, amount in shares
                    if amount
                ],
            }
        ]
    paid_in_all = sum((Decimal(line["adjudications"][0]["paid"]) for line in form["service_lines"]), Decimal(0))
    form["coverages"][0]["adjudication"] = {"paid": str(paid_in_all), "payer_claim_control_number": "88001122"}


def _later(form: Form) -> date:
    return date.fromisoformat(form["occurred_at"][:10]) + timedelta(days=25)


def _to_next_payer(form: Form, chance: random.Random) -> Form:
    decided = _later(form)
    _decide(form, decided)
    other = "MC" if form["coverages"][0]["filing_indicator"] == "MB" else "BL"
    form["coverages"].append({**PAYERS[other], "relationship": "SELF", "member_id": f"S{chance.randrange(10**8)}"})
    form |= {"billed_coverage": 1, "occurred_at": f"{decided + timedelta(days=35)}T09:00:00Z"}
    return form


def _to_medicare_second(form: Form, chance: random.Random) -> Form:
    decided = _later(form)
    medicare: dict[str, Any] = {**PAYERS["MB"], "member_id": medicare_id(chance, decided), "relationship": "SELF"}
    form["coverages"] = [{**PAYERS["CI"], "relationship": "SELF"}, {**medicare, "insurance_type_code": "12"}]
    _decide(form, decided)
    form |= {"billed_coverage": 1, "occurred_at": f"{decided + timedelta(days=5)}T09:00:00Z"}
    return form


def _replaced(form: Form, _: random.Random) -> Form:
    form |= {"frequency_code": "7", "payer_claim_control_number": "2026123456789", "encounter_version": 2}
    form["occurred_at"] = f"{_later(form)}T09:00:00Z"
    return form


def _voided(form: Form, _: random.Random) -> Form:
    form |= {"frequency_code": "8", "payer_claim_control_number": "2026123456789", "encounter_version": 3}
    form["occurred_at"] = f"{_later(form)}T09:00:00Z"
    return form
