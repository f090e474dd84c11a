"""Which conditions the treated patients have."""

from typing import Final

from workers.insight.measure import Measure

_CARED: Final = "(SELECT person, any_value(member) AS member, year FROM care GROUP BY person, year)"
_CODED: Final = """
    SELECT person, year, service_from, chapter, block,
        coalesce(claim_form = 'INSTITUTIONAL' AND left(right(type_of_bill, 3), 2) = '11', false) AS inpatient
    FROM diagnoses JOIN conditions ON category = left(code, 3) JOIN care USING (place)
    WHERE role NOT IN ('ADMITTING', 'REASON_FOR_VISIT')
"""
_UNITS: Final = f"SELECT person::BIGINT * 10000 + year AS unit, person, member, year FROM {_CARED}"
_CONFIRMED: Final = f"""
    WITH coded AS ({_CODED}),
    days AS (
        SELECT person, year, chapter, block, bool_or(inpatient) OR min(service_from) < max(service_from) AS confirmed
        FROM coded GROUP BY GROUPING SETS ((person, year, chapter), (person, year, block))
    )
    SELECT person::BIGINT * 10000 + year AS unit, chapter, block FROM days WHERE confirmed
"""
_CAVEATS: Final = (
    "Shares are of the patients of this deployment, not of the whole population.",
    "Care without an accepted claim is missing.",
    "A year that the data covers only in part has fewer visits and therefore lower shares.",
)

PREVALENCE: Final = Measure(
    name="prevalence",
    title="Conditions of patients in care",
    question="What share of the patients treated in a year has a diagnosis in a chapter or block of ICD-10-CM?",
    report="population",
    unit="persons",
    denominator="persons with at least one claim in the year",
    units=_UNITS,
    hits=f"SELECT person::BIGINT * 10000 + year AS unit, chapter, block FROM ({_CODED})",
    groups=(("year", "chapter"), ("year", "block")),
    total=False,
    maturity="A claim counts once it is accepted (READY).",
    caveats=(*_CAVEATS, "Admitting diagnoses and reasons for a visit are left out: they are not confirmed."),
    action="Compare the years: plan appointments, staff and programs for a condition that grows.",
)

PREVALENCE_CONFIRMED: Final = Measure(
    name="prevalence_confirmed",
    title="Confirmed conditions",
    question="What share of the patients treated in a year has a diagnosis on an inpatient claim or on two days?",
    report="population",
    unit="persons",
    denominator="persons with at least one claim in the year",
    units=_UNITS,
    hits=_CONFIRMED,
    groups=(("year", "chapter"), ("year", "block")),
    total=False,
    maturity="A claim counts once it is accepted (READY).",
    caveats=(*_CAVEATS, "A condition that is recorded on only one day of the year does not count."),
    action="Use this measure where a suspected diagnosis must not count.",
)
