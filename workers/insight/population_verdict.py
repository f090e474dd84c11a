"""The sentences on top of the population report."""

from collections.abc import Sequence

from workers.insight.load_conditions import condition_name
from workers.insight.quality_verdict import Answers, total_of
from workers.insight.trends import trends


def population_verdict(answers: Answers, years: Sequence[int]) -> tuple[str, ...]:
    """How many patients come back, what grows, and how many die in the hospital.

    Args:
        answers: of the measures of the report.
        years: the full years.
    """
    said = []
    back = total_of(answers["readmission_30_days"])
    if back is not None and back.value is not None and back.low is not None and back.high is not None:
        said.append(
            f"After {back.numerator:,} of {back.denominator:,} hospital stays ({back.value:.1%}), the patient was "
            f"readmitted within 30 days; the 95% confidence interval of the rate is {back.low:.1%} to {back.high:.1%}."
        )
    changed = trends(answers["prevalence"], "block", years)
    grown = [trend for trend in changed if trend.points > 0]
    if grown:
        parts = [
            f"{condition_name('block', each.key) or each.key} ({each.key}, {each.first.value:.1%} to "
            f"{each.last.value:.1%} of patients)"
            for each in grown[:3]
        ]
        said.append(f"From {years[0]} to {years[-1]} more patients had: {'; '.join(parts)}.")
    elif len(years) >= 2:
        said.append(f"From {years[0]} to {years[-1]} no condition grew by more than chance can explain.")
    died = total_of(answers["in_hospital_mortality"])
    if died is not None and died.value is not None:
        said.append(f"{died.value:.1%} of {died.denominator:,} stays ended with the patient's death.")
    return tuple(said) or ("There are too few claims for a verdict.",)
