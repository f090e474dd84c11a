"""All measures, in the order of the reports."""

from collections.abc import Mapping
from typing import Final

from workers.insight.measure import Measure
from workers.insight.measures.clean_within import CLEAN_WITHIN
from workers.insight.measures.dollars_at_risk import DOLLARS_AT_RISK
from workers.insight.measures.first_pass_acceptance import FIRST_PASS_ACCEPTANCE
from workers.insight.measures.in_hospital_mortality import IN_HOSPITAL_MORTALITY
from workers.insight.measures.never_resent import NEVER_RESENT
from workers.insight.measures.not_checked import NOT_CHECKED
from workers.insight.measures.prevalence import PREVALENCE, PREVALENCE_CONFIRMED
from workers.insight.measures.prior_payer_denials import PRIOR_PAYER_DENIALS
from workers.insight.measures.readmission_30_days import READMISSION_30_DAYS
from workers.insight.measures.rejection_rate import REJECTION_RATE
from workers.insight.measures.use_of_care import USE_OF_CARE

MEASURES: Final[Mapping[str, Measure]] = {
    measure.name: measure
    for measure in (
        REJECTION_RATE,
        FIRST_PASS_ACCEPTANCE,
        DOLLARS_AT_RISK,
        NOT_CHECKED,
        CLEAN_WITHIN,
        NEVER_RESENT,
        PRIOR_PAYER_DENIALS,
        PREVALENCE,
        PREVALENCE_CONFIRMED,
        USE_OF_CARE,
        READMISSION_30_DAYS,
        IN_HOSPITAL_MORTALITY,
    )
}
"""By name."""
