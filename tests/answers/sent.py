"""Claims of known findings for tests of `answers`, as `check --format json` prints them."""

import copy
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from schemas.json_form import parse_json, read_encounter, to_json
from schemas.samples import sample_text
from workers.cli.chosen_rulebook import chosen_rulebook
from workers.pipeline.outcome import Ready
from workers.pipeline.process_encounter import Rulebook, check_encounter

Form = dict[str, Any]


@cache
def _office_visit() -> str:
    outcome = check_encounter(read_encounter(parse_json(sample_text("office-visit"))), rulebook_once(None))
    assert isinstance(outcome, Ready)
    assert not outcome.claim.findings
    return json.dumps(to_json(outcome.claim))


def finding(edit: str, **given: Any) -> Form:
    """A finding of an edit; a warning unless another severity is given."""
    made: Form = {
        "edit": edit,
        "name": "name",
        "severity": "WARN",
        "field": "total_charge",
        "line_number": None,
        "message": "A message.",
        "suggestion": None,
        "action": "REVIEW",
        "claim_adjustment_reason_code": None,
        "remark_codes": [],
        "status": [],
        "waived": False,
        "snip_level": 1,
        "source": "source",
    }
    return made | given


def sent(number: str, findings: Sequence[Form] = (), *, version: int = 1, **changed: Any) -> Form:
    """An outcome of the office visit of 190.00 in two lines, for commercial payer 60054.

    Args:
        number: patient control number.
        findings: what the edits found.
        version: of the claim.
        changed: fields of the encounter; `bill` makes the claim id if it is not that of the number.
    """
    bill = changed.pop("bill", number)
    claim: Form = json.loads(_office_visit())
    claim["claim_id"] = f"id-of-{bill}"
    claim["claim_version"] = version
    claim["patient_control_number"] = number
    claim["findings"] = list(copy.deepcopy(findings))
    claim["encounter"] |= {"patient_control_number": number, **changed}
    for index, line in enumerate(claim["service_lines"]):
        line["control_number"] = f"{number}-{index + 1}"
    rejected = any(one["severity"] == "REJECT" for one in findings)
    word = "rejected" if rejected else "ready"
    return {"input": {"file": "f", "line": 1}, "outcome": word, "rejection" if rejected else "claim": claim}


@cache
def rulebook_once(profile_name: str | None) -> Rulebook:
    """The rulebook of `answers`, built once for many tests."""
    return chosen_rulebook(profile_name)
