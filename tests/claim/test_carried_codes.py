"""What a claim carries decides which tables it misses."""

import pytest

from rules.claim.carried_codes import CARRIED_CODES, carried_codes
from rules.repairs.repair_event import repair_event
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.golden.judge_samples import shipped_rulebook
from workers.pipeline.process_encounter import claim_of

CARRIED = {
    "office-visit": """anything diagnoses cpt procedures professional-procedures ncci medicare-ncci places npis
        taxonomy-codes payer-ids""",
    "inpatient-stay": """anything diagnoses inpatient-procedures revenue-codes ub-codes discharge-status npis
        ordering-npis taxonomy-codes payer-ids""",
    "hospital-outpatient-visit": """anything diagnoses cpt procedures hospital-outpatient-procedures ncci
        medicare-ncci revenue-codes discharge-status npis ordering-npis taxonomy-codes payer-ids""",
    "drug-with-ndc": """anything diagnoses cpt level-ii procedures professional-procedures ncci medicare-ncci drug-codes
        ndcs places npis taxonomy-codes payer-ids""",
}


@pytest.mark.parametrize("sample", CARRIED)
def test_what_a_sample_carries(sample: str) -> None:
    """Each kind of codes is found where it is, and nowhere else."""
    book = shipped_rulebook()
    event = read_encounter(parse_json(sample_text(sample)))
    profile = book.profiles.choose(event)
    carried = carried_codes(claim_of(repair_event(event, profile.repairs), book, profile, None))
    found = [name for name, has in zip(CARRIED_CODES, carried, strict=True) if has]
    assert found == CARRIED[sample].split()
