"""The clean corpus: varied encounters of valid codes, the same on every day and machine."""

from functools import cache
from typing import Any

from tests.corpus.facility_physician_claims import FACILITY_PHYSICIAN_CLAIMS
from tests.corpus.home_health_claims import HOME_HEALTH_CLAIMS
from tests.corpus.hospice_claims import HOSPICE_CLAIMS
from tests.corpus.hospital_claims import HOSPITAL_CLAIMS
from tests.corpus.nursing_claims import NURSING_CLAIMS
from tests.corpus.office_claims import OFFICE_CLAIMS
from tests.corpus.other_facility_claims import OTHER_FACILITY_CLAIMS
from tests.corpus.outpatient_benefit_claims import OUTPATIENT_BENEFIT_CLAIMS
from tests.corpus.professional_benefit_claims import PROFESSIONAL_BENEFIT_CLAIMS
from tests.corpus.rare_facility_claims import RARE_FACILITY_CLAIMS
from tests.corpus.second_claims import second_claims
from tests.corpus.unusual_claims import UNUSUAL_CLAIMS
from tests.corpus.write_encounter import encounter

SCENARIOS = (
    *OFFICE_CLAIMS,
    *FACILITY_PHYSICIAN_CLAIMS,
    *HOSPITAL_CLAIMS,
    *HOME_HEALTH_CLAIMS,
    *HOSPICE_CLAIMS,
    *NURSING_CLAIMS,
    *OTHER_FACILITY_CLAIMS,
    *OUTPATIENT_BENEFIT_CLAIMS,
    *PROFESSIONAL_BENEFIT_CLAIMS,
    *RARE_FACILITY_CLAIMS,
    *UNUSUAL_CLAIMS,
)


@cache
def corpus() -> tuple[tuple[str, dict[str, Any]], ...]:
    """One encounter of each scenario for each of its payers, in its JSON form, with a name that says what it is."""
    made = encounters()
    return (*made, *second_claims(made))


@cache
def large_corpus() -> tuple[tuple[str, dict[str, Any]], ...]:
    """More than two thousand encounters: three of each scenario for each of its payers, and claims that follow them."""
    made = encounters(3)
    return (*made, *second_claims(made))


def encounters(each: int = 1) -> list[tuple[str, dict[str, Any]]]:
    """Several encounters of each scenario for each of its payers, no two alike."""
    made: list[tuple[str, dict[str, Any]]] = []
    for scenario in SCENARIOS:
        for payer in scenario.payers.split():
            for _ in range(each):
                number = len(made) + 1
                made.append((f"{scenario.name}, {payer} ({number})", encounter(scenario, payer, number)))
    return made
