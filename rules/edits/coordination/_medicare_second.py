"""An institutional claim with Medicare as secondary payer, for the examples of edits that need one."""

from collections.abc import Mapping
from typing import Any, Final

MEDICARE_SECOND: Final[Mapping[str, Any]] = {
    "billed_coverage": 1,
    "coverages": [
        {
            "payer_id": "60054",
            "payer_name": "Example Health Plan",
            "filing_indicator": "CI",
            "member_id": "W123456789",
            "relationship": "SELF",
            "adjudication": {
                "adjudicated_on": "2026-10-30",
                "paid": "5000.00",
                "adjustments": [{"group": "CO", "reason": "45", "amount": "952.50"}],
            },
        },
        {
            "payer_id": "00621",
            "payer_name": "Medicare Part A",
            "filing_indicator": "MA",
            "member_id": "1EG4TE5MK73",
            "relationship": "SELF",
        },
    ],
}
